/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Probability distributions.
 *
 * A distribution (ter_dist) is a family with checked parameters. The families are listed by one table; everything that is said of
 * a family (names, parameters, accuracy) can be asked for at run time, and `tercile dist show NAME` prints it.
 *
 * Evaluators return double and never fail: outside the support they give the true limit (density 0, log density -inf, cdf 0 or 1),
 * for a probability outside [0, 1] or a log probability above 0 they give NaN, and NaN in is NaN out. They touch no state, so one
 * ter_dist may be used by many threads at once. Each exists for one number and for arrays; the first is the second with n = 1, and
 * both give the same bits on every machine and whatever vector width the processor has (ter_dist_path names the one in use).
 *
 * Upper tails and logs are separate functions, never formed by subtraction: sf(x) is right where 1 - cdf(x) is 0.
 *
 * For a discrete family, "density" is the probability mass; the density of a point that is no integer is 0, cdf and sf take any
 * real x: cdf(x) = P(X <= x), sf(x) = P(X > x). quantile(p) is the smallest x with cdf(x) >= p; isf(q) the smallest x with
 * sf(x) <= q. quantile(0) is the lower end of the support, quantile(1) the upper.
 *
 * Accuracy: each family states a bound in units in the last place (ulp) per operation, with the range of parameters for which it
 * holds (ter_family_accuracy); the tests hold it to that against rigorous enclosures on fresh random points.
 */
#ifndef TERCILE_DIST_H
#define TERCILE_DIST_H

#include <stdbool.h>
#include <stddef.h>

#include "random.h"
#include "status.h"

TER_BEGIN_DECLS

/* ---- operations --------------------------------------------------------------------------------------------------------- */

/* What the argument of an operation is. */
typedef enum ter_argument { TER_ARGUMENT_POINT, TER_ARGUMENT_PROBABILITY, TER_ARGUMENT_LOG_PROBABILITY } ter_argument;

/* X(NAME, word, argument, text): the word is the name in the CLI, in batch files and in reports. */
#define TER_OPERATION_LIST(X)                                                                                                      \
    X(PDF, pdf, POINT, "density, or probability mass")                                                                             \
    X(LOG_PDF, logpdf, POINT, "log of the density or mass")                                                                        \
    X(CDF, cdf, POINT, "P(X <= x)")                                                                                                \
    X(LOG_CDF, logcdf, POINT, "log P(X <= x)")                                                                                     \
    X(SF, sf, POINT, "P(X > x), the survival function")                                                                            \
    X(LOG_SF, logsf, POINT, "log P(X > x)")                                                                                        \
    X(QUANTILE, quantile, PROBABILITY, "smallest x with cdf(x) >= p")                                                              \
    X(ISF, isf, PROBABILITY, "smallest x with sf(x) <= q, the inverse survival function")                                          \
    X(QUANTILE_LOG, quantile_log, LOG_PROBABILITY, "quantile of exp(argument)")                                                    \
    X(ISF_LOG, isf_log, LOG_PROBABILITY, "isf of exp(argument)")                                                                   \
    X(HAZARD, hazard, POINT, "density / P(X >= x): pdf / sf if continuous, mass(x) / P(X >= x) if discrete")                       \
    X(CUMULATIVE_HAZARD, cumhazard, POINT, "-log P(X > x)")                                                                        \
    X(LOG_PDF_SLOPE, logpdf_slope, POINT, "derivative of the log density in x; NaN for discrete families")

typedef enum ter_operation {
#define TER_OPERATION_ENUM(name, word, argument, text) TER_##name,
    TER_OPERATION_LIST(TER_OPERATION_ENUM)
#undef TER_OPERATION_ENUM
        TER_OPERATION_COUNT
} ter_operation;

TER_EXPORT const char *ter_operation_word(ter_operation operation);
TER_EXPORT const char *ter_operation_text(ter_operation operation);
TER_EXPORT ter_argument ter_operation_argument(ter_operation operation);
/* TER_UNKNOWN_NAME with the nearest word proposed. */
TER_MUST_USE TER_EXPORT ter_status ter_operation_find(ter_operation *operation, const char *word, ter_error *error);

/* ---- families ----------------------------------------------------------------------------------------------------------- */

typedef struct ter_family ter_family;

#define TER_PARAMETERS_MAX 8

typedef struct ter_parameter {
    const char *name;        /* "shape" */
    const char *symbol;      /* "k" */
    const char *description; /* one line */
    double lower, upper;     /* the allowed interval */
    bool lower_open, upper_open;
    bool integer;         /* only whole numbers */
    bool has_default;     /* may be left out in a text or a call */
    double default_value; /* its value then */
} ter_parameter;

/* Another name of the same law with the same parameters in the same order. */
typedef struct ter_alias {
    const char *name;   /* "expon" */
    const char *origin; /* "scipy" */
} ter_alias;

TER_EXPORT size_t ter_family_count(void);
TER_EXPORT const ter_family *ter_family_at(size_t index); /* null past the end */
/* By name or alias. TER_UNKNOWN_NAME with the nearest name proposed. */
TER_MUST_USE TER_EXPORT ter_status ter_family_find(const ter_family **family, const char *name, ter_error *error);

TER_EXPORT const char *ter_family_name(const ter_family *family);
TER_EXPORT const char *ter_family_title(const ter_family *family);       /* "Gamma" */
TER_EXPORT const char *ter_family_formula(const ter_family *family);     /* density in plain text */
TER_EXPORT const char *ter_family_conventions(const ter_family *family); /* how others write it: signs, rate or scale */
TER_EXPORT bool ter_family_is_discrete(const ter_family *family);
TER_EXPORT size_t ter_family_parameter_count(const ter_family *family);
TER_EXPORT const ter_parameter *ter_family_parameter(const ter_family *family, size_t index); /* null past the end */
TER_EXPORT size_t ter_family_alias_count(const ter_family *family);
TER_EXPORT const ter_alias *ter_family_alias(const ter_family *family, size_t index);

/*
 * Another way to write a law, with other parameters: scipy's genextreme(c, loc, scale), R's exp(rate), a mean and a variance. In a
 * text it is "scipy.genextreme(c=0.1)", or the name alone when it has no origin. A peer's parameter that the family does not have
 * (scipy's loc) keeps its place and may only be what says nothing, so that positional calls mean what they mean to the peer.
 */
typedef struct ter__variant ter_variant;

TER_EXPORT size_t ter_family_variant_count(const ter_family *family);
TER_EXPORT const ter_variant *ter_family_variant(const ter_family *family, size_t index); /* null past the end */
/* By "ORIGIN.NAME" or NAME alone. TER_UNKNOWN_NAME with the nearest name proposed. */
TER_MUST_USE TER_EXPORT ter_status ter_variant_find(const ter_family **family, const ter_variant **variant, const char *name,
                                                    ter_error *error);
TER_EXPORT const char *ter_variant_origin(const ter_variant *variant); /* "scipy", "R"; null for one of the field's own */
TER_EXPORT const char *ter_variant_name(const ter_variant *variant);
TER_EXPORT size_t ter_variant_parameter_count(const ter_variant *variant);
TER_EXPORT const ter_parameter *ter_variant_parameter(const ter_variant *variant, size_t index); /* null past the end */

typedef struct ter_accuracy {
    double ulp_p99; /* 99 of 100 hard points lie within this many ulp of the true value */
    double ulp_max; /* and all within this many */
} ter_accuracy;

TER_EXPORT ter_accuracy ter_family_accuracy(const ter_family *family, ter_operation operation);
/* The range of parameters and arguments for which the bounds are promised, in words. */
TER_EXPORT const char *ter_family_accuracy_range(const ter_family *family);
/* Whether the operation has code of its own, or is derived from others by a generic method. */
TER_EXPORT bool ter_family_is_native(const ter_family *family, ter_operation operation);

/* ---- distributions ------------------------------------------------------------------------------------------------------ */

typedef struct ter_dist ter_dist;

/*
 * Checks parameters[n] (in the family's order; trailing ones that have a default may be left out) and prepares a distribution,
 * given to the caller, who frees it with ter_dist_destroy. TER_BAD_ARGUMENT names the parameter, its value and its interval;
 * TER_BAD_SHAPE says how many are expected.
 */
TER_MUST_USE TER_EXPORT ter_status ter_dist_create(ter_dist **dist, const ter_family *family, size_t n, const double *parameters,
                                                   ter_error *error);
/* The same from the parameters of a variant of the family; the distribution then has the family's own. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_create_variant(ter_dist **dist, const ter_family *family, const ter_variant *variant,
                                                           size_t n, const double *parameters, ter_error *error);
/*
 * The same from a text: "gamma(shape=2, scale=3)", "gamma(2, 3)", "normal" (all defaults), "R.gamma(shape=2, rate=0.5)"; numbers
 * in decimal or hexadecimal, positional ones first. "scipy.norm" with a name that is an alias of that origin is the family.
 * TER_BAD_SYNTAX, TER_UNKNOWN_NAME and TER_BAD_ARGUMENT give the column (from 1).
 */
TER_MUST_USE TER_EXPORT ter_status ter_dist_parse(ter_dist **dist, const char *text, ter_error *error);
TER_EXPORT void ter_dist_destroy(ter_dist *dist); /* null is allowed */

TER_EXPORT const ter_family *ter_dist_family(const ter_dist *dist);
TER_EXPORT double ter_dist_parameter(const ter_dist *dist, size_t index); /* NaN past the end */
/* Writes "gamma(shape=2, scale=3)"; cut at `size`, end mark included. Returns the length it needs, as snprintf does. */
TER_EXPORT size_t ter_dist_format(const ter_dist *dist, char *text, size_t size);

/* ---- evaluation --------------------------------------------------------------------------------------------------------- */

TER_EXPORT double ter_dist_eval(const ter_dist *dist, ter_operation operation, double argument);
/* out[i] = operation of argument[i], i < n. `out` may be the same array as `argument`, but not overlap it otherwise. */
TER_EXPORT void ter_dist_eval_array(const ter_dist *dist, ter_operation operation, size_t n, const double *argument, double *out);

TER_EXPORT double ter_dist_pdf(const ter_dist *dist, double x);
TER_EXPORT double ter_dist_logpdf(const ter_dist *dist, double x);
TER_EXPORT double ter_dist_cdf(const ter_dist *dist, double x);
TER_EXPORT double ter_dist_logcdf(const ter_dist *dist, double x);
TER_EXPORT double ter_dist_sf(const ter_dist *dist, double x);
TER_EXPORT double ter_dist_logsf(const ter_dist *dist, double x);
TER_EXPORT double ter_dist_quantile(const ter_dist *dist, double p);
TER_EXPORT double ter_dist_isf(const ter_dist *dist, double q);
TER_EXPORT double ter_dist_quantile_log(const ter_dist *dist, double log_p);
TER_EXPORT double ter_dist_isf_log(const ter_dist *dist, double log_q);
TER_EXPORT double ter_dist_hazard(const ter_dist *dist, double x);
TER_EXPORT double ter_dist_cumhazard(const ter_dist *dist, double x);

/*
 * P(a < X <= b) without cancellation: the difference of the tails that both ends lie in, one minus the two outer tails, or, where
 * most of these cancels, the integral of the density, whichever is surer. Narrow intervals keep their digits but for the square of
 * what the density changes, relatively, from a double to the next. 0 when b <= a.
 */
TER_EXPORT double ter_dist_interval(const ter_dist *dist, double a, double b);

/*
 * Gradients of the log density: slope[n] in x and, column-major, by_parameter[n * k] in each of the k parameters. Either may be
 * null. NaN outside the support and at its ends (of counts, outside it), and for parameters that are integers.
 */
TER_EXPORT void ter_dist_log_pdf_gradient(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter);

/* ---- summaries ---------------------------------------------------------------------------------------------------------- */

/* X(NAME, word, text) */
#define TER_SUMMARY_LIST(X)                                                                                                        \
    X(MEAN, mean, "mean")                                                                                                          \
    X(VARIANCE, variance, "variance")                                                                                              \
    X(SKEWNESS, skewness, "skewness")                                                                                              \
    X(EXCESS_KURTOSIS, excess_kurtosis, "excess kurtosis")                                                                         \
    X(MODE, mode, "a point of highest density or mass")                                                                            \
    X(MEDIAN, median, "median")                                                                                                    \
    X(ENTROPY, entropy, "differential or Shannon entropy, nats")

typedef enum ter_summary {
#define TER_SUMMARY_ENUM(name, word, text) TER_##name,
    TER_SUMMARY_LIST(TER_SUMMARY_ENUM)
#undef TER_SUMMARY_ENUM
        TER_SUMMARY_COUNT
} ter_summary;

TER_EXPORT const char *ter_summary_word(ter_summary summary);

/*
 * TER_OK with the value; TER_INFINITE with +inf or -inf in *value where the defining integral diverges to it; TER_UNDEFINED with
 * NaN where it does not exist (the mean of a t law with one degree of freedom).
 */
TER_MUST_USE TER_EXPORT ter_status ter_dist_summary(const ter_dist *dist, ter_summary summary, double *value);
/* E[X^order] and E[(X - mean)^order], order up to TER_MOMENT_ORDER_MAX; statuses as above, TER_BAD_ARGUMENT beyond. */
#define TER_MOMENT_ORDER_MAX 64
TER_MUST_USE TER_EXPORT ter_status ter_dist_raw_moment(const ter_dist *dist, unsigned order, double *value);
TER_MUST_USE TER_EXPORT ter_status ter_dist_central_moment(const ter_dist *dist, unsigned order, double *value);
/*
 * L-moments lambda_1 to lambda_4 (not their ratios), relative to lambda_2 within 1e-10. They exist when the mean does; where it
 * does not, lambda_2 and lambda_4 are infinite. Statuses as above; TER_BAD_ARGUMENT for other orders; TER_NOT_ACCURATE for counts
 * that spread over more than some hundred thousand values.
 */
TER_MUST_USE TER_EXPORT ter_status ter_dist_l_moment(const ter_dist *dist, unsigned order, double *value);
/*
 * The characteristic function E[exp(i t X)], which exists for every law and finite t: TER_NOT_ACCURATE with NaN where this family
 * has no closed form for it, or where an angle such as t times the location is above 2^50 and has no digits left. Error: below
 * 2^-50 of the modulus. TER_BAD_ARGUMENT for t that is not finite.
 */
TER_MUST_USE TER_EXPORT ter_status ter_dist_characteristic(const ter_dist *dist, double t, double *real, double *imaginary);
/* The interval with probability (1 - probability) / 2 in each tail. TER_BAD_ARGUMENT unless 0 <= probability <= 1. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_equal_tailed(const ter_dist *dist, double probability, double *lower, double *upper);
/*
 * The shortest interval that holds the probability (the highest density interval), for laws with one peak; it begins or ends with
 * the support where the density is highest there. Counts: the fewest consecutive ones, both ends included, and of those the most
 * probable. Probability 0 gives the mode.
 */
TER_MUST_USE TER_EXPORT ter_status ter_dist_shortest(const ter_dist *dist, double probability, double *lower, double *upper);
/* The smallest closed interval that holds the law; infinite ends as infinities. */
TER_EXPORT void ter_dist_support(const ter_dist *dist, double *lower, double *upper);

/* ---- draws -------------------------------------------------------------------------------------------------------------- */

/* Fills out[n] from the stream. The words used are a function of the family, the parameters, n and the stream alone. */
TER_EXPORT void ter_dist_sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out);
/* Words a draw uses: exact when > 0; 0 when it varies (rejection). */
TER_EXPORT unsigned ter_family_words_per_draw(const ter_family *family);

/* ---- processor paths ---------------------------------------------------------------------------------------------------- */

/* The kernels exist once per processor level and give the same bits on each: "portable", "avx2" (x86-64-v3), "avx512" (v4). */
TER_EXPORT const char *ter_dist_path(void);  /* the one in use */
TER_EXPORT size_t ter_dist_path_count(void); /* how many this build has and this processor can run */
TER_EXPORT const char *ter_dist_path_name(size_t index);
/* A distribution on the kernels of a given path, for tests and benchmarks: as ter_dist_create otherwise. */
TER_MUST_USE TER_EXPORT ter_status ter_dist_create_on_path(ter_dist **dist, size_t path, const ter_family *family, size_t n,
                                                           const double *parameters, ter_error *error);

TER_END_DECLS
#endif
