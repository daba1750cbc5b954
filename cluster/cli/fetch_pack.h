/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The packed result of a job, from the cluster. */
#ifndef TER__CLI_FETCH_PACK_H
#define TER__CLI_FETCH_PACK_H

#include "cli/remote.h"
#include "cli/result_folder.h"

/* Bytes are verified and given: free. An exit code. TER__EXIT_USAGE when there is no result (yet). */
int ter__fetch_pack(ter__cli *cli, ter__client *client, const json_t *job, uint8_t **bytes, size_t *length);
/* Writes the result into a folder under the rules of `run`, and says so. */
int ter__fetch_into(ter__cli *cli, ter__client *client, const json_t *job, const char *folder);
/* A file of a pack by name; false when it has none. */
bool ter__pack_find(const uint8_t *bytes, size_t length, const char *name, const uint8_t **file, size_t *file_length);

#endif
