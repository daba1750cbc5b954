/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small files written whole or not at all. */
#ifndef TER__SAVE_H
#define TER__SAVE_H

#include <stddef.h>

#include "tercile/status.h"

/* Writes beside `path`, syncs, renames, syncs the folder. `mode` as for chmod. TER_DISK_FULL, TER_NO_PERMISSION, TER_NOT_FOUND (no
 * such folder), TER_INPUT_OUTPUT, with the path in the text. */
TER_MUST_USE ter_status ter__save(const char *path, const void *bytes, size_t length, unsigned mode, ter_error *error);
/* Makes a folder (mode 0700) unless it is there. */
TER_MUST_USE ter_status ter__make_folder(const char *path, ter_error *error);
/* `cannot <what> <path>: reason` with the status of an errno. */
ter_status ter__errno_failed(int code, const char *what, const char *path, ter_error *error);

#endif
