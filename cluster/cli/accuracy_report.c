/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The accuracy report: what every system does on the same points, as Markdown. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/accuracy_run.h"

static void put_ulp(FILE *file, double ulp) {
    fprintf(file, isinf(ulp) ? "inf" : ulp < 1e4 ? "%.3g" : "%.1e", ulp);
}

static const char *name_of(const ter__accuracy_plan *plan, size_t system) {
    return system == 0 ? "tercile" : plan->peers[system - 1].name;
}

static void put_totals(FILE *file, const ter__accuracy_run *run, const ter__accuracy_plan *plan) {
    fputs("| system | laws | operations of laws | points | failures | of these hangs | fail or off by more than 1e-8 | max ulp |\n"
          "|---|---|---|---|---|---|---|---|\n",
          file);
    for (size_t system = 0; system <= plan->peer_count; system++) {
        size_t laws = 0, operations = 0, points = 0, failures = 0, hangs = 0, gross = 0;
        const ter_family *before = NULL;
        double max = 0.0;
        for (size_t i = 0; i < run->count; i++) {
            const ter__tally *tally = &run->rows[i].tally[system];
            if (tally->points == 0) {
                continue;
            }
            laws += run->rows[i].family != before;
            before = run->rows[i].family;
            operations++;
            points += tally->points;
            failures += tally->failures;
            hangs += tally->hangs;
            gross += tally->gross;
            max = fmax(max, tally->max);
        }
        fprintf(file, "| %s | %zu | %zu | %zu | %zu | %zu | %.2f %% | ", name_of(plan, system), laws, operations, points, failures,
                hangs, points > 0 ? 100.0 * (double)gross / (double)points : 0.0);
        put_ulp(file, max);
        fputs(" |\n", file);
    }
}

static void put_law_heading(FILE *file, const ter__accuracy_plan *plan, const ter_family *family) {
    fprintf(file, "\n## %s\n\nRange: %s.\n\n| operation | bound p99 | bound max | points |", ter_family_name(family),
            ter_family_accuracy_range(family) != NULL ? ter_family_accuracy_range(family) : "-");
    for (size_t system = 0; system <= plan->peer_count; system++) {
        fprintf(file, " %s p99 | max | failures |", name_of(plan, system));
    }
    fputs("\n|---|---|---|---|", file);
    for (size_t system = 0; system <= plan->peer_count; system++) {
        fputs("---|---|---|", file);
    }
    fputs("\n", file);
}

static void put_row(FILE *file, const ter__accuracy_plan *plan, const ter__accuracy_row *row) {
    ter_accuracy bound = ter_family_accuracy(row->family, row->operation);
    fprintf(file, "| %s | %.3g | %.3g | %zu |", ter_operation_word(row->operation), bound.ulp_p99, bound.ulp_max,
            row->tally[0].points);
    for (size_t system = 0; system <= plan->peer_count; system++) {
        const ter__tally *tally = &row->tally[system];
        if (tally->points == 0) {
            fputs(" - | - | - |", file);
            continue;
        }
        fputs(" ", file);
        put_ulp(file, tally->p99);
        fputs(" | ", file);
        put_ulp(file, tally->max);
        fprintf(file, " | %zu |", tally->failures);
    }
    fputs("\n", file);
}

/* The points where each peer is worst, as commands that give the true value. */
static void put_worst(FILE *file, const ter__accuracy_run *run, const ter__accuracy_plan *plan, const ter_family *family) {
    for (size_t system = 0; system <= plan->peer_count; system++) {
        const ter__accuracy_row *worst = NULL;
        for (size_t i = 0; i < run->count; i++) {
            const ter__tally *tally = &run->rows[i].tally[system];
            if (run->rows[i].family == family && tally->points > 0 && (worst == NULL || tally->max > worst->tally[system].max)) {
                worst = &run->rows[i];
            }
        }
        if (worst != NULL) {
            char text[1024];
            ter_measured point = worst->tally[system].worst;
            point.value = worst->tally[system].worst_value;
            point.ulp = worst->tally[system].max;
            (void)ter_measure_write(text, sizeof text, family, worst->operation, &point);
            fprintf(file, "%s- worst of %s: `%s`\n", system == 0 ? "\n" : "", name_of(plan, system), text);
        }
    }
}

static void put_all(FILE *file, const ter__accuracy_run *run, const ter__accuracy_plan *plan) {
    fprintf(
        file,
        "# Accuracy\n\nWritten by `tercile validate accuracy --points %zu --seed %" PRIu64 "%s`. Errors are in units in the last "
        "place of the true\nvalue, which is enclosed by ball arithmetic; `include/tercile/measure.h` says how points are drawn "
        "and errors counted. A failure is\nNaN, an infinity, zero or no answer where a value exists, or a value where none does. A "
        "\"-\" means that a system does not have it.\nPeers get the law's parameters and the point as doubles, as they are.\n\n",
        plan->points, plan->seed, plan->peer_count > 0 ? " --peer ..." : "");
    put_totals(file, run, plan);
    const ter_family *family = NULL;
    for (size_t i = 0; i < run->count; i++) {
        if (run->rows[i].family != family) {
            if (family != NULL) {
                put_worst(file, run, plan, family);
            }
            family = run->rows[i].family;
            put_law_heading(file, plan, family);
        }
        put_row(file, plan, &run->rows[i]);
    }
    if (family != NULL) {
        put_worst(file, run, plan, family);
    }
}

ter_status ter__accuracy_report(const ter__accuracy_run *run, const ter__accuracy_plan *plan, const char *path, ter_error *error) {
    char part[4096];
    if ((size_t)snprintf(part, sizeof part, "%s.part", path) >= sizeof part) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%.100s...: the path is too long", path);
    }
    FILE *file = fopen(part, "w");
    if (file == NULL) {
        return ter_error_set(error, TER_INPUT_OUTPUT, "%s: %s", part, strerror(errno));
    }
    put_all(file, run, plan);
    bool failed = ferror(file) != 0;
    failed = fclose(file) != 0 || failed;
    if (failed || rename(part, path) != 0) {
        ter_status status = ter_error_set(error, TER_INPUT_OUTPUT, "%s: %s", path, strerror(errno));
        unlink(part);
        return status;
    }
    return TER_OK;
}
