/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The range W of k independent standard normal values, enclosed. */
#ifndef TER__CERTIFY_NORMAL_RANGE_H
#define TER__CERTIFY_NORMAL_RANGE_H

#include <arb.h>

/* P(W <= w), P(W > w), w times the density. */
typedef enum ter__normal_range_part { TER__BELOW, TER__BEYOND, TER__RATE } ter__normal_range_part;

/* w > 0, k >= 2; to some 2^-bits of itself. */
void ter__normal_range_enclose(arb_t out, ter__normal_range_part part, slong k, const arb_t w, slong bits);

#endif
