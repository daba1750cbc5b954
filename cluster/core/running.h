/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which tasks a process was computing when it died. A leader counts the deaths of other nodes; when it dies itself, under a task,
 * nobody is left who knows. So each node keeps what it computes where its next process finds it, and that one says what died with
 * the first. Counting twice does no harm: a death is told by its attempt.
 */
#ifndef TER__RUNNING_H
#define TER__RUNNING_H

#include "core/command.h"
#include "core/message.h"

/* The leases as bytes, given: free. */
TER_MUST_USE ter_status ter__running_encode(const ter__lease *leases, size_t count, uint8_t **bytes, size_t *length);
/* Calls `each` with the LOST command of every task; bytes that are none of these say nothing. */
void ter__running_lost(const uint8_t *bytes, size_t length, uint32_t node, ter__ms at,
                       void (*each)(void *context, const ter__command *command), void *context);

#endif
