/* The steps that make the machine known to the vault, and the proxy known to the agent. */

#include "files.h"
#include "log.h"
#include "programs.h"
#include "step_actions.h"
#include "text.h"
#include <windows.h>

bool registers(const Run *run) { return !run->upgrade && !run->arguments->given[SKIP_REGISTRATION]; }

static wchar_t *proxy_flags(const Run *run)
{
    if (!run->proxy->address)
        return text(L"");
    wchar_t *line = text(L" /proxyaddress \"%ls\" /proxyport %ls", run->proxy->address, run->proxy->port);
    if (blank(run->proxy->user))
        return line;
    return text(L"%ls /proxyusername \"%ls\" /proxypassword \"%ls\"", line, run->proxy->user, run->proxy->password);
}

static unsigned configurator(const Run *run, const wchar_t *what)
{
    return run_component(L"DRConfigurator.exe",
                         text(L"%ls /LogFileName \"%ls\\DRConfigurator.log\"%ls%ls", what, place(LOG_FOLDER),
                              optional(L"/Credentials", run->arguments->value[VAULT_FILE]), proxy_flags(run)));
}

int register_container(Run *run)
{
    if (!run->cs || !registers(run) || run->machine->container)
        return NOT_NEEDED;
    return configurator(run, L"/configureCloud") == 0 ? DONE : 112;
}

int register_vault(Run *run)
{
    if (!run->cs || !registers(run) || run->machine->vault)
        return NOT_NEEDED;
    wchar_t host[256] = L"";
    DWORD length = 255;
    GetComputerNameW(host, &length);
    return configurator(run, text(L"/r /friendlyname \"%ls\"", host)) == 0 ? DONE : 103;
}

int register_master_target(Run *run)
{
    if (!registers(run) || run->machine->target)
        return NOT_NEEDED;
    return run_component(L"cdpcli.exe", L"--registermt") == 0 ? DONE : 113;
}

int set_mars_proxy(Run *run)
{
    if (!run->proxy->address)
        return NOT_NEEDED;
    wchar_t *line = text(L"\"%ls\" %ls", run->proxy->address, run->proxy->port);
    if (!blank(run->proxy->user))
        line = text(L"%ls \"%ls\" \"%ls\"", line, run->proxy->user, run->proxy->password);
    return run_component(L"SetMarsProxy.exe", line) == 0 ? DONE : 115;
}
