/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything of libtercile-stats in one line.
 *
 * What the library does to the process it lives in: its first use of GSL (a generic moment or entropy) switches GSL's error handler
 * off, for the whole process and once; a program that wants its own sets it later. It touches nothing else that is shared: no
 * locale, signals, environment, rounding mode, files or BLAS threads (ter_blas_use_one_thread is for the program to call).
 */
#ifndef TERCILE_STATS_H
#define TERCILE_STATS_H

#include "anova.h"
#include "bootstrap.h"
#include "compose.h"
#include "describe.h"
#include "dist.h"
#include "exact.h"
#include "expression.h"
#include "fit.h"
#include "formula.h"
#include "glm.h"
#include "htest.h"
#include "linalg.h"
#include "linear_model.h"
#include "nonlinear_model.h"
#include "random.h"
#include "ridge.h"
#include "special.h"
#include "status.h"
#include "sum.h"
#include "text.h"
#include "version.h"
#include "view.h"

#endif
