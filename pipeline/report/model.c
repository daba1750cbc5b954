/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/model.h"

#include <math.h>
#include <string.h>

#include "tercile/text.h"

#define NAME_BYTES 256

bool ter__fit_results_of(const ter_run *run, size_t stage, ter__fit_results *results) {
    const ter_job *job = ter_run_job(run);
    if (strcmp(ter_job_stage_kind(job, stage), "fit") != 0 || !ter_run_stage_finished(run, stage)) {
        return false;
    }
    *results = (ter__fit_results){.id = ter_job_stage_id(job, stage), .column = ter_job_stage_text(job, stage, "column")};
    results->laws = ter__stage_table(run, stage, "laws");
    results->parameters = ter__stage_table(run, stage, "parameters");
    results->quantiles = ter__stage_table(run, stage, "quantiles");
    results->histogram = ter__stage_table(run, stage, "histogram");
    results->points = ter__stage_table(run, stage, "points");
    for (size_t later = stage + 1; later < ter_job_stage_count(job) && results->intervals == NULL; later++) {
        const char *from = ter_job_stage_text(job, later, "from");
        bool follows = strcmp(ter_job_stage_kind(job, later), "bootstrap") == 0 && from != NULL && strcmp(from, results->id) == 0;
        if (follows && ter_run_stage_finished(run, later)) {
            results->intervals = ter__stage_table(run, later, "intervals");
            results->replicates = ter__stage_table(run, later, "histogram");
        }
    }
    return results->laws != NULL;
}

/* The distribution at the estimates of (group, law); null when one is missing or the family refuses them. */
static ter_dist *make_dist(const ter__fit_results *results, ter__word group, ter__word law) {
    char name[NAME_BYTES];
    const ter_family *family = NULL;
    double values[TER_PARAMETERS_MAX];
    if (law.length >= sizeof name) {
        return NULL;
    }
    memcpy(name, law.text, law.length);
    name[law.length] = '\0';
    if (ter_family_find(&family, name, NULL) != TER_OK) {
        return NULL;
    }
    size_t count = ter_family_parameter_count(family);
    for (size_t k = 0; k < count; k++) {
        values[k] = (double)NAN;
    }
    for (size_t row = ter__next_row(results->parameters, "group", group, 0); row != TER__NONE;
         row = ter__next_row(results->parameters, "group", group, row + 1)) {
        if (!ter__same(ter__word_at(results->parameters, "law", row), law)) {
            continue;
        }
        ter__word parameter = ter__word_at(results->parameters, "parameter", row);
        for (size_t k = 0; k < count; k++) {
            if (ter__same(parameter, ter__word_of(ter_family_parameter(family, k)->name))) {
                values[k] = ter__number_at(results->parameters, "estimate", row);
            }
        }
    }
    ter_dist *dist = NULL;
    return ter_dist_create(&dist, family, count, values, NULL) == TER_OK ? dist : NULL;
}

size_t ter__group_end(const ter__fit_results *results, size_t first) {
    ter__word name = ter__word_at(results->laws, "group", first);
    size_t row = first + 1;
    while (row < ter__rows(results->laws) && ter__same(ter__word_at(results->laws, "group", row), name)) {
        row++;
    }
    return row;
}

void ter__group_open(ter__group *group, const ter__fit_results *results, size_t first, size_t *next) {
    *group = (ter__group){.results = results, .chosen = TER__NONE, .interval = TER__NONE};
    group->name = ter__word_at(results->laws, "group", first);
    group->n = ter__number_at(results->laws, "n", first);
    *next = ter__group_end(results, first);
    for (size_t row = first; row < *next && group->count < TER__LAWS_MAX; row++) {
        ter__fitted_law *law = &group->law[group->count];
        law->name = ter__word_at(results->laws, "law", row);
        law->row = row;
        law->dist = make_dist(results, group->name, law->name);
        law->chosen = ter__integer_at(results->laws, "chosen", row) == 1;
        group->chosen = law->chosen ? group->count : group->chosen;
        group->count++;
    }
    if (group->chosen == TER__NONE && group->count == 1) {
        group->chosen = 0; /* nothing to choose from: it is the one to draw */
    }
    group->interval = ter__next_row(results->intervals, "group", group->name, 0);
    if (group->interval != TER__NONE && group->chosen != TER__NONE) {
        group->interval = ter__row_of(results->intervals, "group", group->name, "law", group->law[group->chosen].name);
    }
}

void ter__group_close(ter__group *group) {
    for (size_t i = 0; i < group->count; i++) {
        ter_dist_destroy(group->law[i].dist);
    }
    group->count = 0;
}

double ter__quantile_of(ter__word statistic) {
    static const char before[] = "quantile(";
    size_t length = sizeof before - 1;
    double p;
    bool is_quantile =
        statistic.length > length + 1 && memcmp(statistic.text, before, length) == 0 && statistic.text[statistic.length - 1] == ')';
    return is_quantile && ter_text_to_double(statistic.text + length, statistic.length - length - 1, &p) == TER_OK ? p
                                                                                                                   : (double)NAN;
}
