#include "input_files.h"
#include "files.h"
#include "text.h"
#include "values.h"
#include <windows.h>

enum { MOST_LINES = 8 };

/* The lines of a file that are not blank; how many there are, MOST_LINES at most. */
static int lines_of(const wchar_t *path, wchar_t *lines[MOST_LINES])
{
    wchar_t *content = read_file(path), *rest = NULL;
    int count = 0;
    for (wchar_t *line = content ? wcstok_s(content, L"\r\n", &rest) : NULL; line; line = wcstok_s(NULL, L"\r\n", &rest))
        if (!blank(line) && count < MOST_LINES)
            lines[count++] = line;
    return count;
}

/* The value of a line such as: Key = "value"; NULL where the line is not so. */
static wchar_t *quoted(wchar_t *line, const wchar_t *key)
{
    if (!starts(line, key))
        return NULL;
    wchar_t *rest = line + wcslen(key);
    rest += wcsspn(rest, L" \t");
    if (*rest != L'=')
        return NULL;
    rest += 1 + wcsspn(rest + 1, L" \t");
    wchar_t *end = wcsrchr(rest, L'"');
    if (*rest != L'"' || end == rest || !blank(end + 1))
        return NULL;
    *end = 0;
    return rest + 1;
}

static bool good_password(const wchar_t *password)
{
    size_t length = wcslen(password);
    return length >= 8 && length <= 16 && wcspbrk(password, L"0123456789") &&
           wcspbrk(password, L"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") && wcspbrk(password, L"!@#$%_") &&
           !wcspbrk(password, L"~'^&*()+=-/\\:;{}[]|?<>,.\" ");
}

const wchar_t *wrong_mysql_file(const wchar_t *path)
{
    static const wchar_t *KEYS[] = {L"MySQLRootPassword", L"MySQLUserPassword"};
    wchar_t *lines[MOST_LINES];
    if (!file_exists(path))
        return text(L"The MySQL credentials file %ls does not exist.", path);
    if (lines_of(path, lines) != 3 || !same(lines[0], L"[MySQLCredentials]"))
        return text(L"The MySQL credentials file %ls does not have its three lines.", path);
    for (int number = 0; number < 2; number++) {
        wchar_t *password = quoted(lines[number + 1], KEYS[number]);
        if (!password)
            return text(L"Line %d of the MySQL credentials file is not %ls = \"...\".", number + 2, KEYS[number]);
        if (!good_password(password))
            return text(L"%ls in the MySQL credentials file does not keep to the rules for passwords.", KEYS[number]);
    }
    return NULL;
}

const wchar_t *wrong_vault_file(const wchar_t *path)
{
    const wchar_t *extension = wcsrchr(path, L'.');
    if (!file_exists(path))
        return text(L"The vault credentials file %ls does not exist.", path);
    if (!same(extension, L".VaultCredentials"))
        return text(L"The vault credentials file %ls does not end with .VaultCredentials.", path);
    return NULL;
}

const wchar_t *read_proxy_file(const wchar_t *path, Proxy *proxy)
{
    wchar_t *lines[MOST_LINES];
    if (!file_exists(path))
        return text(L"The proxy settings file %ls does not exist.", path);
    if (lines_of(path, lines) != 6 || !same(lines[0], L"[ProxySettings]"))
        return text(L"The proxy settings file %ls does not have its six lines.", path);
    wchar_t *authentication = quoted(lines[1], L"ProxyAuthentication");
    proxy->address = quoted(lines[2], L"ProxyIP");
    proxy->port = quoted(lines[3], L"ProxyPort");
    proxy->user = quoted(lines[4], L"ProxyUserName");
    proxy->password = quoted(lines[5], L"ProxyPassword");
    if (!authentication || !proxy->address || !proxy->port || !proxy->user || !proxy->password)
        return text(L"The proxy settings file %ls lacks a key, or a value is not in quotes.", path);
    bool yes = wcscmp(authentication, L"Yes") == 0;
    if (!yes && wcscmp(authentication, L"No") != 0)
        return text(L"ProxyAuthentication in the proxy settings file is neither Yes nor No.");
    if (!starts(proxy->address, L"http://") || !is_port(proxy->port))
        return text(L"ProxyIP in the proxy settings file does not begin with http://, or ProxyPort is not a port.");
    if (yes && (blank(proxy->user) || blank(proxy->password)))
        return text(L"The proxy settings file asks for authentication, but its user or password is blank.");
    if (!yes)
        proxy->user = proxy->password = L"";
    return NULL;
}
