/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The replicated state from inside, for state*.c, apply_*.c and events.c only. Memory that runs out is remembered in `failed` and
 * told once, by the call from outside: the state must not be used further then.
 */
#ifndef TER__STATE_INNER_H
#define TER__STATE_INNER_H

#include "core/bytes.h"
#include "core/command.h"
#include "core/state.h"

#define TER__NO_UNIT UINT32_MAX

/* A job with what can be told from it, but is wanted quickly. The job is first: a pointer to it is one to the slot. */
typedef struct ter__job_slot {
    ter__job job;
    uint32_t lowest_failed; /* TER__NO_UNIT: none */
} ter__job_slot;

/* How often each blob is named. Open addressing; a count of 0 is an empty place. */
typedef struct ter__name_count {
    ter__hash hash;
    uint64_t count;
} ter__name_count;

/* Which row has changed; what is in it now is looked up when the changes are taken. */
typedef struct ter__change {
    char kind;
    char job[TER__JOB_ID_BYTES];
    uint32_t stage, unit;
    uint64_t number; /* of a node or event */
} ter__change;

/* A unit's row that came before its job's. */
typedef struct ter__held_unit {
    char job[TER__JOB_ID_BYTES];
    uint32_t stage, index;
    ter__unit unit;
} ter__held_unit;

struct ter__state {
    uint64_t applied, loaded;        /* batches up to `loaded` are done already */
    uint64_t submitted, event_count; /* ever */
    bool failed;

    ter__job_slot **jobs; /* in the order of submission */
    size_t job_count, job_room, unfinished;
    ter__job_slot **by_id; /* open addressing; null is an empty place */
    size_t by_id_room;
    ter__name_count *names;
    size_t name_count, name_room;
    ter__node_record nodes[TER__NODE_ID_MAX + 1];
    ter__events events;

    ter__change *changes;
    size_t change_count, change_room;
    uint32_t *change_index; /* open addressing: place in `changes` and 1, or 0 */
    size_t change_index_room;
    bool all_changed, replaced;

    ter__held_unit *held; /* between the first row and ter__state_load_end */
    size_t held_count, held_room;
};

/* Room for one more item of an array that doubles; false: no memory, which is remembered. */
bool ter__state_grow(ter__state *state, void **items, size_t count, size_t *room, size_t size);

/* ---- state_index.c ------------------------------------------------------------------------------------------------------ */

ter__job_slot *ter__slot(const ter__state *state, const char *id);
void ter__slot_index(ter__state *state, ter__job_slot *slot);
void ter__slot_unindex(ter__state *state, const ter__job_slot *slot);
/* Of a blob whose hash is zero: nothing. */
void ter__name_blob(ter__state *state, const ter__blob *blob);
void ter__unname_blob(ter__state *state, const ter__blob *blob);

/* ---- state_jobs.c ------------------------------------------------------------------------------------------------------- */

ter__job_slot *ter__slot_add(ter__state *state); /* zeroed, at the end, not indexed; null: no memory */
void ter__slot_free(ter__job_slot *slot);
void ter__drop_oldest_ended(ter__state *state);
bool ter__unit_is_blank(const ter__unit *unit);
/* Opens a stage with so many units, none of them computed. */
void ter__open_stage(ter__state *state, ter__job_slot *slot, uint32_t stage, uint32_t units, ter__ms at);
/* The units' records go, and their rows. */
void ter__drop_units(ter__state *state, ter__job_slot *slot);
/* Ends a job; the text is copied (null: none). Events are the caller's. */
void ter__end_job(ter__state *state, ter__job_slot *slot, ter__phase phase, ter_status status, const char *text, ter__ms at);
/* Ends it as FAILED and says so in both logs. */
void ter__job_fails(ter__state *state, ter__job_slot *slot, ter_status status, const char *text, ter__ms at);
/* A copy for people: valid UTF-8, control characters as blanks (line ends kept with `lines`), cut at a character to fewer than
 * `size` bytes. */
void ter__plain_text(char *plain, size_t size, const char *text, bool lines);
/* A copy of a text, plain, with its lines; null: no memory, which is remembered. */
char *ter__keep_text(ter__state *state, const char *text);
/* "ci" and "bootstrap" of a stage, from the outline; empty where it does not say. */
#define TER__WORD_BYTES 128
void ter__stage_words(const ter__job *job, uint32_t stage, char id[TER__WORD_BYTES], char kind[TER__WORD_BYTES]);
/* `task 17 of stage "ci"`, `the finish of stage "ci"`, `the beginning of the job`. */
#define TER__TASK_TEXT_BYTES (TER__WORD_BYTES + 64)
void ter__task_text(const ter__job *job, const ter__task *task, char text[TER__TASK_TEXT_BYTES]);

/* ---- events.c ----------------------------------------------------------------------------------------------------------- */

void ter__job_event(ter__state *state, ter__job_slot *slot, ter__ms at, const char *format, ...) TER_PRINTF(4, 5);
/* Unless the job's log has this line already: for what is told by commands that are repeated. */
void ter__job_event_once(ter__state *state, ter__job_slot *slot, ter__ms at, const char *format, ...) TER_PRINTF(4, 5);
void ter__cluster_event(ter__state *state, ter__ms at, const char *format, ...) TER_PRINTF(3, 4);
/* `job X: ` and the text: once in the job's log without these words, and in the cluster's with them. */
void ter__both_event_once(ter__state *state, ter__job_slot *slot, ter__ms at, const char *format, ...) TER_PRINTF(4, 5);
/* Takes the text. Of a full ring the oldest goes: its number, else 0. */
uint64_t ter__events_push(ter__state *state, ter__events *events, size_t most, uint64_t number, ter__ms at, char *text);
void ter__events_clear(ter__events *events);

/* ---- apply_*.c ---------------------------------------------------------------------------------------------------------- */

void ter__apply_submit(ter__state *state, const ter__command *command);
void ter__apply_outcome(ter__state *state, const ter__command *command);
void ter__apply_lost(ter__state *state, const ter__command *command);
void ter__apply_node_up(ter__state *state, const ter__command *command);
void ter__apply_node_down(ter__state *state, const ter__command *command);
/* The task's place if it waits, to be changed. */
ter__unit *ter__pending_unit(ter__job_slot *slot, const ter__task *task);

/* ---- state_rows.c: what has changed ------------------------------------------------------------------------------------- */

void ter__touch(ter__state *state, char kind, const char *job, uint32_t stage, uint32_t unit, uint64_t number);
void ter__touch_job(ter__state *state, const ter__job *job);
void ter__touch_unit(ter__state *state, const ter__job *job, uint32_t unit);

/* ---- state_records.c: one record each as bytes -------------------------------------------------------------------------- */

void ter__put_counters(ter__writer *writer, const ter__state *state);
void ter__get_counters(ter__reader *reader, ter__state *state);
void ter__put_event(ter__writer *writer, const ter__event *event);
void ter__get_event(ter__reader *reader, ter__event *event); /* text given; null after a failure */
void ter__put_unit(ter__writer *writer, const ter__unit *unit);
void ter__get_unit(ter__reader *reader, ter__unit *unit); /* text given */
void ter__put_job(ter__writer *writer, const ter__job *job);
/* Into a zeroed job; what it has got is its own also after a failure. */
void ter__get_job(ter__reader *reader, ter__state *state, ter__job *job);

/* ---- state_load.c: from records to a state ------------------------------------------------------------------------------ */

/* Takes the record over, also when it fails. */
ter_status ter__load_job(ter__state *state, ter__reader *reader, ter_error *error);
ter_status ter__load_event(ter__state *state, ter__reader *reader, ter_error *error);
ter_status ter__load_node(ter__state *state, ter__reader *reader, ter_error *error);
ter_status ter__load_unit(ter__state *state, const char *job, uint32_t stage, uint32_t index, ter__reader *reader,
                          ter_error *error);
/* Everything is there: puts it in order, checks that it fits together, makes the indices. */
ter_status ter__load_finish(ter__state *state, ter_error *error);

#endif
