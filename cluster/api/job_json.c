/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/job_json.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void ter__time_text(ter__ms at, char text[TER__TIME_TEXT_BYTES]) {
    time_t seconds = (time_t)(at / 1000);
    struct tm day;
    if (gmtime_r(&seconds, &day) == NULL || day.tm_year > 8099) {
        text[0] = 0;
        return;
    }
    size_t length = strftime(text, TER__TIME_TEXT_BYTES, "%Y-%m-%dT%H:%M:%S", &day);
    (void)snprintf(text + length, TER__TIME_TEXT_BYTES - length, ".%03uZ", (unsigned)(at % 1000));
}

void ter__json_time(ter_json *json, const char *key, ter__ms at) {
    char text[TER__TIME_TEXT_BYTES] = "";
    if (at != 0) {
        ter__time_text(at, text);
    }
    ter_json_text(json, key, text[0] != 0 ? text : NULL);
}

static void json_hash(ter_json *json, const char *key, const ter__hash *hash) {
    char text[TER__HASH_TEXT_BYTES];
    ter__hash_text(hash, text);
    ter_json_text(json, key, ter__hash_is_zero(hash) ? NULL : text);
}

static void blob_fields(ter_json *json, const ter__blob *blob) {
    json_hash(json, "hash", &blob->hash);
    ter_json_unsigned(json, "bytes", blob->length);
}

void ter__json_blob(ter_json *json, const char *key, const ter__blob *blob) {
    if (ter__hash_is_zero(&blob->hash)) {
        ter_json_null(json, key);
        return;
    }
    ter_json_object(json, key, true);
    blob_fields(json, blob);
    ter_json_end(json);
}

void ter__json_event(ter_json *json, const char *key, const ter__event *event) {
    ter_json_object(json, key, true);
    ter_json_unsigned(json, "number", event->number);
    ter__json_time(json, "at", event->at);
    ter_json_text(json, "text", event->text);
    ter_json_end(json);
}

int ter__job_exit_code(const ter__job *job) {
    if (job->phase == TER__PHASE_DONE) {
        return job->status == TER_OK ? 0 : job->status == TER_CHECK_FAILED ? 6 : 1;
    }
    if (job->phase == TER__PHASE_CANCELLED) {
        return 4;
    }
    return job->status == TER_TIMEOUT ? 5 : 1;
}

/* The outline is "id kind\n" a stage. */
static void json_stages(ter_json *json, const ter__job *job) {
    ter_json_array(json, "stages", true);
    const char *at = job->outline != NULL ? job->outline : "";
    for (uint32_t i = 0; *at != 0; i++) {
        size_t line = strcspn(at, "\n"), id = strcspn(at, " \n");
        ter_json_object(json, NULL, true);
        ter_json_text_of(json, "id", at, id);
        ter_json_text_of(json, "kind", at + id + (id < line), line - id - (id < line));
        ter_json_boolean(json, "finished", i < job->stage || job->phase == TER__PHASE_DONE);
        bool has_part = i < job->stage && i < job->stage_count && job->stage_parts != NULL;
        ter__json_blob(json, "result", has_part ? &job->stage_parts[i] : &(ter__blob){.length = 0});
        ter_json_end(json);
        at += line + (at[line] == '\n');
    }
    ter_json_end(json);
}

void ter__json_job(ter_json *json, const char *key, const ter__job *job) {
    bool ended = ter__phase_is_final(job->phase);
    ter_json_object(json, key, true);
    ter_json_text(json, "id", job->id);
    ter_json_unsigned(json, "number", job->number);
    ter_json_text(json, "name", job->name);
    ter_json_text(json, "file", job->file);
    ter_json_text(json, "owner", job->owner);
    ter_json_text(json, "phase", ter__phase_word(job->phase));
    ter_json_boolean(json, "strict", job->strict);
    ter__json_time(json, "submitted_at", job->submitted_at);
    ter__json_time(json, "began_at", job->began_at);
    ter__json_time(json, "ended_at", job->ended_at);
    json_hash(json, "plan", &job->plan);
    if (job->outline != NULL) {
        ter_json_unsigned(json, "stage", job->stage);
    } else {
        ter_json_null(json, "stage");
    }
    json_stages(json, job);
    ter_json_unsigned(json, "units", job->unit_count);
    ter_json_unsigned(json, "units_done", job->units_done);
    ter_json_text(json, "status", ter_status_name(job->status));
    ter_json_text(json, "text", job->text != NULL && job->text[0] != 0 ? job->text : NULL);
    json_hash(json, "digest", &job->digest);
    ter__json_blob(json, "pack", &job->pack);
    ter__json_blob(json, "spec", &job->spec);
    ter_json_array(json, "inputs", true);
    for (uint32_t i = 0; i < job->input_count; i++) {
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", job->inputs[i].name);
        blob_fields(json, &job->inputs[i].blob);
        ter_json_end(json);
    }
    ter_json_end(json);
    if (ended) {
        ter_json_integer(json, "exit_code", ter__job_exit_code(job));
    } else {
        ter_json_null(json, "exit_code");
    }
    ter_json_end(json);
}
