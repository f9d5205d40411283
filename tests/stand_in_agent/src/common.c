#include "common.h"
#include "files.h"
#include "log.h"
#include "text.h"
#include <stdlib.h>
#include <windows.h>
#include <shellapi.h>

const wchar_t PRODUCT[] = L"SOFTWARE\\Wow6432Node\\InMage Systems\\Installed Products\\5";
static const wchar_t SCENARIO[] = L"%ProgramData%\\siteprep-stand-in.ini";
static const wchar_t CALLS[] = L"%ProgramData%\\ASRSetupLogs\\StandInAgent.log";
static const wchar_t ERRORS[] = L"%ProgramData%\\ASRSetupLogs\\InstallerErrors.json";

wchar_t *agent_scenario(const wchar_t *section, const wchar_t *key, const wchar_t *usual)
{
    static wchar_t found[4096];
    GetPrivateProfileStringW(section, key, usual, found, 4096, place(SCENARIO));
    return text(L"%ls", found);
}

static int earlier_calls(const wchar_t *name)
{
    wchar_t *calls = read_file(place(CALLS)), *rest = NULL;
    int found = 0;
    wchar_t *beginning = text(L"%ls\t", name);
    for (wchar_t *line = calls ? wcstok_s(calls, L"\r\n", &rest) : NULL; line; line = wcstok_s(NULL, L"\r\n", &rest))
        found += starts(line, beginning);
    return found;
}

int begin(int *count, wchar_t ***words)
{
    *words = CommandLineToArgvW(GetCommandLineW(), count);
    wchar_t *name = own_name();
    int call = earlier_calls(name);
    wchar_t *line = text(L"%ls\t", name);
    for (int number = 1; number < *count; number++)
        line = text(L"%ls%ls%ls", line, number > 1 ? L"\t" : L"", (*words)[number]);
    append_file(place(CALLS), text(L"%ls\r\n", line));
    wchar_t *rest = NULL, *codes = agent_scenario(L"Exit", name, L"");
    wchar_t *code = wcstok_s(codes, L",", &rest), *next = NULL;
    while (code && call-- > 0 && (next = wcstok_s(NULL, L",", &rest)))
        code = next;
    return code ? _wtoi(code) : -1;
}

wchar_t *flag(const wchar_t *name, int count, wchar_t **words)
{
    for (int number = 1; number + 1 < count; number++)
        if (same(words[number], name))
            return words[number + 1];
    return NULL;
}

static bool among(const wchar_t *const *names, const wchar_t *word)
{
    for (; *names; names++)
        if (same(*names, word))
            return true;
    return false;
}

int known_flags(const wchar_t *const *names, const wchar_t *const *switches, int count, wchar_t **words)
{
    for (int number = 1; number < count; number++) {
        if (among(switches, words[number]))
            continue;
        if (!among(names, words[number]) || number + 1 >= count)
            return 2;
        for (int other = 1; other < number; other++)
            if (same(words[other], words[number]))
                return 2;
        number++;
    }
    return 0;
}

void list_errors(int code)
{
    wchar_t *listed = text(L""), *rest = NULL;
    if (code == 97 || code == 98 || code == 99) {
        wchar_t *names = agent_scenario(L"Errors", L"Names", L"");
        for (wchar_t *name = wcstok_s(names, L",", &rest); name; name = wcstok_s(NULL, L",", &rest))
            listed = text(L"%ls%ls{\"error_name\": \"%ls\", \"error_params\": {}, \"default_message\": \"STAND-IN: %ls\"}",
                          listed, *listed ? L", " : L"", name, name);
    }
    write_file(place(ERRORS), text(L"{\"Errors\": [%ls]}", listed));
}

bool alone(const wchar_t *mutex)
{
    return CreateMutexW(NULL, TRUE, mutex) && GetLastError() != ERROR_ALREADY_EXISTS;
}
