/* Running the component installers. */

#pragma once
#include <wchar.h>

/* Run a program and return its exit code. A name without a folder lies beside this program. */
unsigned run_component(const wchar_t *program, const wchar_t *arguments);
