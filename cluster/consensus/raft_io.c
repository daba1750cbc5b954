/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raft_io.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "raft_message.h"

static ter__raft_io *of(struct raft_io *io) {
    assert(io->impl != NULL);
    return io->impl;
}

static void call_back(ter__raft_io *io, int status) {
    /* A callback may send again: what it adds waits for the next round. */
    struct raft_io_send **sent = io->sent;
    size_t count = io->sent_count;
    io->sent = NULL;
    io->sent_count = io->sent_room = 0;
    for (size_t i = 0; i < count; i++) {
        sent[i]->cb(sent[i], status);
    }
    free(sent);
}

void ter__raft_io_flush(ter__raft_io *io) {
    if (!io->closed && io->sent_count > 0) {
        call_back(io, 0);
    }
}

static void send_notices(ter__raft_io *io) {
    struct raft_message message;
    while (ter__notice_next(&io->notice, io->raft, &message)) {
        uint8_t *bytes;
        size_t length;
        if (ter__raft_message_encode(&message, &bytes, &length) == TER_OK) {
            io->port.send(io->port.context, message.server_id, bytes, length); /* without memory: the next heartbeat says it */
        }
    }
}

/* Every entry into libraft ends here: its role may have changed, and sends are done. */
static void after_event(ter__raft_io *io) {
    if (!io->closed) {
        ter__guards_after_event(&io->guards, io->raft);
        send_notices(io);
        ter__raft_io_flush(io);
    }
}

static int io_init(struct raft_io *io, raft_id id, const char *address) {
    assert(id > 0 && address != NULL);
    of(io)->closed = 0;
    return 0;
}

static void io_close(struct raft_io *io, raft_io_close_cb callback) {
    of(io)->closed = 1;
    of(io)->store.cancel(of(io)->store.context);
    call_back(of(io), RAFT_CANCELED);
    if (callback != NULL) {
        callback(io);
    }
}

static int io_load(struct raft_io *io, raft_term *term, raft_id *vote, struct raft_snapshot **snapshot, raft_index *start_index,
                   struct raft_entry **entries, size_t *count) {
    ter__raft_io *self = of(io);
    int status = self->store.load(self->store.context, term, vote, snapshot, start_index, entries, count);
    if (status == 0) {
        self->next_index = *start_index + *count;
    }
    return status;
}

static int io_start(struct raft_io *io, unsigned period_ms, raft_io_tick_cb tick, raft_io_recv_cb receive) {
    ter__raft_io *self = of(io);
    self->tick_ms = period_ms;
    self->tick = tick;
    self->receive = receive;
    return 0;
}

static int io_bootstrap(struct raft_io *io, const struct raft_configuration *configuration) {
    return of(io)->store.bootstrap(of(io)->store.context, configuration);
}

/* Forcing a configuration after the loss of a majority is not offered: it can lose acknowledged jobs. */
static int io_recover(struct raft_io *io, const struct raft_configuration *configuration) {
    (void)io;
    (void)configuration;
    return RAFT_INVALID;
}

static int io_set_term(struct raft_io *io, raft_term term) {
    return of(io)->store.set_term(of(io)->store.context, term);
}

static int io_set_vote(struct raft_io *io, raft_id server) {
    return of(io)->store.set_vote(of(io)->store.context, server);
}

static bool reserve(ter__raft_io *io) {
    if (io->sent_count < io->sent_room) {
        return true;
    }
    size_t room = io->sent_room > 0 ? 2 * io->sent_room : 16;
    struct raft_io_send **grown = realloc(io->sent, room * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    io->sent = grown;
    io->sent_room = room;
    return true;
}

/* A send is complete when the port has the bytes: raft repeats what gets lost. */
static int io_send(struct raft_io *io, struct raft_io_send *request, const struct raft_message *message, raft_io_send_cb callback) {
    ter__raft_io *self = of(io);
    if (!reserve(self)) {
        return RAFT_NOMEM;
    }
    struct raft_message copy = *message;
    ter__guards_before_send(&self->guards, &copy);
    uint8_t *bytes;
    size_t length;
    ter_status status = ter__raft_message_encode(&copy, &bytes, &length);
    if (status != TER_OK) {
        return status == TER_NO_MEMORY ? RAFT_NOMEM : RAFT_TOOBIG;
    }
    ter__notice_sent(&self->notice, &copy);
    self->port.send(self->port.context, message->server_id, bytes, length);
    if (callback != NULL) {
        request->cb = callback;
        self->sent[self->sent_count++] = request;
    }
    return 0;
}

typedef struct pending_append {
    ter__raft_io *io;
    struct raft_io_append *request;
} pending_append;

static void append_done(void *context, int status) {
    pending_append pending = *(pending_append *)context;
    free(context);
    pending.request->cb(pending.request, status);
    after_event(pending.io);
}

/* A barrier of libraft has eight bytes that it never sets. Here is the first place that sees them, before they are stored or sent:
 * what was in memory is nobody's business, and all nodes' logs are to have the same bytes. Those of other nodes are zero already.
 */
static void clear_barriers(const struct raft_entry entries[], unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        if (entries[i].type == RAFT_BARRIER && entries[i].buf.base != NULL) {
            memset(entries[i].buf.base, 0, entries[i].buf.len);
        }
    }
}

static int io_append(struct raft_io *io, struct raft_io_append *request, const struct raft_entry entries[], unsigned count,
                     raft_io_append_cb callback) {
    ter__raft_io *self = of(io);
    pending_append *pending = malloc(sizeof *pending);
    if (pending == NULL) {
        return RAFT_NOMEM;
    }
    *pending = (pending_append){self, request};
    request->cb = callback;
    clear_barriers(entries, count);
    int status = self->store.append(self->store.context, self->next_index, entries, count, append_done, pending);
    if (status != 0) {
        free(pending);
        return status;
    }
    self->next_index += count;
    return 0;
}

static int io_truncate(struct raft_io *io, raft_index index) {
    ter__raft_io *self = of(io);
    int status = self->store.truncate(self->store.context, index);
    if (status == 0) {
        self->next_index = index;
    }
    return status;
}

typedef struct pending_put {
    ter__raft_io *io;
    struct raft_io_snapshot_put *request;
} pending_put;

static void snapshot_put_done(void *context, int status) {
    pending_put pending = *(pending_put *)context;
    free(context);
    pending.request->cb(pending.request, status);
    after_event(pending.io);
}

/* libraft asks for 0 trailing entries when the snapshot came from the leader: the log then restarts behind it. */
static int io_snapshot_put(struct raft_io *io, unsigned trailing, struct raft_io_snapshot_put *request,
                           const struct raft_snapshot *snapshot, raft_io_snapshot_put_cb callback) {
    ter__raft_io *self = of(io);
    pending_put *pending = malloc(sizeof *pending);
    if (pending == NULL) {
        return RAFT_NOMEM;
    }
    *pending = (pending_put){self, request};
    request->cb = callback;
    int status = self->store.snapshot_put(self->store.context, snapshot, trailing, trailing == 0, snapshot_put_done, pending);
    if (status != 0) {
        free(pending);
        return status;
    }
    if (trailing == 0) {
        self->next_index = snapshot->index + 1;
    }
    return 0;
}

typedef struct pending_get {
    ter__raft_io *io;
    struct raft_io_snapshot_get *request;
} pending_get;

static void snapshot_get_done(void *context, struct raft_snapshot *snapshot, int status) {
    pending_get pending = *(pending_get *)context;
    free(context);
    pending.request->cb(pending.request, snapshot, status);
    after_event(pending.io);
}

static int io_snapshot_get(struct raft_io *io, struct raft_io_snapshot_get *request, raft_io_snapshot_get_cb callback) {
    ter__raft_io *self = of(io);
    pending_get *pending = malloc(sizeof *pending);
    if (pending == NULL) {
        return RAFT_NOMEM;
    }
    *pending = (pending_get){self, request};
    request->cb = callback;
    int status = self->store.snapshot_get(self->store.context, snapshot_get_done, pending);
    if (status != 0) {
        free(pending);
    }
    return status;
}

static raft_time io_time(struct raft_io *io) {
    return of(io)->port.now_ms(of(io)->port.context);
}

static int io_random(struct raft_io *io, int minimum, int maximum) {
    return of(io)->port.random(of(io)->port.context, minimum, maximum);
}

void ter__raft_io_init(ter__raft_io *io, struct raft *raft, const ter__raft_port *port, const ter__log_store *store,
                       unsigned guards) {
    memset(io, 0, sizeof *io);
    io->io.version = 1;
    io->io.impl = io;
    io->io.init = io_init;
    io->io.close = io_close;
    io->io.load = io_load;
    io->io.start = io_start;
    io->io.bootstrap = io_bootstrap;
    io->io.recover = io_recover;
    io->io.set_term = io_set_term;
    io->io.set_vote = io_set_vote;
    io->io.send = io_send;
    io->io.append = io_append;
    io->io.truncate = io_truncate;
    io->io.snapshot_put = io_snapshot_put;
    io->io.snapshot_get = io_snapshot_get;
    io->io.time = io_time;
    io->io.random = io_random;
    io->raft = raft;
    io->port = *port;
    io->store = *store;
    io->guards.enabled = guards;
    io->next_index = 1;
}

void ter__raft_io_tick(ter__raft_io *io) {
    assert(io->tick != NULL);
    if (!io->closed) {
        io->tick(&io->io);
        after_event(io);
    }
}

/* The term of a message by which a leader verifies a log. */
static raft_term leader_term(const struct raft_message *message) {
    return message->type == RAFT_IO_APPEND_ENTRIES     ? message->append_entries.term
           : message->type == RAFT_IO_INSTALL_SNAPSHOT ? message->install_snapshot.term
                                                       : 0;
}

ter_status ter__raft_io_receive(ter__raft_io *io, raft_id from, const char *address, const uint8_t *bytes, size_t length) {
    assert(from > 0 && address != NULL);
    if (io->closed || io->receive == NULL) {
        return TER_OK; /* late: as if lost */
    }
    struct raft_message message;
    ter_status status = ter__raft_message_decode(&message, bytes, length);
    if (status != TER_OK) {
        return status;
    }
    message.server_id = from;
    message.server_address = address;
    if (!ter__guards_before_receive(&io->guards, io->raft, &message)) {
        ter__raft_message_release(&message);
        return TER_OK;
    }
    ter__notice_received(&io->notice, from, &message);
    raft_term term = leader_term(&message);
    io->receive(&io->io, &message);
    ter__guards_after_receive(&io->guards, term);
    after_event(io);
    return TER_OK;
}
