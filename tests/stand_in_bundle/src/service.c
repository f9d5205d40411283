/* A service that does nothing but run until it is stopped; its name is its first argument. */

#include <windows.h>
#include <shellapi.h>

static SERVICE_STATUS_HANDLE handle;
static SERVICE_STATUS status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS, .dwControlsAccepted = SERVICE_ACCEPT_STOP};
static HANDLE stopping;
static wchar_t *name;

static void report(DWORD state)
{
    status.dwCurrentState = state;
    SetServiceStatus(handle, &status);
}

static void WINAPI control(DWORD code)
{
    if (code == SERVICE_CONTROL_STOP) {
        report(SERVICE_STOP_PENDING);
        SetEvent(stopping);
    }
}

static void WINAPI serve(DWORD count, wchar_t **words)
{
    (void)count, (void)words;
    stopping = CreateEventW(NULL, TRUE, FALSE, NULL);
    handle = RegisterServiceCtrlHandlerW(name, control);
    report(SERVICE_RUNNING);
    WaitForSingleObject(stopping, INFINITE);
    report(SERVICE_STOPPED);
}

int main(void)
{
    int count = 0;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    if (count != 2)
        return 2;
    name = words[1];
    SERVICE_TABLE_ENTRYW table[] = {{name, serve}, {NULL, NULL}};
    return StartServiceCtrlDispatcherW(table) ? 0 : 1;
}
