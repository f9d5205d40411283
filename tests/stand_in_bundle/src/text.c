#include "text.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

wchar_t *text(const wchar_t *format, ...)
{
    va_list values;
    va_start(values, format);
    int length = _vscwprintf(format, values);
    va_end(values);
    wchar_t *result = calloc(length + 1, sizeof *result);
    va_start(values, format);
    _vsnwprintf(result, length + 1, format, values);
    va_end(values);
    return result;
}

wchar_t *optional(const wchar_t *flag, const wchar_t *value)
{
    return value ? text(L" %ls \"%ls\"", flag, value) : text(L"");
}

wchar_t *wide(const char *bytes)
{
    int length = MultiByteToWideChar(CP_UTF8, 0, bytes, -1, NULL, 0);
    wchar_t *result = calloc(length + 1, sizeof *result);
    MultiByteToWideChar(CP_UTF8, 0, bytes, -1, result, length);
    return result;
}

char *utf8(const wchar_t *words)
{
    int length = WideCharToMultiByte(CP_UTF8, 0, words, -1, NULL, 0, NULL, NULL);
    char *result = calloc(length + 1, 1);
    WideCharToMultiByte(CP_UTF8, 0, words, -1, result, length, NULL, NULL);
    return result;
}

bool same(const wchar_t *one, const wchar_t *other) { return one && other && _wcsicmp(one, other) == 0; }

bool starts(const wchar_t *words, const wchar_t *beginning)
{
    return words && wcsncmp(words, beginning, wcslen(beginning)) == 0;
}

bool blank(const wchar_t *words) { return !words || words[wcsspn(words, L" \t")] == 0; }
