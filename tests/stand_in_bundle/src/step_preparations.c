/* The steps before the first component. */

#include "files.h"
#include "log.h"
#include "scenario.h"
#include "step_actions.h"
#include "text.h"

int read_existing(Run *run)
{
    if (run->fresh)
        return NOT_NEEDED;
    wchar_t *folder = install_folder();
    if (!folder)
        return 1;
    run->install = folder;
    return DONE;
}

int read_vault_file(Run *run)
{
    if (!run->fresh || !run->cs || !registers(run))
        return NOT_NEEDED;
    wchar_t *content = scenario(L"Vault", L"File", L"good");
    if (same(content, L"good"))
        return DONE;
    log_line(L"The vault credentials file is %ls.", content);
    return 1;
}

int ask_configuration_server(Run *run)
{
    if (!run->fresh || run->cs)
        return NOT_NEEDED;
    return same(scenario(L"Setup", L"ConfigurationServer", L"answers"), L"answers") ? DONE : 1;
}

int get_mysql(Run *run)
{
    wchar_t *package = place(L"%SystemDrive%\\Temp\\ASRSetup\\mysql-installer-community-5.7.20.0.msi");
    bool replaces = run->upgrade && run->machine->mysql_5_5;
    if (!run->cs || run->machine->mysql_5_7 || !(run->fresh || replaces) || file_exists(package))
        return NOT_NEEDED;
    if (same(scenario(L"Setup", L"PrivateEndpoint", L"no"), L"yes"))
        return STOPPED;
    for (int tries = 0; tries < 3; tries++) {
        log_line(L"Fetching the MySQL package, try %d.", tries + 1);
        if (same(scenario(L"Setup", L"MySQLDownload", L"works"), L"works"))
            return write_file(package, L"STAND-IN: no MySQL is in here.\r\n") ? DONE : 1;
    }
    return 1;
}
