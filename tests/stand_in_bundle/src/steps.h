/* The component phase: the steps in their order, until one fails. */

#pragma once
#include "arguments.h"
#include "input_files.h"
#include "machine.h"

typedef struct {
    const Arguments *arguments;
    const Machine *machine;
    const Proxy *proxy; /* its address is NULL without a proxy of one's own */
    bool cs, fresh, upgrade;
    bool reboot;            /* a component asked for it */
    bool stopped;           /* the phase ended early without a code */
    bool handled_iis, handled[PART_COUNT];
    wchar_t *install;       /* the install location without a backslash at its end */
} Run;

/* Carry the steps out; 0, or the exit code of the one that failed. */
int run_steps(Run *run);
int check_services(const Run *run);
