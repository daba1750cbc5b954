/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of transfer.h share: fetches (transfer_fetch.c), copies (transfer_copy.c), serving others (transfer_serve.c). */
#ifndef TER__TRANSFER_PARTS_H
#define TER__TRANSFER_PARTS_H

#include "core/transfer.h"

/* While a node that is away is waited for, the others, which said no, are asked again after this: they may have got it meanwhile.
 */
#define TER__ROUND_MS 5000
/* A holder that sends nothing for this long is passed over. */
#define TER__SILENCE_MS 2000
/* Likewise a node that was asked to keep a copy: it may have much to fetch before. */
#define TER__COPY_SILENCE_MS 10000
/* How long a node tries to get a copy that another wants it to keep: the other repeats itself. */
#define TER__KEEP_MS 60000
/* Copies asked for at once; further ones wait. */
#define TER__COPIES_ASKED_MAX 64
/* Serving one peer: reads under way, and ranges that wait. A peer asks for a window of a few blobs at a time. */
#define TER__READS_MAX  4
#define TER__RANGES_MAX 1024

/* Who asked; later, when it is in the list of answers, also what came of it. */
typedef struct ter__asker {
    ter__transfer_done *done;
    void *context;
    ter__ms deadline;
    bool success;
    uint32_t holder;
    struct ter__asker *next;
} ter__asker;

/* Sets of nodes: bit n is node n. */
typedef struct ter__fetch {
    ter__blob blob;
    uint64_t hinted;  /* should have it */
    uint64_t missing; /* said that they have not, or gave wrong bytes */
    uint64_t silent;  /* asked, and said nothing */
    uint64_t used;    /* gave bytes of what is being written */
    uint64_t keepers; /* asked us to keep a copy: they hear when it is here */
    ter__ms keep_until;
    bool single;    /* bytes of several nodes were wrong together: from one only now */
    bool storing;   /* all bytes are handed over, the body has not said that they are durable */
    uint64_t token; /* of the body's writing; 0: none is open */
    uint32_t from;  /* asked now; 0: nobody */
    uint64_t asked, received;
    ter__ms heard;
    ter__asker *askers;
    struct ter__fetch *next;
} ter__fetch;

typedef struct ter__copy {
    ter__blob blob;
    uint32_t to;      /* asked now; 0: nobody */
    uint64_t refused; /* asked in vain in this round */
    ter__ms asked, heard;
    ter__asker *askers;
    struct ter__copy *next;
} ter__copy;

typedef struct ter__range {
    ter__hash hash;
    uint64_t offset;
    uint32_t length;
    struct ter__range *next;
} ter__range;

/* A read under way; token 0: none. */
typedef struct ter__reading {
    uint64_t token;
    bool abandoned; /* the peer has gone */
    ter__range range;
} ter__reading;

typedef struct ter__peer {
    uint32_t id;
    ter__range *ranges;
    size_t range_count;
    ter__reading reading[TER__READS_MAX];
    bool stalled; /* the channel was full: again at the next tick */
} ter__peer;

struct ter__transfer {
    ter__transfer_port port;
    uint32_t id;
    unsigned retry_ms;
    size_t peer_count;
    ter__peer peers[TER__NODES_MAX];
    uint64_t connected;
    ter__fetch *fetches; /* in the order of asking */
    ter__copy *copies;
    size_t fetch_count, copy_count;
    ter__asker *answers; /* due; in order */
};

uint64_t ter__node_bit(uint32_t node);
/* The first of a set in the order of numbers from the one after this node, round; 0: the set is empty. */
uint32_t ter__next_node(const ter__transfer *transfer, uint64_t set);
bool ter__transfer_say(const ter__transfer *transfer, uint32_t to, const ter__message *message);

/* Askers. Removing moves them into the list of answers, which ter__transfer_answer empties: the last thing that an event does. */
bool ter__asker_add(ter__asker **list, ter__transfer_done *done, void *context, ter__ms deadline);
void ter__askers_answer(ter__transfer *transfer, ter__asker **list, bool success, uint32_t holder);
void ter__askers_expire(ter__transfer *transfer, ter__asker **list, ter__ms now);
void ter__askers_forget(ter__asker **list, const void *context);
void ter__askers_free(ter__asker **list);

/* transfer_fetch.c */
ter__fetch *ter__fetch_find(const ter__transfer *transfer, const ter__hash *hash);
ter__fetch *ter__fetch_add(ter__transfer *transfer, const ter__blob *blob);
void ter__fetches_pump(ter__transfer *transfer, ter__ms now);
void ter__fetches_tick(ter__transfer *transfer, ter__ms now);
void ter__fetches_connected(ter__transfer *transfer, uint32_t node);
void ter__fetches_disconnected(ter__transfer *transfer, uint32_t node);
/* Drops what nobody waits for any more. */
void ter__fetches_sweep(ter__transfer *transfer);
void ter__fetch_piece(ter__transfer *transfer, uint32_t from, const ter__message *message, ter__ms now);
void ter__fetch_missing(ter__transfer *transfer, uint32_t from, const ter__hash *hash);
bool ter__fetch_written(ter__transfer *transfer, uint64_t token, bool stored);
void ter__fetches_free(ter__transfer *transfer);

/* transfer_copy.c */
void ter__copies_pump(ter__transfer *transfer, ter__ms now);
void ter__copies_tick(ter__transfer *transfer, ter__ms now);
void ter__copies_disconnected(ter__transfer *transfer, uint32_t node);
void ter__copies_sweep(ter__transfer *transfer);
void ter__copy_heard(ter__transfer *transfer, uint32_t from, const ter__hash *hash, ter__ms now);
void ter__copy_answered(ter__transfer *transfer, uint32_t from, const ter__hash *hash, bool stored);
/* COPY: somebody wants this node to keep one. */
void ter__copy_keep(ter__transfer *transfer, uint32_t from, const ter__blob *blob, ter__ms now);
void ter__copies_free(ter__transfer *transfer);

/* transfer_serve.c */
void ter__serve_want(ter__transfer *transfer, uint32_t from, const ter__message *message);
bool ter__serve_read(ter__transfer *transfer, uint64_t token, const uint8_t *bytes, size_t length);
void ter__serve_tick(ter__transfer *transfer);
void ter__serve_disconnected(ter__transfer *transfer, uint32_t node);
void ter__serve_free(ter__transfer *transfer);

#endif
