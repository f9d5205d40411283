/* The files that the command line names. Each says NULL, or what is wrong as a sentence. */

#pragma once
#include <wchar.h>

typedef struct {
    const wchar_t *address, *port, *user, *password; /* user and password are empty without authentication */
} Proxy;

const wchar_t *wrong_mysql_file(const wchar_t *path);
const wchar_t *wrong_vault_file(const wchar_t *path);
const wchar_t *read_proxy_file(const wchar_t *path, Proxy *proxy);
