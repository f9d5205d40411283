#include "validate.h"
#include "files.h"
#include "passphrase.h"
#include "programs.h"
#include "registry.h"
#include "scenario.h"
#include "services.h"
#include "text.h"
#include "values.h"
#include <stdlib.h>
#include <windows.h>

static const wchar_t LICENCE[] = L"STAND-IN: here the third party licence would be shown.";
static const wchar_t USAGE[] = L"STAND-IN: usage: UNIFIEDSETUP.EXE /AcceptThirdpartyEULA /ServerMode CS|PS "
                               L"/InstallLocation FOLDER /EnvType VMware|NonVMware ... as Microsoft's documents say.";

bool is_cs(const Arguments *arguments) { return same(arguments->value[SERVER_MODE], L"CS"); }

static const wchar_t *invalid_upgrade(const Arguments *arguments, const Machine *machine)
{
    bool replaces_mysql = machine->mysql_5_5 && !machine->is_ps;
    if (replaces_mysql && arguments->given[SHOW_EULA])
        return LICENCE;
    if (replaces_mysql && !arguments->given[ACCEPT_EULA])
        return L"The upgrade replaces MySQL, so /AcceptThirdpartyEULA is needed with /Upgrade.";
    if (arguments->count > (replaces_mysql ? 3 : 2))
        return L"/Upgrade was given with too many other arguments.";
    if (!machine->all_installed)
        return L"/Upgrade was given, but not every component is installed.";
    return NULL;
}

static const wchar_t *missing_flags(const Arguments *arguments)
{
    static const enum Flag CS_SET[] = {INSTALL_LOCATION, MYSQL_FILE, VAULT_FILE, ENV_TYPE};
    static const enum Flag PS_SET[] = {INSTALL_LOCATION, ENV_TYPE, CSIP, PASSPHRASE};
    const enum Flag *needed = is_cs(arguments) ? CS_SET : PS_SET;
    wchar_t *names = text(L"");
    for (int number = 0; number < 4; number++) {
        bool excused = needed[number] == VAULT_FILE && arguments->given[SKIP_REGISTRATION];
        if (!arguments->given[needed[number]] && !excused)
            names = text(L"%ls%ls%ls", names, *names ? L", " : L"", flag_name(needed[number]));
    }
    return *names ? text(L"These arguments are missing: %ls.", names) : NULL;
}

static const wchar_t *wrong_env_type(const wchar_t *type)
{
    if (same(type, L"NonVMware"))
        return NULL;
    if (!same(type, L"VMware"))
        return text(L"EnvType is VMware or NonVMware, not %ls.", type);
    return installed_program(L"VMware Tools") ? NULL : L"EnvType is VMware, but VMware Tools are not installed.";
}

/* The passphrase is proven against the configuration server, up to three times. */
static const wchar_t *wrong_passphrase(const Arguments *arguments)
{
    const wchar_t *file = arguments->value[PASSPHRASE], *copy = place(PASSPHRASE_FILE);
    if (service_exists(L"tmansvc") || registry_text(text(L"%ls\\9", PRODUCTS), L"Version"))
        return NULL;
    if (!file_exists(file))
        return text(L"The passphrase file %ls does not exist.", file);
    write_file(copy, L"");
    CopyFileW(file, copy, FALSE);
    for (int tries = 0; tries < 3; tries++) {
        if (tries)
            pause(5);
        if (run_component(L"csgetfingerprint.exe", text(L"-i %ls -p 443", arguments->value[CSIP])) == 0)
            return NULL;
    }
    return L"The configuration server did not accept the passphrase.";
}

static const wchar_t *wrong_data_port(const Arguments *arguments)
{
    const wchar_t *port = arguments->value[DATA_PORT];
    if (!is_port(port))
        return text(L"DataTransferSecurePort is from 1 to 65535, not %ls.", port);
    if (is_cs(arguments) && _wtoi(port) == 443)
        return L"DataTransferSecurePort cannot be 443 on a configuration server.";
    return NULL;
}

static const wchar_t *wrong_values(const Arguments *arguments, Proxy *proxy)
{
    bool cs = is_cs(arguments), needs_space = !arguments->given[SKIP_SPACE] && !arguments->given[SKIP_PREREQS];
    const wchar_t *wrong = wrong_install_location(arguments->value[INSTALL_LOCATION], needs_space);
    if (!wrong && cs)
        wrong = wrong_mysql_file(arguments->value[MYSQL_FILE]);
    if (!wrong && cs && !arguments->given[SKIP_REGISTRATION])
        wrong = wrong_vault_file(arguments->value[VAULT_FILE]);
    if (!wrong)
        wrong = wrong_env_type(arguments->value[ENV_TYPE]);
    if (!wrong && !cs)
        wrong = wrong_address(arguments->value[CSIP]);
    if (!wrong && !cs)
        wrong = wrong_passphrase(arguments);
    if (!wrong && arguments->given[PSIP])
        wrong = wrong_address(arguments->value[PSIP]);
    if (!wrong && cs && arguments->given[AZUREIP])
        wrong = wrong_address(arguments->value[AZUREIP]);
    if (!wrong && arguments->given[PROXY_FILE])
        wrong = read_proxy_file(arguments->value[PROXY_FILE], proxy);
    if (!wrong && arguments->given[DATA_PORT])
        wrong = wrong_data_port(arguments);
    return wrong;
}

const wchar_t *invalid(const Arguments *arguments, const Machine *machine, Proxy *proxy)
{
    if (arguments->given[UPGRADE])
        return invalid_upgrade(arguments, machine);
    if (machine->all_installed)
        return L"Every component is installed already; run the setup with /Upgrade to upgrade them.";
    if (arguments->given[HELP])
        return USAGE;
    if (arguments->given[SHOW_EULA])
        return LICENCE;
    if (!arguments->given[ACCEPT_EULA])
        return L"The third party licence has not been accepted: /AcceptThirdpartyEULA is missing.";
    if (!arguments->given[SERVER_MODE])
        return L"These arguments are missing: ServerMode.";
    if (!is_cs(arguments) && !same(arguments->value[SERVER_MODE], L"PS"))
        return text(L"ServerMode is CS or PS, not %ls.", arguments->value[SERVER_MODE]);
    const wchar_t *missing = missing_flags(arguments);
    return missing ? missing : wrong_values(arguments, proxy);
}
