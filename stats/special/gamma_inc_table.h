/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__GAMMA_INC_TABLE_H
#define TER__GAMMA_INC_TABLE_H

#include "dd.h"

#define TER__TEMME_TERMS  50
#define TER__ERFCX_PIECES 16
#define TER__ERFCX_HEAD   3
#define TER__ERFCX_TAIL   9

extern const double ter__temme[TER__TEMME_TERMS];
extern const ter__dd ter__erfcx_head[TER__ERFCX_PIECES][TER__ERFCX_HEAD];
extern const double ter__erfcx_tail[TER__ERFCX_PIECES][TER__ERFCX_TAIL];

#endif
