/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs in steps, in tests: every kind of stage, driven in several ways. */
#ifndef STEPS_SUPPORT_H
#define STEPS_SUPPORT_H

#include <pthread.h>

#include "../stage/job_support.h"
#include "exec/steps_bytes.h"
#include "stage/part.h"
#include "tercile/steps.h"

#define STAGES_MAX 16

/* Every kind of stage; a group that is missing, values that are not finite after a derivation, a group too small for one law. */
static const char all_kinds[] = "  - id: good\n    clean: {from: p, filter: x > -100, derive: {l: log(x)}}\n"
                                "  - id: s\n    summarize: {from: good, column: [x, l], by: g}\n"
                                "  - id: law\n    fit: {from: good, column: x, by: g, families: [normal, gev, gumbel]}\n"
                                "  - id: ci\n    bootstrap: {from: law, statistic: mean, replicates: 600, laws: all}\n"
                                "  - id: c\n    check:\n      expectations:\n"
                                "        - {name: n of a, stage: s, table: summary, column: n, "
                                "where: {group: a, column: x}, at_least: %s}\n"
                                "  - report: {formats: [csv, html]}\n";

static inline char *kinds_with(const char *bound) {
    char text[2048];
    snprintf(text, sizeof text, all_kinds, bound);
    return job_text(text, "");
}

static inline uint64_t draw(uint64_t *state) { /* SplitMix64 */
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

typedef struct piece {
    uint8_t *bytes;
    size_t length;
} piece;

/* Results of the stages so far. */
typedef struct record {
    ter_job *job;
    size_t count;
    piece results[STAGES_MAX];
} record;

static inline void record_clear(record *r) {
    for (size_t i = 0; i < r->count; i++) {
        ter_bytes_free(r->results[i].bytes);
    }
    r->count = 0;
}

/* Somebody new who knows the results of the stages so far. */
static inline ter_steps *another(const record *r, bool strict) {
    ter_steps *steps;
    ter_error error;
    assert_int_equal(ter_steps_create(&steps, r->job, strict, &error), TER_OK);
    for (size_t i = 0; i < r->count; i++) {
        assert_int_equal(ter_steps_next(steps), i);
        if (ter_steps_accept(steps, r->results[i].bytes, r->results[i].length, &error) != TER_OK) {
            fail_msg("%s", error.text);
        }
    }
    return steps;
}

static inline ter_steps *another_open(const record *r, size_t *units) {
    ter_steps *steps = another(r, false);
    ter_error error;
    if (ter_steps_open(steps, units, &error) != TER_OK) {
        fail_msg("%s", error.text);
    }
    return steps;
}

static inline void compute_unit(const ter_steps *steps, size_t unit, piece *part) {
    ter_error error;
    piece made;
    if (ter_steps_unit(steps, unit, NULL, &made.bytes, &made.length, &error) != TER_OK) {
        fail_msg("%s", error.text);
    }
    if (part->bytes != NULL) { /* computed again: the same bytes */
        assert_int_equal(part->length, made.length);
        assert_memory_equal(part->bytes, made.bytes, made.length);
        ter_bytes_free(part->bytes);
    }
    *part = made;
}

typedef struct sharing {
    const ter_steps *steps;
    piece *parts;
    size_t first, units, stride;
} sharing;

static inline void *share(void *argument) {
    const sharing *s = argument;
    for (size_t unit = s->first; unit < s->units; unit += s->stride) {
        ter_error error;
        if (ter_steps_unit(s->steps, unit, NULL, &s->parts[unit].bytes, &s->parts[unit].length, &error) != TER_OK) {
            return argument;
        }
    }
    return NULL;
}

static inline void compute_by_threads(const ter_steps *steps, piece *parts, size_t units) {
    enum { THREADS = 3 };
    pthread_t threads[THREADS];
    sharing shares[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        shares[i] = (sharing){steps, parts, i, units, THREADS};
        assert_int_equal(pthread_create(&threads[i], NULL, share, &shares[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *failed;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
}

/* In an order by chance, every fifth twice; `spread`: each by somebody new. */
static inline void compute_by_chance(const record *r, const ter_steps *steps, piece *parts, size_t units, bool spread,
                                     uint64_t *state) {
    size_t *order = calloc(units + 1, sizeof *order), ignored;
    for (size_t i = 0; i < units; i++) {
        size_t j = (size_t)(draw(state) % (i + 1));
        order[i] = order[j];
        order[j] = i;
    }
    for (size_t i = 0; i < units; i++) {
        ter_steps *own = spread ? another_open(r, &ignored) : NULL;
        compute_unit(own != NULL ? own : steps, order[i], &parts[order[i]]);
        ter_steps_destroy(own);
        if (i % 5 == 0) {
            compute_unit(steps, order[i], &parts[order[i]]);
        }
    }
    free(order);
}

static inline ter_status finish(ter_steps *steps, const piece *parts, size_t units, piece *result, ter_error *error) {
    const uint8_t **bytes = calloc(units + 1, sizeof *bytes);
    size_t *lengths = calloc(units + 1, sizeof *lengths);
    for (size_t i = 0; i < units; i++) {
        bytes[i] = parts[i].bytes;
        lengths[i] = parts[i].length;
    }
    ter_status status = ter_steps_finish(steps, bytes, lengths, NULL, &result->bytes, &result->length, error);
    free(bytes);
    free(lengths);
    return status;
}

static inline void free_parts(piece *parts, size_t units) {
    for (size_t i = 0; i < units; i++) {
        ter_bytes_free(parts[i].bytes);
    }
    free(parts);
}

enum how { IN_ORDER, BY_CHANCE, SPREAD, BY_THREADS };

static size_t most_units; /* seen by run_stage */

static inline ter_status run_stage(record *r, enum how how, uint64_t *state, ter_error *error) {
    size_t units = 0;
    ter_steps *steps = another(r, false);
    ter_status status = ter_steps_open(steps, &units, error);
    if (status != TER_OK) {
        ter_steps_destroy(steps);
        return status;
    }
    most_units = units > most_units ? units : most_units;
    piece *parts = calloc(units + 1, sizeof *parts);
    if (how == BY_THREADS) {
        compute_by_threads(steps, parts, units);
    } else if (how == IN_ORDER) {
        for (size_t unit = 0; unit < units; unit++) {
            compute_unit(steps, unit, &parts[unit]);
        }
    } else {
        compute_by_chance(r, steps, parts, units, how == SPREAD, state);
    }
    ter_steps *finisher = how == SPREAD ? another_open(r, &units) : steps;
    status = finish(finisher, parts, units, &r->results[r->count], error);
    r->count += status == TER_OK;
    if (finisher != steps) {
        ter_steps_destroy(finisher);
    }
    ter_steps_destroy(steps);
    free_parts(parts, units);
    return status;
}

/* The pack and its digest, of all stages in steps. */
static inline void run_in_steps(ter_job *job, enum how how, uint64_t *state, char *digest, ter_status verdict, char *text) {
    record r = {.job = job};
    ter_error error = {0};
    while (r.count < ter_job_stage_count(job)) {
        if (run_stage(&r, how, state, &error) != TER_OK) {
            fail_msg("%s", error.text);
        }
    }
    ter_steps *steps = another(&r, false);
    assert_int_equal(ter_steps_verdict(steps, &error), verdict);
    strcpy(text, error.text);
    uint8_t *bytes;
    size_t length;
    assert_int_equal(ter_run_pack(ter_steps_run(steps), &bytes, &length, digest, &error), TER_OK);
    ter_bytes_free(bytes);
    ter_steps_destroy(steps);
    record_clear(&r);
}

static inline int make_data(void **state) {
    int status = make_folder(state);
    write_file("data.csv", "g,x\na,1.5\na,2.25\na,3\na,2.75\na,7\na,1.125\na,4.5\na,0.5\nb,4\nb,5\nb,-6.5\nc,1\nc,2\nc,9\nc,-3\n"
                           "c,4.25\nc,5.5\n,6\nb,1e9\na,-1000\n");
    return status;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_data, remove_folder)

#endif
