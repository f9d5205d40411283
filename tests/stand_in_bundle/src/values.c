#include "values.h"
#include "files.h"
#include "scenario.h"
#include "text.h"
#include <stdlib.h>
#include <windows.h>

enum { NEEDED_GB = 600 };

/* Whole gigabytes free on a drive; the scenario may pretend a number. */
static unsigned free_gigabytes(const wchar_t *root)
{
    ULARGE_INTEGER available = {.QuadPart = 0}, total, all = {.QuadPart = 0};
    GetDiskFreeSpaceExW(root, &available, &total, &all);
    unsigned pretended = _wtoi(scenario(L"Machine", L"FreeGB", L"0"));
    return pretended ? pretended : (unsigned)(all.QuadPart >> 30);
}

static const wchar_t *wrong_drive(const wchar_t *root, bool needs_space)
{
    wchar_t file_system[64] = L"";
    UINT kind = GetDriveTypeW(root);
    if (kind == DRIVE_NO_ROOT_DIR || kind == DRIVE_UNKNOWN)
        return text(L"The drive %ls does not exist.", root);
    GetVolumeInformationW(root, NULL, 0, NULL, NULL, NULL, file_system, 63);
    if (kind != DRIVE_FIXED || !same(file_system, L"NTFS"))
        return text(L"The drive %ls is not a fixed drive with NTFS.", root);
    unsigned available = free_gigabytes(root);
    if (needs_space && available < NEEDED_GB)
        return text(L"The drive %ls has %u GB free; %d GB are needed.", root, available, NEEDED_GB);
    return NULL;
}

const wchar_t *wrong_install_location(const wchar_t *path, bool needs_space)
{
    bool letter = (path[0] >= L'A' && path[0] <= L'Z') || (path[0] >= L'a' && path[0] <= L'z');
    if (!letter || path[1] != L':' || path[2] != L'\\' || wcspbrk(path + 2, L"\"<>|*?:"))
        return text(L"The install location %ls is not a full path on a drive of this computer.", path);
    if (wcscmp(path, text(L"%ls\\", place(L"%SystemDrive%"))) == 0) /* case counts here, as in the original */
        return text(L"The root of the system drive, %ls, cannot be the install location.", path);
    return wrong_drive(text(L"%lc:\\", path[0]), needs_space);
}

const wchar_t *wrong_address(const wchar_t *address)
{
    const wchar_t *rest = address;
    for (int part = 0; part < 4; part++) {
        size_t digits = wcsspn(rest, L"0123456789");
        if (digits < 1 || digits > 3 || _wtoi(rest) > 255 || rest[digits] != (part < 3 ? L'.' : 0))
            return text(L"%ls is not an IPv4 address in dotted form.", address);
        rest += digits + 1;
    }
    return NULL;
}

bool is_port(const wchar_t *words)
{
    size_t length = wcslen(words);
    if (length > 5 || wcsspn(words, L"0123456789") != length)
        return false;
    return length == 0 || (_wtoi(words) >= 1 && _wtoi(words) <= 65535); /* an empty text passes, as in the original */
}
