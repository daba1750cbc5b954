/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a task learns that it should stop. Polling is one or two atomic loads: do it once per unit of work of a millisecond or less.
 */
#ifndef TER__STOP_H
#define TER__STOP_H

#include <stdatomic.h>
#include <stddef.h>

#include "tercile/status.h"

/* Shared by all tasks of a run. */
typedef struct ter__stop_source {
    atomic_int reason;         /* TER_OK, TER_CANCELLED or TER_TIMEOUT */
    atomic_size_t failed_task; /* lowest task of this stage that failed; SIZE_MAX when none did */
} ter__stop_source;

/* One task's view of it: a task above a failed one stops, one below goes on, so that the lowest failing task is always found. */
typedef struct ter__stop {
    const ter__stop_source *source; /* null: see `interrupted` */
    size_t task;
    /* For what runs on the caller's own thread: asked at each poll. Null: never stops. */
    ter_status (*interrupted)(void *context);
    void *context;
} ter__stop;

/* TER_OK, or the reason to stop. */
TER_MUST_USE ter_status ter__stop_poll(const ter__stop *stop);

#endif
