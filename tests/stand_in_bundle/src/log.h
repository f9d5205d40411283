/* A log in %ProgramData%\ASRSetupLogs; its first line says that a stand-in wrote it. */

#pragma once
#include <wchar.h>

extern const wchar_t LOG_FOLDER[];

void log_open(const wchar_t *name);          /* where the following lines go */
void log_line(const wchar_t *format, ...);   /* a line, with its time */
void say(const wchar_t *format, ...);        /* a line for the log and for standard output */
void log_to(const wchar_t *name, const wchar_t *words); /* a line for another log */
