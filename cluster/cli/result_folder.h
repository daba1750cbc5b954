/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__CLI_RESULT_FOLDER_H
#define TER__CLI_RESULT_FOLDER_H

#include "cli/cli.h"

/*
 * Looks before a run at whether its results could be written there, so that nobody computes for an hour and is refused then: the
 * folder is new in a place that can be written to, empty, or holds an earlier result. An exit code, 0 when all is well. What
 * happens in the meantime is found when the results are written.
 */
int ter__check_result_folder(ter__cli *cli, const char *folder);

#endif
