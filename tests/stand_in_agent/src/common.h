/* What the agent's programs share: their calls are noted, and the scenario gives their exit codes. */

#pragma once
#include <stdbool.h>
#include <wchar.h>

extern const wchar_t PRODUCT[]; /* the agent's registry key */

int begin(int *count, wchar_t ***words);            /* note this start; the code that the scenario gives it, or -1 */
wchar_t *flag(const wchar_t *name, int count, wchar_t **words); /* the word after a flag; NULL where it is not given */
int known_flags(const wchar_t *const *names, const wchar_t *const *switches, int count, wchar_t **words); /* 0, or 2 */
void list_errors(int code);                         /* InstallerErrors.json, for the codes that mean it */
wchar_t *agent_scenario(const wchar_t *section, const wchar_t *key, const wchar_t *usual);
bool alone(const wchar_t *mutex);                   /* whether no other program holds it; held from now on */
