/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a job is, inside. Read-only after ter_job_load, so that many threads may look at it. */
#ifndef TER__JOB_H
#define TER__JOB_H

#include "spec/key.h"
#include "tercile/job.h"

struct ter__stage;

/* Result tables of one stage. */
#define TER__STAGE_TABLES_MAX 8

typedef struct ter__job_input {
    const char *name;
    ter__place place;
    const ter__settings *settings; /* null when they could not be read */
    ter_table *table;              /* null before ter_job_load */
    char digest[65];
    const void *bytes; /* taken instead of the file when `given`; borrowed */
    size_t length;
    bool given;
} ter__job_input;

typedef struct ter__job_stage {
    const char *id;
    ter__place place, id_place;
    const struct ter__stage *kind; /* null when unknown */
    const ter__settings *settings; /* null when they could not be read */
    /* The columns of the rows it gives, as a table without rows: set by bind in ter_job_load; null when it gives none. */
    ter_table *rows;
} ter__job_stage;

struct ter_job {
    ter__arena *arena;
    char *file, *folder; /* the job file's name for messages, and where its relative paths begin */
    char *text;          /* the source, for messages of ter_job_load */
    size_t text_length;
    const char *name;
    uint64_t seed;
    char *canonical;
    char digest[65];
    double memory_bytes, timeout_seconds; /* timeout: 0 means none */
    ter__place memory_place;
    size_t input_count, stage_count;
    ter__job_input *inputs;
    ter__job_stage *stages;
    bool loaded;
};

/* Keys of the whole file, of an input and of a stage's frame (id). */
extern const ter__key ter__job_keys[];
extern const ter__key ter__input_keys[];

/* Index of an input or stage by name; SIZE_MAX when there is none. */
size_t ter__job_find_input(const ter_job *job, const char *name);
size_t ter__job_find_stage(const ter_job *job, const char *id);
/* The table whose columns the rows named by a ROWS item have (an input's own table, or a stage's empty one); null when it is not
 * known because of an earlier error. */
const ter_table *ter__job_rows(const ter_job *job, const ter__item *item);

#endif
