/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loop of QR in double-double, here so that it runs with the processor's own fused multiply-add. */
#ifndef TER__REFLECT_H
#define TER__REFLECT_H

#include <stddef.h>

#include "dd.h"

/* y[count] -= beta v (v'y), the inner product in eight partial sums whatever the vectors' width. */
void ter__dd_reflect(const ter__dd *v, ter__dd beta, size_t count, ter__dd *y);

#endif
