#include "summary.h"
#include "files.h"
#include "log.h"
#include "text.h"
#include "version.h"
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <objbase.h>

static const wchar_t *RESULTS[] = {L"Success", L"Failed", L"Warn", L"Skip", L"Aborted"};

static wchar_t *path, *fields, *operations, *ending; /* JSON, put together on every write */

wchar_t *new_guid(void)
{
    GUID guid;
    wchar_t words[40];
    CoCreateGuid(&guid);
    StringFromGUID2(&guid, words, 40);
    words[37] = 0;
    return text(L"%ls", words + 1);
}

static wchar_t *now(void)
{
    SYSTEMTIME time;
    GetSystemTime(&time);
    return text(L"%04d-%02d-%02dT%02d:%02d:%02d.%03d0000Z", time.wYear, time.wMonth, time.wDay, time.wHour, time.wMinute,
                time.wSecond, time.wMilliseconds);
}

static wchar_t *escaped(const wchar_t *words)
{
    wchar_t *result = calloc(wcslen(words) * 6 + 1, sizeof *result), *end = result;
    for (; *words; words++) {
        if (*words == L'"' || *words == L'\\')
            *end++ = L'\\', *end++ = *words;
        else if (*words < 0x20)
            end += wcslen(wcscpy(end, text(L"\\u%04x", *words)));
        else
            *end++ = *words;
    }
    return result;
}

/* "Name": "value", in front of a comma; nothing where there is no value. */
static wchar_t *member(const wchar_t *name, const wchar_t *value)
{
    return value ? text(L"\"%ls\": \"%ls\", ", name, escaped(value)) : text(L"");
}

static void rewrite(void)
{
    write_file(path, text(L"{%ls%ls\"OperationDetails\": [%ls]}\r\n", fields, ending, operations));
}

static wchar_t *gigabytes(DWORDLONG bytes) { return text(L"%llu", (unsigned long long)(bytes >> 30)); }

void summary_open(const wchar_t *existing_version)
{
    wchar_t host[256] = L"";
    DWORD length = 255;
    MEMORYSTATUSEX memory = {.dwLength = sizeof memory};
    GetComputerNameW(host, &length);
    GlobalMemoryStatusEx(&memory);
    path = text(L"%ls\\InstallationSummary-%ls.json", place(LOG_FOLDER), new_guid());
    fields = text(L"%ls%ls%ls%ls\"SilentInstall\": true, %ls%ls%ls%ls%ls%ls", member(L"StartTime", now()),
                  member(L"ComponentName", L"STAND-IN Unified Setup"), member(L"ComponentVersion", OWN_VERSION),
                  member(L"ExistingVersion", existing_version), member(L"FabricAdapter", L"InMageAdapter"),
                  member(L"OsType", L"Windows"), member(L"HostName", host),
                  member(L"TotalMemoryInGB", gigabytes(memory.ullTotalPhys)),
                  member(L"FreeMemoryInGB", gigabytes(memory.ullAvailPhys)), member(L"RUNID", new_guid()));
    operations = text(L"");
    ending = text(L"");
    rewrite();
}

void summary_kind(const wchar_t *install_type, const wchar_t *role, const wchar_t *machine_identifier)
{
    fields = text(L"%ls%ls%ls%ls", fields, member(L"InstallType", install_type), member(L"InstallRole", role),
                  member(L"MachineIdentifier", machine_identifier));
    rewrite();
}

void summary_add(const wchar_t *scenario_name, const wchar_t *operation, enum Result result, int error_code,
                 const wchar_t *message)
{
    operations = text(L"%ls%ls{%ls%ls%ls%ls\"ErrorCode\": %d}", operations, *operations ? L", " : L"",
                      member(L"ScenarioName", scenario_name), member(L"OperationName", operation),
                      member(L"Result", RESULTS[result]), member(L"Message", message), error_code);
    rewrite();
    log_line(L"%ls %ls: %ls%ls%ls", scenario_name, operation, RESULTS[result], message ? L": " : L"",
             message ? message : L"");
}

void summary_close(int exit_code)
{
    /* 3010 counts as failed here, as in the original. */
    ending = text(L"%ls%ls\"ExitCode\": %d, ", member(L"EndTime", now()),
                  member(L"InstallStatus", exit_code == 0 ? L"Success" : L"Failed"), exit_code);
    rewrite();
}
