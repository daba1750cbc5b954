/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/law.h"

int ter__read_law(ter__cli *cli, ter_dist **dist) {
    ter_error error = {TER_OK, ""};
    if (ter_dist_parse(dist, cli->arguments[0], &error) != TER_OK) {
        return ter__fail(cli, &error);
    }
    return 0;
}

void ter__begin_law_json(ter_json *json, const char *name, const ter_dist *dist) {
    char law[TER__LAW_TEXT_BYTES];
    ter_dist_format(dist, law, sizeof law);
    ter_json_object(json, NULL, false);
    ter_json_integer(json, name, 1);
    ter_json_text(json, "law", law);
}

const char *ter__argument_fault(ter_operation operation, double x) {
    switch (ter_operation_argument(operation)) {
    case TER_ARGUMENT_PROBABILITY:
        return x < 0 || x > 1 ? "a probability lies between 0 and 1" : NULL;
    case TER_ARGUMENT_LOG_PROBABILITY:
        return x > 0 ? "the logarithm of a probability is at most 0" : NULL;
    case TER_ARGUMENT_POINT:
        break;
    }
    return NULL;
}

int ter__read_argument(ter__cli *cli, ter_operation operation, const char *text, double *x) {
    int code = ter__read_number(cli, "X", text, x);
    const char *fault = code == 0 ? ter__argument_fault(operation, *x) : NULL;
    return fault != NULL ? ter__fail_usage(cli, NULL, "%s of %s: %s", ter_operation_word(operation), text, fault) : code;
}
