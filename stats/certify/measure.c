/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tercile/measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate.h"
#include "law.h"
#include "points.h"
#include "ulp_error.h"

#define BITS 300

/*
 * The slope of a log density is 0 at the mode. Next to it one step of the argument changes it by as much as it is, and its last
 * place means nothing: the unit there is that of 2^SLOPE_CHANGE_BITS times the change over the step.
 */
#define SLOPE_CHANGE_BITS 8
/* The ulp of numbers below 2^-1021 is that of 0. */
#define SMALLEST_BITS (-1021)

static double slope_error(const ter__question *question, const arb_t truth, double value) {
    ter__question next = *question;
    next.argument = nextafter(question->argument, HUGE_VAL);
    arb_t change;
    slong bits;
    arb_init(change);
    double ulp = ter__ulp_error(value, truth);
    if (ter__answer(change, &next, &bits) == TER_OK && arb_is_finite(change)) {
        arb_sub(change, change, truth, BITS);
        arb_mul_2exp_si(change, change, SLOPE_CHANGE_BITS);
        slong place = arf_is_zero(arb_midref(truth)) ? SMALLEST_BITS : arf_abs_bound_lt_2exp_si(arb_midref(truth));
        slong change_place = arf_abs_bound_lt_2exp_si(arb_midref(change));
        slong lift = change_place < SMALLEST_BITS ? 0 : change_place - (place > SMALLEST_BITS ? place : SMALLEST_BITS);
        ulp = lift > 0 ? ldexp(ulp, -(int)(lift < 3000 ? lift : 3000)) : ulp;
    }
    arb_clear(change);
    return ulp;
}

/*
 * An inverse of a law of location and scale ends in location + scale z. Where that cancels, a family may promise its bound in the
 * unit of the location only: so says its range.
 */
static double inverse_error(const ter_family *family, const double *parameters, const arb_t truth, double value) {
    const ter__law *ranges = ter__law_find(ter_family_name(family));
    double ulp = ter__ulp_error(value, truth), location = ranges && ranges->location > 0 ? parameters[ranges->location - 1] : 0.0;
    double nearest = fabs(arf_get_d(arb_midref(truth), ARF_RND_NEAR));
    if (!(fabs(location) > nearest) || isinf(ulp)) {
        return ulp;
    }
    int high, low;
    (void)frexp(location, &high);
    (void)frexp(fmax(nearest, 0x1p-1022), &low);
    return ldexp(ulp, low - high);
}

/* The error of a value of an operation whose truth exists. */
static double error_of(const ter_family *family, const ter__question *question, const arb_t truth, double value) {
    if (question->operation == TER_LOG_PDF_SLOPE) {
        return slope_error(question, truth, value);
    }
    return ter_operation_argument(question->operation) != TER_ARGUMENT_POINT
               ? inverse_error(family, question->parameters, truth, value)
               : ter__ulp_error(value, truth);
}

ter_status ter_measure_point(ter_measured *out, const ter_family *family, ter_operation operation, const double *parameters,
                             double argument, ter_error *error) {
    const ter__law *law = ter__law_find(ter_family_name(family));
    size_t n = ter_family_parameter_count(family);
    ter_dist *dist;
    if (!law) {
        return ter_error_set(error, TER_UNKNOWN_NAME, "%s: no oracle", ter_family_name(family));
    }
    ter_status status = ter_dist_create(&dist, family, n, parameters, error);
    if (status != TER_OK) {
        return status;
    }
    memset(out, 0, sizeof *out);
    memcpy(out->parameters, parameters, n * sizeof *parameters);
    out->argument = argument;
    out->value = ter_dist_eval(dist, operation, argument);
    ter_dist_destroy(dist);
    arb_t truth;
    arb_init(truth);
    slong bits = 0;
    ter__question question = {law, parameters, operation, argument, out->value};
    status = ter__answer(truth, &question, &bits);
    if (status == TER_UNDEFINED) {
        out->undefined = true;
        out->ulp = isnan(out->value) ? 0.0 : HUGE_VAL;
        status = TER_OK;
    } else if (status == TER_OK) {
        ter__enclose(&out->truth, truth, bits);
        out->ulp = error_of(family, &question, truth, out->value);
    } else {
        status = ter_error_set(error, status, "%s: the oracle reached its bounds", ter_operation_word(operation));
    }
    arb_clear(truth);
    return status;
}

ter_status ter_measure_interval(ter_measured *out, const ter_family *family, const double *parameters, double lower, double upper,
                                ter_error *error) {
    size_t n = ter_family_parameter_count(family);
    ter_dist *dist;
    memset(out, 0, sizeof *out);
    ter_status status = ter_dist_create(&dist, family, n, parameters, error);
    if (status != TER_OK) {
        return status;
    }
    memcpy(out->parameters, parameters, n * sizeof *parameters);
    out->argument = lower;
    out->value = ter_dist_interval(dist, lower, upper);
    ter_dist_destroy(dist);
    status = ter_certify_interval(family, n, parameters, lower, upper, &out->truth, error);
    if (status != TER_OK) {
        return status;
    }
    arb_t truth;
    arb_init(truth);
    out->ulp = arb_set_str(truth, out->truth.decimal, BITS) == 0 ? ter__ulp_error(out->value, truth) : HUGE_VAL;
    arb_clear(truth);
    return TER_OK;
}

double ter_measure_error(const ter_family *family, ter_operation operation, const ter_measured *point, double value) {
    const ter__law *law = ter__law_find(ter_family_name(family));
    if (point->undefined || isnan(value) || !law) {
        return point->undefined == isnan(value) ? 0.0 : HUGE_VAL;
    }
    if (value == point->value) {
        return point->ulp; /* which was taken from the ball, not from its decimal text */
    }
    if (point->truth.lower == point->truth.upper && isinf(point->truth.lower)) {
        return HUGE_VAL;
    }
    arb_t truth;
    arb_init(truth);
    ter__question question = {law, point->parameters, operation, point->argument, value};
    double ulp = HUGE_VAL;
    arb_set_si(truth, point->truth.sign);
    arb_mul_2exp_si(truth, truth, 1024);
    if (isinf(point->truth.nearest) || arb_set_str(truth, point->truth.decimal, BITS) == 0) {
        ulp = error_of(family, &question, truth, value);
    }
    arb_clear(truth);
    return ulp;
}

unsigned ter_measure_cost(const ter_family *family) {
    const ter__law *law = ter__law_find(ter_family_name(family));
    return law && law->cost > 1 ? law->cost : 1;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void take(ter_measure *measure, const ter_measured *point, ter_accuracy bound, double *errors) {
    errors[measure->points++] = point->ulp;
    measure->beyond_p99 += point->ulp > bound.ulp_p99;
    bool beyond = isinf(point->value) && !point->undefined && !isinf(point->truth.nearest) && point->ulp > bound.ulp_max;
    bool failure = point->undefined ? !isnan(point->value) : isnan(point->value) || beyond;
    if (failure && measure->failures++ == 0) {
        measure->first_failure = *point;
    }
    if (measure->points == 1 || point->ulp > measure->max) {
        measure->max = point->ulp;
        measure->worst = *point;
    }
}

ter_status ter_measure_run(ter_measure *measure, const ter_family *family, ter_operation operation, size_t points, uint64_t seed,
                           ter_measure_sink *sink, void *context, ter_error *error) {
    memset(measure, 0, sizeof *measure);
    if (!ter__law_find(ter_family_name(family))) {
        return ter_error_set(error, TER_UNKNOWN_NAME, "%s: no oracle", ter_family_name(family));
    }
    double *errors = points > 0 && points <= TER_MEASURE_POINTS_MAX ? malloc(points * sizeof *errors) : NULL;
    if (!errors) {
        return ter_error_set(error, TER_NO_MEMORY, "no memory for %zu points", points);
    }
    ter_stream stream = ter_stream_open(seed, (uint32_t)operation, 0);
    ter_accuracy bound = ter_family_accuracy(family, operation);
    ter_status status = TER_OK;
    for (size_t i = 0; i < points && status == TER_OK; i++) {
        double parameters[TER_PARAMETERS_MAX] = {0};
        ter_dist *dist;
        if (!ter__draw_parameters(family, &stream, parameters)) {
            status = ter_error_set(error, TER_UNKNOWN_NAME, "%s: no ranges for hard points", ter_family_name(family));
            break;
        }
        status = ter_dist_create(&dist, family, ter_family_parameter_count(family), parameters, error);
        if (status != TER_OK) {
            break;
        }
        double argument = ter__draw_argument(dist, operation, &stream);
        bool exempt = ter__is_exempt(dist, operation, argument);
        ter_dist_destroy(dist);
        if (exempt) {
            continue;
        }
        ter_measured point;
        status = ter_measure_point(&point, family, operation, parameters, argument, error);
        if (status == TER_OK) {
            take(measure, &point, bound, errors);
            if (sink) {
                sink(context, &point);
            }
        } else if (status == TER_NOT_ACCURATE) {
            measure->first_open = measure->unresolved++ == 0 ? point : measure->first_open;
            status = TER_OK;
        }
    }
    if (measure->points > 0) {
        qsort(errors, measure->points, sizeof *errors, by_size);
        measure->p50 = errors[measure->points / 2];
        measure->p99 = errors[measure->points - 1 - measure->points / 100];
    }
    free(errors);
    return status;
}

size_t ter_measure_write(char *text, size_t size, const ter_family *family, ter_operation operation, const ter_measured *point) {
    char law[256];
    (void)ter__write_law(law, sizeof law, family, point->parameters);
    int length = snprintf(text, size, "tercile dist %s '%s' %a gives %a (%.17g), true value %s: %.3g ulp",
                          ter_operation_word(operation), law, point->argument, point->value, point->value,
                          point->undefined ? "does not exist" : point->truth.decimal, point->ulp);
    return length > 0 ? (size_t)length : 0;
}
