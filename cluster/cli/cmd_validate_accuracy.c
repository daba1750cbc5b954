/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile validate accuracy: every operation of every law against enclosures on fresh hard points; other systems beside it. */
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "cli/commands.h"

#ifdef TER__HAVE_CERTIFY
#include "cli/accuracy_run.h"

typedef struct screen {
    ter__cli *cli;
    const ter__accuracy_plan *plan;
    const ter_family *family; /* of the row before */
} screen;

static void cell_ulp(ter__output *out, double ulp) {
    char text[32];
    snprintf(text, sizeof text, ulp < 1e4 ? "%.3g" : "%.1e", ulp);
    ter__output_cell(out, isinf(ulp) ? "inf" : text, 9, true);
}

static void print_heading(const screen *s) {
    ter__output *out = &s->cli->out;
    ter__output_style(out, TER__BOLD);
    ter__output_cell(out, "operation", 14, false);
    static const char *const titles[] = {"points", "p50", "p99", "max", "bound", "failures"};
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        ter__output_cell(out, titles[i], 9, true);
    }
    for (size_t i = 0; i < s->plan->peer_count; i++) {
        char title[TER__PEER_NAME_BYTES + 8];
        snprintf(title, sizeof title, "%s p99", s->plan->peers[i].name);
        ter__output_cell(out, title, 13, true);
        ter__output_cell(out, "failures", 9, true);
    }
    ter__output_text(out, "\n");
    ter__output_style(out, TER__PLAIN);
}

/* The worst point as a command that repeats it. */
static void worst_command(char *text, size_t size, const ter__accuracy_row *row) {
    const ter__tally *own = &row->tally[0];
    ter_measured point = own->worst;
    point.value = own->worst_value;
    point.ulp = own->max;
    (void)ter_measure_write(text, size, row->family, row->operation, &point);
}

static void print_row(void *context, const ter__accuracy_row *row) {
    screen *s = context;
    ter__output *out = &s->cli->out;
    if (s->cli->json) {
        return;
    }
    const ter__tally *own = &row->tally[0];
    if (row->family != s->family) {
        ter__output_style(out, TER__CYAN);
        ter__output_print(out, "%s%s\n", s->family != NULL ? "\n" : "", ter_family_name(row->family));
        ter__output_style(out, TER__PLAIN);
        print_heading(s);
        s->family = row->family;
    }
    char count[32];
    bool broken = ter__accuracy_broken(row);
    ter__output_cell(out, ter_operation_word(row->operation), 14, false);
    snprintf(count, sizeof count, "%zu", own->points);
    ter__output_cell(out, count, 9, true);
    cell_ulp(out, own->p50);
    cell_ulp(out, own->p99);
    cell_ulp(out, own->max);
    cell_ulp(out, ter_family_accuracy(row->family, row->operation).ulp_max);
    snprintf(count, sizeof count, "%zu", own->failures);
    ter__output_cell(out, count, 9, true);
    for (size_t i = 1; i <= s->plan->peer_count; i++) {
        const ter__tally *peer = &row->tally[i];
        ter__output_text(out, "    ");
        if (peer->points == 0) {
            ter__output_cell(out, "-", 9, true);
            ter__output_cell(out, "-", 9, true);
        } else {
            cell_ulp(out, peer->p99);
            snprintf(count, sizeof count, "%zu", peer->failures);
            ter__output_cell(out, count, 9, true);
        }
    }
    ter__output_text(out, broken ? "  BROKEN\n" : "\n");
    if (broken || own->max > 0.75 * ter_family_accuracy(row->family, row->operation).ulp_max) {
        char text[1024];
        worst_command(text, sizeof text, row);
        ter__output_print(out, "  worst: %s\n", text);
    }
    ter__output_flush(out);
}

static int print_run_json(ter__cli *cli, const ter__accuracy_run *run, const ter__accuracy_plan *plan) {
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_validate_accuracy", 1);
    ter_json_unsigned(json, "seed", plan->seed);
    ter_json_array(json, "rows", false);
    for (size_t i = 0; i < run->count; i++) {
        const ter__accuracy_row *row = &run->rows[i];
        ter_json_object(json, NULL, false);
        ter_json_text(json, "law", ter_family_name(row->family));
        ter_json_text(json, "operation", ter_operation_word(row->operation));
        ter_json_double(json, "ulp_p99_bound", ter_family_accuracy(row->family, row->operation).ulp_p99);
        ter_json_double(json, "ulp_max_bound", ter_family_accuracy(row->family, row->operation).ulp_max);
        ter_json_boolean(json, "broken", ter__accuracy_broken(row));
        ter_json_unsigned(json, "unresolved", row->unresolved);
        ter_json_object(json, "systems", false);
        for (size_t k = 0; k <= plan->peer_count; k++) {
            const ter__tally *tally = &row->tally[k];
            ter_json_object(json, k == 0 ? "tercile" : plan->peers[k - 1].name, true);
            ter_json_unsigned(json, "points", tally->points);
            ter_json_double(json, "ulp_p50", tally->p50);
            ter_json_double(json, "ulp_p99", tally->p99);
            ter_json_double(json, "ulp_max", tally->max);
            ter_json_unsigned(json, "failures", tally->failures);
            ter_json_unsigned(json, "hangs", tally->hangs);
            ter_json_unsigned(json, "beyond_1e-8", tally->gross);
            ter_json_end(json);
        }
        ter_json_end(json);
        char text[1024];
        worst_command(text, sizeof text, row);
        ter_json_text(json, "worst", row->tally[0].points > 0 ? text : NULL);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

static int read_plan(ter__cli *cli, ter__accuracy_plan *plan) {
    uint64_t points = 200;
    ter_error error = {TER_OK, ""};
    memset(plan, 0, sizeof *plan);
    int code = ter__given_number(cli, "points", 1, TER_MEASURE_POINTS_MAX, &points);
    plan->points = (size_t)points;
    if (code == 0 && !ter__given(cli, "seed") && getrandom(&plan->seed, 6, 0) != 6) {
        return ter__fail_usage(cli, NULL, "the system gives no random bytes for a seed: give one with --seed");
    }
    code = code != 0 ? code : ter__given_number(cli, "seed", 0, UINT64_MAX, &plan->seed);
    const char *name = ter__given_text(cli, "family");
    if (code == 0 && name != NULL) {
        const ter_family *family = NULL;
        if (ter_family_find(&family, name, &error) != TER_OK) {
            return ter__fail(cli, &error);
        }
        plan->family = ter_family_name(family);
    }
    const char *word = ter__given_text(cli, "operation");
    if (code == 0 && word != NULL) {
        ter_operation operation;
        if (ter_operation_find(&operation, word, &error) != TER_OK) {
            return ter__fail(cli, &error);
        }
        plan->operation = ter_operation_word(operation);
    }
    for (size_t i = 0; code == 0 && i < cli->given_count; i++) {
        if (strcmp(cli->given[i].option->name, "peer") != 0) {
            continue;
        }
        if (plan->peer_count == TER__SYSTEMS_MAX - 1 || !ter__peer_open(&plan->peers[plan->peer_count], cli->given[i].value)) {
            return ter__fail_usage(cli, NULL, "option \"--peer\": \"%s\" is no NAME=COMMAND, or one too many (%d)",
                                   cli->given[i].value, TER__SYSTEMS_MAX - 1);
        }
        plan->peer_count++;
    }
    return code;
}

int ter__cmd_validate_accuracy(ter__cli *cli) {
    ter__accuracy_plan plan;
    ter__accuracy_run run = {0, NULL};
    ter_error error = {TER_OK, ""};
    int code = read_plan(cli, &plan);
    if (code != 0) {
        return code;
    }
    if (plan.peer_count > 0) {
        signal(SIGPIPE, SIG_IGN); /* a peer that died is seen at the next write */
    }
    ter__note(cli, "seed %" PRIu64 "; units in the last place of the true value", plan.seed);
    screen s = {cli, &plan, NULL};
    ter_status status = ter__accuracy_measure(&run, &plan, print_row, &s, &error);
    const char *report = ter__given_text(cli, "report");
    if (status == TER_OK && report != NULL) {
        status = ter__accuracy_report(&run, &plan, report, &error);
    }
    size_t broken = 0;
    for (size_t i = 0; i < run.count; i++) {
        broken += ter__accuracy_broken(&run.rows[i]);
    }
    if (status != TER_OK) {
        code = ter__fail(cli, &error);
    } else {
        code = cli->json ? print_run_json(cli, &run, &plan) : TER__EXIT_OK;
        ter__note(cli, "%zu of %zu operations of laws beyond their bounds", broken, run.count);
        code = code == TER__EXIT_OK && broken > 0 ? TER__EXIT_DIFFERENT : code;
    }
    ter__accuracy_free(&run);
    return code;
}
#else
int ter__cmd_validate_accuracy(ter__cli *cli) {
    ter_error error = {TER_NO_BACKEND, "this program was built without the oracle: install FLINT/Arb's headers and build again"};
    return ter__fail(cli, &error);
}
#endif
