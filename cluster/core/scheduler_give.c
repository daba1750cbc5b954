/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is next, and where: jobs have their turns in the order of submission, each for a few tasks; a task goes to the node that has
 * most room. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/scheduler_parts.h"

/* ---- turns -------------------------------------------------------------------------------------------------------------- */

static bool add_turn(ter__scheduler *scheduler, const ter__job *job) {
    if (scheduler->turn_count == scheduler->turn_room) {
        size_t room = scheduler->turn_room > 0 ? 2 * scheduler->turn_room : 64;
        ter__turn *grown = realloc(scheduler->turns, room * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        scheduler->turns = grown;
        scheduler->turn_room = room;
    }
    ter__turn *turn = &scheduler->turns[scheduler->turn_count++];
    *turn = (ter__turn){.number = job->number};
    memcpy(turn->id, job->id, sizeof turn->id);
    return true;
}

/* New jobs are at the end of the state's list. Without memory they are found the next time. */
void ter__turns_find(ter__scheduler *scheduler) {
    size_t count = ter__state_job_count(scheduler->state), first = count;
    while (first > 0 && ter__state_job_at(scheduler->state, first - 1)->number > scheduler->seen_number) {
        first--;
    }
    for (size_t i = first; i < count; i++) {
        const ter__job *job = ter__state_job_at(scheduler->state, i);
        if (!ter__phase_is_final(job->phase) && !add_turn(scheduler, job)) {
            return;
        }
        scheduler->seen_number = job->number;
    }
}

ter__turn *ter__turn_of(const ter__scheduler *scheduler, uint64_t number) {
    size_t low = 0, high = scheduler->turn_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (scheduler->turns[middle].number < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < scheduler->turn_count && scheduler->turns[low].number == number ? &scheduler->turns[low] : NULL;
}

static void remove_turn(ter__scheduler *scheduler, size_t index) {
    assert(index == scheduler->turn && index < scheduler->turn_count);
    scheduler->turn_count--;
    memmove(&scheduler->turns[index], &scheduler->turns[index + 1], (scheduler->turn_count - index) * sizeof *scheduler->turns);
    scheduler->turn_tasks = 0;
}

/* ---- where -------------------------------------------------------------------------------------------------------------- */

static bool is_there(const ter__scheduler *scheduler, const ter__seat *seat) {
    const ter__node_record *record = ter__state_node(scheduler->state, seat->id);
    return seat->connected && seat->heard && seat->slots > 0 && record != NULL && record->up &&
           record->incarnation == seat->incarnation;
}

/* As many as it has slots, and half as many again to wait there; what it has computed and is still copying does not count. */
static uint32_t room_of(const ter__scheduler *scheduler, const ter__seat *seat) {
    uint32_t most = seat->slots + (seat->slots + 1) / 2, waiting = seat->held - seat->computed;
    bool may = is_there(scheduler, seat) && !seat->full && seat->computed < TER__COMPUTED_MAX;
    return may && most > waiting ? most - waiting : 0;
}

/* Nodes that died under a task, while there is another that could have it: three deaths of one bad node are not the task's fault.
 */
static uint64_t shunned(const ter__scheduler *scheduler, const ter__task *task) {
    const ter__unit *unit = ter__state_pending(scheduler->state, task);
    uint64_t killed = 0;
    for (uint32_t i = 0; unit != NULL && i < unit->deaths; i++) {
        killed |= UINT64_C(1) << unit->killed[i];
    }
    for (size_t i = 0; killed != 0 && i < scheduler->seat_count; i++) {
        if ((killed >> scheduler->seats[i].id & 1) == 0 && is_there(scheduler, &scheduler->seats[i])) {
            return killed;
        }
    }
    return 0;
}

/* Parts of the running stage that a node has. */
static uint32_t parts_at(const ter__job *job, uint32_t node) {
    uint32_t parts = 0;
    for (uint32_t unit = 0; unit < job->unit_count; unit++) {
        parts += job->units[unit].node == node || job->units[unit].copy == node;
    }
    return parts;
}

static ter__seat *choose(const ter__scheduler *scheduler, const ter__job *job, const ter__task *task, uint64_t avoided) {
    ter__seat *best = NULL;
    uint32_t best_parts = 0, best_room = 0;
    for (size_t i = 0; i < scheduler->seat_count; i++) {
        ter__seat *seat = &scheduler->seats[i];
        uint32_t room = room_of(scheduler, seat);
        if (room == 0 || (avoided >> seat->id & 1) != 0) {
            continue;
        }
        uint32_t parts = task->kind == TER__TASK_FINISH ? parts_at(job, seat->id) : 0;
        if (best == NULL || parts > best_parts || (parts == best_parts && room > best_room)) {
            best = seat;
            best_parts = parts;
            best_room = room;
        }
    }
    return best;
}

/* ---- giving ------------------------------------------------------------------------------------------------------------- */

static void send_batch(ter__scheduler *scheduler, ter__seat *seat) {
    if (seat->batch_count == 0) {
        return;
    }
    size_t count = seat->batch_count;
    seat->batch_count = 0;
    ter__message message = {.kind = TER__MESSAGE_LEASE, .as.lease = {scheduler->term, count, seat->batch}};
    if (scheduler->port.send(scheduler->port.context, seat->id, &message)) {
        return;
    }
    seat->full = true;
    for (size_t i = 0; i < count; i++) {
        ter__grant *grant = ter__grant_find(scheduler, &seat->batch[i].task);
        assert(grant != NULL);
        ter__grant_drop(scheduler, grant);
    }
}

typedef enum given { GIVEN, NOTHING_TO_GIVE, NO_ROOM } given;

/* Gives a task if somebody may have it. NOTHING_TO_GIVE: it is leased, or every node that has room is to be avoided. */
static given give_task(ter__scheduler *scheduler, const ter__job *job, const ter__task *task) {
    ter__grant *grant = ter__grant_find(scheduler, task);
    if (grant != NULL && grant->phase != TER__GRANT_FREE) {
        return NOTHING_TO_GIVE;
    }
    uint64_t avoided = shunned(scheduler, task);
    avoided |= grant != NULL && scheduler->now < grant->avoid_till ? grant->avoided : 0;
    ter__seat *seat = choose(scheduler, job, task, avoided);
    if (seat == NULL) {
        return grant != NULL || avoided != 0 ? NOTHING_TO_GIVE : NO_ROOM;
    }
    grant = ter__grant_make(scheduler, task, job->number);
    if (grant == NULL) {
        return NO_ROOM;
    }
    grant->lease.attempt = scheduler->term << 40 | ++scheduler->count;
    grant->lease.begun = grant->lease.computed = false;
    grant->node = seat->id;
    grant->named_at = scheduler->now;
    ter__grant_enter(scheduler, grant, TER__GRANT_HELD);
    seat->batch[seat->batch_count++] = grant->lease;
    if (seat->batch_count == TER__BATCH_LEASES) {
        send_batch(scheduler, seat);
    }
    return GIVEN;
}

static given give_unit(ter__scheduler *scheduler, const ter__job *job, ter__turn *turn) {
    ter__task task = {.kind = TER__TASK_UNIT, .stage = job->stage};
    memcpy(task.job, job->id, sizeof task.job);
    uint32_t waits = UINT32_MAX; /* the first unit that is free and that nobody may have now */
    for (uint32_t unit = turn->cursor; unit < job->unit_count && !job->units[unit].failed; unit++) {
        if (job->units[unit].done) {
            continue;
        }
        task.unit = unit;
        turn->cursor = unit + 1; /* a lease that fails at once puts it back */
        given outcome = give_task(scheduler, job, &task);
        const ter__grant *grant = outcome == GIVEN ? NULL : ter__grant_find(scheduler, &task);
        if (waits == UINT32_MAX && outcome != GIVEN && (grant == NULL || grant->phase == TER__GRANT_FREE)) {
            waits = unit;
        }
        if (outcome != NOTHING_TO_GIVE) {
            turn->cursor = waits < turn->cursor ? waits : turn->cursor;
            return outcome;
        }
    }
    turn->cursor = waits < turn->cursor ? waits : turn->cursor;
    return NOTHING_TO_GIVE;
}

static given give_from(ter__scheduler *scheduler, const ter__job *job, ter__turn *turn) {
    ter__task task = {.kind = TER__TASK_BEGIN};
    memcpy(task.job, job->id, sizeof task.job);
    if (job->phase == TER__PHASE_WAITING) {
        return give_task(scheduler, job, &task);
    }
    if (turn->stage != job->stage || !turn->running) {
        turn->stage = job->stage;
        turn->cursor = 0;
    }
    if (!turn->running) {
        turn->running = true;
        turn->since = scheduler->now;
    }
    if (job->units_done < job->unit_count) {
        return give_unit(scheduler, job, turn);
    }
    task.kind = TER__TASK_FINISH;
    task.stage = job->stage;
    return ter__state_pending(scheduler->state, &task) != NULL ? give_task(scheduler, job, &task) : NOTHING_TO_GIVE;
}

static bool any_room(const ter__scheduler *scheduler) {
    for (size_t i = 0; i < scheduler->seat_count; i++) {
        if (room_of(scheduler, &scheduler->seats[i]) > 0) {
            return true;
        }
    }
    return false;
}

/* Ends when there is no more room or a whole round found nothing. Jobs that have nothing to give have leases out (or are avoided by
 * all), so a round over them is bounded by the leases there are. */
void ter__scheduler_give(ter__scheduler *scheduler) {
    if (!scheduler->leads || scheduler->now < scheduler->give_from || !any_room(scheduler)) {
        return;
    }
    size_t in_vain = 0;
    while (in_vain < scheduler->turn_count) {
        scheduler->turn = scheduler->turn < scheduler->turn_count ? scheduler->turn : 0;
        ter__turn *turn = &scheduler->turns[scheduler->turn];
        const ter__job *job = ter__state_job(scheduler->state, turn->id);
        if (job == NULL || job->number != turn->number || ter__phase_is_final(job->phase)) {
            remove_turn(scheduler, scheduler->turn);
            continue;
        }
        given outcome = give_from(scheduler, job, turn);
        if (outcome == NO_ROOM) {
            break;
        }
        in_vain = outcome == GIVEN ? 0 : in_vain + 1;
        if (outcome == NOTHING_TO_GIVE || ++scheduler->turn_tasks >= TER__TURN_TASKS) {
            scheduler->turn++;
            scheduler->turn_tasks = 0;
        }
    }
    for (size_t i = 0; i < scheduler->seat_count; i++) {
        send_batch(scheduler, &scheduler->seats[i]);
    }
}
