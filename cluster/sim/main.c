/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tercile-sim --seeds N [--seed S] [--kind consensus|cluster|both] [--real] [--without GUARD]... [--trace]
 * Runs N seeds from S on, of each kind, and says of each failure which seed repeats it. Exit: 0 none failed, 1 some did, 2 usage.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim.h"

typedef struct word {
    const char *name;
    unsigned value;
} word;

static const word guards[] = {
    {"group-commit", TER__GUARD_GROUP_COMMIT},
    {"election-barrier", TER__GUARD_ELECTION_BARRIER},
    {"acknowledge", TER__GUARD_ACKNOWLEDGE},
    {"commit", TER__GUARD_COMMIT},
    {NULL, 0},
};

#define KIND_CONSENSUS 1u
#define KIND_CLUSTER   2u

static const word kinds[] = {
    {"consensus", KIND_CONSENSUS}, {"cluster", KIND_CLUSTER}, {"both", KIND_CONSENSUS | KIND_CLUSTER}, {NULL, 0}};

typedef struct request {
    uint64_t seeds, seed;
    unsigned kinds, guards;
    bool real;
    FILE *trace;
} request;

static int usage(void) {
    fputs("usage: tercile-sim --seeds N [--seed S] [--kind consensus|cluster|both] [--real] [--without GUARD]... [--trace]\n"
          "--real: every node computes every task itself, in every seed (else in one of eight)\nguards:",
          stderr);
    for (const word *guard = guards; guard->name != NULL; guard++) {
        fprintf(stderr, " %s", guard->name);
    }
    fputc('\n', stderr);
    return 2;
}

static bool read_number(const char *text, uint64_t *value) {
    char *end = NULL;
    *value = text == NULL ? 0 : strtoull(text, &end, 0);
    return text != NULL && *text != '\0' && *end == '\0';
}

static bool read_word(const word *words, const char *text, unsigned *value) {
    for (; text != NULL && words->name != NULL; words++) {
        if (strcmp(words->name, text) == 0) {
            *value = words->value;
            return true;
        }
    }
    return false;
}

static bool read_request(request *wanted, int count, char **words) {
    unsigned guard = 0;
    for (int i = 1; i < count; i++) {
        bool good = true;
        if (strcmp(words[i], "--seeds") == 0) {
            good = read_number(words[++i], &wanted->seeds);
        } else if (strcmp(words[i], "--seed") == 0) {
            good = read_number(words[++i], &wanted->seed);
        } else if (strcmp(words[i], "--kind") == 0) {
            good = read_word(kinds, words[++i], &wanted->kinds);
        } else if (strcmp(words[i], "--without") == 0) {
            good = read_word(guards, words[++i], &guard);
            wanted->guards &= ~guard;
        } else if (strcmp(words[i], "--real") == 0) {
            wanted->real = true;
        } else if (strcmp(words[i], "--trace") == 0) {
            wanted->trace = stderr;
        } else {
            good = false;
        }
        if (!good) {
            return false;
        }
    }
    return wanted->seeds > 0;
}

static void add(ter__sim_result *sum, const ter__sim_result *result) {
    sum->acknowledged += result->acknowledged;
    sum->crashes += result->crashes;
    sum->messages += result->messages;
    sum->lost += result->lost;
    sum->elections += result->elections;
    sum->done += result->done;
    sum->cancelled += result->cancelled;
    sum->deadly += result->deadly;
    sum->poisoned += result->poisoned;
    sum->deaths += result->deaths;
    sum->refusals += result->refusals;
    sum->tasks += result->tasks;
    sum->broken += result->broken;
    sum->damaged += result->damaged;
    sum->absent += result->absent;
}

/* How many seeds failed. */
static uint64_t run_kind(const request *wanted, unsigned kind, ter__sim_jobs *jobs) {
    const char *name = kind == KIND_CLUSTER ? "cluster" : "consensus";
    ter__sim_result sum = {0};
    uint64_t failed = 0;
    for (uint64_t i = 0; i < wanted->seeds; i++) {
        uint64_t seed = wanted->seed + i;
        ter__sim_options options = TER__SIM_OPTIONS(seed), whole = TER__SIM_CLUSTER_OPTIONS(seed);
        options = kind == KIND_CLUSTER ? whole : options;
        options.guards = wanted->guards;
        options.trace = wanted->trace;
        ter__sim_result result;
        if (kind == KIND_CLUSTER) {
            ter__sim_cluster_run(&result, &options, jobs, wanted->real || seed % TER__SIM_REAL_EVERY == 0);
        } else {
            ter__sim_run(&result, &options);
        }
        if (result.failed) {
            failed++;
            printf("%s\n  repeat it: tercile-sim --kind %s --seeds 1 --seed %" PRIu64 " --trace\n", result.text, name, seed);
            fflush(stdout);
        }
        add(&sum, &result);
    }
    printf("%s: %" PRIu64 " seeds, %" PRIu64 " failed; %" PRIu64 " acknowledged, %" PRIu64 " crashes, %" PRIu64
           " elections, %" PRIu64 " messages of which %" PRIu64 " lost\n",
           name, wanted->seeds, failed, sum.acknowledged, sum.crashes, sum.elections, sum.messages, sum.lost);
    if (kind == KIND_CLUSTER) {
        printf("  jobs: %" PRIu64 " done with the bytes of one process, %" PRIu64 " cancelled, %" PRIu64
               " stopped because a task kills its node, %" PRIu64 " beside one\n  %" PRIu64 " tasks begun, %" PRIu64
               " of them computed; %" PRIu64 " deaths and %" PRIu64 " refusals counted; %" PRIu64 " connections broken, %" PRIu64
               " blobs damaged; %" PRIu64 " seeds ended with a node down\n",
               sum.done, sum.cancelled, sum.deadly, sum.poisoned, sum.tasks, jobs->computed, sum.deaths, sum.refusals, sum.broken,
               sum.damaged, sum.absent);
    }
    return failed;
}

int main(int count, char **words) {
    request wanted = {.seed = 1, .kinds = KIND_CONSENSUS | KIND_CLUSTER, .guards = TER__GUARDS_ALL};
    if (!read_request(&wanted, count, words)) {
        return usage();
    }
    uint64_t failed = 0;
    if ((wanted.kinds & KIND_CONSENSUS) != 0) {
        failed += run_kind(&wanted, KIND_CONSENSUS, NULL);
    }
    if ((wanted.kinds & KIND_CLUSTER) != 0) {
        ter__sim_jobs *jobs = NULL;
        ter_error error;
        if (ter__sim_jobs_create(&jobs, &error) != TER_OK) {
            fprintf(stderr, "error: %s\n", error.text);
            return 1;
        }
        failed += run_kind(&wanted, KIND_CLUSTER, jobs);
        ter__sim_jobs_destroy(jobs);
    }
    return failed > 0 ? 1 : 0;
}
