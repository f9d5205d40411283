/* The service manager. */

#pragma once
#include <stdbool.h>
#include <wchar.h>

bool service_exists(const wchar_t *name);
bool service_runs(const wchar_t *name);
void service_install(const wchar_t *name, const wchar_t *program); /* made where it is missing, and started */
