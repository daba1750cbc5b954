/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__CLI_WAIT_JOB_H
#define TER__CLI_WAIT_JOB_H

#include "cli/remote.h"

typedef struct ter__wait {
    double timeout_seconds; /* 0: none */
    bool lines;             /* the job's log goes to standard output instead of a progress bar */
    bool once;              /* only what there is now */
    bool json;              /* an object a line: the job at each change, or the lines of the log */
} ter__wait;

/*
 * Follows a job until it has ended; *job (given: json_decref) is the job as it was seen last, null when it was never seen. An exit
 * code: 0 when it has ended, however; 3, 5, 130 otherwise, and then it was said why.
 */
int ter__wait_for_job(ter__cli *cli, ter__client *client, const char *id, const ter__wait *wait, json_t **job);
/* How it ended, and what can be done next; to standard error. The exit code of the job. */
int ter__say_outcome(ter__cli *cli, const json_t *job);
/* Reads --timeout into *seconds; an exit code. */
int ter__given_timeout(ter__cli *cli, double *seconds);

#endif
