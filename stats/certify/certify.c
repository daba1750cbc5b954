/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The public face: checks, the question, the enclosure. */
#include "tercile/certify.h"

#include <math.h>
#include <string.h>

#include "evaluate.h"

bool ter_certify_knows(const ter_family *family) {
    return ter__law_find(ter_family_name(family)) != NULL;
}

static double nearest_double(const arf_t x) {
    return arf_get_d(x, ARF_RND_NEAR);
}

/* A value beyond all doubles may be known by its octave only. */
static void write_decimal(ter_enclosure *enclosure, const arb_t ball) {
    const bool above = enclosure->nearest > 0.0;
    const char *text = NULL;
    char *digits = NULL;
    if (arf_is_inf(arb_midref(ball)) && mag_is_zero(arb_radref(ball))) {
        text = above ? "inf" : "-inf";
    } else if (isinf(enclosure->nearest) && arb_rel_accuracy_bits(ball) < TER_CERTIFY_GOAL_BITS - 2) {
        text = above ? "above 1.7976931348623157e+308" : "below -1.7976931348623157e+308";
    } else {
        text = digits = arb_get_str(ball, TER_CERTIFY_DIGITS, ARB_STR_NO_RADIUS);
    }
    strncpy(enclosure->decimal, text, sizeof enclosure->decimal - 1);
    enclosure->decimal[sizeof enclosure->decimal - 1] = '\0';
    flint_free(digits);
}

/* log |x|, to double precision, of numbers of any size. */
static double log_of(const arb_t x) {
    arb_t magnitude;
    arb_init(magnitude);
    arb_set_arf(magnitude, arb_midref(x));
    arb_abs(magnitude, magnitude);
    arb_log(magnitude, magnitude, TER_CERTIFY_PRECISION_MIN_BITS);
    double out = nearest_double(arb_midref(magnitude));
    arb_clear(magnitude);
    return out;
}

void ter__enclose(ter_enclosure *enclosure, const arb_t ball, slong bits) {
    arf_t end;
    arf_init(end);
    arb_get_lbound_arf(end, ball, TER_CERTIFY_PRECISION_MIN_BITS);
    enclosure->lower = arf_get_d(end, ARF_RND_FLOOR);
    arb_get_ubound_arf(end, ball, TER_CERTIFY_PRECISION_MIN_BITS);
    enclosure->upper = arf_get_d(end, ARF_RND_CEIL);
    arf_clear(end);
    enclosure->nearest = nearest_double(arb_midref(ball));
    enclosure->sign = arb_is_positive(ball) ? 1 : arb_is_negative(ball) ? -1 : 0;
    enclosure->log_magnitude = arb_is_zero(ball) ? -HUGE_VAL : arb_is_finite(ball) ? log_of(ball) : HUGE_VAL;
    enclosure->precision_bits = (unsigned)bits;
    write_decimal(enclosure, ball);
}

/* The law, with the parameters checked as the library does. */
static ter_status open_law(const ter__law **law, ter_dist **dist, const ter_family *family, size_t n, const double *parameters,
                           ter_error *error) {
    *law = ter__law_find(ter_family_name(family));
    if (!*law) {
        return ter_error_set(error, TER_UNKNOWN_NAME, "%s: the oracle does not know this family", ter_family_name(family));
    }
    if (n != (*law)->parameter_count) {
        return ter_error_set(error, TER_BAD_SHAPE, "%s: all %u parameters are needed here, not %zu", ter_family_name(family),
                             (*law)->parameter_count, n);
    }
    return ter_dist_create(dist, family, n, parameters, error);
}

static ter_status finish(ter_status status, const arb_t ball, slong bits, const char *what, ter_enclosure *enclosure,
                         ter_error *error) {
    if (status == TER_OK) {
        ter__enclose(enclosure, ball, bits);
        return TER_OK;
    }
    if (status == TER_UNDEFINED) {
        return ter_error_set(error, status, "%s: no value exists here", what);
    }
    return ter_error_set(error, status, "%s: no tight enclosure within %d bits and %d steps", what, TER_CERTIFY_PRECISION_MAX_BITS,
                         TER_CERTIFY_STEPS_MAX);
}

ter_status ter_certify_eval(const ter_family *family, size_t n, const double *parameters, ter_operation operation, double argument,
                            ter_enclosure *enclosure, ter_error *error) {
    const ter__law *law;
    ter_dist *dist;
    ter_status status = open_law(&law, &dist, family, n, parameters, error);
    if (status != TER_OK) {
        return status;
    }
    bool inverse = ter_operation_argument(operation) != TER_ARGUMENT_POINT;
    ter__question question = {law, parameters, operation, argument, inverse ? ter_dist_eval(dist, operation, argument) : nan("")};
    ter_dist_destroy(dist);
    arb_t ball;
    slong bits = 0;
    arb_init(ball);
    status = ter__answer(ball, &question, &bits);
    status = finish(status, ball, bits, ter_operation_word(operation), enclosure, error);
    arb_clear(ball);
    return status;
}

ter_status ter_certify_interval(const ter_family *family, size_t n, const double *parameters, double a, double b,
                                ter_enclosure *enclosure, ter_error *error) {
    const ter__law *law;
    ter_dist *dist;
    ter_status status = open_law(&law, &dist, family, n, parameters, error);
    if (status != TER_OK) {
        return status;
    }
    ter_dist_destroy(dist);
    arb_t ball;
    slong bits = 0;
    arb_init(ball);
    status = ter__answer_interval(ball, law, parameters, a, b, &bits);
    status = finish(status, ball, bits, "interval", enclosure, error);
    arb_clear(ball);
    return status;
}

ter_status ter_certify_gradient(const ter_family *family, size_t n, const double *parameters, size_t index, double x,
                                ter_enclosure *enclosure, ter_error *error) {
    const ter__law *law;
    ter_dist *dist;
    ter_status status = open_law(&law, &dist, family, n, parameters, error);
    if (status != TER_OK) {
        return status;
    }
    ter_dist_destroy(dist);
    if (index >= n) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: there is no parameter %zu", ter_family_name(family), index);
    }
    arb_t ball;
    slong bits = 0;
    arb_init(ball);
    status = ter__answer_gradient(ball, law, parameters, index, x, &bits);
    status = finish(status, ball, bits, "gradient", enclosure, error);
    arb_clear(ball);
    return status;
}
