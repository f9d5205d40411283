/* Every component installer of the bundle: one program under many names. It notes its command line, ends with the exit
   code that the scenario gives its name, and on success leaves behind what the real component would leave. */

#include "effects.h"
#include "files.h"
#include "log.h"
#include "scenario.h"
#include "text.h"
#include <stdlib.h>
#include <windows.h>
#include <shellapi.h>

static const wchar_t CALLS[] = L"%ProgramData%\\ASRSetupLogs\\StandInComponents.log";

/* How often this component has run before on this machine. */
static int earlier_calls(const wchar_t *name)
{
    wchar_t *calls = read_file(place(CALLS)), *rest = NULL;
    int found = 0;
    wchar_t *beginning = text(L"%ls\t", name);
    for (wchar_t *line = calls ? wcstok_s(calls, L"\r\n", &rest) : NULL; line; line = wcstok_s(NULL, L"\r\n", &rest))
        found += starts(line, beginning);
    return found;
}

/* The scenario names one code, or several separated by commas: first call, second call ... the last one stays. */
static UINT exit_code(const wchar_t *name, int call)
{
    wchar_t *rest = NULL, *code = wcstok_s(scenario(L"Exit", name, L"0"), L",", &rest), *next = NULL;
    while (call-- > 0 && (next = wcstok_s(NULL, L",", &rest)))
        code = next;
    return (UINT)_wtoi(code);
}

static void note_call(const wchar_t *name, int count, wchar_t **words)
{
    wchar_t *line = text(L"%ls\t", name);
    for (int number = 1; number < count; number++) {
        bool secret = same(words[number - 1], L"/proxypassword") || (same(name, L"SetMarsProxy.exe") && number == 4);
        line = text(L"%ls%ls%ls", line, number > 1 ? L"\t" : L"", secret ? L"***" : words[number]);
    }
    append_file(place(CALLS), text(L"%ls\r\n", line));
}

int main(void)
{
    int count = 0;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    wchar_t *name = own_name();
    int call = earlier_calls(name);
    UINT code = exit_code(name, call);
    note_call(name, count, words);
    if (code == 0 || code == 3010 || code == 1641 || code == 98)
        leave_effects(name, count, words);
    return (int)code;
}
