/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a stage is: one constant descriptor per kind, one line in stages.def, one file. The keys say what the job file may hold;
 * checking, `tercile schema`, completion and docs come from them.
 *
 * A stage computes by tasks. Everything a task gives is one table (a "part"); parts are merged, neighbours pairwise by task number,
 * along a tree whose shape depends on the number of tasks alone; finish makes the result tables of what is left. A part may travel
 * between machines between any two of these steps, so it must survive ter_table_encode and ter_table_decode, and a task may read
 * nothing but its context, its state and the stream of its name: that is what makes results the same whoever computes them.
 */
#ifndef TER__STAGE_H
#define TER__STAGE_H

#include "spec/job.h"
#include "stage/stop.h"
#include "tercile/random.h"
#include "tercile/table.h"

/* X(NAME, words) */
#define TER__PATTERN_LIST(X)                                                                                                       \
    X(MAP_GROUPS, "map over groups")                                                                                               \
    X(MAP_REPLICATES, "map over replicates")                                                                                       \
    X(REDUCE, "reduce over chunks of rows")                                                                                        \
    X(LOCAL, "in one piece")

typedef enum ter__pattern {
#define TER__PATTERN_ENUM(name, words) TER__PATTERN_##name,
    TER__PATTERN_LIST(TER__PATTERN_ENUM)
#undef TER__PATTERN_ENUM
} ter__pattern;

/* Most tasks of a stage; partitions of a stream's name are 32 bits wide. */
#define TER__TASKS_MAX ((size_t)1 << 22)

typedef struct ter__column_kind {
    const char *name; /* null ends a list */
    ter_type type;
} ter__column_kind;

/* A table that a stage gives. */
typedef struct ter__table_kind {
    const char *name; /* null ends a list */
    const char *description;
    const ter__column_kind *columns; /* null: those of its rows */
} ter__table_kind;

/* The tables a finished stage gave, in the order of its descriptor. */
typedef struct ter__results {
    bool finished;
    ter_table *tables[TER__STAGE_TABLES_MAX];
} ter__results;

/* Statistical warnings of a run (exec/warnings.c). */
typedef struct ter__warnings ter__warnings;
/* A row; group may be null. Out of memory is remembered and reported when the run ends. */
void ter__warnings_add(ter__warnings *warnings, const char *stage_id, const char *group, const char *format, ...) TER_PRINTF(4, 5);

/* What the functions of a stage may look at. Borrowed, read-only, shared by threads. */
typedef struct ter__context {
    const ter_job *job;
    size_t stage; /* its number in the job: the second word of its streams' name */
    const ter__settings *settings;
    const ter__results *results; /* results[k] of the stages k < stage */
} ter__context;

/* What finish gives. `verdict` is TER_OK, or TER_CHECK_FAILED with a text when the run is to fail although all was computed. */
typedef struct ter__outcome {
    ter__results *results;
    ter__warnings *warnings;
    ter_error verdict;
} ter__outcome;

typedef struct ter__stage {
    const char *name;  /* the key in the job file */
    const char *title; /* one line */
    ter__pattern pattern;
    bool cheap;      /* the plan may run it to learn the groups of later stages */
    bool gives_rows; /* its first table can be the `from` of another stage */
    const ter__key *keys;
    const ter__table_kind *tables;

    /* Checks the settings against the columns of what the stage reads, which are known by then; sets job->stages[stage].rows when
     * it gives rows. Errors go to the diagnostics. Called once, by one thread. Null: nothing to check. TER_NO_MEMORY. */
    ter_status (*bind)(ter_job *job, size_t stage, ter_diagnostics *diagnostics);
    /* Bytes its parts and results need at most, from settings and the rows of the inputs (`rows` at most, in at most `groups`
     * groups). Null: little. */
    double (*memory)(const ter__context *context, double rows, double groups);
    /* What all tasks share, a function of the context. Null: nothing; the state is null then. */
    ter_status (*open)(void **state, const ter__context *context, ter_error *error);
    void (*close)(void *state);
    /* The number of tasks, at most TER__TASKS_MAX. Null: one. */
    ter_status (*cut)(const void *state, const ter__context *context, size_t *tasks, ter_error *error);
    /* Task number `task`; the part is given. Called by many threads at once. Polls `stop` between its units of work: a refit, a
     * few thousand rows; one fit or one sort is not interrupted. Null: there are no tasks, finish does it all and gets no part. */
    ter_status (*task)(const void *state, const ter__context *context, size_t task, const ter__stop *stop, ter_table **part,
                       ter_error *error);
    /* Two neighbouring parts to one, which is given. Null: a's rows, then b's. */
    ter_status (*merge)(const ter_table *a, const ter_table *b, ter_table **merged, ter_error *error);
    /* Whether a part of the usual shape (part.h), which came from elsewhere, could be what the tasks begin to end - 1 gave, merged:
     * merge and finish trust what passed. TER_BAD_DATA says what is wrong. Never null where there are tasks. */
    ter_status (*check)(const void *state, const ter__context *context, const ter_table *part, size_t begin, size_t end,
                        ter_error *error);
    /* The result tables, given, into outcome->results. One thread. */
    ter_status (*finish)(const void *state, const ter__context *context, const ter_table *merged, const ter__stop *stop,
                         ter__outcome *outcome, ter_error *error);
} ter__stage;

#define STAGE(name) extern const ter__stage ter__stage_##name;
#include "stage/stages.def"
#undef STAGE

/* The table of kinds (stages.def), by number; null past the end. */
const ter__stage *ter__stage_at(size_t index);
const ter__stage *ter__stage_find(const char *name);
const char *ter__pattern_words(ter__pattern pattern);
/* Number of a stage's table by name; SIZE_MAX when there is none. */
size_t ter__stage_table_number(const ter__stage *stage, const char *name);

/* The rows that a ROWS item names, when its stage has finished. */
const ter_table *ter__context_rows(const ter__context *context, const ter__item *item);
/* A result table of an earlier stage; null when it has none of that name. */
const ter_table *ter__context_table(const ter__context *context, size_t stage, const char *name);
/* The stream of a task. */
ter_stream ter__context_stream(const ter__context *context, size_t task);
/* The builder of result table number `table` of a stage, its columns made. */
TER_MUST_USE ter_status ter__result_begin(ter_table_builder **builder, const ter__stage *stage, size_t table, ter_error *error);

/* For bind: column `item` of `rows` (null: nothing is said), which must be numeric when asked. Index, or SIZE_MAX after an error.
 */
size_t ter__bind_column(const ter_table *rows, const ter__item *item, bool numeric, ter_diagnostics *diagnostics);
/* The same for every item of a setting. */
void ter__bind_columns(const ter_table *rows, const ter__setting *setting, bool numeric, ter_diagnostics *diagnostics);
/* A grouping column, when there is one: not of doubles. */
void ter__bind_grouping(const ter_table *rows, const ter__setting *setting, ter_diagnostics *diagnostics);

#endif
