/* The rules for the command line, in the order in which the first broken one decides. */

#pragma once
#include "arguments.h"
#include "input_files.h"
#include "machine.h"

/* NULL, or the sentence to print before the setup ends with InvalidCommandLine. Fills in the proxy. */
const wchar_t *invalid(const Arguments *arguments, const Machine *machine, Proxy *proxy);
bool is_cs(const Arguments *arguments);
