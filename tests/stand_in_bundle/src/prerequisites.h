/* What has to be true before components are installed. Each function says whether it is. */

#pragma once
#include "arguments.h"
#include "machine.h"

bool dotnet_is_new_enough(void);
bool tls_is_enabled(void);
bool fresh_steps_pass(const Machine *machine);
bool checks_pass(const Arguments *arguments); /* all are evaluated; one that failed is enough to fail */
bool upgrade_steps_pass(const Machine *machine);
