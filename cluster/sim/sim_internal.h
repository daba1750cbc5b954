/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the simulator's files share. */
#ifndef TER__SIM_INTERNAL_H
#define TER__SIM_INTERNAL_H

#include "consensus/consensus.h"
#include "sim.h"
#include "tercile/random.h"

/* ---- the disk of one node: what survives a crash is `durable`; writes under way are lost with it --------------------------------
 */

typedef struct ter__sim_entry {
    raft_term term;
    unsigned short type;
    uint8_t *bytes;
    size_t length;
} ter__sim_entry;

typedef struct ter__sim_snapshot {
    raft_index index;
    raft_term term;
    struct raft_configuration configuration;
    raft_index configuration_index;
    uint8_t *bytes;
    size_t length;
    bool present;
} ter__sim_snapshot;

typedef struct ter__sim_write ter__sim_write;

typedef struct ter__sim_disk {
    struct ter__sim *sim;
    unsigned node;
    raft_term term;
    raft_id vote;
    raft_index start; /* index of entries[0] */
    ter__sim_entry *entries;
    size_t count, room;
    ter__sim_snapshot snapshot;
    ter__sim_write *pending; /* writes under way, first to last */
    uint64_t busy_until_ms;
} ter__sim_disk;

void ter__sim_disk_open(ter__sim_disk *disk, struct ter__sim *sim, unsigned node);
void ter__sim_disk_close(ter__sim_disk *disk);
ter__log_store ter__sim_disk_store(ter__sim_disk *disk);
/* A write is due: completes it, and all before it. */
void ter__sim_disk_complete(ter__sim_disk *disk, uint64_t write);
/* Something else that becomes durable in the order of the log's writes: `store` is called once, with whether it reached the disk.
 */
typedef void ter__sim_store(void *context, void *item, bool reached);
bool ter__sim_disk_add(ter__sim_disk *disk, ter__sim_store *store, void *context, void *item);
/* The process died: some of the writes under way, from the first on, still reach the disk; the rest is gone. */
void ter__sim_disk_crash(ter__sim_disk *disk);

/* Terms whose leader is remembered: a run sees a few hundred elections. */
#define TER__SIM_TERMS_KEPT 4096

/* ---- events -------------------------------------------------------------------------------------------------------------------
 */

typedef enum ter__sim_kind {
    TER__SIM_TICK,
    TER__SIM_DELIVER,
    TER__SIM_WRITE,
    TER__SIM_CLIENT,
    TER__SIM_TROUBLE,
    TER__SIM_RESTART,
    TER__SIM_MEND,
    /* of whole clusters only: cluster_sim.h */
    TER__SIM_CONNECT,
    TER__SIM_BREAK,
    TER__SIM_OPERATION
} ter__sim_kind;

typedef struct ter__sim_event {
    uint64_t at_ms, order; /* ties in the order of making */
    ter__sim_kind kind;
    unsigned node, from;
    uint64_t number; /* the write's; the node's incarnation for ticks */
    uint8_t *bytes;
    size_t length;
} ter__sim_event;

/* ---- a node's state machine: the sequence of commands, each with its id ------------------------------------------------------ */

typedef struct ter__sim_ledger {
    uint64_t *commands;
    size_t count, room;
} ter__sim_ledger;

typedef struct ter__sim_node {
    bool alive;
    uint64_t incarnation;
    ter__consensus *consensus; /* null while it is down */
    ter__sim_disk disk;
    ter__sim_ledger ledger;
    size_t compared; /* commands of the ledger that were compared with the longest one */
    struct ter__sim *sim;
} ter__sim_node;

/* How bad this run is: drawn once from the seed. */
typedef struct ter__sim_weather {
    double lose, duplicate;
    unsigned delay_ms_max, write_ms_max;
    unsigned client_ms_max;  /* longest wait between commands */
    unsigned trouble_ms_max; /* longest wait between faults */
    unsigned down_ms_max;    /* longest time that a crashed node stays down */
    double crash, cut, one_way, heal, torn;
    double aim; /* how often a fault is aimed at a leader */
} ter__sim_weather;

typedef struct ter__sim {
    ter__sim_options options;
    ter__sim_result *result;
    ter_stream chance;
    ter__sim_weather weather;
    uint64_t now_ms, next_order, next_write, next_command;
    bool healing;
    unsigned nodes;
    ter__sim_node node[TER__SIM_NODES_MAX];
    bool cut[TER__SIM_NODES_MAX][TER__SIM_NODES_MAX]; /* [from][to] */
    ter__sim_event *events;                           /* a heap by (at_ms, order) */
    size_t event_count, event_room;
    /* what the checks remember */
    uint64_t *acknowledged; /* commands whose proposer was told that they are committed */
    size_t acknowledged_count, acknowledged_room;
    ter__sim_ledger longest; /* the longest ledger seen: every other is a prefix of it */
    struct {
        uint64_t term;
        unsigned leader;
    } led[TER__SIM_TERMS_KEPT]; /* who led which term, the latest of them */
} ter__sim;

/* A number in [0, bound), and whether something of that probability happens. */
uint64_t ter__sim_below(ter__sim *sim, uint64_t bound);
bool ter__sim_happens(ter__sim *sim, double probability);

void ter__sim_push(ter__sim *sim, ter__sim_event event);
bool ter__sim_pop(ter__sim *sim, ter__sim_event *event);
void ter__sim_fail(ter__sim *sim, const char *format, ...) TER_PRINTF(2, 3);
void ter__sim_trace(ter__sim *sim, const char *format, ...) TER_PRINTF(2, 3);

/* The network: decides what becomes of a message. */
void ter__sim_send(ter__sim *sim, unsigned from, unsigned to, uint8_t *bytes, size_t length);
/* A fault, or the end of one. */
void ter__sim_trouble(ter__sim *sim);
void ter__sim_mend(ter__sim *sim);

void ter__sim_node_start(ter__sim *sim, unsigned node);
void ter__sim_node_crash(ter__sim *sim, unsigned node);
/* A client asks this node to record its next command. */
void ter__sim_node_propose(ter__sim *sim, unsigned node);

/* After every event. */
void ter__sim_check(ter__sim *sim);
/* When all is healed: every node has every acknowledged command, and new ones were acknowledged. */
void ter__sim_check_end(ter__sim *sim, size_t acknowledged_before);
void ter__sim_ledger_add(ter__sim *sim, ter__sim_ledger *ledger, uint64_t command);

#endif
