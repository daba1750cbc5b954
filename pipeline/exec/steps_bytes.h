/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parts and results of stages as bytes. All numbers are little-endian, there is no padding. Version 1:
 *
 *   8    "TERSTEP" and a zero byte
 *   4    version, 1
 *   4    what it is: 1 a part, 2 a result
 *   64   digest of the canonical job (ter_job_digest), hexadecimal
 *   4    number of the stage
 *   4    number of the unit; 0 in a result
 *
 * A part:
 *   a table: 8 bytes length, its bytes (table/format.md)
 *
 * A result:
 *   4    status of the verdict: TER_OK, or TER_CHECK_FAILED
 *   4    length of its text; 0 with TER_OK, else below TER_ERROR_TEXT_BYTES
 *   ...  the text, without a zero byte
 *   8    warnings that are counted and not listed
 *   4    number of tables: one more than the kind of stage gives
 *   ...  the tables: warnings ("group", "text", both text; a group may be missing), then those of the kind, in its order
 *
 *   32   SHA-256 of everything before it
 *
 * A decoder allocates nothing larger than what the remaining bytes can fill, and refuses what does not fit to the job and stage.
 */
#ifndef TER__STEPS_BYTES_H
#define TER__STEPS_BYTES_H

#include "exec/run.h"

/* What a stage gave. */
typedef struct ter__stage_result {
    ter__results results;
    ter_table *warnings; /* "group", "text" */
    uint64_t dropped;
    ter_error verdict;
} ter__stage_result;

void ter__stage_result_clear(ter__stage_result *result);

/* Bytes are given: ter_bytes_free. */
TER_MUST_USE ter_status ter__part_encode(const ter_job *job, size_t stage, size_t unit, const ter_table *part, uint8_t **bytes,
                                         size_t *length, ter_error *error);
TER_MUST_USE ter_status ter__part_decode(const ter_job *job, size_t stage, size_t unit, const uint8_t *bytes, size_t length,
                                         ter_table **part, ter_error *error);
TER_MUST_USE ter_status ter__stage_result_encode(const ter_job *job, size_t stage, const ter__stage_result *result, uint8_t **bytes,
                                                 size_t *length, ter_error *error);
/* TER_BAD_DATA. Clear it; on failure there is nothing to clear. */
TER_MUST_USE ter_status ter__stage_result_decode(const ter_job *job, size_t stage, const uint8_t *bytes, size_t length,
                                                 ter__stage_result *result, ter_error *error);

#endif
