/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything of libtercile-stats in one line. */
#ifndef TERCILE_STATS_H
#define TERCILE_STATS_H

#include "bootstrap.h"
#include "describe.h"
#include "dist.h"
#include "fit.h"
#include "htest.h"
#include "linalg.h"
#include "random.h"
#include "special.h"
#include "status.h"
#include "sum.h"
#include "text.h"
#include "version.h"
#include "view.h"

#endif
