/* A double of a program that Wine only sketches: prints C:\doubles\NAME\WORD.txt, where WORD is the first argument without its
   slash (none: .txt), and ends with 0; with 1 and no output where there is no such file. */

#include <stdio.h>
#include <string.h>

int main(int count, char **words)
{
    const char *name = strrchr(words[0], '\\');
    char path[1024], data[4096];
    size_t length;
    name = name ? name + 1 : words[0];
    snprintf(path, sizeof path, "C:\\doubles\\%.*s\\%s.txt", (int)strcspn(name, "."), name, count > 1 ? words[1] + 1 : "");
    FILE *file = fopen(path, "rb");
    if (!file)
        return 1;
    while ((length = fread(data, 1, sizeof data, file)) > 0)
        fwrite(data, 1, length, stdout);
    return 0;
}
