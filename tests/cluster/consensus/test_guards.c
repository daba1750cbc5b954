/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each guard against its fault, with the real library: one instance, its peers played by hand. Every test is run twice: with all
 * guards the promise holds, without the one it is about it breaks. When a newer library makes the second half fail, that guard can
 * go.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "consensus/raft_message.h"
#include "sim/sim_internal.h"

#define PEERS       3
#define SENT_MAX    4096
#define APPLIED_MAX 4096

/* What the instance has sent: enough of each message to answer it. */
typedef struct sent {
    raft_id to;
    unsigned short type;
    bool pre_vote;
    raft_term term;
    raft_index last;   /* of a result: what it claims; of entries: the last one */
    raft_index commit; /* of entries: what it says is committed */
    unsigned entries;
} sent;

typedef struct world {
    ter__sim sim; /* lends its disk and clock */
    ter__sim_result result;
    ter__consensus *consensus;
    sent sent[SENT_MAX];
    size_t sent_count, answered;
    char applied[APPLIED_MAX];
    size_t applied_count;
    uint64_t committed;
} world;

/* ---- the instance's surroundings ------------------------------------------------------------------------------------------ */

static uint64_t port_now(void *context) {
    return ((world *)context)->sim.now_ms;
}

static int port_random(void *context, int minimum, int maximum) {
    (void)context;
    (void)maximum;
    return minimum;
}

static void port_send(void *context, raft_id to, uint8_t *bytes, size_t length) {
    world *w = context;
    struct raft_message m;
    assert_true(w->sent_count < SENT_MAX);
    assert_int_equal(ter__raft_message_decode(&m, bytes, length), TER_OK);
    sent *s = &w->sent[w->sent_count++];
    *s = (sent){.to = to, .type = m.type};
    if (m.type == RAFT_IO_REQUEST_VOTE) {
        s->term = m.request_vote.term;
        s->pre_vote = m.request_vote.pre_vote;
    } else if (m.type == RAFT_IO_APPEND_ENTRIES) {
        s->term = m.append_entries.term;
        s->last = m.append_entries.prev_log_index + m.append_entries.n_entries;
        s->entries = m.append_entries.n_entries;
        s->commit = m.append_entries.leader_commit;
    } else if (m.type == RAFT_IO_APPEND_ENTRIES_RESULT) {
        s->term = m.append_entries_result.term;
        s->last = m.append_entries_result.last_log_index;
    }
    ter__raft_message_release(&m);
    free(bytes);
}

static ter_status machine_apply(void *context, uint64_t index, uint32_t item, const uint8_t *command, size_t length) {
    world *w = context;
    (void)index;
    (void)item;
    assert_true(length == 1 && w->applied_count + 1 < APPLIED_MAX);
    w->applied[w->applied_count++] = (char)command[0];
    return TER_OK;
}

static ter_status machine_snapshot(void *context, uint8_t **bytes, size_t *length) {
    (void)context;
    (void)bytes;
    (void)length;
    return TER_NO_MEMORY; /* the logs here are short: it is not asked */
}

static ter_status machine_restore(void *context, const uint8_t *bytes, size_t length) {
    (void)context;
    (void)bytes;
    (void)length;
    return TER_BAD_DATA;
}

static world *open_world(unsigned guards, unsigned write_ms_max) {
    world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->sim.result = &w->result;
    w->sim.nodes = 1;
    w->sim.chance = ter_stream_open(1, 0, 0);
    w->sim.weather.write_ms_max = write_ms_max;
    ter__sim_disk_open(&w->sim.node[0].disk, &w->sim, 0);
    ter__member members[PEERS] = {{1, "one"}, {2, "two"}, {3, "three"}};
    ter__raft_port port = {w, port_now, port_random, port_send};
    ter__log_store store = ter__sim_disk_store(&w->sim.node[0].disk);
    ter__machine machine = {w, machine_apply, machine_snapshot, machine_restore};
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter__consensus_open(&w->consensus, 1, "one", members, PEERS, &port, &store, &machine, guards, &error), TER_OK);
    return w;
}

static void close_world(world *w) {
    ter__sim_event event;
    ter__consensus_close(w->consensus);
    while (ter__sim_pop(&w->sim, &event)) {
        free(event.bytes);
    }
    free(w->sim.events);
    ter__sim_disk_close(&w->sim.node[0].disk);
    assert_false(w->result.failed);
    free(w);
}

/* Lets virtual time pass: writes become durable, the instance ticks. */
static void pass(world *w, uint64_t ms) {
    for (uint64_t end = w->sim.now_ms + ms; w->sim.now_ms < end; w->sim.now_ms++) {
        while (w->sim.event_count > 0 && w->sim.events[0].at_ms <= w->sim.now_ms) {
            ter__sim_event event;
            assert_true(ter__sim_pop(&w->sim, &event));
            ter__sim_disk_complete(&w->sim.node[0].disk, event.number);
            ter__consensus_flush(w->consensus);
        }
        if (w->sim.now_ms % ter__consensus_tick_ms(w->consensus) == 0) {
            ter__consensus_tick(w->consensus);
        }
    }
}

static void receive(world *w, raft_id from, const struct raft_message *message) {
    uint8_t *bytes = NULL;
    size_t length = 0;
    assert_int_equal(ter__raft_message_encode(message, &bytes, &length), TER_OK);
    assert_int_equal(ter__consensus_receive(w->consensus, from, from == 2 ? "two" : "three", bytes, length), TER_OK);
    free(bytes);
}

/* A leader's message: entries of `letters`, a command each, behind `previous`. */
static void lead(world *w, raft_id leader, raft_term term, raft_index previous, raft_term previous_term, raft_index commit,
                 const char *letters) {
    struct raft_entry entries[8];
    uint8_t bytes[8][16];
    struct raft_message m = {.type = RAFT_IO_APPEND_ENTRIES};
    size_t count = strlen(letters);
    assert_true(count <= 8);
    memset(bytes, 0, sizeof bytes);
    for (size_t i = 0; i < count; i++) { /* one command of one byte, as consensus.c writes a batch */
        bytes[i][0] = 1;
        bytes[i][4] = 1;
        bytes[i][8] = (uint8_t)letters[i];
        entries[i] = (struct raft_entry){.term = term, .type = RAFT_COMMAND, .buf = {bytes[i], 16}};
    }
    m.append_entries = (struct raft_append_entries){term, previous, previous_term, commit, entries, (unsigned)count};
    receive(w, leader, &m);
}

/* The last message of that kind; fails when there is none. */
static const sent *last_sent(const world *w, unsigned short type) {
    for (size_t i = w->sent_count; i > 0; i--) {
        if (w->sent[i - 1].type == type) {
            return &w->sent[i - 1];
        }
    }
    fail_msg("no message of type %u was sent", type);
    return NULL;
}

/* Ticks until it asks for votes, and gives it those of node 2: it leads. */
static void elect(world *w) {
    for (int round = 0; !ter__consensus_leads(w->consensus); round++) {
        assert_true(round < 100);
        w->answered = w->sent_count;
        pass(w, 100);
        for (; w->answered < w->sent_count && !ter__consensus_leads(w->consensus); w->answered++) {
            const sent s = w->sent[w->answered];
            if (s.type == RAFT_IO_REQUEST_VOTE && s.to == 2) {
                struct raft_message m = {.type = RAFT_IO_REQUEST_VOTE_RESULT};
                m.request_vote_result.term = s.term;
                m.request_vote_result.vote_granted = true;
                m.request_vote_result.pre_vote = s.pre_vote ? raft_tribool_true : raft_tribool_false;
                receive(w, 2, &m);
            }
        }
    }
}

/* Node 2 says that it has everything up to `last`. */
static void acknowledge(world *w, raft_index last) {
    struct raft_message m = {.type = RAFT_IO_APPEND_ENTRIES_RESULT};
    m.append_entries_result = (struct raft_append_entries_result){ter__consensus_term(w->consensus), 0, last};
    receive(w, 2, &m);
}

static const char *applied(world *w) {
    w->applied[w->applied_count] = '\0';
    return w->applied;
}

/* ---- acknowledgements --------------------------------------------------------------------------------------------------- */

/* What a follower that holds two entries of a deposed leader says to a heartbeat of the new one, which verifies neither. */
static raft_index claim(unsigned guards) {
    world *w = open_world(guards, 1);
    lead(w, 2, 2, 1, 1, 2, "AXY"); /* 2: A, committed; 3 and 4: X and Y, known to the deposed leader alone */
    pass(w, 20);
    assert_int_equal(last_sent(w, RAFT_IO_APPEND_ENTRIES_RESULT)->last, 4);
    lead(w, 3, 3, 2, 2, 2, "");
    pass(w, 20);
    raft_index last = last_sent(w, RAFT_IO_APPEND_ENTRIES_RESULT)->last;
    close_world(w);
    return last;
}

static void test_a_follower_acknowledges_only_what_the_leader_verified(void **state) {
    (void)state;
    assert_int_equal(claim(TER__GUARDS_ALL), 2);
    assert_int_equal(claim(TER__GUARDS_ALL & ~(unsigned)TER__GUARD_ACKNOWLEDGE), 4); /* the fault */
}

/* ---- the commit index ----------------------------------------------------------------------------------------------------- */

/* The same follower, told by a heartbeat that 4 is committed: the new leader's 4, which is another entry. */
static void follow_commit(unsigned guards, char result[8]) {
    world *w = open_world(guards, 1);
    lead(w, 2, 2, 1, 1, 2, "AXY");
    pass(w, 20);
    lead(w, 3, 3, 2, 2, 4, "");
    pass(w, 20);
    (void)snprintf(result, 8, "%.7s", applied(w));
    close_world(w);
}

static void test_a_follower_applies_only_what_the_leader_verified(void **state) {
    (void)state;
    char result[8];
    follow_commit(TER__GUARDS_ALL, result);
    assert_string_equal(result, "A");
    follow_commit(TER__GUARDS_ALL & ~(unsigned)TER__GUARD_COMMIT, result);
    assert_string_equal(result, "AXY"); /* the fault: entries that the leader does not have */
}

/* ---- the election barrier ----------------------------------------------------------------------------------------------- */

/*
 * Figure 8 of the paper (3.7 of the thesis): a new leader has an entry X of an earlier term, and a majority now stores it. It may
 * still be overwritten, so it is not committed until an entry of the leader's own term is stored by a majority too.
 */
static void commit_of_an_earlier_term(unsigned guards, char before[8], char after[8]) {
    world *w = open_world(guards, 1);
    lead(w, 2, 2, 1, 1, 2, "AX");
    pass(w, 20);
    elect(w);
    pass(w, 20);
    acknowledge(w, 3); /* X, and nothing behind it */
    pass(w, 20);
    (void)snprintf(before, 8, "%.7s", applied(w));
    acknowledge(w, last_sent(w, RAFT_IO_APPEND_ENTRIES)->last);
    pass(w, 20);
    (void)snprintf(after, 8, "%.7s", applied(w));
    close_world(w);
}

static void test_entries_of_earlier_terms_are_committed_by_one_of_the_leaders_own(void **state) {
    (void)state;
    char before[8], after[8];
    commit_of_an_earlier_term(TER__GUARDS_ALL, before, after);
    assert_string_equal(before, "A");
    assert_string_equal(after, "AX");
    commit_of_an_earlier_term(TER__GUARDS_ALL & ~(unsigned)TER__GUARD_ELECTION_BARRIER, before, after);
    assert_string_equal(before, "AX"); /* the fault: committed by counting */
}

/* ---- group commit ------------------------------------------------------------------------------------------------------- */

static void proposed(void *context, ter__outcome outcome, uint64_t index) {
    (void)index;
    ((world *)context)->committed += outcome == TER__COMMITTED;
}

#define LATENCY_MS 15

/* A millisecond passes, at the end of which node 2's acknowledgement arrives of what it was sent LATENCY_MS ago. */
static void pass_acknowledged(world *w, raft_index under_way[LATENCY_MS]) {
    raft_index *slot = &under_way[w->sim.now_ms % LATENCY_MS];
    if (*slot > 0) {
        acknowledge(w, *slot);
    }
    *slot = 0;
    for (size_t i = 0; i < w->sent_count; i++) {
        const sent *s = &w->sent[i];
        *slot = s->to == 2 && s->type == RAFT_IO_APPEND_ENTRIES && s->last > *slot ? s->last : *slot;
    }
    w->sent_count = 0;
    pass(w, 1);
}

/* A command every five milliseconds for a second, on a leader whose disk is quicker than its peers: what is committed meanwhile. */
static uint64_t committed_under_load(unsigned guards) {
    raft_index under_way[LATENCY_MS] = {0};
    world *w = open_world(guards, 1);
    elect(w);
    w->sent_count = 0;
    for (int i = 0; i < 100; i++) { /* the barrier first */
        pass_acknowledged(w, under_way);
    }
    for (int i = 0; i < 1000; i++) {
        const uint8_t command = 'C';
        if (i % 5 == 0) {
            assert_int_equal(ter__consensus_propose(w->consensus, &command, 1, proposed, w), TER_OK);
            ter__consensus_flush(w->consensus);
        }
        pass_acknowledged(w, under_way);
    }
    uint64_t committed = w->committed;
    close_world(w);
    return committed;
}

static void test_steady_proposals_are_committed_while_they_come(void **state) {
    (void)state;
    assert_true(committed_under_load(TER__GUARDS_ALL) > 180);
    assert_true(committed_under_load(TER__GUARDS_ALL & ~(unsigned)TER__GUARD_GROUP_COMMIT) < 10); /* the fault: starvation */
}

/* ---- notices ------------------------------------------------------------------------------------------------------------ */

/* Messages without entries that say that everything up to `commit` is committed. */
static unsigned notices_to(const world *w, raft_id to, raft_index commit) {
    unsigned count = 0;
    for (size_t i = 0; i < w->sent_count; i++) {
        const sent *s = &w->sent[i];
        count += s->to == to && s->type == RAFT_IO_APPEND_ENTRIES && s->entries == 0 && s->commit == commit;
    }
    return count;
}

/* libraft would say it with its next heartbeat, a tenth of a second later. */
static void test_a_follower_is_told_of_a_commit_at_once(void **state) {
    (void)state;
    world *w = open_world(TER__GUARDS_ALL, 1);
    lead(w, 2, 2, 1, 1, 2, "A");
    pass(w, 20);
    elect(w);
    pass(w, 20);
    acknowledge(w, last_sent(w, RAFT_IO_APPEND_ENTRIES)->last);
    const uint8_t command = 'B';
    assert_int_equal(ter__consensus_propose(w->consensus, &command, 1, proposed, w), TER_OK);
    ter__consensus_flush(w->consensus);
    pass(w, 5);
    raft_index index = last_sent(w, RAFT_IO_APPEND_ENTRIES)->last;
    w->sent_count = 0;
    acknowledge(w, index);
    assert_string_equal(applied(w), "AB");
    assert_int_equal(notices_to(w, 2, index), 1);
    assert_int_equal(notices_to(w, 3, index), 0); /* it has acknowledged nothing */
    acknowledge(w, index);
    assert_int_equal(notices_to(w, 2, index), 1); /* once */
    close_world(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_follower_acknowledges_only_what_the_leader_verified),
        cmocka_unit_test(test_a_follower_applies_only_what_the_leader_verified),
        cmocka_unit_test(test_entries_of_earlier_terms_are_committed_by_one_of_the_leaders_own),
        cmocka_unit_test(test_steady_proposals_are_committed_while_they_come),
        cmocka_unit_test(test_a_follower_is_told_of_a_commit_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
