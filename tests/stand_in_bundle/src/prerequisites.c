#include "prerequisites.h"
#include "files.h"
#include "log.h"
#include "registry.h"
#include "scenario.h"
#include "summary.h"
#include "text.h"
#include "validate.h"
#include <windows.h>

enum { DOTNET_4_6_2 = 394802 };

static const struct {
    const wchar_t *name;
    bool only_cs;
} CHECKS[] = {
    {L"IsMachineMemoryAvailable", false},
    {L"AreCoresAvailable", false},
    {L"IsSystemRestartPending", false},
    {L"IsWinGreaterThan2012R2", false},
    {L"WebsiteConfigurationCheck", true},
    {L"IsAnonymousAuthEnabled", true},
    {L"IsFastCgiDisabled", true},
    {L"IsIISPortConfigured", true},
    {L"CheckRegistryAccessPolicy", false},
    {L"CheckCommandPromptPolicy", false},
    {L"CheckTrustLogicAttachmentsPolicy", false},
    {L"PowershellExecutionPolicyStatus", false},
    {L"CheckFIPSStatus", false},
    {L"IsTimeInSync", false},
    {L"IsFreeSpaceAvailable", false},
    {L"CheckDhcpStatus", false},
    {L"IsRightPerlVersionInstalled", false},
};

bool dotnet_is_new_enough(void)
{
    return registry_number(L"SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full", L"Release") >= DOTNET_4_6_2;
}

/* A check's result is what the scenario says, Success where it is silent. */
static enum Result result_of(const wchar_t *check)
{
    wchar_t *wanted = scenario(L"Checks", check, L"Success");
    if (same(wanted, L"Failed"))
        return FAILED;
    if (same(wanted, L"Warn"))
        return WARN;
    return same(wanted, L"Skip") ? SKIP : SUCCESS;
}

static bool noted(const wchar_t *operation, bool passed, const wchar_t *message)
{
    enter_step(operation);
    summary_add(L"PreInstallation", operation, passed ? SUCCESS : FAILED, passed ? 0 : 1, passed ? NULL : message);
    if (!passed)
        say(L"%ls", message);
    return passed;
}

bool tls_is_enabled(void)
{
    return noted(L"CheckTLS10Status", result_of(L"CheckTLS10Status") != FAILED, L"The TLS check failed.");
}

static bool is_english(void)
{
    wchar_t *pretended = scenario(L"Machine", L"Language", L"");
    return *pretended ? starts(pretended, L"en") : PRIMARYLANGID(GetUserDefaultUILanguage()) == LANG_ENGLISH &&
                                                       PRIMARYLANGID(GetSystemDefaultLangID()) == LANG_ENGLISH;
}

bool fresh_steps_pass(const Machine *machine)
{
    if (!noted(L"MySQLVersion", !machine->mysql_5_5, L"MySQL 5.5.37 is installed; remove it first."))
        return false;
    if (!noted(L"OperatingSystemLanguage", is_english(), L"The operating system is not in English."))
        return false;
    bool agent = registry_text(text(L"%ls\\5", PRODUCTS), L"Version") != NULL;
    if (!noted(L"MobilityAgent", !agent, L"A mobility agent is installed; it cannot stay beside a server."))
        return false;
    wchar_t *junction = place(L"%ProgramData%\\ASR");
    DWORD kind = GetFileAttributesW(junction);
    if (kind != INVALID_FILE_ATTRIBUTES && (kind & FILE_ATTRIBUTE_REPARSE_POINT))
        RemoveDirectoryW(junction);
    return true;
}

bool checks_pass(const Arguments *arguments)
{
    bool passed = true;
    log_open(L"IntegrityCheck.log");
    for (unsigned number = 0; number < sizeof CHECKS / sizeof *CHECKS; number++) {
        const wchar_t *name = CHECKS[number].name;
        if ((CHECKS[number].only_cs && !is_cs(arguments)) ||
            (same(name, L"IsFreeSpaceAvailable") && arguments->given[SKIP_SPACE]))
            continue;
        enter_step(name);
        enum Result result = result_of(name);
        summary_add(L"ProductPreReqChecks", name, result, result == FAILED ? 4 : 0, NULL);
        passed = passed && result != FAILED;
    }
    log_open(L"ASRUnifiedSetup.log");
    if (!passed)
        say(L"A prerequisite check failed; IntegrityCheck.log names it.");
    return passed;
}

bool upgrade_steps_pass(const Machine *machine)
{
    (void)machine;
    bool reached = same(scenario(L"Setup", L"Endpoints", L"reachable"), L"reachable");
    return noted(L"ServiceEndpoints", reached, L"The service's addresses cannot be reached.") &&
           noted(L"OperatingSystemLanguage", is_english(), L"The operating system is not in English.");
}
