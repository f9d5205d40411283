#include "effects.h"
#include "files.h"
#include "log.h"
#include "passphrase.h"
#include "registry.h"
#include "scenario.h"
#include "services.h"
#include "text.h"
#include "version.h"
#include <windows.h>

static const wchar_t APP_CONF[] = L"%ProgramData%\\Microsoft Azure Site Recovery\\Config\\App.conf";
static const wchar_t SERVICE_PROGRAM[] = L"%ProgramData%\\Siteprep Stand-in\\service.exe";

/* The word after a flag, or behind a flag that ends with "="; NULL where the flag is not given. */
static const wchar_t *value(const wchar_t *flag, int count, wchar_t **words)
{
    for (int number = 1; number < count; number++) {
        if (flag[wcslen(flag) - 1] == L'=' && starts(words[number], flag))
            return words[number] + wcslen(flag);
        if (number + 1 < count && same(words[number], flag))
            return words[number + 1];
    }
    return NULL;
}

static bool given(const wchar_t *flag, int count, wchar_t **words)
{
    for (int number = 1; number < count; number++)
        if (same(words[number], flag))
            return true;
    return false;
}

static void product(const wchar_t *number)
{
    wchar_t *key = text(L"%ls\\%ls", PRODUCTS, number);
    registry_write(key, L"Version", OWN_VERSION);
    registry_write(key, L"Build_Version", OWN_VERSION);
}

static void serve(const wchar_t *const *names)
{
    wchar_t *program = place(SERVICE_PROGRAM);
    if (!file_exists(program)) {
        wchar_t *packed = beside(L"stand-in-service.exe");
        make_folders(place(L"%ProgramData%\\Siteprep Stand-in"));
        CopyFileW(packed, program, FALSE);
    }
    for (; *names; names++)
        service_install(*names, program);
}

static void third_party(int count, wchar_t **words)
{
    (void)count, (void)words;
    log_open(L"CX_TP_InstallLogFile.log");
    product(L"10");
    note_program(L"Microsoft Azure Site Recovery Configuration Server/Process Server Dependencies", OWN_VERSION);
    note_program(L"MySQL Server 5.7", L"5.7.20");
    log_line(L"The third party set is in place.");
}

static void server_files(int count, wchar_t **words)
{
    const wchar_t *home = value(L"/DIR=", count, words);
    bool cs = same(value(L"/ServerMode", count, words), L"CS");
    const wchar_t *csip = value(L"/CSIP", count, words);
    wchar_t *install = text(L"%ls", home), *tail = wcsstr(install, L"\\home\\svsystems");
    if (tail)
        *tail = 0;
    make_folders(text(L"%ls\\bin", home));
    CopyFileW(beside(L"genpassphrase.exe"), text(L"%ls\\bin\\genpassphrase.exe", home), FALSE);
    write_file(text(L"%ls\\etc\\amethyst.conf", home),
               text(L"CX_TYPE = \"%ls\"\r\nPS_CS_IP = \"%ls\"\r\n", cs ? L"3" : L"2", csip ? csip : L""));
    write_file(place(APP_CONF), text(L"INSTALLATION_PATH = \"%ls\"\r\n", install));
    if (cs && !file_exists(place(PASSPHRASE_FILE)))
        write_file(place(PASSPHRASE_FILE), new_passphrase());
}

static void server(int count, wchar_t **words)
{
    log_open(L"CX_InstallLogFile.log");
    if (!given(L"/UPGRADE", count, words))
        server_files(count, words);
    product(L"9");
    note_program(L"Microsoft Azure Site Recovery Configuration Server/Process Server", OWN_VERSION);
    serve((const wchar_t *const[]){L"tmansvc", L"InMage PushInstall", L"cxprocessserver", L"ProcessServer",
                                   L"ProcessServerMonitor", NULL});
    log_line(L"The server is in place.");
}

static void provider_package(int count, wchar_t **words)
{
    for (int number = 1; number < count; number++)
        if (starts(words[number], L"/x:")) {
            make_folders(words[number] + 3);
            CopyFileW(beside(L"DRConfigurator.exe"), text(L"%ls\\SETUPDR.EXE", words[number] + 3), FALSE);
            CopyFileW(beside(L"stand-in-service.exe"), text(L"%ls\\stand-in-service.exe", words[number] + 3), FALSE);
        }
}

static void provider(int count, wchar_t **words)
{
    const wchar_t *log = value(L"/LogFileName", count, words);
    log_open(log ? wcsrchr(log, L'\\') + 1 : L"DRASetupWizard.log");
    note_program(L"Microsoft Azure Site Recovery Provider", OWN_VERSION);
    serve((const wchar_t *const[]){L"dra", NULL});
    log_line(L"The provider is in place.");
}

static void master_target(int count, wchar_t **words)
{
    (void)count, (void)words;
    log_open(L"ASRUnifiedAgentInstaller.log");
    product(L"5");
    registry_write(text(L"%ls\\5", PRODUCTS), L"Reboot_Required", scenario(L"Agent", L"RebootRequired", L"No"));
    note_program(L"Microsoft Azure Site Recovery Mobility Service/Master Target Server", OWN_VERSION);
    serve((const wchar_t *const[]){L"svagents", L"InMage Scout Application Service", NULL});
    log_line(L"The master target is in place.");
}

static void mars(int count, wchar_t **words)
{
    (void)count, (void)words;
    log_open(L"StandInMarsAgent.log");
    note_program(L"Microsoft Azure Recovery Services Agent", OWN_VERSION);
    serve((const wchar_t *const[]){L"obengine", NULL});
    log_line(L"The recovery services agent is in place.");
}

static void registration(int count, wchar_t **words)
{
    registry_write(REGISTERED_PARTS, given(L"/r", count, words) ? L"Vault" : L"Container", L"Yes");
    if (given(L"/r", count, words))
        registry_write(REGISTRATION, L"StandIn", L"Yes");
}

static void master_target_registration(int count, wchar_t **words)
{
    (void)count, (void)words;
    registry_write(REGISTERED_PARTS, L"MasterTarget", L"Yes");
}

static void web_server(int count, wchar_t **words)
{
    (void)count, (void)words;
    log_open(L"StandInWebServer.log");
    serve((const wchar_t *const[]){L"W3SVC", NULL});
}

static const struct {
    const wchar_t *name;
    void (*leave)(int count, wchar_t **words);
} EFFECTS[] = {
    {L"CX_THIRDPARTY_SETUP.EXE", third_party},
    {L"UCX_SERVER_SETUP.EXE", server},
    {L"AzureSiteRecoveryProvider.exe", provider_package},
    {L"SETUPDR.EXE", provider},
    {L"UNIFIEDAGENT.EXE", master_target},
    {L"MARSAgentInstaller.exe", mars},
    {L"DRConfigurator.exe", registration},
    {L"cdpcli.exe", master_target_registration},
    {L"stand-in-features.exe", web_server},
};

void leave_effects(const wchar_t *name, int count, wchar_t **words)
{
    for (unsigned number = 0; number < sizeof EFFECTS / sizeof *EFFECTS; number++)
        if (same(EFFECTS[number].name, name))
            EFFECTS[number].leave(count, words);
}
