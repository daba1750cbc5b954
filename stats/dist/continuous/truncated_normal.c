/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The normal law (mean, sd) given that it lies between lower and upper.
 *
 * With the ends as scores A < B, all is probabilities of intervals: I(A, z), I(z, B) and I(A, B). Each is phi at its end nearest
 * to 0 times a number of moderate size (normal_score.h), and the quotient of two phi is exp of a product of exact differences: an
 * interval 40 or 10^9 sd from the mean keeps all digits. An interval below the mean is mirrored first.
 */
#include "truncated_normal.h"
#include "dist/common_parameters.h"
#include "dist/family.h"
#include "dist/path/stated.h"
#include "normal_score.h"
#include "standard.h"

/* prepared: scores of x about the mean, the lower and the upper end; log sd; the two ends; the whole's reference and log. */
enum {
    ABOUT_MEAN = 0,
    ABOUT_LOWER = TER__STANDARD_SIZE,
    ABOUT_UPPER = 2 * TER__STANDARD_SIZE,
    LOG_SD = 3 * TER__STANDARD_SIZE,
    END_LOW = LOG_SD + 2,
    END_HIGH = END_LOW + 2,
    REFERENCE = END_HIGH + 2,
    LOG_WHOLE = REFERENCE + 2
};

enum { MEAN, SD, LOWER, UPPER };

static ter__dd pair_at(const double *prepared, int index) {
    return ter__dd_make(prepared[index], prepared[index + 1]);
}

static void store(double *prepared, int index, ter__dd value) {
    prepared[index] = value.hi;
    prepared[index + 1] = value.lo;
}

static ter__dd score(const double *prepared, int origin, double x) {
    return ter__standard_whole_z(ter__standard_load(prepared + origin), x);
}

/* Whether the law is mirrored: more of it lies below the mean. The nearer end is then the upper one. */
static bool is_mirrored(const double *prepared) {
    return pair_at(prepared, END_LOW).hi < -pair_at(prepared, END_HIGH).hi;
}

/* I between scores a < b that are `width` apart, mirrored when that is needed. */
static ter__normal_part part_of(ter__dd a, ter__dd b, ter__dd width) {
    return a.hi < -b.hi ? ter__normal_part_of(ter__dd_neg(b), ter__dd_neg(a), width) : ter__normal_part_of(a, b, width);
}

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[MEAN], p[SD], prepared + ABOUT_MEAN);
    ter__standard_prepare(isinf(p[LOWER]) ? p[MEAN] : p[LOWER], p[SD], prepared + ABOUT_LOWER);
    ter__standard_prepare(isinf(p[UPPER]) ? p[MEAN] : p[UPPER], p[SD], prepared + ABOUT_UPPER);
    store(prepared, LOG_SD, ter__dd_log_d(p[SD]));
    ter__dd a = score(prepared, ABOUT_MEAN, p[LOWER]), b = score(prepared, ABOUT_MEAN, p[UPPER]);
    store(prepared, END_LOW, a);
    store(prepared, END_HIGH, b);
    ter__dd width = isinf(p[LOWER]) || isinf(p[UPPER]) ? ter__dd_make(TER__INFINITY, 0.0) : score(prepared, ABOUT_LOWER, p[UPPER]);
    ter__normal_part whole = part_of(a, b, width);
    store(prepared, REFERENCE, whole.reference);
    store(prepared, LOG_WHOLE, whole.log);
}

static void support(const double *p, double *lower, double *upper) {
    *lower = p[LOWER];
    *upper = p[UPPER];
}

static ter_status check(const double *p, ter_error *error) {
    if (p[LOWER] < p[UPPER])
        return TER_OK;
    return ter_error_set(error, TER_BAD_ARGUMENT, "truncated_normal: upper = %.17g must be above lower = %.17g", p[UPPER],
                         p[LOWER]);
}

/* Distances in sd from x to the ends. */
static ter__dd above_lower(const ter_dist *dist, double x) {
    return isinf(dist->lower) ? ter__dd_make(TER__INFINITY, 0.0) : score(dist->prepared, ABOUT_LOWER, x);
}

static ter__dd below_upper(const ter_dist *dist, double x) {
    return isinf(dist->upper) ? ter__dd_make(TER__INFINITY, 0.0) : ter__dd_neg(score(dist->prepared, ABOUT_UPPER, x));
}

/* (r^2 - reference^2) / 2, the reference being that of the whole: 0, or the nearer end with r a distance beyond it. */
static ter__dd half_square_gap(const ter_dist *dist, ter__dd r, ter__dd distance) {
    ter__dd reference = pair_at(dist->prepared, REFERENCE);
    if (reference.hi == 0.0)
        return ter__dd_scale(ter__dd_mul_wide(r, r), 0.5);
    return ter__dd_mul_wide(distance, ter__dd_add_wide(reference, ter__dd_scale(distance, 0.5)));
}

/* log(phi(z) / I(A, B)). */
static ter__dd log_share(const ter_dist *dist, double x) {
    ter__dd z = score(dist->prepared, ABOUT_MEAN, x);
    ter__dd distance = is_mirrored(dist->prepared) ? below_upper(dist, x) : above_lower(dist, x);
    ter__dd fall = half_square_gap(dist, z, distance);
    return ter__dd_neg(ter__dd_add_wide(fall, pair_at(dist->prepared, LOG_WHOLE)));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return ter__dd_sub(log_share(dist, x), pair_at(dist->prepared, LOG_SD));
}

/* log of P(X <= x) or P(X > x) straight from its interval. */
static ter__dd direct(const ter_dist *dist, double x, bool upper) {
    ter__dd z = score(dist->prepared, ABOUT_MEAN, x);
    ter__dd a = upper ? z : pair_at(dist->prepared, END_LOW), b = upper ? pair_at(dist->prepared, END_HIGH) : z;
    ter__dd width = upper ? below_upper(dist, x) : above_lower(dist, x);
    bool tiny = width.hi < 0x1p-900; /* the probability is then as the width, whose log is taken apart */
    ter__normal_part part = part_of(a, b, tiny ? ter__dd_make(0x1p-900, 0.0) : width);
    if (tiny) {
        ter__dd distance = upper ? ter__two_sum(dist->upper, -x) : ter__two_sum(x, -dist->lower);
        ter__dd log_width = ter__dd_sub(ter__dd_log(distance), pair_at(dist->prepared, LOG_SD));
        part.log = ter__dd_add(part.log, ter__dd_sub(log_width, ter__dd_log_d(0x1p-900)));
    }
    ter__dd ratio = ter__dd_sub(part.log, pair_at(dist->prepared, LOG_WHOLE));
    bool mirrored = is_mirrored(dist->prepared), from_end = upper == mirrored; /* shares the nearer end with the whole */
    if (from_end && pair_at(dist->prepared, REFERENCE).hi != 0.0)
        return ratio;
    ter__dd distance = mirrored ? below_upper(dist, x) : above_lower(dist, x);
    return ter__dd_add_wide(ratio, ter__dd_neg(half_square_gap(dist, part.reference, distance)));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd wanted = direct(dist, x, upper);
    if (wanted.hi < -0.7)
        return wanted;
    return ter__log_complement(direct(dist, x, !upper));
}

/* The upper interval has z as its nearer end once z >= 0: then phi(z) drops out. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd z = score(dist->prepared, ABOUT_MEAN, x), b = pair_at(dist->prepared, END_HIGH);
    if (z.hi > 0x1p500 && isinf(dist->upper))
        return ter__dd_sub(ter__dd_log_d(x - dist->parameter[MEAN]), ter__dd_scale(pair_at(dist->prepared, LOG_SD), 2.0));
    if (!(z.hi >= 0.0))
        return ter__dd_sub(log_density(dist, x), log_tail(dist, x, true));
    ter__normal_part part = ter__normal_part_of(z, b, below_upper(dist, x));
    return ter__dd_neg(ter__dd_add(part.log, pair_at(dist->prepared, LOG_SD)));
}

/* By the slope of the log density at the nearer end, as if it stayed so; beyond a slope of none, by the whole normal law. */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    const double *p = dist->parameter;
    bool mirrored = is_mirrored(dist->prepared), near_tail = upper == mirrored;
    double reference = pair_at(dist->prepared, REFERENCE).hi, probability = ter__exp(log_tail);
    double width = (p[UPPER] - p[LOWER]) / p[SD];
    if (reference > 1.0) { /* (1 - exp(-r t)) / (1 - exp(-r w)) = probability from the nearer end */
        double left = -ter__expm1(-reference * width);
        double t = near_tail ? -ter__log1p(-probability * left) / reference
                             : -ter__log(probability * left + ter__exp(-reference * width)) / reference;
        return mirrored ? p[UPPER] - p[SD] * t : p[LOWER] + p[SD] * t;
    }
    ter__dd outer = pair_at(dist->prepared, upper ? END_HIGH : END_LOW);
    double beyond = ter__score_log_tail(outer, upper).hi;
    double whole = pair_at(dist->prepared, LOG_WHOLE).hi - 0.5 * reference * reference - 0.918938533204672742;
    double at = log_tail + whole, most = fmax(at, beyond);
    at = most + ter__log1p(ter__exp(fmin(at, beyond) - most));
    bool other = at > -0.7; /* then the mean is between */
    at = other ? ter__log1p(-ter__exp(fmin(at, -1e-300))) : at;
    double z = ter__score_inverse(ter__dd_make(fmin(at, -0.6931471805599453), 0.0), upper != other).hi;
    return p[MEAN] + p[SD] * z;
}

/*
 * With the mean inside, far ends and a probability near 1/2, the score is that of a probability whose distance from 1/2 is formed
 * with all its digits: erf(z / sqrt 2) = (2 p - 1) + (1 - p) erfc(-A / sqrt 2) - p erfc(B / sqrt 2).
 */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd a = pair_at(dist->prepared, END_LOW), b = pair_at(dist->prepared, END_HIGH);
    if (a.hi < -1.5 && b.hi > 1.5 && log_tail.hi > -1.3) {
        ter__dd half = ter__log_2(), near_end = upper ? b : ter__dd_neg(a), far_end = upper ? ter__dd_neg(a) : b;
        bool median = log_tail.hi == -half.hi && log_tail.lo == -half.lo;
        ter__dd p = median ? ter__dd_make(0.5, 0.0) : ter__dd_exp(log_tail), rest = ter__dd_add_d(ter__dd_neg(p), 1.0);
        ter__dd v = ter__dd_scale(ter__dd_add_d(p, -0.5), 2.0);
        ter__dd near_tail = ter__dd_exp(ter__score_log_tail(ter__dd_make(fmin(near_end.hi, 37.0), near_end.lo), true));
        ter__dd far_tail = ter__dd_exp(ter__score_log_tail(ter__dd_make(fmin(far_end.hi, 37.0), far_end.lo), true));
        ter__dd shift = ter__dd_sub(ter__dd_mul(rest, near_tail), ter__dd_mul(p, far_tail));
        v = ter__dd_add(v, ter__dd_scale(shift, 2.0));
        ter__dd t = ter__erf_inverse_small(upper ? ter__dd_neg(v) : v);
        ter__dd z = ter__dd_mul(t, ter__dd_make(0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54));
        return ter__standard_undo(ter__standard_load(dist->prepared + ABOUT_MEAN), z);
    }
    return ter__stated_solve(dist, upper, log_tail);
}

/* d log I(A, B) / dA = -phi(A) / I, / dB = phi(B) / I: densities at the ends. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter;
    ter__standard s = ter__standard_load(dist->prepared + ABOUT_MEAN);
    *slope = -ter__standard_z_over_scale(s, x);
    if (by_parameter == NULL)
        return;
    ter__dd z = ter__standard_whole_z(s, x), a = pair_at(dist->prepared, END_LOW), b = pair_at(dist->prepared, END_HIGH);
    double low = isinf(a.hi) ? 0.0 : ter__exp_dd(log_share(dist, p[LOWER]));
    double high = isinf(b.hi) ? 0.0 : ter__exp_dd(log_share(dist, p[UPPER]));
    double first = low - high, second = (low == 0.0 ? 0.0 : a.hi * low) - (high == 0.0 ? 0.0 : b.hi * high);
    by_parameter[MEAN] = (z.hi - first) / p[SD];
    by_parameter[SD] = (z.hi * z.hi - 1.0 - second) / p[SD];
    by_parameter[LOWER] = low / p[SD];
    by_parameter[UPPER] = -high / p[SD];
}

/* The distance in sd from the nearer end has the density exp(-r t - t^2 / 2) / constant, r the end's score outwards. */
static ter_status distance_moment(const ter_dist *dist, double centre, unsigned order, double *value) {
    bool mirrored = is_mirrored(dist->prepared);
    ter__dd end = mirrored ? ter__dd_neg(pair_at(dist->prepared, END_HIGH)) : pair_at(dist->prepared, END_LOW);
    double width = above_lower(dist, dist->upper).hi;
    return ter__truncated_normal_moment(end.hi, isinf(dist->lower) ? TER__INFINITY : width, centre, order, value);
}

/* Far from the mean the nearer end and the distance from it; around it (phi(A) - phi(B)) / I(A, B). */
static ter_status mean(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    if (pair_at(dist->prepared, REFERENCE).hi == 0.0) {
        double low = isinf(dist->lower) ? 0.0 : ter__exp_dd(log_share(dist, dist->lower));
        double high = isinf(dist->upper) ? 0.0 : ter__exp_dd(log_share(dist, dist->upper));
        *value = p[MEAN] + p[SD] * (low - high);
        return TER_OK;
    }
    double distance;
    ter_status status = distance_moment(dist, 0.0, 1, &distance);
    *value = is_mirrored(dist->prepared) ? p[UPPER] - p[SD] * distance : p[LOWER] + p[SD] * distance;
    return status;
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    double distance, moment, sd = dist->parameter[SD];
    *value = order == 0 ? 1.0 : 0.0;
    if (order <= 1)
        return TER_OK;
    bool mirrored = is_mirrored(dist->prepared);
    if (isinf(mirrored ? dist->upper : dist->lower)) /* no truncation at all on either side: both ends are infinite */
        distance = 0.0;
    else if (distance_moment(dist, 0.0, 1, &distance) != TER_OK)
        return TER_NOT_ACCURATE;
    ter_status status = distance_moment(dist, distance, order, &moment);
    for (unsigned k = 0; k < order; k++)
        moment *= sd;
    *value = mirrored && order % 2 == 1 ? -moment : moment;
    return status;
}

static ter_status variance(const ter_dist *dist, double *value) {
    return central_moment(dist, 2, value);
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = fmax(dist->lower, fmin(dist->upper, dist->parameter[MEAN]));
    return TER_OK;
}

static const ter_parameter parameters[] = {
    {.name = "mean",
     .symbol = "mu",
     .description = "mean before truncation",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true},
    {.name = "sd",
     .symbol = "sigma",
     .description = "standard deviation before truncation",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true},
    {.name = "lower",
     .symbol = "a",
     .description = "lower end; -inf for none",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .upper_open = true,
     .has_default = true,
     .default_value = -TER__INFINITY},
    {.name = "upper",
     .symbol = "b",
     .description = "upper end; inf for none",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .has_default = true,
     .default_value = TER__INFINITY},
};

static void from_scipy(const double *given, double *own) {
    own[MEAN] = given[2];
    own[SD] = given[3];
    own[LOWER] = given[2] + given[3] * given[0];
    own[UPPER] = given[2] + given[3] * given[1];
}

static void from_r(const double *given, double *own) {
    own[MEAN] = given[2];
    own[SD] = given[3];
    own[LOWER] = given[0];
    own[UPPER] = given[1];
}

static const ter_parameter scipy_parameters[] = {
    {.name = "a", .symbol = "a", .description = "lower end in sd from loc", .lower = -TER__INFINITY, .upper = TER__INFINITY},
    {.name = "b", .symbol = "b", .description = "upper end in sd from loc", .lower = -TER__INFINITY, .upper = TER__INFINITY},
    TER__LOCATION_PARAMETER("loc"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter_parameter r_parameters[] = {
    {.name = "a", .symbol = "a", .description = "lower end", .lower = -TER__INFINITY, .upper = TER__INFINITY},
    {.name = "b", .symbol = "b", .description = "upper end", .lower = -TER__INFINITY, .upper = TER__INFINITY},
    TER__LOCATION_PARAMETER("mean"),
    TER__SCALE_PARAMETER("sd"),
};

static const ter__variant variants[] = {
    {"scipy", "truncnorm", 4, scipy_parameters, from_scipy},
    {"R", "truncnorm", 4, r_parameters, from_r},
};

static const ter__edge edges[] = {
    {{0.0, 1.0, -1.0, 1.0}, TER_CDF, 0.0, 0.5},
    {{0.0, 1.0, 9.0, 10.0}, TER_CDF, 9.0, 0.0},
    {{0.0, 1.0, 9.0, 10.0}, TER_CDF, 10.0, 1.0},
    {{0.0, 1.0, 9.0, 10.0}, TER_QUANTILE, 1.0, 10.0},
    {{0.0, 1.0, 9.0, 10.0}, TER_PDF, 8.999, 0.0},
    {{0.0, 1.0, -2.0, 2.0}, TER_QUANTILE, 0.5, 0.0},
    {{0.0, 1.0, 0.0, TER__INFINITY}, TER_PDF, 0.0, 0x1.9884533d43651p-1},
    {{0.0, 1.0, -TER__INFINITY, TER__INFINITY}, TER_CDF, 0.0, 0.5},
    {{0.0, 1.0, -1.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .start = start,
    .density_at_lower = true,
    .density_at_upper = true,
    .tail_error = 0x1p-64,
};

const ter_family ter__family_truncated_normal = {
    .name = "truncated_normal",
    .title = "Truncated normal",
    .formula = "phi((x - mean) / sd) / (sd (Phi((upper - mean) / sd) - Phi((lower - mean) / sd))), lower <= x <= upper",
    .conventions = "mean and sd are those of the normal law before truncation; lower and upper are points, not scores. scipy: "
                   "truncnorm(a, b, loc, scale) with ends in sd from loc. R: truncnorm::dtruncnorm(x, a, b, mean, sd). A "
                   "fit needs the ends fixed: the likelihood has no inner maximum in them.",
    .parameter_count = 4,
    .parameters = parameters,
    .check = check,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary = {[TER_MEAN] = mean, [TER_VARIANCE] = variance, [TER_MODE] = mode},
    .central_moment = central_moment,
    .words_per_draw = 1,
    .accuracy_range = "all parameters with lower < upper and all arguments; intervals any number of sd from the mean",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
