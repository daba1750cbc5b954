/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table from what went wrong to the exit code. A status without a line means that the work itself failed: 1. */
#include "cli/cli.h"

static const struct {
    ter_status status;
    int code;
} codes[] = {
    {TER_OK, TER__EXIT_OK},
    /* the caller's side: the command line, the job file, the files they name */
    {TER_BAD_ARGUMENT, TER__EXIT_USAGE},
    {TER_BAD_SHAPE, TER__EXIT_USAGE},
    {TER_BAD_STATE, TER__EXIT_USAGE},
    {TER_UNKNOWN_NAME, TER__EXIT_USAGE},
    {TER_BAD_SYNTAX, TER__EXIT_USAGE},
    {TER_BAD_DATA, TER__EXIT_USAGE},
    {TER_BAD_SPEC, TER__EXIT_USAGE},
    {TER_LIMIT, TER__EXIT_USAGE},
    {TER_NOT_FOUND, TER__EXIT_USAGE},
    {TER_NO_PERMISSION, TER__EXIT_USAGE},
    /* the course of events */
    {TER_NO_BACKEND, TER__EXIT_NO_BACKEND},
    {TER_CANCELLED, TER__EXIT_CANCELLED},
    {TER_TIMEOUT, TER__EXIT_TIMEOUT},
    {TER_CHECK_FAILED, TER__EXIT_DIFFERENT},
};

int ter__exit_code(ter_status status) {
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].status == status) {
            return codes[i].code;
        }
    }
    return TER__EXIT_FAILED;
}
