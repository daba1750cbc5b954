/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tercile-sim --seeds N [--seed S] [--without GUARD] [--trace]
 * Runs N seeds from S on and says of each failure which seed repeats it. Exit: 0 none failed, 1 some did, 2 usage.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim.h"

typedef struct guard_name {
    const char *name;
    unsigned guard;
} guard_name;

static const guard_name guards[] = {
    {"group-commit", TER__GUARD_GROUP_COMMIT},
    {"election-barrier", TER__GUARD_ELECTION_BARRIER},
    {"acknowledge", TER__GUARD_ACKNOWLEDGE},
    {"commit", TER__GUARD_COMMIT},
};

static int usage(void) {
    fputs("usage: tercile-sim --seeds N [--seed S] [--without GUARD]... [--trace]\nguards:", stderr);
    for (size_t i = 0; i < sizeof guards / sizeof guards[0]; i++) {
        fprintf(stderr, " %s", guards[i].name);
    }
    fputc('\n', stderr);
    return 2;
}

static bool read_number(const char *text, uint64_t *value) {
    char *end = NULL;
    *value = text == NULL ? 0 : strtoull(text, &end, 0);
    return text != NULL && *text != '\0' && *end == '\0';
}

static bool read_guard(const char *text, unsigned *enabled) {
    for (size_t i = 0; text != NULL && i < sizeof guards / sizeof guards[0]; i++) {
        if (strcmp(guards[i].name, text) == 0) {
            *enabled &= ~guards[i].guard;
            return true;
        }
    }
    return false;
}

int main(int count, char **words) {
    ter__sim_options options = TER__SIM_OPTIONS(1);
    uint64_t seeds = 0, failed = 0, acknowledged = 0, crashes = 0, elections = 0, messages = 0, lost = 0;
    for (int i = 1; i < count; i++) {
        bool good = true;
        if (strcmp(words[i], "--seeds") == 0) {
            good = read_number(words[++i], &seeds);
        } else if (strcmp(words[i], "--seed") == 0) {
            good = read_number(words[++i], &options.seed);
        } else if (strcmp(words[i], "--without") == 0) {
            good = read_guard(words[++i], &options.guards);
        } else if (strcmp(words[i], "--trace") == 0) {
            options.trace = stderr;
        } else {
            good = false;
        }
        if (!good) {
            return usage();
        }
    }
    if (seeds == 0) {
        return usage();
    }
    for (uint64_t i = 0; i < seeds; i++, options.seed++) {
        ter__sim_result result;
        ter__sim_run(&result, &options);
        if (result.failed) {
            failed++;
            printf("%s\n", result.text);
            fflush(stdout);
        }
        acknowledged += result.acknowledged;
        crashes += result.crashes;
        elections += result.elections;
        messages += result.messages;
        lost += result.lost;
    }
    printf("%" PRIu64 " seeds, %" PRIu64 " failed; %" PRIu64 " commands acknowledged, %" PRIu64 " crashes, %" PRIu64
           " elections, %" PRIu64 " messages of which %" PRIu64 " lost\n",
           seeds, failed, acknowledged, crashes, elections, messages, lost);
    return failed > 0 ? 1 : 0;
}
