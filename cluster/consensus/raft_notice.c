/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raft_notice.h"

#include <string.h>

/* A peer's place in this term; null when there are more peers than places. */
static ter__noticed *find(ter__raft_notice *notice, raft_term term, raft_id id) {
    if (term > notice->term) {
        memset(notice, 0, sizeof *notice);
        notice->term = term;
    }
    for (size_t i = 0; term == notice->term && i < TER__NOTICE_PEERS_MAX; i++) {
        ter__noticed *peer = &notice->peers[i];
        if (peer->id == 0) {
            peer->id = id;
        }
        if (peer->id == id) {
            return peer;
        }
    }
    return NULL;
}

void ter__notice_sent(ter__raft_notice *notice, const struct raft_message *message) {
    if (message->type != RAFT_IO_APPEND_ENTRIES) {
        return;
    }
    const struct raft_append_entries *m = &message->append_entries;
    ter__noticed *peer = find(notice, m->term, message->server_id);
    if (peer != NULL) {
        peer->sent = m->prev_log_index + m->n_entries;
        peer->sent_term = m->n_entries > 0 ? m->entries[m->n_entries - 1].term : m->prev_log_term;
        peer->told = m->leader_commit < peer->sent ? m->leader_commit : peer->sent;
    }
}

void ter__notice_received(ter__raft_notice *notice, raft_id from, const struct raft_message *message) {
    if (message->type != RAFT_IO_APPEND_ENTRIES_RESULT) {
        return;
    }
    const struct raft_append_entries_result *m = &message->append_entries_result;
    ter__noticed *peer = m->term == notice->term ? find(notice, m->term, from) : NULL;
    /* Of an entry whose term is not known here nothing can be said. */
    if (peer != NULL && m->rejected == 0 && m->last_log_index == peer->sent && m->last_log_index > peer->acknowledged) {
        peer->acknowledged = peer->sent;
        peer->acknowledged_term = peer->sent_term;
    }
}

bool ter__notice_next(ter__raft_notice *notice, struct raft *raft, struct raft_message *message) {
    if (raft_state(raft) != RAFT_LEADER || raft->current_term != notice->term) {
        return false;
    }
    for (size_t i = 0; i < TER__NOTICE_PEERS_MAX && notice->peers[i].id != 0; i++) {
        ter__noticed *peer = &notice->peers[i];
        if (raft->commit_index > peer->told && peer->acknowledged >= raft->commit_index) {
            memset(message, 0, sizeof *message);
            message->type = RAFT_IO_APPEND_ENTRIES;
            message->server_id = peer->id;
            message->append_entries.term = notice->term;
            message->append_entries.prev_log_index = peer->acknowledged;
            message->append_entries.prev_log_term = peer->acknowledged_term;
            message->append_entries.leader_commit = raft->commit_index;
            peer->told = raft->commit_index;
            return true;
        }
    }
    return false;
}
