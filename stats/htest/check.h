/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__HTEST_CHECK_H
#define TER__HTEST_CHECK_H

#include "tercile/status.h"

#include <stddef.h>

/* TER_BAD_DATA for no values, a NaN or a descent; `test` names the caller in the text. */
ter_status ter__check_sorted(size_t n, const double *sorted, const char *test, ter_error *error);

#endif
