/* The command line: a flag begins with / or -, case does not matter, a value is the next argument. */

#pragma once
#include <stdbool.h>
#include <wchar.h>

enum Flag {
    HELP, SERVER_MODE, INSTALL_LOCATION, MYSQL_FILE, VAULT_FILE, ENV_TYPE, PSIP, AZUREIP, CSIP, PASSPHRASE,
    SOURCE_CONFIG, PROXY_FILE, DATA_PORT, SKIP_SPACE, SKIP_PREREQS, SKIP_TLS, SKIP_REGISTRATION, ACCEPT_EULA, SHOW_EULA,
    UPGRADE, FLAG_COUNT
};

typedef struct {
    int count;                         /* how many arguments there were in all, read or lost */
    bool given[FLAG_COUNT];
    const wchar_t *value[FLAG_COUNT];  /* NULL where the flag was not given or takes none */
} Arguments;

const wchar_t *flag_name(enum Flag flag);

/* Read the command line. An error is printed and ends the reading: what stood before it counts, the rest is lost. */
Arguments read_arguments(void);
