/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files, whole: read at once, written complete or not at all. Every write, sync, close and rename is looked at, and an error text
 * names the path. Statuses by errno: TER_NOT_FOUND, TER_NO_PERMISSION, TER_DISK_FULL (no space, quota, or a read-only disk is
 * TER_NO_PERMISSION), TER_LIMIT (too large, too many open), TER_BAD_ARGUMENT (a folder where a file should be, a bad name),
 * TER_NO_MEMORY, else TER_INPUT_OUTPUT.
 */
#ifndef TER__FILE_H
#define TER__FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tercile/status.h"

/* The largest file that is read into memory. */
#define TER__FILE_BYTES_MAX ((size_t)1 << 34)

/* The status of an errno and the text: `cannot <what> "<path>": <reason>`. */
ter_status ter__file_failed(int code, const char *what, const char *path, ter_error *error);

/* The whole file, given: ter_bytes_free. A zero byte follows the last (not counted), so that it can be used as a text. */
TER_MUST_USE ter_status ter__file_read(const char *path, size_t bytes_max, uint8_t **bytes, size_t *length, ter_error *error);

/*
 * Writes bytes[length] under a name beside `path`, syncs, renames it to `path` and syncs the folder: after TER_OK the file survives
 * a loss of power; after anything else what was at `path` is still there and nothing is left beside it. One exception: when the
 * folder cannot be synced, the new file is in place already and the status says that it might not survive.
 */
TER_MUST_USE ter_status ter__file_write(const char *path, const void *bytes, size_t length, ter_error *error);

/* The last two steps of any writing, for a descriptor: all bytes, then fsync. `path` is for the error text. */
TER_MUST_USE ter_status ter__file_write_descriptor(int descriptor, const char *path, const void *bytes, size_t length,
                                                   ter_error *error);

/*
 * A folder that appears complete or not at all. Files are written into a folder beside it ("<path>.partial-0"), which takes its
 * place at commit. What stood there before is replaced when it is ours: empty, or holding `marker` and only files for which
 * belongs(name) is true. Otherwise TER_BAD_STATE names what is in the way. Nothing is replaced that was not looked at.
 */
typedef struct ter__folder ter__folder;

TER_MUST_USE ter_status ter__folder_begin(ter__folder **folder, const char *path, const char *marker,
                                          bool (*belongs)(const char *name), ter_error *error);
/* `name` has no slash and does not begin with a dot. */
TER_MUST_USE ter_status ter__folder_add(ter__folder *folder, const char *name, const void *bytes, size_t length, ter_error *error);
/* Ends the folder, also on failure, when nothing of it is left (but where only the last sync failed: then it is in place). */
TER_MUST_USE ter_status ter__folder_commit(ter__folder *folder, ter_error *error);
/* Removes what was written. Null is allowed. */
void ter__folder_abort(ter__folder *folder);

/* ---- shared by file.c and folder.c -------------------------------------------------------------------------------------- */

/* a + b + c, given: free. Null when out of memory. */
char *ter__path_join(const char *a, const char *b, const char *c);
/* Makes what `path` names durable in the folder it lies in. */
TER_MUST_USE ter_status ter__file_sync_parent(const char *path, ter_error *error);
/* Names tried for a file or folder beside `path` before giving up: "<path>.partial-0" to "-99". */
#define TER__PARTIAL_NAMES_MAX 100

#endif
