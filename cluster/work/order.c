/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a task needs to know of its job, copied out of the state, and the blobs behind it. */
#include <stdlib.h>
#include <string.h>

#include "work/work_parts.h"

/* count items of `size` bytes, copied; null when there are none, or with *failed when out of memory. */
static void *copy(const void *items, size_t count, size_t size, bool *failed) {
    void *made = count > 0 ? calloc(count, size) : NULL;
    if (made != NULL) {
        memcpy(made, items, count * size);
    }
    *failed = *failed || (count > 0 && made == NULL);
    return made;
}

ter__work_order *ter__work_order_create(const ter__job *job, const ter__task *task) {
    ter__work_order *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return NULL;
    }
    bool failed = false;
    made->task = *task;
    made->strict = job->strict;
    made->spec = job->spec;
    memcpy(made->file, job->file, sizeof made->file);
    made->input_count = job->input_count;
    made->inputs = copy(job->inputs, job->input_count, sizeof *made->inputs, &failed);
    if (task->kind != TER__TASK_BEGIN) {
        made->result_count = task->stage;
        made->results = copy(job->stage_parts, task->stage, sizeof *made->results, &failed);
    }
    if (task->kind == TER__TASK_FINISH) {
        made->part_count = job->unit_count;
        made->parts = job->unit_count > 0 ? calloc(job->unit_count, sizeof *made->parts) : NULL;
        failed = failed || (job->unit_count > 0 && made->parts == NULL);
        for (uint32_t i = 0; !failed && i < job->unit_count; i++) {
            made->parts[i] = job->units[i].part;
        }
    }
    if (failed) {
        ter__work_order_destroy(made);
        return NULL;
    }
    return made;
}

void ter__work_order_destroy(ter__work_order *order) {
    if (order != NULL) {
        free(order->inputs);
        free(order->results);
        free(order->parts);
        free(order);
    }
}

static uint64_t bit(uint32_t node) {
    return node > 0 && node < 64 ? UINT64_C(1) << node : 0;
}

void ter__work_needs(const ter__job *job, const ter__task *task,
                     void (*each)(void *context, const ter__blob *blob, uint64_t holders), void *context) {
    each(context, &job->spec, 0); /* who has these is not recorded: any node may be asked */
    for (uint32_t i = 0; i < job->input_count; i++) {
        each(context, &job->inputs[i].blob, 0);
    }
    for (uint32_t i = 0; task->kind != TER__TASK_BEGIN && i < task->stage; i++) {
        each(context, &job->stage_parts[i], 0);
    }
    for (uint32_t i = 0; task->kind == TER__TASK_FINISH && i < job->unit_count; i++) {
        each(context, &job->units[i].part, bit(job->units[i].node) | bit(job->units[i].copy));
    }
}
