#include "arguments.h"
#include "log.h"
#include "text.h"
#include <windows.h>
#include <shellapi.h>

static const struct {
    const wchar_t *name;
    bool takes_value;
} FLAGS[FLAG_COUNT] = {
    [HELP] = {L"?", false},
    [SERVER_MODE] = {L"ServerMode", true},
    [INSTALL_LOCATION] = {L"InstallLocation", true},
    [MYSQL_FILE] = {L"MySQLCredsFilePath", true},
    [VAULT_FILE] = {L"VaultCredsFilePath", true},
    [ENV_TYPE] = {L"EnvType", true},
    [PSIP] = {L"PSIP", true},
    [AZUREIP] = {L"AZUREIP", true},
    [CSIP] = {L"CSIP", true},
    [PASSPHRASE] = {L"PassphraseFilePath", true},
    [SOURCE_CONFIG] = {L"SourceConfigFilePath", true},
    [PROXY_FILE] = {L"ProxySettingsFilePath", true},
    [DATA_PORT] = {L"DataTransferSecurePort", true},
    [SKIP_SPACE] = {L"SkipSpaceCheck", false},
    [SKIP_PREREQS] = {L"SkipPrereqsCheck", false},
    [SKIP_TLS] = {L"SkipTLSCheck", false},
    [SKIP_REGISTRATION] = {L"SkipRegistration", false},
    [ACCEPT_EULA] = {L"AcceptThirdpartyEULA", false},
    [SHOW_EULA] = {L"ShowThirdpartyEULA", false},
    [UPGRADE] = {L"Upgrade", false},
};

const wchar_t *flag_name(enum Flag flag) { return FLAGS[flag].name; }

static bool is_flag(const wchar_t *word) { return word[0] == L'/' || word[0] == L'-'; }

static int find(const wchar_t *name)
{
    for (int flag = 0; flag < FLAG_COUNT; flag++)
        if (same(FLAGS[flag].name, name))
            return flag;
    return -1;
}

Arguments read_arguments(void)
{
    Arguments read = {0};
    int count = 0;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    read.count = count - 1;
    for (int number = 1; number < count; number++) {
        const wchar_t *word = words[number];
        int flag = is_flag(word) ? find(word + 1) : -1;
        if (flag < 0) {
            say(L"The argument %ls is not known; it and all behind it is not read.", word);
            return read;
        }
        if (read.given[flag]) {
            say(L"The argument %ls is given twice; it and all behind it is not read.", word);
            return read;
        }
        if (FLAGS[flag].takes_value) {
            if (number + 1 == count || is_flag(words[number + 1])) {
                say(L"The argument %ls lacks its value; it and all behind it is not read.", word);
                return read;
            }
            read.value[flag] = words[++number];
        }
        read.given[flag] = true;
    }
    return read;
}
