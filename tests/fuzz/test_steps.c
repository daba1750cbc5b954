/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever the bytes are, they are refused as the result of a stage or are just the bytes of what was taken from them; and they are
 * refused as a part or the stage finishes with them. The first byte chooses the stage; job and checksum are set right, since what
 * lies behind them would hardly be reached by chance.
 */
#include <stdlib.h>
#include <string.h>

#include "exec/steps_bytes.h"
#include "replay.h"
#include "table/digest.h"
#include "tercile/steps.h"

#define JOB_DIGEST_AT 16
#define TABLE_AT      96 /* of a part: the length of its table */

static const char text[] = "version: 1\nname: t\nseed: 7\ninputs: {p: {path: data.csv}}\nstages:\n"
                           "  - id: s\n    summarize: {from: p, column: x, by: g}\n"
                           "  - id: law\n    fit: {from: p, column: x, by: g, families: [normal, gumbel], method: moments}\n"
                           "  - id: ci\n    bootstrap: {from: law, statistic: mean, replicates: 20, method: percentile}\n";
static const char data[] = "g,x\na,1\na,2\na,4\na,3\nb,1\nb,3\nb,7\n,1\n";

static ter_job *job;

static void make_job(void) {
    if (job == NULL) {
        FUZZ_CHECK(ter_job_parse(&job, text, sizeof text - 1, "job.yaml", ".", NULL, NULL) == TER_OK);
        ter_job_set_input(job, 0, data, sizeof data - 1);
        FUZZ_CHECK(ter_job_load(job, NULL, NULL) == TER_OK);
    }
}

static void finish_stage(ter_steps *steps, uint8_t *first, size_t first_length, uint8_t **result, size_t *length, bool must) {
    size_t units = 0, lengths[16] = {0};
    uint8_t *parts[16] = {NULL};
    FUZZ_CHECK(ter_steps_open(steps, &units, NULL) == TER_OK && units >= 1 && units <= 16);
    for (size_t unit = 0; unit < units; unit++) {
        FUZZ_CHECK(ter_steps_unit(steps, unit, NULL, &parts[unit], &lengths[unit], NULL) == TER_OK);
    }
    if (first != NULL) {
        free(parts[0]);
        parts[0] = first;
        lengths[0] = first_length;
    }
    ter_error error = {0};
    ter_status status = ter_steps_finish(steps, (const uint8_t *const *)parts, lengths, NULL, result, length, &error);
    FUZZ_CHECK(status == TER_OK || (!must && status == TER_BAD_DATA && error.text[0] != '\0'));
    for (size_t unit = 0; unit < units; unit++) {
        free(parts[unit]);
    }
}

/* Steps at a stage. */
static ter_steps *steps_at(size_t stage) {
    static uint8_t *results[3];
    static size_t lengths[3];
    ter_steps *steps;
    FUZZ_CHECK(ter_steps_create(&steps, job, false, NULL) == TER_OK);
    for (size_t i = 0; i < stage; i++) {
        if (results[i] == NULL) {
            finish_stage(steps, NULL, 0, &results[i], &lengths[i], true);
        } else {
            FUZZ_CHECK(ter_steps_accept(steps, results[i], lengths[i], NULL) == TER_OK);
        }
    }
    return steps;
}

static void seal(uint8_t *bytes, size_t length) {
    if (length >= JOB_DIGEST_AT + 64 + TER__DIGEST_BYTES) {
        memcpy(bytes + JOB_DIGEST_AT, ter_job_digest(job), 64);
        FUZZ_CHECK(ter__digest_of(bytes, length - TER__DIGEST_BYTES, bytes + length - TER__DIGEST_BYTES) == TER_OK);
    }
}

static void check_result(size_t stage, const uint8_t *bytes, size_t length) {
    ter__stage_result result;
    ter_error error = {0};
    if (ter__stage_result_decode(job, stage, bytes, length, &result, &error) != TER_OK) {
        FUZZ_CHECK(error.text[0] != '\0');
        return;
    }
    uint8_t *again;
    size_t again_length;
    char *json;
    FUZZ_CHECK(ter__stage_result_encode(job, stage, &result, &again, &again_length, NULL) == TER_OK);
    FUZZ_CHECK(again_length == length && memcmp(again, bytes, length) == 0);
    ter_bytes_free(again);
    ter__stage_result_clear(&result);
    ter_steps *steps = steps_at(stage);
    if (ter_steps_accept(steps, bytes, length, NULL) == TER_OK) {
        FUZZ_CHECK(ter_run_json(ter_steps_run(steps), &json, NULL) == TER_OK);
        ter_bytes_free((uint8_t *)json);
        if (stage < 2) {
            size_t units;
            ter_status status = ter_steps_open(steps, &units, NULL);
            FUZZ_CHECK(status == TER_OK || status == TER_BAD_DATA);
        }
    }
    ter_steps_destroy(steps);
}

static void check_part(size_t stage, uint8_t *bytes, size_t length) {
    if (length < TABLE_AT + 2 * TER__DIGEST_BYTES) {
        return;
    }
    /* the checksum of the table in it, too */
    size_t table_length = length - TABLE_AT - TER__DIGEST_BYTES;
    for (size_t i = 0; i < 8; i++) {
        bytes[TABLE_AT - 8 + i] = (uint8_t)(table_length >> (8 * i));
    }
    uint8_t *end = bytes + TABLE_AT + table_length - TER__DIGEST_BYTES;
    FUZZ_CHECK(ter__digest_of(bytes + TABLE_AT, table_length - TER__DIGEST_BYTES, end) == TER_OK);
    seal(bytes, length);
    ter_steps *steps = steps_at(stage);
    uint8_t *own = malloc(length), *result = NULL;
    FUZZ_CHECK(own != NULL);
    memcpy(own, bytes, length);
    finish_stage(steps, own, length, &result, &length, false);
    ter_bytes_free(result);
    ter_steps_destroy(steps);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    make_job();
    if (length == 0) {
        return 0;
    }
    size_t stage = bytes[0] % 3;
    uint8_t *sealed = malloc(length);
    FUZZ_CHECK(sealed != NULL);
    memcpy(sealed, bytes + 1, length - 1);
    seal(sealed, length - 1);
    check_result(stage, sealed, length - 1);
    check_part(stage, sealed, length - 1);
    free(sealed);
    return 0;
}

FUZZ_MAIN("steps")
