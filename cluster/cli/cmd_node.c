/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"
#include "node/uv_node.h"

#define SLOTS_MAX         1024u
#define GRACE_SECONDS_MAX 86400u

int ter__cmd_node(ter__cli *cli) {
    uint64_t slots = 0, grace_seconds = 10;
    int code = ter__given_number(cli, "slots", 1, SLOTS_MAX, &slots);
    code = code != 0 ? code : ter__given_number(cli, "grace", 0, GRACE_SECONDS_MAX, &grace_seconds);
    if (code != 0) {
        return code;
    }
    ter_error error = {TER_OK, ""};
    ter__node_options options = {.folder = cli->arguments[0], .slots = (unsigned)slots};
    options.grace_ms = grace_seconds > 0 ? (unsigned)grace_seconds * 1000u : 1u;
    if (ter__node_run(&options, &error) != TER_OK) {
        int failed = ter__fail(cli, &error);
        return failed == TER__EXIT_USAGE ? TER__EXIT_FAILED : failed;
    }
    return TER__EXIT_OK;
}
