/* Starts a program as a job file says, hands on the standard handles and keeps what a Linux parent cannot see: the
   process id of the Windows side and the exit code in full, of which Linux passes on 8 bits only.

   run.exe JOB: JOB is UTF-8, its parts end with NUL: result file, working folder, command line, NAME=VALUE ...
   The result file gets two lines: the process id, then the exit code; or "error N", the Windows error of the start. */

#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

enum { JOB_LIMIT = 1 << 20 };

static wchar_t job[JOB_LIMIT];
static char bytes[JOB_LIMIT];

static BOOL read_job(const wchar_t *path)
{
    DWORD length = 0;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    BOOL done = file != INVALID_HANDLE_VALUE && ReadFile(file, bytes, sizeof bytes - 1, &length, NULL) && length > 0;
    CloseHandle(file);
    return done && MultiByteToWideChar(CP_UTF8, 0, bytes, length, job, JOB_LIMIT - 1) > 0;
}

static wchar_t *after(wchar_t *part) { return part + wcslen(part) + 1; }

static int start(wchar_t *line, const wchar_t *folder, FILE *result)
{
    STARTUPINFOW startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;
    DWORD code = 0;
    startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    startup.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    BOOL started = CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, folder, &startup, &process);
    /* Wine fails now and then, under load, to set up a process that it has not begun. */
    for (int again = 0; !started && GetLastError() == ERROR_INTERNAL_ERROR && again < 50; again++) {
        Sleep(50);
        started = CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, folder, &startup, &process);
    }
    if (!started) {
        fprintf(result, "error %lu\n", GetLastError());
        return 1;
    }
    fprintf(result, "%lu\n", process.dwProcessId);
    fflush(result);
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    fprintf(result, "%lu\n", code);
    return 0;
}

int wmain(int count, wchar_t **words)
{
    if (count != 2 || !read_job(words[1])) {
        fputs("run.exe: name a readable job file\n", stderr);
        return 2;
    }
    wchar_t *result_path = job, *folder = after(result_path), *line = after(folder);
    for (wchar_t *setting = after(line); *setting; setting = after(setting)) {
        wchar_t *value = wcschr(setting, L'=');
        if (value) {
            *value = 0;
            SetEnvironmentVariableW(setting, value + 1);
            *value = L'='; /* so that the walk still finds this part's end */
        }
    }
    FILE *result = _wfopen(result_path, L"w");
    if (!result) {
        fputs("run.exe: the result file cannot be written\n", stderr);
        return 2;
    }
    int code = start(line, folder, result);
    fclose(result);
    return code;
}
