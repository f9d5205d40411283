/* What an installed component leaves on the machine. */

#pragma once
#include <wchar.h>

/* By the component installer's file name; the words are its command line. */
void leave_effects(const wchar_t *name, int count, wchar_t **words);
