/* UnifiedAgent.exe: checks its arguments, lets Windows Installer put the agent in place, and notes how that went. */

#include "common.h"
#include "files.h"
#include "log.h"
#include "registry.h"
#include "services.h"
#include "text.h"
#include <stdlib.h>
#include <windows.h>

static const wchar_t *const FLAGS[] = {L"/Role", L"/Platform", L"/InstallLocation", L"/CSType", L"/InstallationType",
                                       L"/LogFilePath", L"/Invoker", L"/SummaryFilePath", NULL};
static const wchar_t *const SWITCHES[] = {L"/Silent", L"/SkipPrereqChecks", NULL};

static DWORD run(wchar_t *line)
{
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    DWORD code = 1;
    if (!CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process))
        return GetLastError();
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    return code;
}

static int put_in_place(int count, wchar_t **words)
{
    wchar_t *given = flag(L"/InstallLocation", count, words);
    wchar_t *folder = given ? text(L"%ls\\agent", given)
                            : text(L"%ls\\Microsoft Azure Site Recovery\\agent", place(L"%ProgramFiles(x86)%"));
    wchar_t *platform = flag(L"/Platform", count, words), *type = flag(L"/CSType", count, words);
    wchar_t *role = flag(L"/Role", count, words);
    wchar_t *log = place(L"%ProgramData%\\ASRSetupLogs\\UnifiedAgentMSIInstall.log");
    wchar_t *status = registry_text(PRODUCT, L"AgentConfigurationStatus"); /* the package writes it anew */
    if (registry_text(PRODUCT, L"Version")) /* Wine installs no package over one with the same product code */
        run(text(L"msiexec /qn /x {275197FC-14FD-4560-A5EB-38217F80CBD1}"));
    DWORD code = run(text(L"msiexec /qn /i \"%ls\" INSTALLDIR=\"%ls\" /norestart /L+*V \"%ls\"",
                          beside(L"UNIFIEDAGENTMSI.MSI"), folder, log));
    log_line(L"Windows Installer ended with %lu.", code);
    if (code != 0 && code != 3010)
        return 97;
    registry_write(PRODUCT, L"InstallDirectory", folder);
    registry_write(PRODUCT, L"PostInstallActions", L"");
    const wchar_t *until = agent_scenario(L"Agent", L"Until", L"");
    for (int i = 0; *until && i < 600 && GetFileAttributesW(until) == INVALID_FILE_ATTRIBUTES; i++)
        Sleep(1000);
    registry_write(PRODUCT, L"PostInstallActions", L"Succeeded");
    registry_write(PRODUCT, L"AgentConfigurationStatus", status ? status : L"");
    if (!status) {
        write_file(text(L"%ls\\Application Data\\etc\\drscout.conf", folder),
                   text(L"[vxagent]\r\nCSType = %ls\r\nVmPlatform = %ls\r\nRole = %ls\r\n", type ? type : L"CSLegacy",
                        platform ? platform : L"VmWare", same(role, L"MT") ? L"MasterTarget" : L"Agent"));
    }
    service_install(L"svagents", text(L"%ls\\svagents.exe", folder));
    return code == 3010 ? 98 : 0;
}

int main(void)
{
    int count = 0;
    wchar_t **words = NULL;
    int told = begin(&count, &words);
    log_open(L"ASRUnifiedAgentInstaller.log");
    log_line(L"STAND-IN: the installer begins.");
    if (!alone(L"Microsoft Azure Site Recovery Unified Agent"))
        return 41;
    wchar_t *role = flag(L"/Role", count, words);
    int wrong = known_flags(FLAGS, SWITCHES, count, words);
    if (!wrong && role && !same(role, L"MS") && !same(role, L"MT"))
        wrong = 2;
    if (wrong) {
        log_line(L"The command line is wrong.");
        return wrong;
    }
    Sleep(1000 * (DWORD)_wtoi(agent_scenario(L"Agent", L"Seconds", L"0")));
    bool nothing = same(agent_scenario(L"Agent", L"Nothing", L"no"), L"yes");
    bool good = told <= 0 || told == 98 || told == 3010 || told == 1641;
    int code = good && !nothing ? put_in_place(count, words) : 0;
    if (told > 0 || (told == 0 && nothing))
        code = told;
    list_errors(code);
    log_line(L"The installer ends with %d.", code);
    return code;
}
