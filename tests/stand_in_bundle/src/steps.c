#include "steps.h"
#include "log.h"
#include "scenario.h"
#include "services.h"
#include "step_actions.h"
#include "summary.h"
#include "text.h"

static const struct {
    const wchar_t *id, *scenario_name;
    int (*act)(Run *run);
} STEPS[] = {
    {L"read_existing", L"PreConfiguration", read_existing},
    {L"vault_file", L"PreInstallation", read_vault_file},
    {L"cs_registry_fetch", L"PreInstallation", ask_configuration_server},
    {L"mysql_download", L"Installation", get_mysql},
    {L"iis", L"Installation", add_iis},
    {L"third_party", L"Installation", install_third_party},
    {L"server", L"Installation", install_server},
    {L"provider_extract", L"Installation", extract_provider},
    {L"provider", L"Installation", install_provider},
    {L"master_target", L"Installation", install_master_target},
    {L"master_target_configure", L"Configuration", configure_master_target},
    {L"mars", L"Installation", install_mars},
    {L"configuration_manager", L"Installation", install_configuration_manager},
    {L"container_registration", L"Configuration", register_container},
    {L"vault_registration", L"Configuration", register_vault},
    {L"master_target_registration", L"Configuration", register_master_target},
    {L"mars_proxy", L"PostConfiguration", set_mars_proxy},
};

int run_steps(Run *run)
{
    for (unsigned number = 0; number < sizeof STEPS / sizeof *STEPS; number++) {
        enter_step(STEPS[number].id);
        int code = STEPS[number].act(run);
        if (code == STOPPED) {
            log_line(L"The MySQL package is not at its place; the private endpoint allows no download.");
            run->stopped = true;
            return 0;
        }
        enum Result result = code == DONE ? SUCCESS : code == NOT_NEEDED ? SKIP : FAILED;
        summary_add(STEPS[number].scenario_name, STEPS[number].id, result, code > 0 ? code : 0, NULL);
        if (code > 0) {
            say(L"The step %ls failed; the setup ends with %d.", STEPS[number].id, code);
            return code;
        }
    }
    return 0;
}

int check_services(const Run *run)
{
    static const struct {
        const wchar_t *name;
        int part; /* whose service it is; -1 is IIS */
    } SERVICES[] = {
        {L"W3SVC", -1},
        {L"tmansvc", SERVER},
        {L"InMage PushInstall", SERVER},
        {L"cxprocessserver", SERVER},
        {L"ProcessServer", SERVER},
        {L"ProcessServerMonitor", SERVER},
        {L"dra", PROVIDER},
        {L"obengine", MARS},
        {L"svagents", MASTER_TARGET},
        {L"InMage Scout Application Service", MASTER_TARGET},
    };
    bool registered = !run->arguments->given[SKIP_REGISTRATION];
    int code = 0;
    for (unsigned number = 0; number < sizeof SERVICES / sizeof *SERVICES; number++) {
        int part = SERVICES[number].part;
        bool handled = part < 0 ? run->handled_iis : run->handled[part];
        if (!handled || (part == PROVIDER && !registered))
            continue;
        pause(1);
        bool runs = service_runs(SERVICES[number].name);
        summary_add(L"PostInstallation", SERVICES[number].name, runs ? SUCCESS : FAILED, runs ? 0 : 102, NULL);
        if (!runs) {
            say(L"The service %ls is not running.", SERVICES[number].name);
            code = 102;
        }
    }
    return code;
}
