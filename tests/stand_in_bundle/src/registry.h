/* The registry below HKEY_LOCAL_MACHINE, in the 64-bit view. */

#pragma once
#include <stdbool.h>
#include <wchar.h>

extern const wchar_t PRODUCTS[];      /* Installed Products of the older product name; numbers 5, 9 and 10 below it */
extern const wchar_t REGISTRATION[];  /* made when the vault knows this machine */
extern const wchar_t REGISTERED_PARTS[];    /* the stand-in's own notes of what has been registered */

bool key_exists(const wchar_t *key);
wchar_t *registry_text(const wchar_t *key, const wchar_t *name); /* NULL where it is not there */
unsigned registry_number(const wchar_t *key, const wchar_t *name); /* 0 where it is not there */
void registry_write(const wchar_t *key, const wchar_t *name, const wchar_t *value);

/* The version of an installed program whose display name begins so; NULL where there is none. */
wchar_t *installed_program(const wchar_t *beginning_of_name);
void note_program(const wchar_t *display_name, const wchar_t *version);
