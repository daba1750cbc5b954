/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__API_STATUS_H
#define TER__API_STATUS_H

#include "api/request.h"
#include "tercile/json.h"

/* The cluster as this node sees it; `applied`, which changes all the time, only when it is asked for. */
void ter__json_status(ter_json *json, const char *key, const ter__api *api, bool applied);
/* How many jobs are in each phase. */
#define TER__PHASE_COUNT 5
void ter__phase_counts(const ter__state *state, size_t counts[TER__PHASE_COUNT]);

#endif
