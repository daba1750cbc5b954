/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raft_message.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

/* Bytes are counted first and written in a second pass of the same code: `at` null means counting. */
typedef struct writer {
    uint8_t *at;
    size_t length;
} writer;

static void put_bytes(writer *w, const void *bytes, size_t count) {
    if (w->at != NULL && count > 0) {
        memcpy(w->at + w->length, bytes, count);
    }
    w->length += count;
}

static void put(writer *w, uint64_t value) {
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
    put_bytes(w, bytes, sizeof bytes);
}

static void put_buffer(writer *w, const void *base, size_t length) {
    put(w, length);
    put_bytes(w, base, length);
}

static void put_entries(writer *w, const struct raft_append_entries *m) {
    put(w, m->term);
    put(w, m->prev_log_index);
    put(w, m->prev_log_term);
    put(w, m->leader_commit);
    put(w, m->n_entries);
    for (unsigned i = 0; i < m->n_entries; i++) {
        put(w, m->entries[i].term);
        put(w, m->entries[i].type);
        put_buffer(w, m->entries[i].buf.base, m->entries[i].buf.len);
    }
}

static void put_snapshot(writer *w, const struct raft_install_snapshot *m) {
    put(w, m->term);
    put(w, m->last_index);
    put(w, m->last_term);
    put(w, m->conf.n);
    for (unsigned i = 0; i < m->conf.n; i++) {
        put(w, m->conf.servers[i].id);
        put_buffer(w, m->conf.servers[i].address, strlen(m->conf.servers[i].address));
        put(w, (uint64_t)m->conf.servers[i].role);
    }
    put(w, m->conf_index);
    put_buffer(w, m->data.base, m->data.len);
}

static bool put_message(writer *w, const struct raft_message *message) {
    const uint8_t head[4] = {TER__RAFT_MESSAGE_VERSION, (uint8_t)message->type, 0, 0};
    put_bytes(w, head, sizeof head);
    switch (message->type) {
    case RAFT_IO_APPEND_ENTRIES:
        put_entries(w, &message->append_entries);
        return message->append_entries.n_entries <= TER__RAFT_ENTRIES_MAX;
    case RAFT_IO_APPEND_ENTRIES_RESULT:
        put(w, message->append_entries_result.term);
        put(w, message->append_entries_result.rejected);
        put(w, message->append_entries_result.last_log_index);
        return true;
    case RAFT_IO_REQUEST_VOTE:
        put(w, message->request_vote.term);
        put(w, message->request_vote.candidate_id);
        put(w, message->request_vote.last_log_index);
        put(w, message->request_vote.last_log_term);
        put(w, message->request_vote.disrupt_leader);
        put(w, message->request_vote.pre_vote);
        return true;
    case RAFT_IO_REQUEST_VOTE_RESULT:
        put(w, message->request_vote_result.term);
        put(w, message->request_vote_result.vote_granted);
        put(w, (uint64_t)message->request_vote_result.pre_vote);
        return true;
    case RAFT_IO_INSTALL_SNAPSHOT:
        put_snapshot(w, &message->install_snapshot);
        return message->install_snapshot.conf.n <= TER__RAFT_SERVERS_MAX;
    case RAFT_IO_TIMEOUT_NOW:
        put(w, message->timeout_now.term);
        put(w, message->timeout_now.last_log_index);
        put(w, message->timeout_now.last_log_term);
        return true;
    default:
        return false;
    }
}

ter_status ter__raft_message_encode(const struct raft_message *message, uint8_t **bytes, size_t *length) {
    if (message->type < RAFT_IO_APPEND_ENTRIES || message->type > RAFT_IO_TIMEOUT_NOW) {
        return TER_BAD_ARGUMENT;
    }
    writer w = {NULL, 0};
    if (!put_message(&w, message) || w.length > TER__RAFT_MESSAGE_BYTES_MAX) {
        return TER_LIMIT;
    }
    size_t total = w.length;
    w.at = malloc(total);
    if (w.at == NULL) {
        return TER_NO_MEMORY;
    }
    w.length = 0;
    put_message(&w, message);
    assert(w.length == total);
    *bytes = w.at;
    *length = total;
    return TER_OK;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

typedef struct reader {
    const uint8_t *bytes;
    size_t length, at;
    bool bad, no_memory;
} reader;

static uint64_t get(reader *r) {
    if (r->length - r->at < 8) {
        r->bad = true;
        r->at = r->length;
        return 0;
    }
    uint64_t value = 0;
    for (int i = 0; i < 8; i++) {
        value |= (uint64_t)r->bytes[r->at + (size_t)i] << (8 * i);
    }
    r->at += 8;
    return value;
}

/* A value below a bound. */
static uint64_t get_below(reader *r, uint64_t bound) {
    uint64_t value = get(r);
    if (value >= bound) {
        r->bad = true;
        return 0;
    }
    return value;
}

/* The length of a byte string that the rest can hold; 0 when it is bad. */
static size_t get_length(reader *r, size_t bytes_max) {
    uint64_t count = get(r);
    if (r->bad || count > bytes_max || count > r->length - r->at) {
        r->bad = true;
        return 0;
    }
    return (size_t)count;
}

/* A byte string as raft_malloc'd memory with `extra` zero bytes behind it; never null on success. */
static void *get_buffer(reader *r, size_t bytes_max, size_t extra, size_t *length) {
    size_t count = get_length(r, bytes_max);
    uint8_t *base = r->bad ? NULL : raft_malloc(count + (extra > 0 ? extra : 1));
    if (r->bad) {
        return NULL;
    }
    if (base == NULL) {
        r->no_memory = r->bad = true;
        return NULL;
    }
    memcpy(base, r->bytes + r->at, count);
    memset(base + count, 0, extra);
    r->at += count;
    *length = count;
    return base;
}

static void get_entries(reader *r, struct raft_append_entries *m) {
    m->term = get(r);
    m->prev_log_index = get(r);
    m->prev_log_term = get(r);
    m->leader_commit = get(r);
    uint64_t count = get_below(r, TER__RAFT_ENTRIES_MAX + 1);
    /* An entry is at least 24 bytes: a count that the rest cannot hold is refused before memory is asked for. */
    if (r->bad || count == 0 || count > (r->length - r->at) / 24) {
        r->bad = r->bad || count != 0;
        return;
    }
    m->entries = raft_calloc((size_t)count, sizeof *m->entries);
    if (m->entries == NULL) {
        r->no_memory = r->bad = true;
        return;
    }
    /* One block for the bytes of all entries: libraft frees a message's entries as one batch, or keeps all while it keeps one. */
    uint8_t *batch = raft_malloc(r->length - r->at);
    if (batch == NULL) {
        r->no_memory = r->bad = true;
        return;
    }
    m->entries[0].batch = batch;
    for (size_t used = 0; m->n_entries < count && !r->bad; m->n_entries++) {
        struct raft_entry *entry = &m->entries[m->n_entries];
        entry->term = get(r);
        entry->type = (unsigned short)get_below(r, RAFT_CHANGE + 1);
        entry->buf.len = get_length(r, TER__RAFT_MESSAGE_BYTES_MAX);
        entry->buf.base = batch + used;
        entry->batch = batch;
        r->bad = r->bad || entry->type == 0;
        memcpy(entry->buf.base, r->bytes + r->at, entry->buf.len);
        r->at += entry->buf.len;
        used += entry->buf.len;
    }
}

static void get_snapshot(reader *r, struct raft_install_snapshot *m) {
    m->term = get(r);
    m->last_index = get(r);
    m->last_term = get(r);
    uint64_t count = get_below(r, TER__RAFT_SERVERS_MAX + 1);
    raft_configuration_init(&m->conf);
    for (uint64_t i = 0; i < count && !r->bad; i++) {
        raft_id id = get(r);
        size_t length;
        char *address = get_buffer(r, TER__RAFT_ADDRESS_BYTES_MAX, 1, &length);
        int role = (int)get_below(r, RAFT_SPARE + 1);
        if (!r->bad && (strlen(address) != length || raft_configuration_add(&m->conf, id, address, role) != 0)) {
            r->bad = true;
        }
        raft_free(address);
    }
    m->conf_index = get(r);
    if (!r->bad) {
        m->data.base = get_buffer(r, TER__RAFT_MESSAGE_BYTES_MAX, 0, &m->data.len);
    }
}

static void get_message(reader *r, struct raft_message *message) {
    switch (message->type) {
    case RAFT_IO_APPEND_ENTRIES:
        get_entries(r, &message->append_entries);
        break;
    case RAFT_IO_APPEND_ENTRIES_RESULT:
        message->append_entries_result.term = get(r);
        message->append_entries_result.rejected = get(r);
        message->append_entries_result.last_log_index = get(r);
        break;
    case RAFT_IO_REQUEST_VOTE:
        message->request_vote.term = get(r);
        message->request_vote.candidate_id = get(r);
        message->request_vote.last_log_index = get(r);
        message->request_vote.last_log_term = get(r);
        message->request_vote.disrupt_leader = get_below(r, 2) != 0;
        message->request_vote.pre_vote = get_below(r, 2) != 0;
        break;
    case RAFT_IO_REQUEST_VOTE_RESULT:
        message->request_vote_result.term = get(r);
        message->request_vote_result.vote_granted = get_below(r, 2) != 0;
        message->request_vote_result.pre_vote = (raft_tribool)get_below(r, raft_tribool_false + 1);
        break;
    case RAFT_IO_INSTALL_SNAPSHOT:
        get_snapshot(r, &message->install_snapshot);
        break;
    case RAFT_IO_TIMEOUT_NOW:
        message->timeout_now.term = get(r);
        message->timeout_now.last_log_index = get(r);
        message->timeout_now.last_log_term = get(r);
        break;
    default:
        r->bad = true;
    }
}

ter_status ter__raft_message_decode(struct raft_message *message, const uint8_t *bytes, size_t length) {
    if (length < 4 || length > TER__RAFT_MESSAGE_BYTES_MAX || bytes[0] != TER__RAFT_MESSAGE_VERSION || bytes[2] != 0 ||
        bytes[3] != 0) {
        return TER_BAD_DATA;
    }
    struct raft_message read;
    memset(&read, 0, sizeof read);
    read.type = bytes[1];
    reader r = {bytes, length, 4, false, false};
    get_message(&r, &read);
    if (r.bad || r.at != length) {
        ter__raft_message_release(&read);
        return r.no_memory ? TER_NO_MEMORY : TER_BAD_DATA;
    }
    *message = read;
    return TER_OK;
}

void ter__raft_message_release(struct raft_message *message) {
    if (message->type == RAFT_IO_APPEND_ENTRIES) {
        if (message->append_entries.entries != NULL) {
            raft_free(message->append_entries.entries[0].batch);
        }
        raft_free(message->append_entries.entries);
        message->append_entries.entries = NULL;
        message->append_entries.n_entries = 0;
    } else if (message->type == RAFT_IO_INSTALL_SNAPSHOT) {
        raft_configuration_close(&message->install_snapshot.conf);
        raft_free(message->install_snapshot.data.base);
        message->install_snapshot.data.base = NULL;
    }
}
