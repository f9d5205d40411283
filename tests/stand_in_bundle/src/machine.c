#include "machine.h"
#include "files.h"
#include "registry.h"
#include "text.h"
#include "version.h"
#include <stdlib.h>

enum { WIDEST_GAP = 4 };

static long compare(const wchar_t *one, const wchar_t *other)
{
    for (int part = 0; part < 4; part++) {
        wchar_t *end_one, *end_other;
        long difference = wcstol(one, &end_one, 10) - wcstol(other, &end_other, 10);
        if (difference)
            return difference;
        one = end_one + (*end_one == L'.');
        other = end_other + (*end_other == L'.');
    }
    return 0;
}

static long minor(const wchar_t *version)
{
    const wchar_t *point = wcschr(version, L'.');
    return point ? wcstol(point + 1, NULL, 10) : 0;
}

bool up_to_date(const Machine *machine, enum Part part)
{
    return machine->version[part] && compare(machine->version[part], OWN_VERSION) >= 0;
}

wchar_t *install_folder(void)
{
    wchar_t *conf = read_file(place(L"%ProgramData%\\Microsoft Azure Site Recovery\\Config\\App.conf"));
    wchar_t *start = conf ? wcschr(conf, L'"') : NULL, *end = start ? wcschr(start + 1, L'"') : NULL;
    if (!end)
        return NULL;
    *end = 0;
    return start + 1;
}

static bool is_process_server(void)
{
    wchar_t *folder = install_folder();
    wchar_t *conf = folder ? read_file(text(L"%ls\\home\\svsystems\\etc\\amethyst.conf", folder)) : NULL;
    return conf && wcsstr(conf, L"CX_TYPE = \"2\"");
}

static enum Decision decide(const Machine *machine)
{
    bool older = false;
    if (!machine->version[THIRD_PARTY] && !machine->version[SERVER])
        return FRESH;
    for (int part = 0; part < PART_COUNT; part++) {
        if (!machine->version[part])
            continue;
        long difference = compare(machine->version[part], OWN_VERSION);
        if (difference > 0)
            return UNSUPPORTED;
        older = older || difference < 0;
        if ((part == SERVER || part == THIRD_PARTY) && minor(OWN_VERSION) - minor(machine->version[part]) > WIDEST_GAP)
            return UNSUPPORTED;
    }
    bool registered = machine->target && (machine->is_ps || (machine->vault && machine->container));
    bool complete = machine->all_installed && registered;
    if (older)
        return complete ? UPGRADE_OLDER : UNSUPPORTED;
    return complete ? UNSUPPORTED : REINSTALL;
}

Machine look_at_machine(void)
{
    Machine machine = {
        .version =
            {
                [THIRD_PARTY] = registry_text(text(L"%ls\\10", PRODUCTS), L"Build_Version"),
                [SERVER] = registry_text(text(L"%ls\\9", PRODUCTS), L"Build_Version"),
                [PROVIDER] = installed_program(L"Microsoft Azure Site Recovery Provider"),
                [MASTER_TARGET] = installed_program(L"Microsoft Azure Site Recovery Mobility Service/Master Target"),
                [MARS] = installed_program(L"Microsoft Azure Recovery Services Agent"),
            },
        .is_ps = is_process_server(),
        .vault = key_exists(REGISTRATION),
        .container = registry_text(REGISTERED_PARTS, L"Container") != NULL,
        .target = registry_text(REGISTERED_PARTS, L"MasterTarget") != NULL,
        .mysql_5_5 = installed_program(L"MySQL Server 5.5") != NULL,
        .mysql_5_7 = installed_program(L"MySQL Server 5.7") != NULL,
        .ovf_image = key_exists(L"SOFTWARE\\Microsoft\\AzureSiteRecoveryOVF"),
        .all_installed = true,
    };
    for (int part = 0; part < PART_COUNT; part++)
        if (!machine.version[part] && !(part == PROVIDER && machine.is_ps))
            machine.all_installed = false;
    machine.decision = decide(&machine);
    return machine;
}
