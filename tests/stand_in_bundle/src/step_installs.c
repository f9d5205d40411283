/* The steps that install components. */

#include "step_actions.h"
#include "files.h"
#include "log.h"
#include "passphrase.h"
#include "programs.h"
#include "registry.h"
#include "scenario.h"
#include "services.h"
#include "text.h"
#include <windows.h>

static const wchar_t QUIET[] = L"/VERYSILENT /SUPPRESSMSGBOXES /NORESTART";

static bool needed(const Run *run, enum Part part)
{
    return !up_to_date(run->machine, part);
}

int add_iis(Run *run)
{
    if (!run->cs || run->upgrade || service_exists(L"W3SVC"))
        return NOT_NEEDED;
    unsigned code = run_component(L"stand-in-features.exe", L"Web-Server");
    registry_write(PRODUCTS, L"IIS_Installation_Status", code == 0 ? L"Succeeded" : L"Failed");
    run->handled_iis = code == 0;
    return code == 0 ? DONE : 1; /* 3010 too: reboot, then run the setup again */
}

int install_third_party(Run *run)
{
    if (!needed(run, THIRD_PARTY))
        return NOT_NEEDED;
    run->handled[THIRD_PARTY] = run_component(L"CX_THIRDPARTY_SETUP.EXE", QUIET) == 0;
    return run->handled[THIRD_PARTY] ? DONE : 1;
}

static wchar_t *server_arguments(const Run *run)
{
    if (run->upgrade)
        return text(L"%ls /UPGRADE", QUIET);
    const wchar_t *type = run->arguments->value[ENV_TYPE], *port = run->arguments->value[DATA_PORT];
    bool takes_port = port && *port && (run->cs || wcscmp(port, L"443") != 0); /* a process server keeps its default then */
    wchar_t *line = text(L"%ls /ServerMode %ls \"/DIR=%ls\\home\\svsystems\" /EnvType \"%ls\" "
                         L"/DataTransferSecurePort %ls", QUIET,
                         run->cs ? L"CS" : L"PS", run->install, same(type, L"NonVMware") ? L"NonVMware" : L"",
                         takes_port ? port : L"9443");
    line = text(L"%ls%ls", line, optional(L"/PSIP", run->arguments->value[PSIP]));
    if (run->cs)
        return text(L"%ls%ls%ls", line, optional(L"/MySQLPasswordFile", run->arguments->value[MYSQL_FILE]),
                    optional(L"/AZUREIP", run->arguments->value[AZUREIP]));
    return text(L"%ls%ls /CSPort 443%ls", line, optional(L"/CSIP", run->arguments->value[CSIP]),
                optional(L"/PassphrasePath", place(PASSPHRASE_FILE)));
}

int install_server(Run *run)
{
    if (!needed(run, SERVER))
        return NOT_NEEDED;
    unsigned code = run_component(L"UCX_SERVER_SETUP.EXE", server_arguments(run));
    if (code == 5) {
        pause(120);
        code = run_component(L"UCX_SERVER_SETUP.EXE", server_arguments(run));
    }
    run->handled[SERVER] = code == 0;
    return code == 0 ? DONE : 1;
}

static wchar_t *provider_folder(void) { return place(L"%SystemDrive%\\Temp\\DRASETUP"); }

int extract_provider(Run *run)
{
    if (!run->cs || !needed(run, PROVIDER))
        return NOT_NEEDED;
    return run_component(L"AzureSiteRecoveryProvider.exe", text(L"/x:%ls /q", provider_folder())) == 0 ? DONE : 101;
}

int install_provider(Run *run)
{
    if (!run->cs || !needed(run, PROVIDER))
        return NOT_NEEDED;
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    unsigned long long ticks = ((unsigned long long)now.dwHighDateTime << 32 | now.dwLowDateTime) + 504911232000000000ULL;
    wchar_t *log = text(L"%ls\\DRASetupWizard_%llu.log", place(LOG_FOLDER), ticks);
    wchar_t *program = text(L"%ls\\SETUPDR.EXE", provider_folder());
    run->handled[PROVIDER] = run_component(program, text(L"/i /LogFileName \"%ls\"", log)) == 0;
    return run->handled[PROVIDER] ? DONE : 101;
}

int install_master_target(Run *run)
{
    if (!needed(run, MASTER_TARGET))
        return NOT_NEEDED;
    wchar_t *line = text(L"/Role \"MT\" /Silent /InstallLocation \"%ls\" /Platform \"VmWare\"", run->install);
    unsigned code = run_component(L"UNIFIEDAGENT.EXE", line);
    bool reboot = code == 3010 || code == 1641 || code == 98;
    run->reboot = run->reboot || reboot;
    run->handled[MASTER_TARGET] = code == 0 || reboot;
    return run->handled[MASTER_TARGET] ? DONE : 1;
}

int configure_master_target(Run *run)
{
    if (!run->fresh)
        return NOT_NEEDED;
    const wchar_t *server = run->cs ? L"127.0.0.1" : run->arguments->value[CSIP];
    wchar_t *line = text(L"/CSEndPoint %ls /PassphraseFilePath \"%ls\"", server, place(PASSPHRASE_FILE));
    return run_component(L"UnifiedAgentConfigurator.exe", line) == 0 ? DONE : 1;
}

int install_mars(Run *run)
{
    if (!needed(run, MARS))
        return NOT_NEEDED;
    unsigned code = run_component(L"MARSAgentInstaller.exe", L"/q /nu");
    if (code == (unsigned)-1) {
        pause(10);
        code = run_component(L"MARSAgentInstaller.exe", L"/q /nu");
    }
    run->handled[MARS] = code == 0;
    return code == 0 ? DONE : 111;
}

int install_configuration_manager(Run *run)
{
    if (!run->machine->ovf_image)
        return NOT_NEEDED;
    wchar_t *line = text(L"/i \"%ls\" /qn /norestart /l* \"%ls\\ASRConfigurationManager.log\"",
                         beside(L"AzureSiteRecoveryConfigurationManager.msi"), place(LOG_FOLDER));
    return run_component(place(L"%SystemRoot%\\system32\\msiexec.exe"), line) == 0 ? DONE : 116;
}
