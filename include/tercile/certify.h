/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rigorous oracle: enclosures of values of distributions, proved rather than estimated.
 *
 * Each law is stated a second time, in ball arithmetic (Arb) and straight from its textbook definition, with no code shared with
 * tercile/dist.h. A value is computed at rising precision until its ball is tight. The enclosure holds the true value for the law
 * with exactly these doubles as parameters and argument. Inverse operations are proved by the sign of cdf - p on both sides.
 *
 * This is a library of its own, libtercile-certify, built where FLINT/Arb is installed. FLINT ends the program when memory runs
 * out; nothing else here does. Functions are safe to call from several threads at once.
 */
#ifndef TERCILE_CERTIFY_H
#define TERCILE_CERTIFY_H

#include <stdbool.h>

#include "dist.h"

TER_BEGIN_DECLS

/* An enclosure's relative width is at most 2^-TER_CERTIFY_GOAL_BITS. */
#define TER_CERTIFY_GOAL_BITS 70
/* Precision starts at the first and doubles up to the second; beyond it TER_NOT_ACCURATE. */
#define TER_CERTIFY_PRECISION_MIN_BITS 128
#define TER_CERTIFY_PRECISION_MAX_BITS 16384
/* Evaluations of a tail that an inverse may use. */
#define TER_CERTIFY_STEPS_MAX 3000
/* Digits of the decimal text, and its length with sign, point, exponent and end mark. */
#define TER_CERTIFY_DIGITS     20
#define TER_CERTIFY_TEXT_BYTES 64

typedef struct ter_enclosure {
    /* lower <= true value <= upper: neighbouring doubles at most, equal when the value is a double; infinite ends are meant. */
    double lower, upper;
    double nearest; /* the double nearest the value; +-inf beyond the largest, 0 below half the smallest */
    /* -1, 0, 1; and the natural log of |value| to double precision: what is left of a value that no double can hold. */
    int sign;
    double log_magnitude;
    char decimal[TER_CERTIFY_TEXT_BYTES]; /* "1.2345678901234567890e-400", right to within one unit of the last digit; or, rarely,
                                             "above 1.797...e+308" */
    unsigned precision_bits;              /* at which the ball became tight */
} ter_enclosure;

/* Whether the oracle knows the family. */
TER_EXPORT bool ter_certify_knows(const ter_family *family);

/*
 * The value of an operation at `argument` for the law with parameters[n] (all of them, none left to defaults).
 * TER_UNDEFINED where no value exists (a probability outside [0, 1], a slope outside the support, NaN in);
 * TER_UNKNOWN_NAME for a family without an entry; TER_BAD_ARGUMENT and TER_BAD_SHAPE as ter_dist_create;
 * TER_NOT_ACCURATE when the bounds above do not suffice.
 */
TER_MUST_USE TER_EXPORT ter_status ter_certify_eval(const ter_family *family, size_t n, const double *parameters,
                                                    ter_operation operation, double argument, ter_enclosure *enclosure,
                                                    ter_error *error);

/* P(a < X <= b). Otherwise as above. */
TER_MUST_USE TER_EXPORT ter_status ter_certify_interval(const ter_family *family, size_t n, const double *parameters, double a,
                                                        double b, ter_enclosure *enclosure, ter_error *error);

/* The derivative of the log density at x in parameter `index`. TER_UNDEFINED outside the open support. Otherwise as above. */
TER_MUST_USE TER_EXPORT ter_status ter_certify_gradient(const ter_family *family, size_t n, const double *parameters, size_t index,
                                                        double x, ter_enclosure *enclosure, ter_error *error);

TER_END_DECLS
#endif
