#include "files.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>
#include <windows.h>

wchar_t *place(const wchar_t *path_with_variables)
{
    wchar_t *result = calloc(32768, sizeof *result);
    ExpandEnvironmentStringsW(path_with_variables, result, 32767);
    return result;
}

static wchar_t *own_path(void)
{
    wchar_t *path = calloc(32768, sizeof *path);
    GetModuleFileNameW(NULL, path, 32767);
    return path;
}

wchar_t *own_name(void) { return wcsrchr(own_path(), L'\\') + 1; }

wchar_t *beside(const wchar_t *name)
{
    wchar_t *path = own_path();
    *wcsrchr(path, L'\\') = 0;
    return text(L"%ls\\%ls", path, name);
}

bool file_exists(const wchar_t *path)
{
    DWORD kind = GetFileAttributesW(path);
    return kind != INVALID_FILE_ATTRIBUTES && !(kind & FILE_ATTRIBUTE_DIRECTORY);
}

void make_folders(const wchar_t *folder)
{
    wchar_t *part = text(L"%ls", folder);
    for (wchar_t *mark = wcschr(part, L'\\'); mark; mark = wcschr(mark + 1, L'\\')) {
        *mark = 0;
        CreateDirectoryW(part, NULL);
        *mark = L'\\';
    }
    CreateDirectoryW(part, NULL);
}

wchar_t *read_file(const wchar_t *path)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return NULL;
    DWORD size = GetFileSize(file, NULL), length = 0;
    char *bytes = calloc(size + 1, 1);
    BOOL done = ReadFile(file, bytes, size, &length, NULL);
    CloseHandle(file);
    return done ? wide(strncmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? bytes + 3 : bytes) : NULL;
}

static bool put(const wchar_t *path, DWORD access, DWORD creation, const wchar_t *content)
{
    HANDLE file = CreateFileW(path, access, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, creation, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return false;
    char *bytes = utf8(content);
    DWORD length = 0;
    BOOL done = WriteFile(file, bytes, (DWORD)strlen(bytes), &length, NULL);
    CloseHandle(file);
    return done;
}

static void make_folder_of(const wchar_t *path)
{
    wchar_t *folder = text(L"%ls", path), *end = wcsrchr(folder, L'\\');
    if (end) {
        *end = 0;
        make_folders(folder);
    }
}

bool write_file(const wchar_t *path, const wchar_t *content)
{
    wchar_t *unfinished = text(L"%ls.unfinished", path);
    make_folder_of(path);
    return put(unfinished, GENERIC_WRITE, CREATE_ALWAYS, content) &&
           MoveFileExW(unfinished, path, MOVEFILE_REPLACE_EXISTING);
}

void append_file(const wchar_t *path, const wchar_t *content)
{
    make_folder_of(path);
    put(path, FILE_APPEND_DATA, OPEN_ALWAYS, content);
}
