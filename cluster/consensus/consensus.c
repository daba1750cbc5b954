/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "consensus.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A snapshot that got lost on its way is sent again after this; libraft's 30 s would leave a follower behind for as long. */
#define SNAPSHOT_TIMEOUT_MS 2000
/* libraft draws each timeout between this and twice as much: a leader that died is followed by another within some two seconds. Ten
 * heartbeats fit in: with 600 ms a node that answered two thousand clients at once was taken for dead now and then. */
#define ELECTION_TIMEOUT_MS 1000

typedef struct proposal {
    uint8_t *command;
    size_t length;
    ter__proposed *done;
    void *context;
    struct proposal *next;
} proposal;

typedef struct proposal_list {
    proposal *first, **end;
    size_t count;
} proposal_list;

/* A batch under way: one log entry. */
typedef struct batch {
    struct raft_apply request;
    ter__consensus *consensus;
    uint64_t index;
    proposal_list proposals;
} batch;

struct ter__consensus {
    struct raft raft;
    ter__raft_io io;
    struct raft_fsm fsm;
    ter__machine machine;
    unsigned guards;
    proposal_list waiting;
    unsigned outstanding;
    uint64_t applying; /* index of the entry being applied */
    bool closing;
};

/* ---- lists of proposals ------------------------------------------------------------------------------------------------- */

static void list_init(proposal_list *list) {
    list->first = NULL;
    list->end = &list->first;
    list->count = 0;
}

static void list_push(proposal_list *list, proposal *p) {
    p->next = NULL;
    *list->end = p;
    list->end = &p->next;
    list->count++;
}

static proposal *list_pop(proposal_list *list) {
    proposal *p = list->first;
    if (p != NULL) {
        list->first = p->next;
        if (list->first == NULL) {
            list->end = &list->first;
        }
        list->count--;
    }
    return p;
}

static void answer_all(proposal_list *list, ter__outcome outcome, uint64_t index) {
    for (proposal *p = list_pop(list); p != NULL; p = list_pop(list)) {
        p->done(p->context, outcome, index);
        free(p->command);
        free(p);
    }
}

/* ---- batches: count, then length and bytes of each command, little-endian 32 bits -------------------------------------------- */

static void put32(uint8_t *at, size_t value) {
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

static size_t get32(const uint8_t *at) {
    return (size_t)at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16 | (size_t)at[3] << 24;
}

/* Moves as many waiting proposals as fit into one entry; the buffer is raft_malloc'd, null when there is no memory. */
static uint8_t *fill_batch(proposal_list *waiting, proposal_list *taken, size_t *length) {
    size_t bytes = 4, count = 0;
    for (const proposal *p = waiting->first; p != NULL && bytes + 4 + p->length <= TER__BATCH_BYTES_MAX; p = p->next) {
        bytes += 4 + p->length;
        count++;
    }
    uint8_t *buffer = raft_malloc((bytes + 7) & ~(size_t)7); /* libraft wants whole 8-byte words */
    if (buffer == NULL) {
        return NULL;
    }
    memset(buffer, 0, (bytes + 7) & ~(size_t)7);
    put32(buffer, count);
    size_t at = 4;
    for (size_t i = 0; i < count; i++) {
        proposal *p = list_pop(waiting);
        put32(buffer + at, p->length);
        memcpy(buffer + at + 4, p->command, p->length);
        at += 4 + p->length;
        list_push(taken, p);
    }
    assert(at == bytes);
    *length = (bytes + 7) & ~(size_t)7;
    return buffer;
}

/* libraft calls this from the middle of its own work (stepping down, say): the next batch is proposed by the flush that follows. */
static void batch_done(struct raft_apply *request, int status, void *result) {
    (void)result;
    batch *b = request->data;
    ter__consensus *consensus = b->consensus;
    assert(consensus->outstanding > 0);
    consensus->outstanding--;
    answer_all(&b->proposals, status == 0 ? TER__COMMITTED : TER__UNKNOWN, status == 0 ? b->index : 0);
    free(b);
}

static void propose_next(ter__consensus *consensus) {
    bool one_at_a_time = (consensus->guards & TER__GUARD_GROUP_COMMIT) != 0;
    while (consensus->waiting.first != NULL && !(one_at_a_time && consensus->outstanding > 0)) {
        if (raft_state(&consensus->raft) != RAFT_LEADER) {
            answer_all(&consensus->waiting, TER__NOT_LEADER, 0);
            return;
        }
        batch *b = calloc(1, sizeof *b);
        struct raft_buffer buffer = {NULL, 0};
        if (b != NULL) {
            list_init(&b->proposals);
            buffer.base = fill_batch(&consensus->waiting, &b->proposals, &buffer.len);
        }
        if (buffer.base == NULL) {
            free(b);
            answer_all(&consensus->waiting, TER__NOT_LEADER, 0);
            return;
        }
        b->consensus = consensus;
        b->request.data = b;
        b->index = raft_last_index(&consensus->raft) + 1;
        consensus->outstanding++;
        if (raft_apply(&consensus->raft, &b->request, &buffer, 1, batch_done) != 0) {
            consensus->outstanding--;
            raft_free(buffer.base);
            answer_all(&b->proposals, TER__NOT_LEADER, 0);
            free(b);
            return;
        }
    }
}

ter_status ter__consensus_propose(ter__consensus *consensus, const uint8_t *command, size_t length, ter__proposed *done,
                                  void *context) {
    assert(done != NULL && !consensus->closing);
    if (length > TER__COMMAND_BYTES_MAX || consensus->waiting.count >= TER__PROPOSALS_MAX) {
        return TER_LIMIT;
    }
    proposal *p = calloc(1, sizeof *p);
    if (p == NULL || (p->command = malloc(length > 0 ? length : 1)) == NULL) {
        free(p);
        return TER_NO_MEMORY;
    }
    memcpy(p->command, command, length);
    p->length = length;
    p->done = done;
    p->context = context;
    list_push(&consensus->waiting, p);
    return TER_OK;
}

/* ---- the state machine behind libraft's table -------------------------------------------------------------------------------- */

static int to_raft(ter_status status) {
    return status == TER_OK ? 0 : status == TER_NO_MEMORY ? RAFT_NOMEM : status == TER_DISK_FULL ? RAFT_NOSPACE : RAFT_IOERR;
}

static int fsm_apply(struct raft_fsm *fsm, const struct raft_buffer *buffer, void **result) {
    ter__consensus *consensus = fsm->data;
    const uint8_t *bytes = buffer->base;
    *result = NULL;
    if (buffer->len < 4) {
        return RAFT_CORRUPT;
    }
    size_t count = get32(bytes), at = 4;
    uint64_t index = consensus->raft.last_applied + 1;
    for (size_t i = 0; i < count; i++) {
        if (buffer->len - at < 4 || get32(bytes + at) > buffer->len - at - 4) {
            return RAFT_CORRUPT;
        }
        size_t length = get32(bytes + at);
        ter_status status = consensus->machine.apply(consensus->machine.context, index, (uint32_t)i, bytes + at + 4, length);
        if (status != TER_OK) {
            return to_raft(status);
        }
        at += 4 + length;
    }
    return 0;
}

static int fsm_snapshot(struct raft_fsm *fsm, struct raft_buffer *buffers[], unsigned *count) {
    ter__consensus *consensus = fsm->data;
    uint8_t *bytes = NULL;
    size_t length = 0;
    ter_status status = consensus->machine.snapshot(consensus->machine.context, &bytes, &length);
    if (status != TER_OK) {
        return to_raft(status);
    }
    *buffers = raft_malloc(sizeof **buffers);
    void *base = raft_malloc((length + 15) & ~(size_t)7);
    if (*buffers == NULL || base == NULL) {
        raft_free(*buffers);
        raft_free(base);
        free(bytes);
        return RAFT_NOMEM;
    }
    memset(base, 0, (length + 15) & ~(size_t)7);
    put32(base, length); /* the length in front, as libraft pads to whole words */
    memcpy((uint8_t *)base + 4, bytes, length);
    free(bytes);
    (*buffers)[0].base = base;
    (*buffers)[0].len = (length + 4 + 7) & ~(size_t)7;
    *count = 1;
    return 0;
}

static int fsm_restore(struct raft_fsm *fsm, struct raft_buffer *buffer) {
    ter__consensus *consensus = fsm->data;
    const uint8_t *bytes = buffer->base;
    int result = RAFT_CORRUPT;
    if (buffer->len >= 4 && get32(bytes) <= buffer->len - 4) {
        result = to_raft(consensus->machine.restore(consensus->machine.context, bytes + 4, get32(bytes)));
    }
    if (result == 0) {
        raft_free(buffer->base); /* taken, by libraft's contract, on success */
    }
    return result;
}

/* ---- opening and closing ------------------------------------------------------------------------------------------------ */

static int start(ter__consensus *consensus, const ter__member *members, size_t count) {
    struct raft_configuration configuration;
    raft_configuration_init(&configuration);
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++) {
        status = raft_configuration_add(&configuration, members[i].id, members[i].address, RAFT_VOTER);
    }
    if (status == 0 && count > 0) {
        status = raft_bootstrap(&consensus->raft, &configuration);
        status = status == RAFT_CANTBOOTSTRAP ? 0 : status; /* it has a log already */
    }
    raft_configuration_close(&configuration);
    return status == 0 ? raft_start(&consensus->raft) : status;
}

ter_status ter__consensus_open(ter__consensus **consensus, uint64_t id, const char *address, const ter__member *members,
                               size_t member_count, const ter__raft_port *port, const ter__log_store *store,
                               const ter__machine *machine, unsigned guards, ter_error *error) {
    ter__consensus *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "consensus: no memory");
    }
    made->machine = *machine;
    made->guards = guards;
    list_init(&made->waiting);
    made->fsm = (struct raft_fsm){.version = 1, .data = made, .apply = fsm_apply, .snapshot = fsm_snapshot, .restore = fsm_restore};
    ter__raft_io_init(&made->io, &made->raft, port, store, guards);
    int status = raft_init(&made->raft, &made->io.io, &made->fsm, id, address);
    if (status != 0) {
        free(made);
        return ter_error_set(error, TER_INTERNAL, "consensus: raft_init: %s", raft_strerror(status));
    }
    raft_set_pre_vote(&made->raft, true);
    raft_set_election_timeout(&made->raft, ELECTION_TIMEOUT_MS);
    raft_set_install_snapshot_timeout(&made->raft, SNAPSHOT_TIMEOUT_MS);
    status = start(made, members, member_count);
    if (status != 0) {
        ter_status kind = status == RAFT_CORRUPT ? TER_BAD_DATA : status == RAFT_NOMEM ? TER_NO_MEMORY : TER_INPUT_OUTPUT;
        ter_error_set(error, kind, "consensus: the log cannot be opened: %s", raft_strerror(status));
        ter__consensus_close(made);
        return kind;
    }
    *consensus = made;
    return TER_OK;
}

static void closed(struct raft *raft) {
    *(bool *)raft->data = true;
}

void ter__consensus_close(ter__consensus *consensus) {
    bool is_closed = false;
    consensus->closing = true;
    consensus->raft.data = &is_closed;
    raft_close(&consensus->raft, closed);
    assert(is_closed); /* our raft_io completes everything inside its close */
    answer_all(&consensus->waiting, TER__NOT_LEADER, 0);
    assert(consensus->outstanding == 0);
    free(consensus);
}

/* ---- driving ------------------------------------------------------------------------------------------------------------ */

void ter__consensus_flush(ter__consensus *consensus) {
    propose_next(consensus);
    ter__raft_io_flush(&consensus->io);
}

unsigned ter__consensus_tick_ms(const ter__consensus *consensus) {
    return consensus->io.tick_ms;
}

void ter__consensus_tick(ter__consensus *consensus) {
    ter__raft_io_tick(&consensus->io);
    ter__consensus_flush(consensus);
}

ter_status ter__consensus_receive(ter__consensus *consensus, uint64_t from, const char *address, const uint8_t *bytes,
                                  size_t length) {
    ter_status status = ter__raft_io_receive(&consensus->io, from, address, bytes, length);
    ter__consensus_flush(consensus);
    return status;
}

static struct raft *raft_of(const ter__consensus *consensus) {
    return (struct raft *)&consensus->raft;
}

bool ter__consensus_leads(const ter__consensus *consensus) {
    return raft_state(raft_of(consensus)) == RAFT_LEADER;
}

uint64_t ter__consensus_leader(const ter__consensus *consensus) {
    raft_id id = 0;
    const char *address = NULL;
    raft_leader(raft_of(consensus), &id, &address);
    return id;
}

uint64_t ter__consensus_term(const ter__consensus *consensus) {
    return consensus->raft.current_term;
}

bool ter__consensus_stopped(const ter__consensus *consensus) {
    return raft_state(raft_of(consensus)) == RAFT_UNAVAILABLE;
}

const char *ter__consensus_text(ter__consensus *consensus) {
    return raft_errmsg(&consensus->raft);
}

void ter__consensus_snapshot_every(ter__consensus *consensus, unsigned entries, unsigned trailing) {
    raft_set_snapshot_threshold(&consensus->raft, entries);
    raft_set_snapshot_trailing(&consensus->raft, trailing);
}
