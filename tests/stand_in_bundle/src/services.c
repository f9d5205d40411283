#include "services.h"
#include "log.h"
#include "scenario.h"
#include "text.h"
#include <windows.h>

bool service_exists(const wchar_t *name)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service = OpenServiceW(manager, name, SERVICE_QUERY_STATUS);
    bool found = service != NULL;
    CloseServiceHandle(service);
    CloseServiceHandle(manager);
    return found;
}

static DWORD state_of(SC_HANDLE service)
{
    SERVICE_STATUS status = {0};
    return QueryServiceStatus(service, &status) ? status.dwCurrentState : 0;
}

bool service_runs(const wchar_t *name)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service = OpenServiceW(manager, name, SERVICE_QUERY_STATUS);
    bool runs = service && state_of(service) == SERVICE_RUNNING;
    CloseServiceHandle(service);
    CloseServiceHandle(manager);
    return runs;
}

/* Whether the scenario's list of services to leave stopped, separated by commas, has this one. */
static bool stays_stopped(const wchar_t *name)
{
    wchar_t *list = scenario(L"Services", L"Stopped", L""), *rest = NULL;
    for (wchar_t *entry = wcstok_s(list, L",", &rest); entry; entry = wcstok_s(NULL, L",", &rest))
        if (same(entry + wcsspn(entry, L" "), name))
            return true;
    return false;
}

void service_install(const wchar_t *name, const wchar_t *program)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_ALL_ACCESS);
    SC_HANDLE service = OpenServiceW(manager, name, SERVICE_ALL_ACCESS);
    if (!service) {
        wchar_t *line = text(L"\"%ls\" \"%ls\"", program, name);
        service = CreateServiceW(manager, name, name, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START,
                                 SERVICE_ERROR_NORMAL, line, NULL, NULL, NULL, NULL, NULL);
        log_line(L"Service %ls: %ls", name, service ? L"created" : L"could not be created");
    }
    if (service && !stays_stopped(name) && state_of(service) == SERVICE_STOPPED) {
        BOOL started = StartServiceW(service, 0, NULL);
        for (int tries = 0; started && state_of(service) == SERVICE_START_PENDING && tries < 500; tries++)
            Sleep(10);
        log_line(L"Service %ls: %ls", name, started ? L"started" : L"could not be started");
    }
    CloseServiceHandle(service);
    CloseServiceHandle(manager);
}
