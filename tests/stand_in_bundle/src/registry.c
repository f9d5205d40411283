#include "registry.h"
#include "text.h"
#include <stdlib.h>
#include <windows.h>

const wchar_t PRODUCTS[] = L"SOFTWARE\\Wow6432Node\\InMage Systems\\Installed Products";
const wchar_t REGISTRATION[] = L"SOFTWARE\\Microsoft\\Azure Site Recovery\\Registration";
const wchar_t REGISTERED_PARTS[] = L"SOFTWARE\\Siteprep Stand-in\\Registered";

static const wchar_t *UNINSTALL[] = {
    L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall",
    L"SOFTWARE\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall",
};

static HKEY opened(const wchar_t *key, REGSAM access)
{
    HKEY handle = NULL;
    RegOpenKeyExW(HKEY_LOCAL_MACHINE, key, 0, access | KEY_WOW64_64KEY, &handle);
    return handle;
}

bool key_exists(const wchar_t *key)
{
    HKEY handle = opened(key, KEY_READ);
    if (handle)
        RegCloseKey(handle);
    return handle != NULL;
}

wchar_t *registry_text(const wchar_t *key, const wchar_t *name)
{
    wchar_t *value = calloc(4096, sizeof *value);
    DWORD size = 4095 * sizeof *value;
    HKEY handle = opened(key, KEY_READ);
    LSTATUS status = handle ? RegGetValueW(handle, NULL, name, RRF_RT_REG_SZ, NULL, value, &size) : ERROR_FILE_NOT_FOUND;
    if (handle)
        RegCloseKey(handle);
    return status == ERROR_SUCCESS ? value : NULL;
}

unsigned registry_number(const wchar_t *key, const wchar_t *name)
{
    DWORD value = 0, size = sizeof value;
    HKEY handle = opened(key, KEY_READ);
    if (!handle)
        return 0;
    RegGetValueW(handle, NULL, name, RRF_RT_REG_DWORD, NULL, &value, &size);
    RegCloseKey(handle);
    return value;
}

void registry_write(const wchar_t *key, const wchar_t *name, const wchar_t *value)
{
    HKEY handle = NULL;
    RegCreateKeyExW(HKEY_LOCAL_MACHINE, key, 0, NULL, 0, KEY_WRITE | KEY_WOW64_64KEY, NULL, &handle, NULL);
    if (handle) {
        RegSetValueExW(handle, name, 0, REG_SZ, (const BYTE *)value, (DWORD)((wcslen(value) + 1) * sizeof *value));
        RegCloseKey(handle);
    }
}

wchar_t *installed_program(const wchar_t *beginning_of_name)
{
    for (int view = 0; view < 2; view++) {
        HKEY list = opened(UNINSTALL[view], KEY_READ);
        wchar_t entry[256];
        for (DWORD number = 0; list; number++) {
            DWORD length = 256;
            if (RegEnumKeyExW(list, number, entry, &length, NULL, NULL, NULL, NULL) != ERROR_SUCCESS)
                break;
            wchar_t *key = text(L"%ls\\%ls", UNINSTALL[view], entry);
            if (starts(registry_text(key, L"DisplayName"), beginning_of_name)) {
                wchar_t *version = registry_text(key, L"DisplayVersion");
                RegCloseKey(list);
                return version ? version : text(L"");
            }
        }
        if (list)
            RegCloseKey(list);
    }
    return NULL;
}

void note_program(const wchar_t *display_name, const wchar_t *version)
{
    wchar_t *key = text(L"%ls\\%ls", UNINSTALL[0], display_name);
    for (wchar_t *letter = key + wcslen(UNINSTALL[0]) + 1; *letter; letter++)
        if (*letter == L'/')
            *letter = L' ';
    registry_write(key, L"DisplayName", display_name);
    registry_write(key, L"DisplayVersion", version);
}
