/* Whether a value has the form its flag asks for. Each says NULL, or what is wrong as a sentence. */

#pragma once
#include <stdbool.h>
#include <wchar.h>

const wchar_t *wrong_install_location(const wchar_t *path, bool needs_space);
const wchar_t *wrong_address(const wchar_t *address);
bool is_port(const wchar_t *words);
