/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__GAMMA_TABLE_H
#define TER__GAMMA_TABLE_H

#include "dd.h"

#define TER__LGAMMA_PIECES  8
#define TER__LGAMMA_HEAD    11
#define TER__LGAMMA_TAIL    10
#define TER__STIRLING_HEAD  8
#define TER__STIRLING_TAIL  14
#define TER__LOG_FACTORIALS 128

extern const ter__dd ter__lgamma_head[TER__LGAMMA_PIECES][TER__LGAMMA_HEAD];
extern const double ter__lgamma_tail[TER__LGAMMA_PIECES][TER__LGAMMA_TAIL];
extern const ter__dd ter__stirling_head[TER__STIRLING_HEAD];
extern const double ter__stirling_tail[TER__STIRLING_TAIL];
extern const ter__dd ter__log_factorial[TER__LOG_FACTORIALS];

#endif
