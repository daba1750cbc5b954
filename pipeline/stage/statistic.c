/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage/statistic.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "tercile/text.h"

ter_status ter__statistic_parse(ter__statistic *statistic, const char *text, ter_error *error) {
    static const char head[] = "quantile(";
    size_t length = strlen(text), begin = sizeof head - 1;
    *statistic = (ter__statistic){.kind = TER__STATISTIC_PARAMETER, .parameter = text};
    if (strncmp(text, head, begin) == 0) {
        bool closed = length > begin + 1 && text[length - 1] == ')';
        statistic->kind = TER__STATISTIC_QUANTILE;
        if (!closed || ter_text_to_double(text + begin, length - begin - 1, &statistic->p) != TER_OK) {
            return ter_error_set(error, TER_BAD_SYNTAX, "\"%s\" cannot be read: write quantile(0.99)", text);
        }
        if (!(statistic->p > 0.0 && statistic->p < 1.0)) {
            return ter_error_set(error, TER_BAD_SYNTAX, "the probability in \"%s\" must be above 0 and below 1", text);
        }
        return TER_OK;
    }
    if (strcmp(text, "mean") == 0) {
        statistic->kind = TER__STATISTIC_MEAN;
    } else if (strcmp(text, "standard_deviation") == 0 || strcmp(text, "sd") == 0) {
        statistic->kind = TER__STATISTIC_DEVIATION;
    } else if (length == 0 || strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") != length) {
        return ter_error_set(error, TER_BAD_SYNTAX,
                             "\"%s\" is no statistic: quantile(P), mean, standard_deviation, or a parameter's name", text);
    }
    return TER_OK;
}

static size_t find_parameter(const ter_family *family, const char *name) {
    for (size_t i = 0; i < ter_family_parameter_count(family); i++) {
        if (strcmp(ter_family_parameter(family, i)->name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

bool ter__statistic_exists(const ter__statistic *statistic, const ter_family *family) {
    return statistic->kind != TER__STATISTIC_PARAMETER || find_parameter(family, statistic->parameter) != SIZE_MAX;
}

static double of_dist(const ter__statistic *statistic, const ter_dist *dist) {
    double value = NAN;
    if (statistic->kind == TER__STATISTIC_QUANTILE) {
        return ter_dist_eval(dist, TER_QUANTILE, statistic->p);
    }
    ter_summary summary = statistic->kind == TER__STATISTIC_MEAN ? TER_MEAN : TER_VARIANCE;
    if (ter_dist_summary(dist, summary, &value) != TER_OK) {
        return NAN;
    }
    return statistic->kind == TER__STATISTIC_MEAN ? value : sqrt(value);
}

double ter__statistic_value(const ter__statistic *statistic, const ter_family *family, const double *parameters) {
    if (statistic->kind == TER__STATISTIC_PARAMETER) {
        size_t index = find_parameter(family, statistic->parameter);
        return index != SIZE_MAX ? parameters[index] : (double)NAN;
    }
    ter_dist *dist;
    if (ter_dist_create(&dist, family, ter_family_parameter_count(family), parameters, NULL) != TER_OK) {
        return NAN;
    }
    double value = of_dist(statistic, dist);
    ter_dist_destroy(dist);
    return isfinite(value) ? value : (double)NAN;
}
