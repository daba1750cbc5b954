/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands that talk to a cluster share: which cluster, Ctrl-C, failures, jobs by id or number, JSON. */
#ifndef TER__CLI_REMOTE_H
#define TER__CLI_REMOTE_H

#include <jansson.h>

#include "cli/cli.h"
#include "client/client.h"

/* Options of all of them, for the table of commands. */
#define TER__REMOTE_OPTIONS                                                                                                        \
    {"cluster", 0, "DIR", "the cluster's folder; ./tercile-cluster when left out"},                                                \
        {"address", 0, "HOST:PORT", "ask this node only; or unix:PATH"}, {                                                         \
        "identity", 0, "FILE", "certificate and key, without .crt and .key"                                                        \
    }

/* Opens the cluster that options, environment and settings name, and catches Ctrl-C. An exit code, 0 when all is well. */
int ter__remote_open(ter__cli *cli, ter__client **client);
bool ter__remote_interrupted(void);
/* Reports a failed call. Exit code 3 when no node answers; 130 after Ctrl-C, with what becomes of `job` (null: none). */
int ter__fail_remote(ter__cli *cli, const ter_error *error, const char *job);

/* The job of an id, or of a number as `list` shows it; given: json_decref. */
int ter__remote_job(ter__cli *cli, ter__client *client, const char *argument, json_t **job);
/* "/v1/jobs/ID" + end. False: it is no id. */
bool ter__remote_path(char *path, size_t size, const char *id, const char *end);
#define TER__REMOTE_PATH_BYTES 160

/* {"KEY": 1, ...value}, on one line or indented. An exit code. */
int ter__print_versioned(ter__cli *cli, const char *key, const json_t *value, bool one_line);

/* ---- parts of a job's JSON ---------------------------------------------------------------------------------------------- */

/* The text at a key; "" when there is none. */
const char *ter__remote_text_at(const json_t *object, const char *key);
uint64_t ter__remote_number_at(const json_t *object, const char *key);
bool ter__remote_blob_at(const json_t *object, const char *key, ter__blob *blob);
bool ter__remote_has_ended(const json_t *job);
/* What a command that waits for the ended job ends with. */
int ter__remote_code(const json_t *job);
/* The running stage's id, and its units. */
const char *ter__remote_stage(const json_t *job, size_t *done, size_t *total);
/* Seconds from its begin to its end, or to now. NaN when it has not begun. */
double ter__remote_seconds(const json_t *job);
/* "2026-11-23 00:41:07" of an RFC 3339 time, in UTC; "-" for none. */
void ter__remote_when_text(char *text, size_t size, const char *time);
void ter__remote_seconds_text(char *text, size_t size, double seconds);

#endif
