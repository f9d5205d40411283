#include "log.h"
#include "files.h"
#include "text.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

const wchar_t LOG_FOLDER[] = L"%ProgramData%\\ASRSetupLogs";

static const wchar_t *current;

static wchar_t *log_path(const wchar_t *name) { return text(L"%ls\\%ls", place(LOG_FOLDER), name); }

void log_to(const wchar_t *name, const wchar_t *words)
{
    SYSTEMTIME now;
    GetSystemTime(&now);
    wchar_t *path = log_path(name);
    if (!file_exists(path))
        append_file(path, text(L"STAND-IN for tests: nothing of Azure Site Recovery is in this program (%ls).\r\n",
                               own_name()));
    append_file(path, text(L"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ %ls\r\n", now.wYear, now.wMonth, now.wDay, now.wHour,
                           now.wMinute, now.wSecond, now.wMilliseconds, words));
}

void log_open(const wchar_t *name) { current = name; }

static wchar_t *formatted(const wchar_t *format, va_list values)
{
    static wchar_t line[8192];
    _vsnwprintf(line, 8191, format, values);
    return line;
}

void log_line(const wchar_t *format, ...)
{
    va_list values;
    va_start(values, format);
    log_to(current, formatted(format, values));
    va_end(values);
}

void say(const wchar_t *format, ...)
{
    va_list values;
    va_start(values, format);
    wchar_t *line = formatted(format, values);
    va_end(values);
    if (current)
        log_to(current, line);
    char *bytes = utf8(text(L"%ls\r\n", line));
    DWORD written = 0;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), bytes, (DWORD)strlen(bytes), &written, NULL);
}
