/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tercile/version.h"

const char *ter_version(void) {
    return TER_VERSION_TEXT;
}
