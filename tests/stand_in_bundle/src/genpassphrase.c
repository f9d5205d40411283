/* genpassphrase.exe -n (or -v): prints the connection passphrase of this configuration server. */

#include "files.h"
#include "passphrase.h"
#include "text.h"
#include <stdio.h>
#include <windows.h>
#include <shellapi.h>

int main(void)
{
    int count = 0;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    wchar_t *passphrase = read_file(place(PASSPHRASE_FILE));
    if (count != 2 || !(same(words[1], L"-n") || same(words[1], L"-v")) || !passphrase) {
        fputs("genpassphrase (stand-in): call it with -n on a configuration server\n", stderr);
        return 1;
    }
    printf("%s\n", utf8(passphrase));
    return 0;
}
