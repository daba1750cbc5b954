/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The faults of libraft 0.15 and their guards. Section and figure numbers are those of Ongaro, "Consensus: bridging theory and
 * practice" (2014).
 *
 * Group commit (TER__GUARD_GROUP_COMMIT). The leader counts an entry as its own only once its whole log is stored: with appends
 *   always under way, nothing commits. Cure: one proposal outstanding at a time, everything that arrives meanwhile goes into the
 *   next one. It is kept by consensus.c, where proposals are made.
 *
 * Election barrier (TER__GUARD_ELECTION_BARRIER). Section 5.4.2 and Figure 3.7 (Figure 8 of the paper): a leader may commit entries
 *   of earlier terms only together with one of its own. 0.15 commits them by counting, and puts no entry of its own at election.
 *   Cure: a barrier at once, and results of append requests are not shown to libraft until the barrier is stored here, so that no
 *   count can be complete without it.
 *
 * Acknowledgements (TER__GUARD_ACKNOWLEDGE). A follower answers a heartbeat with the last index of its log, though the heartbeat
 *   verified the log only up to its previous index: entries of a deposed leader behind it are acknowledged as this one's. Cure: an
 *   answer never claims more than what messages of this term have verified.
 *
 * Commit (TER__GUARD_COMMIT). A follower takes the leader's commit index even where its log is not verified so far, and applies
 *   entries that the leader does not have. Cure: the commit index of a message is lowered to the last entry that it verifies
 *   (Figure 3.1: min(leaderCommit, index of last new entry)).
 */
#include "raft_guards.h"

#include <assert.h>

static bool on(const ter__raft_guards *guards, ter__guard guard) {
    return (guards->enabled & guard) != 0;
}

/* A message from the leader that, unless it is rejected, verifies the log up to `last`. */
static void expect(ter__raft_guards *guards, raft_index last) {
    guards->candidate = last;
    guards->receiving = true;
    guards->rejected = false;
}

bool ter__guards_before_receive(ter__raft_guards *guards, struct raft *raft, struct raft_message *message) {
    assert(!guards->receiving);
    if (message->type == RAFT_IO_APPEND_ENTRIES_RESULT && on(guards, TER__GUARD_ELECTION_BARRIER) &&
        raft_state(raft) == RAFT_LEADER) {
        bool barrier_stored =
            guards->led_term == raft->current_term && !guards->barrier_refused && raft->last_stored >= guards->barrier_index;
        if (!barrier_stored && message->append_entries_result.term <= raft->current_term) {
            return false;
        }
    }
    if (message->type == RAFT_IO_APPEND_ENTRIES) {
        struct raft_append_entries *m = &message->append_entries;
        raft_index last = m->prev_log_index + m->n_entries;
        if (on(guards, TER__GUARD_COMMIT) && m->leader_commit > last) {
            m->leader_commit = last;
        }
        expect(guards, last);
    } else if (message->type == RAFT_IO_INSTALL_SNAPSHOT) {
        expect(guards, message->install_snapshot.last_index); /* what it holds is committed: it verifies the log so far */
    }
    return true;
}

void ter__guards_after_receive(ter__raft_guards *guards, raft_term term) {
    if (!guards->receiving) {
        return;
    }
    guards->receiving = false;
    if (term > guards->verified_term) {
        guards->verified_term = term;
        guards->verified_index = 0;
    }
    if (term == guards->verified_term && !guards->rejected && guards->candidate > guards->verified_index) {
        guards->verified_index = guards->candidate;
    }
}

void ter__guards_before_send(ter__raft_guards *guards, struct raft_message *message) {
    if (message->type != RAFT_IO_APPEND_ENTRIES_RESULT) {
        return;
    }
    struct raft_append_entries_result *m = &message->append_entries_result;
    if (m->rejected != 0) {
        guards->rejected = true;
        return;
    }
    if (!on(guards, TER__GUARD_ACKNOWLEDGE)) {
        return;
    }
    raft_index verified = guards->verified_term == m->term ? guards->verified_index : 0;
    if (guards->receiving && guards->candidate > verified) {
        verified = guards->candidate; /* the answer to the message in hand: not rejected, so it is verified by it */
    }
    if (m->last_log_index > verified) {
        m->last_log_index = verified;
    }
}

/* libraft owns the request until it calls back; it is then of no more use. */
static void barrier_done(struct raft_barrier *request, int status) {
    (void)status;
    raft_free(request);
}

void ter__guards_after_event(ter__raft_guards *guards, struct raft *raft) {
    if (!on(guards, TER__GUARD_ELECTION_BARRIER) || raft_state(raft) != RAFT_LEADER) {
        return;
    }
    if (guards->led_term == raft->current_term && !guards->barrier_refused) {
        return;
    }
    guards->led_term = raft->current_term;
    struct raft_barrier *request = raft_malloc(sizeof *request);
    guards->barrier_refused = request == NULL;
    if (request != NULL && raft_barrier(raft, request, barrier_done) != 0) {
        raft_free(request);
        guards->barrier_refused = true;
    }
    guards->barrier_index = raft_last_index(raft);
}
