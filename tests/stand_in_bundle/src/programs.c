#include "programs.h"
#include "files.h"
#include "log.h"
#include "text.h"
#include <windows.h>

enum { NOT_STARTED = 1 };

unsigned run_component(const wchar_t *program, const wchar_t *arguments)
{
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    DWORD code = NOT_STARTED;
    const wchar_t *path = wcschr(program, L'\\') ? program : beside(program);
    wchar_t *line = text(L"\"%ls\" %ls", path, arguments);
    BOOL started = CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process);
    /* Wine fails now and then, under load, to set up a process that it has not begun. */
    for (int again = 0; !started && GetLastError() == ERROR_INTERNAL_ERROR && again < 5; again++) {
        Sleep(500);
        started = CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process);
    }
    if (!started) {
        log_line(L"%ls could not be started: error %lu", program, GetLastError());
        return NOT_STARTED;
    }
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    log_line(L"%ls ended with %ld", program, (long)code);
    return code;
}
