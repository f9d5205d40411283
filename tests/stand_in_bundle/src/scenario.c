#include "scenario.h"
#include "files.h"
#include "text.h"
#include <stdlib.h>
#include <windows.h>

static const wchar_t *VARIABLE = L"SITEPREP_STAND_IN_SCENARIO";

static wchar_t *scenario_file(void)
{
    wchar_t *named = calloc(32768, sizeof *named);
    return GetEnvironmentVariableW(VARIABLE, named, 32767) ? named : beside(L"stand-in-scenario.ini");
}

wchar_t *scenario(const wchar_t *section, const wchar_t *key, const wchar_t *usual)
{
    wchar_t *value = calloc(1024, sizeof *value);
    GetPrivateProfileStringW(section, key, usual, value, 1023, scenario_file());
    return value;
}

void hand_on_scenario(void) { SetEnvironmentVariableW(VARIABLE, scenario_file()); }

void pause(unsigned seconds) { Sleep(seconds * 10 * _wtoi(scenario(L"Setup", L"PausePercent", L"0"))); }

void enter_step(const wchar_t *id)
{
    Sleep(_wtoi(scenario(L"Setup", L"StepMilliseconds", L"0")));
    if (same(scenario(L"Setup", L"CrashAt", L""), id))
        TerminateProcess(GetCurrentProcess(), (UINT)STATUS_ACCESS_VIOLATION);
    if (same(scenario(L"Setup", L"HangAt", L""), id))
        Sleep(INFINITE);
}
