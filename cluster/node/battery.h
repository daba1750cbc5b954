/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A digest over what this machine's arithmetic gives: densities, quantiles and draws of every family, sums, BLAS and LAPACK calls
 * at fixed points. Nodes whose digests differ would not give the same bytes. Takes some milliseconds; after
 * ter_blas_use_one_thread. */
#ifndef TER__BATTERY_H
#define TER__BATTERY_H

#include "core/types.h"

TER_MUST_USE ter_status ter__battery(ter__hash *digest, ter_error *error);

#endif
