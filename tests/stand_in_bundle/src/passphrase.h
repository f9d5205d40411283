/* The connection passphrase of a configuration server. */

#pragma once
#include <wchar.h>

extern const wchar_t PASSPHRASE_FILE[];

wchar_t *new_passphrase(void); /* 16 letters and digits, random */
