/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TERCILE_VERSION_H
#define TERCILE_VERSION_H

#include "export.h"

#define TER_VERSION_MAJOR 0
#define TER_VERSION_MINOR 1
#define TER_VERSION_PATCH 0
#define TER_VERSION_TEXT  "0.1.0"

TER_BEGIN_DECLS

/* The version of the library in use, which may differ from the header's. */
TER_EXPORT const char *ter_version(void);
/* The version of the GSL in use: "2.7.1". */
TER_EXPORT const char *ter_gsl_version(void);

TER_END_DECLS
#endif
