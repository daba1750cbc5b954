/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Jobs: reading and checking a job file, planning it, running it in this process.
 *
 * A job's result is a function of the job file, the bytes of its inputs and the seed (promise P1). Nothing else is in it: no time,
 * no path, no host. How a run went is in the run record.
 */
#ifndef TERCILE_JOB_H
#define TERCILE_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"
#include "table.h"

TER_BEGIN_DECLS

/* ---- what is wrong with a job file, and where --------------------------------------------------------------------------- */

#define TER_DIAGNOSTICS_MAX 100

typedef enum ter_severity { TER_SEVERITY_ERROR, TER_SEVERITY_WARNING } ter_severity;

typedef struct ter_diagnostic {
    ter_severity severity;
    size_t line, column; /* from 1, in characters; 0 when it concerns the whole file */
    size_t width;        /* characters to underline, at least 1 */
    char *text;          /* unknown key "replicats" */
    char *help;          /* did you mean "replicates"? ; null when there is nothing to propose */
} ter_diagnostic;

typedef struct ter_diagnostics ter_diagnostics;

TER_EXPORT ter_diagnostics *ter_diagnostics_create(void); /* null when out of memory */
TER_EXPORT void ter_diagnostics_destroy(ter_diagnostics *diagnostics);
TER_EXPORT size_t ter_diagnostics_count(const ter_diagnostics *diagnostics);
TER_EXPORT size_t ter_diagnostics_error_count(const ter_diagnostics *diagnostics);
TER_EXPORT const ter_diagnostic *ter_diagnostics_at(const ter_diagnostics *diagnostics, size_t index);
/*
 * All of them as text: "job.yaml:13:7: error: unknown key "replicats"", the line, a caret, "help: ...". Given: free with
 * ter_bytes_free((uint8_t *)text). Null when out of memory.
 */
TER_EXPORT char *ter_diagnostics_format(const ter_diagnostics *diagnostics);

/* ---- jobs --------------------------------------------------------------------------------------------------------------- */

#define TER_JOB_FILE_BYTES_MAX ((size_t)1 << 20)
#define TER_JOB_STAGES_MAX     256
#define TER_JOB_INPUTS_MAX     64

typedef struct ter_job ter_job;

/*
 * Reads a job file, YAML or JSON, and checks everything that can be known without the inputs' rows: keys, types, ranges, families,
 * references between stages. All errors at once go into `diagnostics`; TER_BAD_SPEC then. TER_NOT_FOUND, TER_NO_PERMISSION for the
 * file itself. Paths of inputs are relative to the job file's folder.
 */
TER_MUST_USE TER_EXPORT ter_status ter_job_read(ter_job **job, const char *path, ter_diagnostics *diagnostics, ter_error *error);
/* The same from memory; `name` stands for the file in diagnostics, `folder` is where relative inputs lie. */
TER_MUST_USE TER_EXPORT ter_status ter_job_parse(ter_job **job, const char *text, size_t length, const char *name,
                                                 const char *folder, ter_diagnostics *diagnostics, ter_error *error);
TER_EXPORT void ter_job_destroy(ter_job *job);

TER_EXPORT const char *ter_job_name(const ter_job *job);
TER_EXPORT uint64_t ter_job_seed(const ter_job *job);
TER_EXPORT size_t ter_job_stage_count(const ter_job *job);
TER_EXPORT const char *ter_job_stage_id(const ter_job *job, size_t stage);
TER_EXPORT const char *ter_job_stage_kind(const ter_job *job, size_t stage); /* "fit" */
/*
 * A setting of a stage that is one text or choice ("from", "column", "by", "statistic", "method", "title"), or its default. Null
 * when the stage has no such key, it is not given, or it is no single text. A view, valid as long as the job.
 */
TER_EXPORT const char *ter_job_stage_text(const ter_job *job, size_t stage, const char *key);
/* The spec as canonical JSON: keys sorted, no blanks, numbers in one form. Layout, comments, key order and YAML or JSON make no
 * difference to it. And its SHA-256 in hexadecimal. */
TER_EXPORT const char *ter_job_canonical(const ter_job *job);
TER_EXPORT const char *ter_job_digest(const ter_job *job);

TER_EXPORT size_t ter_job_input_count(const ter_job *job);
TER_EXPORT const char *ter_job_input_name(const ter_job *job, size_t input);
/* Hexadecimal SHA-256 of the file's bytes, and its rows: null and null before ter_job_load. */
TER_EXPORT const char *ter_job_input_digest(const ter_job *job, size_t input);
TER_EXPORT const ter_table *ter_job_input_table(const ter_job *job, size_t input);

/*
 * Opens the inputs: reads, types and digests them, checks what needs them (columns named by stages exist and have the right type,
 * the job fits its memory limit). Diagnostics as above, at the place in the job file that names the input or column.
 */
TER_MUST_USE TER_EXPORT ter_status ter_job_load(ter_job *job, ter_diagnostics *diagnostics, ter_error *error);

/* ---- plans -------------------------------------------------------------------------------------------------------------- */

/*
 * The tasks of the stages, cut by spec and data alone. Tasks of a stage that depends on what an earlier one computes are known only
 * after it: the plan runs the stages marked cheap (clean) to learn the groups. Text for people, or JSON. Given: ter_bytes_free.
 */
TER_MUST_USE TER_EXPORT ter_status ter_job_plan(ter_job *job, bool json, char **text, ter_diagnostics *diagnostics,
                                                ter_error *error);

/* ---- running ------------------------------------------------------------------------------------------------------------ */

/* What a run tells while it goes. Called from the thread that called ter_job_run, never from a worker. */
typedef struct ter_run_event {
    enum { TER_EVENT_STAGE_BEGIN, TER_EVENT_PROGRESS, TER_EVENT_STAGE_END } kind;
    size_t stage;
    size_t tasks_done, tasks_total; /* of this stage */
} ter_run_event;

typedef struct ter_run ter_run;

typedef struct ter_run_options {
    unsigned threads; /* 0: as many as processors are allowed to this process */
    void (*event)(void *context, const ter_run *run, const ter_run_event *event); /* null: none */
    void *context;
    const volatile bool *cancel; /* null: never. Set to true from anywhere (a signal handler): the run ends with TER_CANCELLED. */
    bool strict;                 /* warnings are failures (TER_CHECK_FAILED) */
    const char *until;           /* id of the last stage to run; null: all */
} ter_run_options;

/*
 * Runs a loaded job. *run is given, also after a failure (with what was finished until then), unless it is null: destroy it.
 * TER_CHECK_FAILED when an expectation of a check stage was not met: the results are complete then and say which.
 */
TER_MUST_USE TER_EXPORT ter_status ter_job_run(ter_run **run, ter_job *job, const ter_run_options *options, ter_error *error);
TER_EXPORT void ter_run_destroy(ter_run *run);

/* The job of the run, which must outlive it, and its threads. Whether a stage has finished: its tables are there then. */
TER_EXPORT const ter_job *ter_run_job(const ter_run *run);
TER_EXPORT bool ter_run_stage_finished(const ter_run *run, size_t stage);

/*
 * Tables a finished stage gave, by name: views, valid as long as the run. `group` is text: the value of the column named by `by`,
 * or "all" without `by`. Yes and no are 1 and 0. Numbers that do not exist are missing.
 *
 *   clean      rows         the columns of the source, then the derived ones
 *              audit        rule, rows_in, rows_out, removed
 *   summarize  summary      group, column, n, missing, mean, standard_deviation, variance, skewness, kurtosis, minimum, maximum
 *              quantiles    group, column, p, quantile
 *              histogram    group, column, lower, upper, count
 *   fit        laws         group, law, n, log_likelihood, aic, bic, rank, chosen, ks, ks_p, ad, ad_p, converged, note
 *              parameters   group, law, parameter, estimate, standard_error
 *              quantiles    group, law, p, estimate, standard_error
 *              histogram    group, lower, upper, count
 *              points       group, position, value: the sample in ascending order with plotting positions (i - 1/2) / n, for QQ
 *                           and return-level plots; at most 500 a group, spread evenly when there are more
 *   bootstrap  intervals    group, law, statistic, method, level, estimate, lower, upper, standard_error, bias, z0, acceleration,
 *                           used, failed, note
 *              histogram    group, law, lower, upper, count: of the replicates
 *   lm         models       group, converged, n, missing, rank, residual_df, residual_deviation, residual_sum_squares, r_squared,
 *                           f, p, condition, note
 *              coefficients group, term, estimate, standard_error, statistic, p, lower, upper
 *   glm        models       group, converged, n, missing, rank, residual_df, deviance, null_df, null_deviance, dispersion, pearson,
 *                           log_likelihood, aic, iterations, note
 *              coefficients as those of lm
 *   nls        models       group, converged, n, missing, residual_df, residual_deviation, residual_sum_squares, gradient,
 *                           curvature, condition, iterations, restarts, note
 *              parameters   group, parameter, estimate, standard_error, statistic, p, lower, upper
 *   anova      models       group, converged, n, missing, residual_df, residual_sum_squares, residual_mean_square, r_squared, note
 *              terms        group, term, df, sum_squares, mean_square, f, p
 *   check      expectations name, stage, table, column, relation, actual, expected, tolerance, met
 *   report     none
 *
 * Of several groups, one whose model fails has converged 0, numbers missing and the reason as its note; a single model that fails
 * fails the run.
 *
 * Types: n, missing, count, rank, chosen, converged, used, failed, rows_in, rows_out, removed, met, iterations, restarts and
 * degrees of freedom are integers; group, law, rule, column, parameter, term, method, note, name, stage, table, relation, and the
 * statistic of a bootstrap are text; the rest are doubles.
 */
TER_EXPORT size_t ter_run_table_count(const ter_run *run, size_t stage);
TER_EXPORT const char *ter_run_table_name(const ter_run *run, size_t stage, size_t table);
TER_EXPORT const ter_table *ter_run_table(const ter_run *run, size_t stage, size_t table);
/* By stage id and table name; null when there is none. */
TER_EXPORT const ter_table *ter_run_find_table(const ter_run *run, const char *stage_id, const char *table);

/* Warnings are results: a fit that did not converge, ties, too few replicates. Stage, group and text, one a row: columns "stage",
 * "group", "text", "replay" (the command that computes just this again, in the folder of the job file). */
TER_EXPORT const ter_table *ter_run_warnings(const ter_run *run);

/*
 * Writes the result into a folder made new and complete or not at all (written beside, synced, renamed): results.json, one CSV per
 * table, report.html as the report stages ask; `folder` is replaced if it holds an earlier result, refused (TER_BAD_STATE) if it
 * holds anything else. The run record goes to "<folder>.run.json". *digest (65 bytes, may be null) gets the hexadecimal SHA-256
 * over names and bytes of the result's files, in ascending order of names. TER_BAD_STATE also for a run that failed or was
 * cancelled. TER_DISK_FULL, TER_NO_PERMISSION, TER_INPUT_OUTPUT name the file.
 */
TER_MUST_USE TER_EXPORT ter_status ter_run_write(const ter_run *run, const char *folder, char *digest, ter_error *error);
/* results.json as it would be written. Given: ter_bytes_free((uint8_t *)text). */
TER_MUST_USE TER_EXPORT ter_status ter_run_json(const ter_run *run, char **text, ter_error *error);
/* The run record as JSON: threads, seconds of the run and of each stage, processor, kernels, BLAS, host. Never part of a result. */
TER_MUST_USE TER_EXPORT ter_status ter_run_record(const ter_run *run, char **text, ter_error *error);

/* Kinds of stages, by number; null past the end. A kind's one-line title. */
TER_EXPORT const char *ter_stage_kind(size_t index);
TER_EXPORT const char *ter_stage_title(size_t index);

/* The stage table as JSON Schema (for editors) or as text for people; stage may be null for all. Given: ter_bytes_free. */
TER_MUST_USE TER_EXPORT ter_status ter_stage_schema(const char *stage, bool json, char **text, ter_error *error);

TER_END_DECLS
#endif
