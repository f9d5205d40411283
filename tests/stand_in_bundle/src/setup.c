/* UNIFIEDSETUP.EXE, the stand-in: the order of things and the exit code of the whole. */

#include "arguments.h"
#include "files.h"
#include "log.h"
#include "machine.h"
#include "prerequisites.h"
#include "registry.h"
#include "scenario.h"
#include "steps.h"
#include "summary.h"
#include "text.h"
#include "validate.h"
#include "version.h"
#include <windows.h>

enum {
    SUCCESSFUL = 0,
    FAILED_IN_GENERAL = 1,
    INVALID_COMMAND_LINE = 2,
    CHECKS_FAILED = 4,
    NOT_SUPPORTED = 203,
    NEEDS_REBOOT = 3010
};

static const wchar_t MACHINE_KEY[] = L"SOFTWARE\\Wow6432Node\\InMage Systems";

static wchar_t *machine_identifier(void)
{
    if (!registry_text(MACHINE_KEY, L"MachineIdentifier"))
        registry_write(MACHINE_KEY, L"MachineIdentifier", new_guid());
    return registry_text(MACHINE_KEY, L"MachineIdentifier");
}

/* The install location without the backslash that a drive's root ends with. */
static wchar_t *location(const Arguments *arguments)
{
    wchar_t *path = text(L"%ls", arguments->value[INSTALL_LOCATION] ? arguments->value[INSTALL_LOCATION] : L"");
    size_t length = wcslen(path);
    if (length && path[length - 1] == L'\\')
        path[length - 1] = 0;
    return path;
}

static int prepare(const Run *run)
{
    const Arguments *arguments = run->arguments;
    switch (run->machine->decision) {
    case UNSUPPORTED:
        say(L"The installed components and this release do not go together.");
        return NOT_SUPPORTED;
    case UPGRADE_OLDER:
        return arguments->given[SKIP_PREREQS] || upgrade_steps_pass(run->machine) ? SUCCESSFUL : FAILED_IN_GENERAL;
    case REINSTALL:
        return SUCCESSFUL;
    case FRESH:
        break;
    }
    if (!fresh_steps_pass(run->machine))
        return FAILED_IN_GENERAL;
    return arguments->given[SKIP_PREREQS] || checks_pass(arguments) ? SUCCESSFUL : CHECKS_FAILED;
}

static bool wants_reboot(const Run *run)
{
    wchar_t *agent = registry_text(text(L"%ls\\5", PRODUCTS), L"Reboot_Required");
    return run->reboot || (run->fresh && agent && wcscmp(agent, L"yes") == 0); /* case counts, as in the original */
}

static int install(const Arguments *arguments, const Machine *machine, const Proxy *proxy)
{
    bool upgrade = machine->decision == UPGRADE_OLDER, fresh = machine->decision == FRESH;
    bool cs = arguments->given[UPGRADE] ? !machine->is_ps : is_cs(arguments);
    Run run = {.arguments = arguments, .machine = machine, .proxy = proxy, .cs = cs, .fresh = fresh, .upgrade = upgrade,
               .install = location(arguments)};
    summary_kind(upgrade ? L"Upgrade" : L"New", cs ? L"CS" : L"PS", machine_identifier());
    if (!arguments->given[UPGRADE] && !arguments->given[SKIP_TLS] && !tls_is_enabled())
        return FAILED_IN_GENERAL;
    int code = prepare(&run);
    if (code == SUCCESSFUL)
        code = run_steps(&run);
    if (code == SUCCESSFUL && !run.stopped)
        code = check_services(&run);
    return code == SUCCESSFUL && wants_reboot(&run) ? NEEDS_REBOOT : code;
}

static void remove_temporary_files(void)
{
    static const wchar_t *NAMES[] = {L"ProxySettings.txt", L"Passphrase.txt", L"MySQLCredentialsFile.txt"};
    for (int number = 0; number < 3; number++)
        DeleteFileW(text(L"%ls\\%ls", place(L"%SystemDrive%\\Temp\\ASRSetup"), NAMES[number]));
}

static int run_setup(void)
{
    Proxy proxy = {0};
    Machine machine = look_at_machine();
    summary_open(machine.version[SERVER]);
    Arguments arguments = read_arguments();
    const wchar_t *wrong = invalid(&arguments, &machine, &proxy);
    if (wrong)
        say(L"%ls", wrong);
    int code = wrong ? INVALID_COMMAND_LINE : install(&arguments, &machine, &proxy);
    summary_close(code);
    remove_temporary_files();
    return code;
}

int main(void)
{
    CreateMutexW(NULL, FALSE, L"Microsoft Azure Site Recovery Setup");
    if (GetLastError() == ERROR_ALREADY_EXISTS) {
        say(L"STAND-IN: another setup is running on this computer.");
        return FAILED_IN_GENERAL;
    }
    hand_on_scenario();
    log_open(L"ASRUnifiedSetup.log");
    say(L"STAND-IN Unified Setup %ls for tests.", OWN_VERSION);
    if (__argc < 2) {
        say(L"STAND-IN: here the wizard would open. Give arguments to run without it.");
        return SUCCESSFUL;
    }
    if (!dotnet_is_new_enough()) {
        say(L".NET Framework 4.6.2 or later is not installed.");
        return FAILED_IN_GENERAL;
    }
    int code = run_setup();
    say(code == SUCCESSFUL ? L"The setup has finished successfully." : L"The setup has finished with %d.", code);
    return code;
}
