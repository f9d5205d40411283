/* What is installed on the machine already, and what follows from it for this release of the setup. */

#pragma once
#include <stdbool.h>
#include <wchar.h>

enum Part { THIRD_PARTY, SERVER, PROVIDER, MASTER_TARGET, MARS, PART_COUNT };
enum Decision { FRESH, REINSTALL, UPGRADE_OLDER, UNSUPPORTED };

typedef struct {
    const wchar_t *version[PART_COUNT]; /* NULL where the part is not installed */
    bool is_ps;                         /* an installed server is a process server */
    bool all_installed;                 /* every part that the role has */
    bool vault, container, target;      /* what has been registered */
    bool mysql_5_5, mysql_5_7;
    bool ovf_image;
    enum Decision decision;
} Machine;

Machine look_at_machine(void);
bool up_to_date(const Machine *machine, enum Part part);
wchar_t *install_folder(void); /* of the installed server; NULL where there is none */
