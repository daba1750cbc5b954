/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of a "cluster" run share. */
#ifndef TER__CLUSTER_SIM_H
#define TER__CLUSTER_SIM_H

#include "core/core.h"
#include "sim_internal.h"
#include "sim_jobs.h"
#include "work/work.h"

#define TER__SIM_CLIENTS_MAX 16
/* Batches whose state is remembered: a run sees some hundreds. */
#define TER__SIM_STATES_MAX 65536

/* ---- the durable things of a host beside its log -------------------------------------------------------------------------- */

typedef struct ter__sim_rows {
    ter__row *items;
    size_t count, room;
    uint64_t applied;
} ter__sim_rows;

/* Rows of one batch on their way to the disk. */
typedef struct ter__sim_change {
    uint64_t applied;
    bool replaced;
    ter__row *rows;
    size_t count;
} ter__sim_change;

void ter__sim_rows_store(ter__sim_rows *rows, ter__sim_change *change); /* takes it */
void ter__sim_change_free(ter__sim_change *change);
void ter__sim_rows_free(ter__sim_rows *rows);
TER_MUST_USE ter_status ter__sim_rows_load(const ter__sim_rows *rows, ter__state *state, ter_error *error);

typedef struct ter__sim_blobs {
    ter__sim_bytes *items;
    size_t count, room;
} ter__sim_blobs;

const ter__sim_bytes *ter__sim_blobs_find(const ter__sim_blobs *blobs, const ter__hash *hash);
/* Whether it was stored here once: it may have been damaged since. */
bool ter__sim_blobs_had(const ter__sim_blobs *blobs, const ter__hash *hash);
/* Keeps them (taken), if they are not there already. */
bool ter__sim_blobs_keep(ter__sim_blobs *blobs, ter__sim_bytes *bytes);
void ter__sim_blobs_free(ter__sim_blobs *blobs);

/* ---- what a host's body has under way ------------------------------------------------------------------------------------- */

typedef enum ter__sim_operation_kind {
    TER__SIM_OPEN, /* a blob being written in pieces */
    TER__SIM_STORE,
    TER__SIM_READ,
    TER__SIM_COMPUTE
} ter__sim_operation_kind;

typedef struct ter__sim_operation {
    ter__sim_operation_kind kind;
    uint64_t number, token;
    /* OPEN, STORE: bytes so far; what they should be. READ: which */
    ter__blob blob;
    uint8_t *bytes;
    size_t length;
    uint64_t offset;
    /* COMPUTE */
    bool cancelled, deadly;
    ter__result result;
    ter__sim_bytes made[2];
    size_t made_count;
    struct ter__sim_operation *next;
} ter__sim_operation;

/* ---- hosts ---------------------------------------------------------------------------------------------------------------- */

typedef struct ter__sim_host {
    struct ter__sim_cluster *cluster;
    unsigned number;
    bool alive, dying, draining;
    uint64_t incarnation;
    unsigned slots;
    ter__core *core;
    ter__work *work;
    ter__sim_disk disk;
    ter__sim_rows rows;
    ter__sim_blobs blobs;
    ter__sim_operation *operations;
    ter__sim_operation *computing; /* the one whose task computes just now: takes the blobs it makes */
    uint8_t running[65536];        /* what it says it computes: outlives the process, as a file does */
    size_t running_length;
    uint64_t compared; /* the state at this index was compared with the others' */
} ter__sim_host;

/* One connection between two hosts; index 0 is the one with the lower number. */
typedef struct ter__sim_link {
    uint64_t connection; /* its number; 0: there was none */
    bool up[2];          /* as each end sees it */
    bool deaf[2];        /* what is sent from that end on is lost, and all that follows: streams have no gaps */
    bool dialing;
    uint64_t due_ms[2][TER__CHANNEL_COUNT]; /* when the last message arrives */
    size_t waiting[2][TER__CHANNEL_COUNT];  /* bytes under way */
} ter__sim_link;

/* A client that wants one job done: puts the blobs on a node, has them copied, submits; sometimes again, sometimes cancels. */
typedef struct ter__sim_client {
    struct ter__sim_cluster *cluster;
    char job[TER__JOB_ID_BYTES];
    unsigned variant;
    enum { CLIENT_PUTS, CLIENT_COPIES, CLIENT_SUBMITS, CLIENT_HAS_JOB, CLIENT_CANCELS, CLIENT_FETCHES, CLIENT_ENDED } phase;
    unsigned node;  /* that it talks to */
    uint64_t round; /* answers to questions of an earlier one are too late */
    unsigned copies_due;
    bool wants_cancel, wants_again, submitted;
} ter__sim_client;

/* What is demanded of a job. */
typedef struct ter__sim_demand {
    char job[TER__JOB_ID_BYTES];
    unsigned variant;
    bool deadly; /* one of its tasks kills every process that computes it */
    bool acknowledged, cancel_asked, cancel_acknowledged;
} ter__sim_demand;

typedef struct ter__sim_cluster {
    ter__sim base; /* time, chance, events, weather, result; its nodes are not used */
    ter__sim_jobs *jobs;
    bool real;
    unsigned count;
    ter__sim_host host[TER__SIM_NODES_MAX];
    ter__sim_link link[TER__SIM_NODES_MAX][TER__SIM_NODES_MAX]; /* [lower][higher] */
    ter__sim_client client[TER__SIM_CLIENTS_MAX];
    unsigned clients;
    ter__sim_demand demand[TER__SIM_CLIENTS_MAX];
    unsigned demands;
    uint64_t next_operation, next_connection;
    /* weather beyond base.weather */
    unsigned compute_ms_max, silence_ms, jobs_span_ms;
    unsigned absent;         /* a host that stays down until the others are done; TER__SIM_NODES_MAX: none */
    unsigned snapshot_every; /* few entries, so that a run sees some */
    size_t bulk_room;
    double refuse, reset, silent_death, drain, damage;
    /* the digest of the state at each index, of whoever was there first */
    ter__hash *states; /* [TER__SIM_STATES_MAX] */
} ter__sim_cluster;

/* cluster_host.c */
void ter__sim_host_start(ter__sim_cluster *cluster, unsigned number);
void ter__sim_host_crash(ter__sim_cluster *cluster, unsigned number);
/* Some time after a crash. */
void ter__sim_host_restart(ter__sim_cluster *cluster, unsigned number);
void ter__sim_host_tick(ter__sim_cluster *cluster, const ter__sim_event *event);
void ter__sim_host_free(ter__sim_host *host);
bool ter__sim_host_leads(const ter__sim_host *host);

/* cluster_body.c */
ter__body ter__sim_body(ter__sim_host *host);
void ter__sim_operation_due(ter__sim_host *host, uint64_t number);
/* The process has died: some of what was to be stored still reaches the disk. */
void ter__sim_operations_crash(ter__sim_host *host);

/* cluster_link.c */
bool ter__sim_link_send(ter__sim_cluster *cluster, unsigned from, unsigned to, ter__channel channel, uint8_t *bytes, size_t length);
void ter__sim_link_deliver(ter__sim_cluster *cluster, const ter__sim_event *event);
void ter__sim_link_dial(ter__sim_cluster *cluster, unsigned a, unsigned b);
void ter__sim_link_connect(ter__sim_cluster *cluster, const ter__sim_event *event);
void ter__sim_link_break(ter__sim_cluster *cluster, const ter__sim_event *event);
/* A host has died: its peers learn it. */
void ter__sim_links_died(ter__sim_cluster *cluster, unsigned number);
/* After links were cut or mended. */
void ter__sim_links_cut(ter__sim_cluster *cluster);
void ter__sim_link_reset(ter__sim_cluster *cluster, unsigned a, unsigned b);

/* cluster_client.c */
void ter__sim_clients_begin(ter__sim_cluster *cluster);
void ter__sim_client_turn(ter__sim_cluster *cluster, unsigned number);

/* cluster_check.c: after every event, and whether all is as it should be at the end. */
void ter__sim_cluster_check(ter__sim_cluster *cluster);
bool ter__sim_cluster_at_rest(ter__sim_cluster *cluster);
void ter__sim_cluster_check_end(ter__sim_cluster *cluster);
void ter__sim_cluster_text(ter__sim_cluster *cluster, char *text, size_t size);

#endif
