/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three kinds of tasks. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "work/work_parts.h"

/* ---- BEGIN -------------------------------------------------------------------------------------------------------------- */

/* SHA-256 over the digest of the canonical job and, for each input, its name, a zero byte, and its digest (all hexadecimal). */
static bool plan_digest(const ter_job *job, ter__hash *plan) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool right = context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
                 EVP_DigestUpdate(context, ter_job_digest(job), 64) == 1;
    for (size_t i = 0; right && i < ter_job_input_count(job); i++) {
        const char *name = ter_job_input_name(job, i);
        right = EVP_DigestUpdate(context, name, strlen(name) + 1) == 1 &&
                EVP_DigestUpdate(context, ter_job_input_digest(job, i), 64) == 1;
    }
    right = right && EVP_DigestFinal_ex(context, plan->bytes, NULL) == 1;
    EVP_MD_CTX_free(context);
    return right;
}

/* "id kind\n" for each stage; null when out of memory. */
static char *outline(const ter_job *job) {
    size_t room = 1, used = 0;
    for (size_t i = 0; i < ter_job_stage_count(job); i++) {
        room += strlen(ter_job_stage_id(job, i)) + strlen(ter_job_stage_kind(job, i)) + 2;
    }
    char *text = calloc(1, room);
    for (size_t i = 0; text != NULL && i < ter_job_stage_count(job); i++) {
        used += (size_t)snprintf(text + used, room - used, "%s %s\n", ter_job_stage_id(job, i), ter_job_stage_kind(job, i));
    }
    return text;
}

ter_status ter__work_begin(ter__work_job *job, const ter__work_order *order, ter__result *result, ter__trouble *trouble) {
    (void)order;
    result->stages = (uint32_t)ter_job_stage_count(job->job);
    result->units = (uint32_t)job->units;
    result->timeout_seconds = ter_job_timeout_seconds(job->job);
    result->outline = outline(job->job);
    if (result->outline == NULL || !plan_digest(job->job, &result->plan)) {
        return ter__work_ours(trouble, ter_error_set(&trouble->error, TER_NO_MEMORY, "out of memory"));
    }
    if (strlen(result->outline) >= TER__OUTLINE_BYTES_MAX) {
        return ter__work_ours(trouble,
                              ter_error_set(&trouble->error, TER_LIMIT, "the ids of the stages are too long: at most %zu bytes",
                                            TER__OUTLINE_BYTES_MAX));
    }
    return TER_OK;
}

/* ---- UNIT --------------------------------------------------------------------------------------------------------------- */

ter_status ter__work_unit(const ter__work_job *job, const ter__work_blobs *blobs, const ter__work_order *order,
                          const volatile bool *cancel, ter__result *result, ter__trouble *trouble) {
    uint8_t *part;
    size_t length;
    ter_status status = ter_steps_unit(job->steps, order->task.unit, cancel, &part, &length, &trouble->error);
    return status == TER_OK ? ter__work_put(blobs, part, length, &result->part, trouble) : ter__work_ours(trouble, status);
}

/* ---- FINISH ------------------------------------------------------------------------------------------------------------- */

/* The stage's result; the next stage is not open then. */
static ter_status finish_stage(ter__work_job *job, const ter__work_blobs *blobs, const ter__work_order *order,
                               const volatile bool *cancel, uint8_t **bytes, size_t *length, ter__trouble *trouble) {
    size_t count = order->part_count;
    uint8_t **parts = calloc(count + 1, sizeof *parts);
    size_t *lengths = calloc(count + 1, sizeof *lengths);
    ter_status status = TER_OK;
    if (parts == NULL || lengths == NULL) {
        status = ter__work_ours(trouble, ter_error_set(&trouble->error, TER_NO_MEMORY, "out of memory"));
    }
    for (size_t i = 0; status == TER_OK && i < count; i++) {
        status = ter__work_get(blobs, &order->parts[i], "the part of a unit", cancel, &parts[i], trouble);
        lengths[i] = (size_t)order->parts[i].length;
    }
    if (status == TER_OK) {
        status = ter__work_ours(
            trouble, ter_steps_finish(job->steps, (const uint8_t *const *)parts, lengths, cancel, bytes, length, &trouble->error));
        job->open = status != TER_OK;
    }
    for (size_t i = 0; parts != NULL && i < count; i++) {
        free(parts[i]);
    }
    free(parts);
    free(lengths);
    return status;
}

static ter_status pack(const ter__work_job *job, const ter__work_blobs *blobs, ter__result *result, ter__trouble *trouble) {
    uint8_t *bytes;
    size_t length;
    char digest[65];
    ter_error why = {0};
    ter_status status = ter_run_pack(ter_steps_run(job->steps), &bytes, &length, digest, &trouble->error);
    if (status != TER_OK) {
        return ter__work_ours(trouble, status);
    }
    status = ter__work_put(blobs, bytes, length, &result->pack, trouble);
    if (status == TER_OK && !ter__hash_read(&result->digest, digest)) {
        status = ter__work_ours(trouble, ter_error_set(&trouble->error, TER_INTERNAL, "the digest of the result is none"));
    }
    if (status == TER_OK) {
        result->verdict = ter_steps_verdict(job->steps, &why);
        memcpy(result->text, why.text, sizeof result->text);
    }
    return status;
}

ter_status ter__work_finish(ter__work_job *job, const ter__work_blobs *blobs, const ter__work_order *order,
                            const volatile bool *cancel, ter__result *result, ter__trouble *trouble) {
    uint8_t *bytes;
    size_t length;
    if (order->part_count != job->units) {
        return ter__work_ours(trouble, ter_error_set(&trouble->error, TER_BAD_DATA, "stage %u has %zu units here, not %u",
                                                     order->task.stage, job->units, order->part_count));
    }
    ter_status status = finish_stage(job, blobs, order, cancel, &bytes, &length, trouble);
    if (status == TER_OK) {
        status = ter__work_put(blobs, bytes, length, &result->part, trouble);
    }
    if (status != TER_OK) {
        return status;
    }
    if (ter_steps_next(job->steps) == ter_job_stage_count(job->job)) {
        return pack(job, blobs, result, trouble);
    }
    status = ter__work_ours(trouble, ter_steps_open(job->steps, &job->units, &trouble->error));
    job->open = status == TER_OK;
    result->units = job->open ? (uint32_t)job->units : 0;
    return status;
}
