/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells followers of a commit at once. libraft's leader says how far it has committed with the next entries or the next heartbeat,
 * up to 100 ms later, and until then nothing is applied anywhere else: every step of a job that another node waits for would cost
 * so much. So an additional heartbeat goes to each follower that is known to have the entry, which is what a leader may send at any
 * time (section 3.5 of Ongaro's thesis): previous entry: the last one that the follower has acknowledged; no entries; the commit
 * index.
 */
#ifndef TER__RAFT_NOTICE_H
#define TER__RAFT_NOTICE_H

#include <raft.h>
#include <stdbool.h>

#define TER__NOTICE_PEERS_MAX 16

typedef struct ter__noticed {
    raft_id id; /* 0: none */
    raft_index sent;
    raft_term sent_term; /* the last entry that was sent to it, or the one before a message without entries */
    raft_index acknowledged;
    raft_term acknowledged_term;
    raft_index told; /* the commit index that it was told last */
} ter__noticed;

typedef struct ter__raft_notice {
    raft_term term; /* of the leadership that this is of */
    ter__noticed peers[TER__NOTICE_PEERS_MAX];
} ter__raft_notice;

/* What leaves and what arrives. */
void ter__notice_sent(ter__raft_notice *notice, const struct raft_message *message);
void ter__notice_received(ter__raft_notice *notice, raft_id from, const struct raft_message *message);
/* The next heartbeat that is due, if there is one: to be called until it returns false. */
bool ter__notice_next(ter__raft_notice *notice, struct raft *raft, struct raft_message *message);

#endif
