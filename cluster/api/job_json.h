/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the API shows of jobs, blobs, events and times, as JSON. */
#ifndef TER__JOB_JSON_H
#define TER__JOB_JSON_H

#include "core/state.h"
#include "tercile/json.h"

void ter__json_job(ter_json *json, const char *key, const ter__job *job);
/* {"number", "at", "text"} */
void ter__json_event(ter_json *json, const char *key, const ter__event *event);
/* RFC 3339 in UTC with milliseconds; 0 is null. */
void ter__json_time(ter_json *json, const char *key, ter__ms at);
#define TER__TIME_TEXT_BYTES 32
void ter__time_text(ter__ms at, char text[TER__TIME_TEXT_BYTES]);
/* {"hash", "bytes"}; null when there is none. */
void ter__json_blob(ter_json *json, const char *key, const ter__blob *blob);
/* What a command that waits for an ended job ends with. */
int ter__job_exit_code(const ter__job *job);

#endif
