/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile dist show NAME: what is known of a family; with a law in the place of the name, its summaries and quantiles. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/law.h"
#include "tercile/compose.h"

static const double shown_probabilities[] = {0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999};
#define SHOWN_COUNT (sizeof shown_probabilities / sizeof shown_probabilities[0])

static void heading(ter__output *out, const char *text) {
    ter__output_style(out, TER__BOLD);
    ter__output_print(out, "\n%s\n", text);
    ter__output_style(out, TER__PLAIN);
}

static void interval_text(const ter_parameter *parameter, char *text, size_t size) {
    snprintf(text, size, "%c%g, %g%c%s", parameter->lower_open ? '(' : '[', parameter->lower, parameter->upper,
             parameter->upper_open ? ')' : ']', parameter->integer ? ", whole" : "");
}

static void show_parameters(ter__output *out, const ter_family *family) {
    heading(out, "parameters");
    for (size_t i = 0; i < ter_family_parameter_count(family); i++) {
        const ter_parameter *parameter = ter_family_parameter(family, i);
        char interval[96];
        interval_text(parameter, interval, sizeof interval);
        ter__output_text(out, "  ");
        ter__output_cell(out, parameter->name, 14, false);
        ter__output_cell(out, parameter->symbol, 8, false);
        ter__output_cell(out, interval, 20, false);
        ter__output_print(out, " %s", parameter->description);
        if (parameter->has_default) {
            ter__output_print(out, "; %g when left out", parameter->default_value);
        }
        ter__output_text(out, "\n");
    }
}

/* The other ways to write the law: "R.gamma(shape, rate=1)". */
static void variant_text(const ter_variant *variant, char *text, size_t size) {
    const char *origin = ter_variant_origin(variant);
    int used = snprintf(text, size, "%s%s%s(", origin != NULL ? origin : "", origin != NULL ? "." : "", ter_variant_name(variant));
    for (size_t i = 0; i < ter_variant_parameter_count(variant) && used >= 0 && (size_t)used < size; i++) {
        const ter_parameter *parameter = ter_variant_parameter(variant, i);
        char given[32] = "";
        if (parameter->has_default) {
            snprintf(given, sizeof given, "=%g", parameter->default_value);
        }
        used += snprintf(text + used, size - (size_t)used, "%s%s%s", i > 0 ? ", " : "", parameter->name, given);
    }
    if (used >= 0 && (size_t)used < size) {
        snprintf(text + used, size - (size_t)used, ")");
    }
}

static void show_variants(ter__output *out, const ter_family *family) {
    if (ter_family_variant_count(family) > 0) {
        heading(out, "other ways to write it");
    }
    for (size_t i = 0; i < ter_family_variant_count(family); i++) {
        char text[256];
        variant_text(ter_family_variant(family, i), text, sizeof text);
        ter__output_print(out, "  %s\n", text);
    }
}

static void show_accuracy(ter__output *out, const ter_family *family) {
    heading(out, "operations, and their error in units in the last place (ulp)");
    ter__output_text(out, "  ");
    ter__output_cell(out, "operation", 14, false);
    ter__output_cell(out, "99 of 100", 10, true);
    ter__output_cell(out, "all", 10, true);
    ter__output_text(out, "  method\n");
    for (int i = 0; i < TER_OPERATION_COUNT; i++) {
        ter_operation operation = (ter_operation)i;
        ter_accuracy accuracy = ter_family_accuracy(family, operation);
        char most[32] = "-", all[32] = "-";
        if (accuracy.ulp_max > 0) {
            snprintf(most, sizeof most, "%.3g", accuracy.ulp_p99);
            snprintf(all, sizeof all, "%.3g", accuracy.ulp_max);
        }
        ter__output_text(out, "  ");
        ter__output_cell(out, ter_operation_word(operation), 17, false);
        ter__output_cell(out, most, 7, true);
        ter__output_cell(out, all, 10, true);
        ter__output_print(out, "  %s\n", ter_family_is_native(family, operation) ? "own" : "derived");
    }
    const char *range = ter_family_accuracy_range(family);
    if (range != NULL) {
        ter__output_print(out, "  range: %s\n", range);
    }
}

static void show_family(ter__output *out, const ter_family *family) {
    ter__output_style(out, TER__BOLD);
    ter__output_print(out, "%s", ter_family_name(family));
    ter__output_style(out, TER__PLAIN);
    ter__output_print(out, ": %s, %s\n", ter_family_title(family), ter_family_is_discrete(family) ? "discrete" : "continuous");
    ter__output_print(out, "  %s\n", ter_family_formula(family));
    if (ter_family_conventions(family) != NULL) {
        ter__output_print(out, "  %s\n", ter_family_conventions(family));
    }
    for (size_t i = 0; i < ter_family_alias_count(family); i++) {
        const ter_alias *alias = ter_family_alias(family, i);
        ter__output_print(out, "%s%s (%s)%s", i == 0 ? "  also known as " : "", alias->name, alias->origin,
                          i + 1 == ter_family_alias_count(family) ? "\n" : ", ");
    }
    show_parameters(out, family);
    show_variants(out, family);
    show_accuracy(out, family);
}

static void print_value(ter__output *out, const char *name, double value, const char *remark) {
    ter__output_text(out, "  ");
    ter__output_cell(out, name, 18, false);
    ter__print_double(out, value, false);
    ter__output_print(out, "%s\n", remark);
}

static void show_law(ter__output *out, const ter_dist *dist) {
    char law[TER__LAW_TEXT_BYTES];
    double lower, upper;
    ter_dist_format(dist, law, sizeof law);
    ter_dist_support(dist, &lower, &upper);
    ter__output_style(out, TER__BOLD);
    ter__output_print(out, "%s\n", law);
    ter__output_style(out, TER__PLAIN);
    print_value(out, "support from", lower, "");
    print_value(out, "support to", upper, "");
    heading(out, "summaries");
    for (int i = 0; i < TER_SUMMARY_COUNT; i++) {
        double value = (double)NAN;
        ter_status status = ter_dist_summary(dist, (ter_summary)i, &value);
        bool known = status == TER_OK || status == TER_INFINITE || status == TER_UNDEFINED;
        print_value(out, ter_summary_word((ter_summary)i), known ? value : (double)NAN,
                    status == TER_UNDEFINED ? " (does not exist)"
                    : known                 ? ""
                                            : " (could not be computed)");
    }
    heading(out, "quantiles");
    for (size_t i = 0; i < SHOWN_COUNT; i++) {
        char name[32];
        snprintf(name, sizeof name, "%g", shown_probabilities[i]);
        print_value(out, name, ter_dist_quantile(dist, shown_probabilities[i]), "");
    }
}

static int family_json(ter__cli *cli, const ter_family *family) {
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_dist_family", 1);
    ter_json_text(json, "name", ter_family_name(family));
    ter_json_text(json, "title", ter_family_title(family));
    ter_json_boolean(json, "discrete", ter_family_is_discrete(family));
    ter_json_text(json, "formula", ter_family_formula(family));
    ter_json_text(json, "conventions", ter_family_conventions(family));
    ter_json_array(json, "parameters", false);
    for (size_t i = 0; i < ter_family_parameter_count(family); i++) {
        const ter_parameter *parameter = ter_family_parameter(family, i);
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", parameter->name);
        ter_json_text(json, "symbol", parameter->symbol);
        ter_json_text(json, "description", parameter->description);
        ter_json_double(json, "lower", parameter->lower);
        ter_json_double(json, "upper", parameter->upper);
        ter_json_boolean(json, "lower_open", parameter->lower_open);
        ter_json_boolean(json, "upper_open", parameter->upper_open);
        ter_json_boolean(json, "integer", parameter->integer);
        ter_json_double(json, "default", parameter->has_default ? parameter->default_value : (double)NAN);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_array(json, "variants", false);
    for (size_t i = 0; i < ter_family_variant_count(family); i++) {
        char text[256];
        variant_text(ter_family_variant(family, i), text, sizeof text);
        ter_json_text(json, NULL, text);
    }
    ter_json_end(json);
    ter_json_text(json, "accuracy_range", ter_family_accuracy_range(family));
    ter_json_array(json, "operations", false);
    for (int i = 0; i < TER_OPERATION_COUNT; i++) {
        ter_accuracy accuracy = ter_family_accuracy(family, (ter_operation)i);
        ter_json_object(json, NULL, true);
        ter_json_text(json, "operation", ter_operation_word((ter_operation)i));
        ter_json_double(json, "ulp_p99", accuracy.ulp_max > 0 ? accuracy.ulp_p99 : (double)NAN);
        ter_json_double(json, "ulp_max", accuracy.ulp_max > 0 ? accuracy.ulp_max : (double)NAN);
        ter_json_boolean(json, "native", ter_family_is_native(family, (ter_operation)i));
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

static int law_json(ter__cli *cli, const ter_dist *dist) {
    double lower, upper;
    ter_dist_support(dist, &lower, &upper);
    ter_json *json = ter_json_create();
    ter__begin_law_json(json, "tercile_dist_law", dist);
    ter_json_double(json, "support_lower", lower);
    ter_json_double(json, "support_upper", upper);
    ter_json_object(json, "summaries", false);
    for (int i = 0; i < TER_SUMMARY_COUNT; i++) {
        double value = (double)NAN;
        ter_status status = ter_dist_summary(dist, (ter_summary)i, &value);
        bool exists = status == TER_OK || status == TER_INFINITE;
        ter_json_double(json, ter_summary_word((ter_summary)i), exists ? value : (double)NAN);
    }
    ter_json_end(json);
    ter_json_array(json, "quantiles", false);
    for (size_t i = 0; i < SHOWN_COUNT; i++) {
        ter_json_object(json, NULL, true);
        ter_json_double(json, "p", shown_probabilities[i]);
        ter_json_double(json, "quantile", ter_dist_quantile(dist, shown_probabilities[i]));
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

int ter__cmd_dist_show(ter__cli *cli) {
    const char *text = cli->arguments[0];
    if (strchr(text, '(') == NULL) {
        const ter_family *family = NULL;
        ter_error error = {TER_OK, ""};
        family = ter_composition_family(text);
        if (family == NULL && ter_family_find(&family, text, &error) != TER_OK) {
            return ter__fail(cli, &error);
        }
        if (cli->json) {
            return family_json(cli, family);
        }
        show_family(&cli->out, family);
        return TER__EXIT_OK;
    }
    ter_dist *dist = NULL;
    int code = ter__read_law(cli, &dist);
    if (code != 0) {
        return code;
    }
    if (cli->json) {
        code = law_json(cli, dist);
    } else {
        show_law(&cli->out, dist);
    }
    ter_dist_destroy(dist);
    return code;
}
