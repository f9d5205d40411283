#include "passphrase.h"
#include "text.h"
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length); /* RtlGenRandom */

const wchar_t PASSPHRASE_FILE[] = L"%ProgramData%\\Microsoft Azure Site Recovery\\private\\connection.passphrase";

wchar_t *new_passphrase(void)
{
    static const wchar_t SIGNS[] = L"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    unsigned char chance[16];
    SystemFunction036(chance, sizeof chance);
    wchar_t *words = text(L"................");
    for (unsigned number = 0; number < sizeof chance; number++)
        words[number] = SIGNS[chance[number] % 62];
    return words;
}
