/* Files and folders of the machine. */

#pragma once
#include <stdbool.h>
#include <wchar.h>

wchar_t *place(const wchar_t *path_with_variables); /* such as %ProgramData%\ASRSetupLogs */
wchar_t *own_name(void);                            /* this program's file name */
wchar_t *beside(const wchar_t *name);               /* a file in this program's folder */

bool file_exists(const wchar_t *path);
void make_folders(const wchar_t *folder);
wchar_t *read_file(const wchar_t *path);                       /* UTF-8; NULL where it cannot be read */
bool write_file(const wchar_t *path, const wchar_t *content);  /* as UTF-8, in one go: readers see all of it or none */
void append_file(const wchar_t *path, const wchar_t *content); /* as UTF-8; the folder is made where it is missing */
