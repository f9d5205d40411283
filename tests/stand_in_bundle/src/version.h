/* Which release the stand-in plays; the build sets it. */

#pragma once

#ifndef STAND_IN_VERSION
#define STAND_IN_VERSION "9.53.0.0"
#endif
#define WIDE_(text) L##text
#define WIDE(text) WIDE_(text)
#define OWN_VERSION WIDE(STAND_IN_VERSION)
