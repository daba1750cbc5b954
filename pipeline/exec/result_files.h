/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files of a result, in memory: one list for the folder, for the pack and for the digest, so that the three cannot differ.
 * Files are in ascending order of their names (byte by byte), so that the digest of a folder does not depend on who reads it.
 */
#ifndef TER__RESULT_FILES_H
#define TER__RESULT_FILES_H

#include "exec/run.h"
#include "table/digest.h"

/* The file that every result has: a folder with it is a result of ours. */
#define TER__RESULT_MARKER "results.json"
/* Files of a result: the tables of all stages, and three more. */
#define TER__RESULT_FILES_MAX     (TER_JOB_STAGES_MAX * TER__STAGE_TABLES_MAX + 3)
#define TER__RESULT_FILE_NAME_MAX 160 /* bytes, end mark included */

typedef struct ter__result_file {
    const char *name;
    const uint8_t *bytes;
    size_t length;
} ter__result_file;

typedef struct ter__result_files {
    bool owned; /* names and bytes belong to the list */
    size_t count;
    ter__result_file items[TER__RESULT_FILES_MAX];
} ter__result_files;

/* Null when out of memory. */
ter__result_files *ter__result_files_create(bool owned);
void ter__result_files_destroy(ter__result_files *files); /* null is allowed */
/* Appends; bytes are taken when the list is an owning one (also on failure), and the name is copied then. */
TER_MUST_USE ter_status ter__result_files_add(ter__result_files *files, const char *name, uint8_t *bytes, size_t length,
                                              ter_error *error);
/* Puts them into order. TER_BAD_DATA when a name is there twice or the marker is not there. */
TER_MUST_USE ter_status ter__result_files_seal(ter__result_files *files, ter_error *error);
/* Whether a result may hold a file of that name. A CSV file of another name is somebody's own. */
bool ter__result_file_belongs(const char *name);

/* All files of a run. TER_BAD_STATE for one that did not end, or whose job is not loaded. */
TER_MUST_USE ter_status ter__result_files_of(ter__result_files **files, const ter_run *run, ter_error *error);
/* SHA-256 over each file's name, a zero byte, its length in decimal, a colon, its bytes. Hexadecimal. */
TER_MUST_USE ter_status ter__result_files_digest(const ter__result_files *files, char digest[TER__DIGEST_TEXT_BYTES],
                                                 ter_error *error);
/* Into a folder, complete or not at all. */
TER_MUST_USE ter_status ter__result_files_write(const ter__result_files *files, const char *folder, ter_error *error);

#endif
