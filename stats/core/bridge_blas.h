/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one door to BLAS and LAPACK: nothing else in the project includes cblas.h or lapacke.h. What it offers is public and stands
 * in tercile/linalg.h (ter_blas_*).
 */
#ifndef TER__BRIDGE_BLAS_H
#define TER__BRIDGE_BLAS_H

#include "tercile/linalg.h"

#endif
