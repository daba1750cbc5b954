/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that all rooms of the cluster share. */
#ifndef TER__TYPES_H
#define TER__TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tercile/status.h"

/* A job's id, its end mark included: lower-case letters, digits and hyphens, beginning with a letter or digit. Chosen by the
 * client. */
#define TER__JOB_ID_BYTES 64
bool ter__job_id_valid(const char *id);

#define TER__NAME_BYTES    256 /* names of jobs, files, nodes, people; end mark included */
#define TER__ADDRESS_BYTES 256 /* "host:port" */
#define TER__NODES_MAX     7
#define TER__NODE_ID_MAX   63 /* from 1 on: a set of nodes is 64 bits */
#define TER__INPUTS_MAX    64

/* SHA-256 of something. */
typedef struct ter__hash {
    uint8_t bytes[32];
} ter__hash;

#define TER__HASH_TEXT_BYTES 65
void ter__hash_text(const ter__hash *hash, char text[TER__HASH_TEXT_BYTES]);
bool ter__hash_read(ter__hash *hash, const char *text); /* 64 hexadecimal digits */
bool ter__hash_equal(const ter__hash *a, const ter__hash *b);
bool ter__hash_is_zero(const ter__hash *hash);

/* A blob by name: bytes of that digest, and how many. All zero: none. */
typedef struct ter__blob {
    ter__hash hash;
    uint64_t length;
} ter__blob;

/*
 * What is leased to a node. BEGIN reads the job, checks it and opens its first stage; UNIT computes one unit of a stage; FINISH
 * merges a stage's parts, finishes it, and opens the next one or packs the result.
 */
typedef enum ter__task_kind { TER__TASK_BEGIN, TER__TASK_UNIT, TER__TASK_FINISH } ter__task_kind;

typedef struct ter__task {
    char job[TER__JOB_ID_BYTES];
    ter__task_kind kind;
    uint32_t stage, unit; /* 0 where they say nothing */
} ter__task;

bool ter__task_equal(const ter__task *a, const ter__task *b);

/*
 * One leasing of a task: never two alike. The term of the leader that gave it in the upper 24 bits, the leader's count below: what
 * an earlier leader gave has a smaller number than what a later one gives.
 */
typedef uint64_t ter__attempt;

/* What came of a task. */
typedef struct ter__result {
    ter_status status; /* TER_OK, or why not */
    char text[TER_ERROR_TEXT_BYTES];
    bool here;              /* a failure of the node (disk, memory, a blob that nobody has), not of the task: worth another node */
    ter__blob part;         /* UNIT: the part. FINISH: the stage's result */
    uint32_t stages;        /* BEGIN */
    uint32_t units;         /* BEGIN, FINISH but of the last stage: units of the stage that follows */
    double timeout_seconds; /* BEGIN: resources.timeout, 0 for none */
    ter__hash plan;         /* BEGIN: digest over the canonical job and its inputs */
    char *outline;          /* BEGIN: "id kind\n" for each stage; owned, null elsewhere: ter__result_clear */
    /* FINISH of the last stage: the packed result, its digest, and the verdict (TER_OK, or TER_CHECK_FAILED with `text`) */
    ter__blob pack;
    ter__hash digest;
    ter_status verdict;
} ter__result;

#define TER__OUTLINE_BYTES_MAX ((size_t)32768)
void ter__result_clear(ter__result *result);

/* Milliseconds. In the pure core always given from outside: `now` for timeouts (monotonic), `at` for people (since 1970). */
typedef uint64_t ter__ms;

#endif
