/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files that implement ball.h: where new balls come from. */
#ifndef TER__BALL_BLOCK_H
#define TER__BALL_BLOCK_H

#include "ball.h"

/* A zero ball, owned by the workspace. */
ter__ball *ter__ball_fresh(ter__balls *w);

#endif
