/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/accuracy_run.h"

#include <stdlib.h>
#include <string.h>

typedef struct collected {
    ter_measured *points;
    size_t count, capacity;
} collected;

static void collect(void *context, const ter_measured *point) {
    collected *c = context;
    if (c->count < c->capacity) {
        c->points[c->count++] = *point;
    }
}

/* All points of one operation, through one peer. */
static void ask_peer(ter__peer *peer, ter__tally *tally, const ter__accuracy_row *row, const collected *c) {
    for (size_t i = 0; i < c->count; i++) {
        double value = 0.0;
        ter__peer_answer answer = ter__peer_ask(peer, row->family, row->operation, &c->points[i], &value);
        if (answer == TER__PEER_NONE) {
            return; /* it does not have the law, or not this operation */
        }
        ter__tally_add(tally, row->family, row->operation, &c->points[i], value, answer != TER__PEER_VALUE);
    }
}

static ter_status measure_row(ter__accuracy_row *row, ter__accuracy_plan *plan, ter_error *error) {
    size_t points = plan->points / ter_measure_cost(row->family);
    points = points > 0 ? points : 1;
    collected c = {calloc(points, sizeof *c.points), 0, points};
    ter_measure measure;
    if (c.points == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu points", points);
    }
    ter_status status = ter_measure_run(&measure, row->family, row->operation, points, plan->seed, collect, &c, error);
    row->unresolved = measure.unresolved;
    for (size_t i = 0; i <= plan->peer_count && status == TER_OK; i++) {
        ter__tally *tally = &row->tally[i];
        if (!ter__tally_open(tally, points)) {
            status = ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu points", points);
        } else if (i > 0) {
            ask_peer(&plan->peers[i - 1], tally, row, &c);
        } else {
            for (size_t k = 0; k < c.count; k++) {
                ter__tally_add(tally, row->family, row->operation, &c.points[k], c.points[k].value, false);
            }
        }
        ter__tally_close(tally);
    }
    free(c.points);
    return status;
}

static bool is_wanted(const ter__accuracy_plan *plan, const ter_family *family, ter_operation operation) {
    return (plan->family == NULL || strcmp(plan->family, ter_family_name(family)) == 0) &&
           (plan->operation == NULL || strcmp(plan->operation, ter_operation_word(operation)) == 0) &&
           !(operation == TER_LOG_PDF_SLOPE && ter_family_is_discrete(family));
}

ter_status ter__accuracy_measure(ter__accuracy_run *run, ter__accuracy_plan *plan, ter__accuracy_progress *progress, void *context,
                                 ter_error *error) {
    size_t most = ter_family_count() * TER_OPERATION_COUNT;
    run->count = 0;
    run->rows = calloc(most, sizeof *run->rows);
    ter_status status = run->rows == NULL ? ter_error_set(error, TER_NO_MEMORY, "out of memory") : TER_OK;
    for (size_t i = 0; status == TER_OK && i < most; i++) {
        const ter_family *family = ter_family_at(i / TER_OPERATION_COUNT);
        ter_operation operation = (ter_operation)(i % TER_OPERATION_COUNT);
        if (!is_wanted(plan, family, operation) || !ter_certify_knows(family)) {
            continue;
        }
        ter__accuracy_row *row = &run->rows[run->count];
        row->family = family;
        row->operation = operation;
        status = measure_row(row, plan, error);
        run->count += status == TER_OK;
        if (status == TER_OK && progress != NULL) {
            progress(context, row);
        }
    }
    for (size_t i = 0; i < plan->peer_count; i++) {
        ter__peer_close(&plan->peers[i]);
    }
    return status;
}

void ter__accuracy_free(ter__accuracy_run *run) {
    free(run->rows);
    run->rows = NULL;
    run->count = 0;
}

bool ter__accuracy_broken(const ter__accuracy_row *row) {
    const ter__tally *own = &row->tally[0];
    ter_accuracy bound = ter_family_accuracy(row->family, row->operation);
    return own->failures > 0 || own->max > bound.ulp_max || (own->points >= 1000 && own->p99 > 1.25 * bound.ulp_p99);
}
