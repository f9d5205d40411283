/* Small texts. These programs live for seconds, so what is allocated is given back when they end. */

#pragma once
#include <stdbool.h>
#include <wchar.h>

/* A new text, as wsprintf formats it. */
wchar_t *text(const wchar_t *format, ...);

/* A flag and its quoted value, to put behind a command line; nothing where there is no value. */
wchar_t *optional(const wchar_t *flag, const wchar_t *value);

/* A text of UTF-8 bytes, and the other way round. */
wchar_t *wide(const char *bytes);
char *utf8(const wchar_t *words);

bool same(const wchar_t *one, const wchar_t *other); /* but for upper and lower case */
bool starts(const wchar_t *words, const wchar_t *beginning);
bool blank(const wchar_t *words); /* nothing, or only blanks and tabs */
