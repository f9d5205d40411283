/* InstallationSummary-<guid>.json, written anew after every operation; readers never find half a file. */

#pragma once
#include <stdbool.h>
#include <wchar.h>

enum Result { SUCCESS, FAILED, WARN, SKIP, ABORTED };

void summary_open(const wchar_t *existing_version);
void summary_kind(const wchar_t *install_type, const wchar_t *role, const wchar_t *machine_identifier);
void summary_add(const wchar_t *scenario_name, const wchar_t *operation, enum Result result, int error_code,
                 const wchar_t *message);
void summary_close(int exit_code);
wchar_t *new_guid(void);
