/* AzureRcmCli.exe: prints what the appliance is told of this machine. */

#include "text.h"
#include <stdio.h>
#include <windows.h>
#include <shellapi.h>

int main(void)
{
    int count = 0;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    if (count != 2 || !same(words[1], L"--getagentconfiginput"))
        return 130;
    puts("Agent Config Input: U1RBTkQtSU4tQ09ORklH");
    return 0;
}
