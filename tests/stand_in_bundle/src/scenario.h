/* What the stand-in is told to do other than succeed: an INI file, see README.md. */

#pragma once
#include <wchar.h>

/* The value of a key, or `usual` where the scenario does not name it. */
wchar_t *scenario(const wchar_t *section, const wchar_t *key, const wchar_t *usual);

/* Wait as long as the real product would, scaled by the scenario: not at all, unless PausePercent says so. */
void pause(unsigned seconds);

/* Called as a step begins: takes the step's time, and crashes or hangs there if the scenario wants it. */
void enter_step(const wchar_t *id);

/* Tell the programs that this one starts which scenario it is. */
void hand_on_scenario(void);
