/* UnifiedAgentConfigurator.exe: registers the agent, if the passphrase or the appliance's file is good. */

#include "common.h"
#include "files.h"
#include "log.h"
#include "registry.h"
#include "text.h"
#include <stdlib.h>
#include <windows.h>

static const wchar_t *const FLAGS[] = {L"/CSEndPoint", L"/PassphraseFilePath", L"/CSType", L"/SourceConfigFilePath",
                                       L"/CSPort", L"/ExternalIP", L"/CredentialLessDiscovery", NULL};
static const wchar_t *const SWITCHES[] = {L"/ConfigureProxy", NULL};

static wchar_t *first_line(const wchar_t *path)
{
    wchar_t *content = path ? read_file(path) : NULL, *rest = NULL;
    return content ? wcstok_s(content, L"\r\n", &rest) : NULL;
}

static int check(int count, wchar_t **words)
{
    if (same(flag(L"/CSType", count, words), L"CSPrime"))
        return first_line(flag(L"/SourceConfigFilePath", count, words)) ? 0 : 19;
    wchar_t *server = flag(L"/CSEndPoint", count, words);
    wchar_t *passphrase = first_line(flag(L"/PassphraseFilePath", count, words));
    wchar_t *wanted = agent_scenario(L"Server", L"Passphrase", L"");
    if (!server || !passphrase || (*wanted && wcscmp(wanted, passphrase)))
        return 14;
    return 0;
}

int main(void)
{
    int count = 0;
    wchar_t **words = NULL;
    int told = begin(&count, &words);
    log_open(L"ASRUnifiedAgentConfigurator.log");
    log_line(L"STAND-IN: the configurator begins.");
    int code = known_flags(FLAGS, SWITCHES, count, words);
    if (!code)
        code = told > 0 ? told : check(count, words);
    if (code == 0 || code == 98 || code == 3010) {
        wchar_t *folder = registry_text(PRODUCT, L"InstallDirectory"), *server = flag(L"/CSEndPoint", count, words);
        wchar_t *conf = text(L"%ls\\Application Data\\etc\\drscout.conf", folder ? folder : L"C:");
        wchar_t *before = read_file(conf);
        write_file(conf, text(L"%lsHostId = 5TAND-1N\r\nHostname = %ls\r\n", before ? before : L"", server ? server : L""));
    }
    registry_write(PRODUCT, L"AgentConfigurationStatus", code == 0 || code == 98 || code == 3010 ? L"Succeeded" : L"Failed");
    list_errors(code);
    log_line(L"The configurator ends with %d.", code);
    return code;
}
