/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A job in steps, for whoever spreads it over machines. ter_job_run does the same in one process; the results are the same to the
 * last byte, however the steps are spread (promise P1).
 *
 * A stage is opened, which says how many units it has; a unit is a row of neighbouring tasks whose parts are merged already: a
 * whole branch of the plan's merge tree, whose shape depends on the number of tasks alone. Units are computed anywhere, in any
 * order, more than once if need be; their parts travel as bytes. Who finishes the stage merges all parts along the rest of the
 * tree. The stage's result travels as bytes too, and whoever accepts it can open the next stage.
 *
 *   a node that finishes        create, [accept ...], open, finish
 *   a node that computes        create, [accept ...], open, unit, unit, ...
 *   somebody who only looks     create, accept, accept, ..., ter_steps_run
 *
 * One thread at a time but for ter_steps_unit, which many threads may call at once between an open and the next other call.
 */
#ifndef TERCILE_STEPS_H
#define TERCILE_STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "job.h"
#include "status.h"

TER_BEGIN_DECLS

/* Most units of a stage. A unit holds 2^k tasks, k the smallest with which there are no more; the last one may be short. */
#define TER_UNITS_MAX ((size_t)512)

typedef struct ter_steps ter_steps;

/*
 * Begins. The job must outlive it; it has to be loaded (ter_job_load) for open, unit and finish, while accept and ter_steps_run are
 * content with a parsed one. `strict`: warnings are failures, as in ter_run_options.
 */
TER_MUST_USE TER_EXPORT ter_status ter_steps_create(ter_steps **steps, ter_job *job, bool strict, ter_error *error);
TER_EXPORT void ter_steps_destroy(ter_steps *steps); /* null is allowed */

/* The first stage without a result; the number of stages when all are there. */
TER_EXPORT size_t ter_steps_next(const ter_steps *steps);
/* Opens the next stage, if it is not open: *units is its number of units, 0 for a stage without tasks (which is finished without
 * parts). May take long. Errors are those of the stage and name it: they would be the same anywhere. */
TER_MUST_USE TER_EXPORT ter_status ter_steps_open(ter_steps *steps, size_t *units, ter_error *error);
/*
 * Computes a unit of the open stage; the part is given: ter_bytes_free. When tasks of it fail, the error of the lowest is returned.
 * TER_CANCELLED soon after *cancel has become true (null: never); one fit or one sort is not interrupted.
 */
TER_MUST_USE TER_EXPORT ter_status ter_steps_unit(const ter_steps *steps, size_t unit, const volatile bool *cancel, uint8_t **part,
                                                  size_t *length, ter_error *error);
/*
 * Merges parts[units] of lengths[units], in the order of the units, and finishes the open stage: it has its result then and is
 * closed; the result as bytes is given. Bytes that are no parts of this stage are TER_BAD_DATA, never undefined behaviour. On
 * failure the stage stays open.
 */
TER_MUST_USE TER_EXPORT ter_status ter_steps_finish(ter_steps *steps, const uint8_t *const parts[], const size_t lengths[],
                                                    const volatile bool *cancel, uint8_t **result, size_t *length,
                                                    ter_error *error);
/* Takes the result of the next stage from bytes (copied); closes the stage if it is open. TER_BAD_DATA: it is none of this stage.
 */
TER_MUST_USE TER_EXPORT ter_status ter_steps_accept(ter_steps *steps, const uint8_t *result, size_t length, ter_error *error);

/* What there is so far, for ter_run_*: a view, valid until the next call or destroy. Its record says nothing of time. */
TER_EXPORT const ter_run *ter_steps_run(const ter_steps *steps);
/* When all stages have results: TER_OK, or what ter_job_run would have returned beside them (TER_CHECK_FAILED and why). */
TER_MUST_USE TER_EXPORT ter_status ter_steps_verdict(const ter_steps *steps, ter_error *error);

/* ---- what a job needs to travel ----------------------------------------------------------------------------------------- */

/* The source text, as it was read or parsed: a view. */
TER_EXPORT const char *ter_job_source(const ter_job *job, size_t *length);
/* The job file's name without folders, which is what results may know of it. */
TER_EXPORT const char *ter_job_file_name(const ter_job *job);
/* resources.timeout; 0 for none. */
TER_EXPORT double ter_job_timeout_seconds(const ter_job *job);
/* Where ter_job_load would read an input: the path relative to the working folder. Null when out of memory or past the end; given:
 * free. */
TER_EXPORT char *ter_job_input_path(const ter_job *job, size_t input);
/* Before ter_job_load: take these bytes for the input instead of its file (borrowed until ter_job_load returns). */
TER_EXPORT void ter_job_set_input(ter_job *job, size_t input, const void *bytes, size_t length);

/* ---- a result in one piece ---------------------------------------------------------------------------------------------- */

/*
 * The files that ter_run_write would write, in one piece of bytes (given: ter_bytes_free), and their digest: the same as
 * ter_run_write's. `digest` has 65 bytes (may be null). TER_BAD_STATE as for ter_run_write, and when the job is not loaded: the
 * digests of the inputs are part of a result.
 */
TER_MUST_USE TER_EXPORT ter_status ter_run_pack(const ter_run *run, uint8_t **bytes, size_t *length, char *digest,
                                                ter_error *error);
/* Writes them into a folder under the rules of ter_run_write, without a run record. *digest (65 bytes, may be null) is computed
 * from the bytes. TER_BAD_DATA when they are damaged: nothing is written then. */
TER_MUST_USE TER_EXPORT ter_status ter_pack_write(const uint8_t *bytes, size_t length, const char *folder, char *digest,
                                                  ter_error *error);
/* Reads a folder that ter_run_write or ter_pack_write made into the same bytes. TER_NOT_FOUND, TER_BAD_DATA: it holds no result. */
TER_MUST_USE TER_EXPORT ter_status ter_pack_read(const char *folder, uint8_t **bytes, size_t *length, char *digest,
                                                 ter_error *error);
/* File number `index` of a pack, in ascending order of names: its name (a view, ended) and bytes (a view). False past the end, or
 * when the pack is damaged: index 0 compares the checksum of the whole, the others look at the lengths alone. */
TER_EXPORT bool ter_pack_file(const uint8_t *bytes, size_t length, size_t index, const char **name, const uint8_t **file,
                              size_t *file_length);

TER_END_DECLS
#endif
