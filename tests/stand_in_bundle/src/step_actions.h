/* What each step of the component phase does: DONE, NOT_NEEDED, or an exit code of the setup. */

#pragma once
#include "steps.h"

enum { DONE = 0, NOT_NEEDED = -1, STOPPED = -2 };

bool registers(const Run *run); /* whether this run makes the machine known to the vault */

int read_existing(Run *run);
int read_vault_file(Run *run);
int ask_configuration_server(Run *run);
int get_mysql(Run *run);
int add_iis(Run *run);
int install_third_party(Run *run);
int install_server(Run *run);
int extract_provider(Run *run);
int install_provider(Run *run);
int install_master_target(Run *run);
int configure_master_target(Run *run);
int install_mars(Run *run);
int install_configuration_manager(Run *run);
int register_container(Run *run);
int register_vault(Run *run);
int register_master_target(Run *run);
int set_mars_proxy(Run *run);
