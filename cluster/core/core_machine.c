/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What consensus applies: commands to the state, and after each batch its rows to the store. Nothing is proposed or sent in here:
 * libraft may be in the midst of its work. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/command.h"
#include "core/core_parts.h"

static ter_status fail(ter__core *core, ter_status status, const char *text) {
    if (core->failure == TER_OK) {
        core->failure = ter_error_set(&core->error, status, "the replicated state cannot go on: %s", text);
    }
    return core->failure;
}

/* ---- what changed ----------------------------------------------------------------------------------------------------------- */

static void touch(ter__core *core, const char *job) {
    if (core->touched_count == core->touched_room) {
        size_t room = core->touched_room > 0 ? 2 * core->touched_room : 64;
        ter__touched *grown = realloc(core->touched, room * sizeof *grown);
        if (grown == NULL) {
            core->everything_changed = true;
            return;
        }
        core->touched = grown;
        core->touched_room = room;
    }
    memcpy(core->touched[core->touched_count++], job, TER__JOB_ID_BYTES);
}

static void touch_by(ter__core *core, const ter__command *command) {
    switch (command->kind) {
    case TER__COMMAND_NOTHING:
        break;
    case TER__COMMAND_SUBMIT:
        touch(core, command->as.submit.id);
        break;
    case TER__COMMAND_CANCEL:
        touch(core, command->as.cancel.job);
        break;
    case TER__COMMAND_OUTCOME:
        touch(core, command->as.outcome.task.job);
        break;
    case TER__COMMAND_LOST:
        touch(core, command->as.lost.task.job);
        break;
    case TER__COMMAND_GIVE_UP:
        touch(core, command->as.give_up.job);
        break;
    case TER__COMMAND_NODE_UP:
    case TER__COMMAND_NODE_DOWN:
        core->other_changed = true;
        break;
    }
}

static int compare_touched(const void *a, const void *b) {
    return strncmp(a, b, TER__JOB_ID_BYTES);
}

static void tell_everything(ter__core *core) {
    for (size_t i = 0; i < ter__state_job_count(core->state); i++) {
        core->body.changed(core->body.context, ter__state_job_at(core->state, i)->id);
    }
    core->body.changed(core->body.context, NULL);
}

void ter__core_tell_changes(ter__core *core) {
    if (core->everything_changed) {
        tell_everything(core);
    } else {
        if (core->touched_count > 1) {
            qsort(core->touched, core->touched_count, sizeof *core->touched, compare_touched);
        }
        for (size_t i = 0; i < core->touched_count; i++) {
            if (i == 0 || compare_touched(core->touched[i - 1], core->touched[i]) != 0) {
                core->body.changed(core->body.context, core->touched[i]);
            }
        }
        if (core->other_changed) {
            core->body.changed(core->body.context, NULL);
        }
    }
    core->touched_count = 0;
    core->everything_changed = core->other_changed = false;
}

/* ---- the machine ------------------------------------------------------------------------------------------------------------- */

static ter_status store_rows(ter__core *core) {
    ter__row *rows = NULL;
    size_t count = 0;
    bool replaced = ter__state_take_replaced(core->state);
    if (ter__state_take_changes(core->state, &rows, &count) != TER_OK) {
        return fail(core, TER_NO_MEMORY, "no memory for its rows");
    }
    /* A batch that changed nothing may be applied once more after a start: it changes nothing then either. */
    if (replaced || count > 0) {
        core->body.rows(core->body.context, ter__state_applied(core->state), replaced, rows, count);
    } else {
        free(rows);
    }
    return TER_OK;
}

ter_status ter__core_batch_end(ter__core *core) {
    if (core->batch == 0 || core->failure != TER_OK) {
        return core->failure;
    }
    ter__state_batch_end(core->state, core->batch);
    core->batch = 0;
    return store_rows(core);
}

static ter_status machine_apply(void *context, uint64_t index, uint32_t item, const uint8_t *bytes, size_t length) {
    ter__core *core = context;
    (void)item;
    if (core->batch != 0 && core->batch != index && ter__core_batch_end(core) != TER_OK) {
        return core->failure;
    }
    if (core->failure != TER_OK) {
        return core->failure;
    }
    if (index <= ter__state_applied(core->state)) {
        return TER_OK; /* the rows that were loaded have it */
    }
    core->batch = index;
    ter_error error = {TER_OK, ""};
    ter_status status = ter__state_apply(core->state, index, bytes, length, &error);
    if (status != TER_OK) {
        return fail(core, status, error.text);
    }
    ter__command command;
    if (ter__command_decode(&command, bytes, length, NULL) == TER_OK) {
        touch_by(core, &command);
        ter__command_clear(&command);
    } else {
        core->everything_changed = true; /* out of memory */
    }
    return TER_OK;
}

static ter_status machine_snapshot(void *context, uint8_t **bytes, size_t *length) {
    ter__core *core = context;
    ter_status status = ter__core_batch_end(core);
    return status == TER_OK ? ter__state_encode(core->state, bytes, length) : status;
}

/* Rows are stored more often than snapshots are taken: after a start they may be ahead of the snapshot, and then stay. */
static ter_status machine_restore(void *context, const uint8_t *bytes, size_t length) {
    ter__core *core = context;
    ter_error error = {TER_OK, ""};
    ter__state *other = ter__state_create();
    ter_status status = ter__core_batch_end(core);
    if (status == TER_OK) {
        status = other == NULL ? fail(core, TER_NO_MEMORY, "no memory for a snapshot") : TER_OK;
    }
    if (status == TER_OK) {
        status = ter__state_decode(other, bytes, length, &error);
        status = status == TER_OK ? TER_OK : fail(core, status, error.text);
    }
    bool newer = status == TER_OK && ter__state_applied(other) > ter__state_applied(core->state);
    ter__state_destroy(other);
    if (!newer) {
        return status;
    }
    status = ter__state_decode(core->state, bytes, length, &error);
    if (status != TER_OK) {
        return fail(core, status, error.text);
    }
    core->everything_changed = true;
    return store_rows(core);
}

ter__machine ter__core_machine(ter__core *core) {
    return (ter__machine){core, machine_apply, machine_snapshot, machine_restore};
}
