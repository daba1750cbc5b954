/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Student's t with degrees of freedom v, location and scale. With z = (x - location) / scale and w = z^2 / v, both kept in
 * double-double, the density is exp(c - (v + 1) / 2 log(1 + w)) and the two tails together are I_u(v / 2, 1 / 2), u = 1 / (1 + w)
 * (DLMF 8.17; Johnson, Kotz, Balakrishnan 1995, chapter 28). c holds Stirling errors, not gamma functions, so that it stays right
 * for any v. Derivatives for the fit are in student_t_fit.c.
 */
#include "dist/continuous/student_t.h"
#include "dist/variants.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "special/beta_inc.h"
#include "special/elementary.h"
#include "special/gamma.h"
#include "special/log_pair.h"

/*
 * Above this many degrees of freedom the tails of a law with as many are the same to 20 digits for all z up to
 * TER__T_PLAIN_END; further out the tail is density / slope to as many.
 */
#define TER__T_DF_PLAIN_MAX 1e100
#define TER__T_PLAIN_END    1e40
/* From this w on the tail is the first term of its series, and only log w is kept. */
#define TER__T_FAR 1e60
#define MINUTE     1e-150 /* below this z and w the slope is (1 + 1 / v) z / scale */

static const ter__dd log_2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};

/* What prepare() keeps. Doubles only: it is copied from and to the prepared values. */
typedef struct law {
    double df, location, scale, lift;
    ter__beta_shape shape; /* of the capped degrees of freedom */
    ter__dd log_df, log_scale, log_constant;
    ter__dd log_beta; /* log B(a, 1/2), a half the capped degrees of freedom */
} law;

static_assert(sizeof(law) <= TER__PREPARED_MAX * sizeof(double), "the law fits its prepared values");

ter__dd ter__student_t_log_constant(double df) {
    const ter__dd half_log_two_pi = TER__HALF_LOG_TWO_PI;
    double a = 0.5 * df;
    ter__dd above = ter__two_sum(a, 0.5);
    ter__dd stirling = ter__dd_stirling_error(above.hi);
    /* what the rounding of a + 1/2 lost, to first order: it matters where the slope is steep, for small a */
    stirling =
        ter__dd_add_d(stirling, above.lo == 0.0 ? 0.0 : (ter__digamma(above.hi) + 0.5 / above.hi - ter__log(above.hi)) * above.lo);
    ter__dd sum = ter__dd_sub(stirling, ter__dd_stirling_error(a));
    ter__dd growth = df < 1e-3 ? ter__dd_sub(ter__dd_log(ter__two_sum(df, 1.0)), ter__dd_log_d(df)) /* log(1 + 1 / v) */
                               : ter__dd_log1p(ter__dd_ratio(1.0, df));
    sum = ter__dd_add(sum, ter__dd_add_d(ter__dd_mul_d(growth, a), -0.5));
    return ter__dd_sub(sum, half_log_two_pi);
}

static void prepare(const double *parameters, double *prepared) {
    law l = {.df = parameters[0], .location = parameters[1], .scale = parameters[2]};
    double plain = l.df < TER__T_DF_PLAIN_MAX ? l.df : TER__T_DF_PLAIN_MAX;
    l.lift = l.scale < 0x1p-600 ? 0x1p400 : 1.0;
    l.shape = ter__beta_shape_make(0.5 * plain, 0.5);
    l.log_df = ter__dd_log_d(l.df);
    l.log_scale = ter__dd_log_d(l.scale);
    l.log_constant = ter__student_t_log_constant(l.df);
    l.log_beta = ter__beta_log_function(&l.shape);
    memcpy(prepared, &l, sizeof l);
}

static law law_of(const ter_dist *dist) {
    law l;
    memcpy(&l, dist->prepared, sizeof l);
    return l;
}

/* Where a point lies. */
typedef struct place {
    bool left, far;
    ter__dd z;            /* |x - location| / scale; 0 or infinite beyond a double's range */
    ter__dd w;            /* z^2 / v, when not far */
    ter__dd log_z, log_w; /* when far */
} place;

/* x is finite. */
static place place_of(const law *l, double x) {
    place p = {.left = x < l->location};
    ter__dd difference = ter__two_sum(x, -l->location);
    double shrink = 1.0;
    if (!(fabs(difference.hi) < 0x1p1020)) { /* the difference may overflow */
        shrink = 0.25;
        difference = ter__two_sum(0.25 * x, -0.25 * l->location);
    }
    if (p.left)
        difference = ter__dd_neg(difference);
    double rough = difference.hi / l->scale / shrink;
    double w = rough / l->df * rough;
    p.z = ter__dd_make(rough, 0.0);
    if (w < TER__T_FAR) {
        p.z = ter__dd_scale(ter__dd_div_d(ter__dd_scale(difference, l->lift), l->scale * l->lift), 1.0 / shrink);
        p.w = ter__dd_mul(ter__dd_div_d(p.z, l->df), p.z);
        return p;
    }
    p.far = true;
    p.log_z = ter__dd_sub(ter__dd_sub(ter__dd_log(difference), ter__dd_log_d(shrink)), l->log_scale);
    p.log_w = ter__dd_sub(ter__dd_scale(p.log_z, 2.0), l->log_df);
    return p;
}

/* (v + 1) / 2 log(1 + w) */
static ter__dd exponent(const law *l, const place *p) {
    ter__dd half = ter__dd_scale(ter__two_sum(l->df, 1.0), 0.5);
    if (p->far)
        return ter__dd_mul(half, p->log_w.hi < 100.0 ? ter__dd_log1pexp(p->log_w) : p->log_w);
    if (p->w.hi < 1e-220) /* where the low word of w would underflow, log(1 + w) = w */
        return ter__dd_mul(ter__dd_square(p->z), ter__dd_div_d(half, l->df));
    return ter__dd_mul(half, ter__dd_log1p(p->w));
}

/* The log density times the scale. */
static ter__dd log_standard_density(const law *l, const place *p) {
    return ter__dd_sub(l->log_constant, exponent(l, p));
}

/* Both tails together, as a tail of the beta law in u = 1 / (1 + w). */
static ter__beta_tail two_tails(const law *l, const place *p) {
    ter__beta_tail tail = {{-INFINITY, 0.0}, {1.0, 0.0}, false};
    if (l->df > TER__T_DF_PLAIN_MAX && !(p->z.hi < TER__T_PLAIN_END)) {
        /* density / slope, slope = (v + 1) / (z (1 + 1 / w)) */
        ter__dd log_z = p->far ? p->log_z : ter__dd_log(p->z);
        ter__dd log_w = ter__dd_sub(ter__dd_scale(log_z, 2.0), l->log_df);
        ter__dd log_slope = ter__dd_sub(ter__dd_sub(l->log_df, log_z), ter__dd_log1pexp(ter__dd_neg(log_w)));
        tail.log_power = ter__dd_add(ter__dd_sub(log_standard_density(l, p), log_slope), log_2);
        return tail;
    }
    if (p->far) { /* u^a / (a B(a, 1/2)) */
        tail.log_power = ter__dd_neg(ter__dd_add(ter__dd_mul_d(p->log_w, l->shape.a), l->log_beta));
        tail.factor = ter__dd_ratio(1.0, l->shape.a);
        return tail;
    }
    ter__dd w = p->w;
    if (l->df > TER__T_DF_PLAIN_MAX)
        w = ter__dd_mul(ter__dd_div_d(p->z, TER__T_DF_PLAIN_MAX), p->z);
    ter__dd one_more = ter__dd_add_d(w, 1.0);
    return ter__beta_tail_at(&l->shape, ter__dd_div(ter__dd_make(1.0, 0.0), one_more), ter__dd_div(w, one_more));
}

/* P(X <= x), or P(X > x) when `upper`. */
static double tail_value(const law *l, double x, bool upper) {
    if (isinf(x))
        return (x > 0.0) != upper ? 1.0 : 0.0;
    place p = place_of(l, x);
    ter__beta_tail tail = two_tails(l, &p);
    if (p.left != upper)
        return 0.5 * ter__beta_side(&tail, false);
    return tail.upper ? 0.5 + 0.5 * ter__beta_side(&tail, true) : 1.0 - 0.5 * ter__beta_side(&tail, false);
}

static ter__dd log_tail_value(const law *l, const place *p, bool upper) {
    ter__beta_tail tail = two_tails(l, p);
    if (p->left != upper)
        return ter__dd_sub(ter__beta_log_side(&tail, false), log_2);
    return ter__dd_log1p(ter__dd_make(-0.5 * ter__beta_side(&tail, false), 0.0));
}

static double log_tail(const law *l, double x, bool upper) {
    if (isinf(x))
        return (x > 0.0) != upper ? 0.0 : -TER__INFINITY;
    place p = place_of(l, x);
    return ter__dd_value(log_tail_value(l, &p, upper));
}

static double logpdf_at(const law *l, double x) {
    if (isinf(x))
        return -TER__INFINITY;
    place p = place_of(l, x);
    return ter__dd_value(ter__dd_sub(log_standard_density(l, &p), l->log_scale));
}

static double pdf_at(const law *l, double x) {
    if (isinf(x))
        return 0.0;
    place p = place_of(l, x);
    return ter__exp_dd(ter__dd_sub(log_standard_density(l, &p), l->log_scale));
}

static double cdf_at(const law *l, double x) {
    return tail_value(l, x, false);
}

static double sf_at(const law *l, double x) {
    return tail_value(l, x, true);
}

static double logcdf_at(const law *l, double x) {
    return log_tail(l, x, false);
}

static double logsf_at(const law *l, double x) {
    return log_tail(l, x, true);
}

static double cumhazard_at(const law *l, double x) {
    return 0.0 - log_tail(l, x, true);
}

/* Minus the slope of the log density on the right: (v + 1) z / (v + z^2) / scale, with z^2 never formed. */
static double fall(const law *l, const place *p) {
    if (p->far)
        return ter__exp_dd(ter__dd_sub(ter__dd_log(ter__two_sum(l->df, 1.0)), ter__dd_add(p->log_z, l->log_scale)));
    if (p->w.hi < 1e-40)
        return (1.0 + 1.0 / l->df) * p->z.hi / l->scale;
    return (l->df + 1.0) / (p->z.hi + l->df / p->z.hi) / l->scale;
}

/* On the right P = density z in the notation of beta_inc.h, and P(X > x) = P J / 2: no large logs to subtract. */
static double hazard_at(const law *l, double x) {
    if (isinf(x))
        return 0.0; /* falls like v / x on the right */
    place p = place_of(l, x);
    if (l->df > TER__T_DF_PLAIN_MAX && !(p.z.hi < TER__T_PLAIN_END))
        return p.left ? pdf_at(l, x) : fall(l, &p);
    ter__beta_tail tail = two_tails(l, &p);
    if (p.left || tail.upper) {
        ter__dd log_density = ter__dd_sub(log_standard_density(l, &p), l->log_scale);
        return ter__exp_dd(ter__dd_sub(log_density, log_tail_value(l, &p, true)));
    }
    ter__dd ratio = ter__dd_div(ter__dd_make(2.0, 0.0), tail.factor);
    if (p.far)
        return ter__exp_dd(ter__dd_sub(ter__dd_log(ratio), ter__dd_add(p.log_z, l->log_scale)));
    return ter__dd_value(ter__dd_div(ratio, p.z)) / l->scale;
}

static double slope_at(const law *l, double x) {
    if (isinf(x))
        return 0.0;
    place p = place_of(l, x);
    double size = fall(l, &p);
    if (!p.far && p.z.hi < MINUTE && p.w.hi < MINUTE) { /* z may have lost digits below the doubles */
        double lifted = ldexp(fabs(x - l->location), 400) / l->scale / l->scale;
        size = ldexp((1.0 + 1.0 / l->df) * lifted, -400);
    }
    return size == 0.0 ? 0.0 : p.left ? size : -size;
}

/* The point with P(|Z| > t) = exp(log_two), log_rest = log(1 - exp(log_two)), on the left or the right. */
static double point_at(const law *l, ter__dd log_two, ter__dd log_rest, bool left) {
    if (log_two.hi == -TER__INFINITY)
        return left ? -TER__INFINITY : TER__INFINITY;
    ter__dd t, log_t;
    if (l->df > TER__T_DF_PLAIN_MAX && log_two.hi < -1e78) {
        /* exp(-v / 2 log(1 + t^2 / v)) is all of the tail that shows */
        ter__dd e = ter__dd_div_d(ter__dd_scale(log_two, -2.0), l->df);
        ter__dd log_w = e.hi > 100.0 ? e : ter__dd_log(ter__dd_expm1(e));
        log_t = ter__dd_scale(ter__dd_add(log_w, l->log_df), 0.5);
    } else {
        double df = 2.0 * l->shape.a;
        ter__beta_root root = ter__beta_inverse(&l->shape, log_two, log_rest);
        t = ter__dd_sqrt(ter__dd_div(ter__dd_mul_d(root.y, df), root.x));
        if (root.y.hi == 0.0 || log_rest.hi == -TER__INFINITY)
            return l->location;
        if (root.x.hi > 1e-30) {
            ter__dd step = ter__dd_mul_d(t, left ? -l->scale : l->scale);
            if (isfinite(step.hi) && fabs(step.hi) < 0x1p1020)
                return ter__dd_value(ter__dd_add_d(step, l->location));
        }
        ter__dd log_y = root.y.hi < 0.5 ? ter__dd_log(root.y) : ter__dd_log1p(ter__dd_neg(root.x));
        log_t = ter__dd_scale(ter__dd_sub(ter__dd_add(ter__dd_log_d(df), log_y), root.log_x), 0.5);
    }
    double step = ter__exp_dd(ter__dd_add(log_t, l->log_scale));
    return left ? l->location - step : l->location + step;
}

/* The point with probability p on the left, or on the right when `upper`. */
static double inverse(const law *l, double p, bool upper) {
    if (!(p >= 0.0 && p <= 1.0))
        return NAN;
    bool small = p <= 0.5;
    ter__dd two = small ? ter__dd_make(2.0 * p, 0.0) : ter__dd_scale(ter__two_sum(1.0, -p), 2.0);
    ter__dd rest = small ? ter__two_sum(1.0, -2.0 * p) : ter__dd_make(2.0 * p - 1.0, 0.0);
    ter__dd log_two = two.hi > 0.0 ? ter__dd_log(two) : ter__dd_make(-INFINITY, 0.0);
    ter__dd log_rest = rest.hi > 0.5   ? ter__dd_log1p(ter__dd_neg(two))
                       : rest.hi > 0.0 ? ter__dd_log(rest)
                                       : ter__dd_make(-INFINITY, 0.0);
    return point_at(l, log_two, log_rest, small != upper);
}

static double inverse_log(const law *l, double log_p, bool upper) {
    if (!(log_p <= 0.0))
        return NAN;
    if (log_p == -TER__INFINITY)
        return upper ? TER__INFINITY : -TER__INFINITY;
    ter__dd doubled = ter__dd_add_d(log_2, log_p), log_two, log_rest;
    bool small = doubled.hi <= 0.0;
    if (small) {
        ter__log_pair_of_log(log_p, &log_two, &log_rest);
        log_two = doubled;
        if (doubled.hi == 0.0)
            log_rest.hi = -INFINITY;
        else
            log_rest = doubled.hi > -690.0 ? ter__dd_log1mexp(doubled) : ter__dd_make(-2.0 * ter__exp(log_p), 0.0);
    } else {
        log_two = log_p < 0.0 ? ter__dd_add(ter__dd_log1mexp(ter__dd_make(log_p, 0.0)), log_2) : ter__dd_make(-INFINITY, 0.0);
        log_rest = ter__dd_log(ter__dd_expm1(doubled));
    }
    return point_at(l, log_two, log_rest, small != upper);
}

static double quantile_at(const law *l, double p) {
    return inverse(l, p, false);
}

static double isf_at(const law *l, double q) {
    return inverse(l, q, true);
}

static double quantile_log_at(const law *l, double log_p) {
    return inverse_log(l, log_p, false);
}

static double isf_log_at(const law *l, double log_q) {
    return inverse_log(l, log_q, true);
}

#define KERNEL(name)                                                                                                               \
    static void name(const ter_dist *dist, size_t n, const double *argument, double *out) {                                        \
        law l = law_of(dist);                                                                                                      \
        for (size_t i = 0; i < n; i++)                                                                                             \
            out[i] = isnan(argument[i]) ? argument[i] : name##_at(&l, argument[i]);                                                \
    }

KERNEL(pdf)
KERNEL(logpdf)
KERNEL(cdf)
KERNEL(logcdf)
KERNEL(sf)
KERNEL(logsf)
KERNEL(quantile)
KERNEL(isf)
KERNEL(quantile_log)
KERNEL(isf_log)
KERNEL(hazard)
KERNEL(cumhazard)
KERNEL(slope)

static void support(const double *parameters, double *lower, double *upper) {
    (void)parameters;
    *lower = -INFINITY;
    *upper = INFINITY;
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slopes, double *by_parameter) {
    law l = law_of(dist);
    double rise = ter__student_t_digamma_gap(l.df);
    for (size_t i = 0; i < n; i++) {
        double slope = isfinite(x[i]) ? slope_at(&l, x[i]) : TER__NAN;
        if (slopes != NULL)
            slopes[i] = slope;
        if (by_parameter == NULL)
            continue;
        by_parameter[i] = by_parameter[i + n] = by_parameter[i + 2 * n] = NAN;
        if (!isfinite(x[i]))
            continue;
        place p = place_of(&l, x[i]);
        /* log(1 + w) - (v + 1) / v w / (1 + w), which is small for large v: in double-double */
        ter__dd part = ter__dd_make((l.df + 1.0) / l.df, 0.0), log_part = p.log_w;
        if (!p.far) {
            ter__dd share = ter__dd_div(p.w, ter__dd_add_d(p.w, 1.0));
            part = ter__dd_add(share, ter__dd_div_d(share, l.df));
            log_part = ter__dd_log1p(p.w);
        }
        double more = p.far ? l.df : (p.z.hi - 1.0) * (p.z.hi + 1.0) / (1.0 + p.w.hi);
        by_parameter[i] = 0.5 * (rise - ter__dd_sub(log_part, part).hi);
        by_parameter[i + n] = -slope;
        by_parameter[i + 2 * n] = more / l.scale;
    }
}

static const ter_parameter parameters[] = {
    {.name = "df",
     .symbol = "v",
     .description = "degrees of freedom",
     .lower = 0.0,
     .upper = INFINITY,
     .lower_open = true,
     .upper_open = true},
    {.name = "location",
     .symbol = "m",
     .description = "centre of symmetry",
     .lower = -INFINITY,
     .upper = INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 0.0},
    {.name = "scale",
     .symbol = "s",
     .description = "scale; not the standard deviation",
     .lower = 0.0,
     .upper = INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 1.0},
};

static const ter_alias aliases[] = {{"t", "scipy, R"}, {"students_t", "Boost"}, {"tdist", "GSL, Julia"}};

static const ter__edge edges[] = {
    {{1, 0, 1}, TER_CDF, 0.0, 0.5},
    {{3, 2, 5}, TER_SF, 2.0, 0.5},
    {{3, 2, 5}, TER_CDF, -INFINITY, 0.0},
    {{3, 2, 5}, TER_CDF, INFINITY, 1.0},
    {{3, 2, 5}, TER_LOG_CDF, -INFINITY, -INFINITY},
    {{3, 2, 5}, TER_LOG_SF, -INFINITY, 0.0},
    {{3, 2, 5}, TER_PDF, INFINITY, 0.0},
    {{3, 2, 5}, TER_LOG_PDF, -INFINITY, -INFINITY},
    {{3, 2, 5}, TER_QUANTILE, 0.0, -INFINITY},
    {{3, 2, 5}, TER_QUANTILE, 0.5, 2.0},
    {{3, 2, 5}, TER_QUANTILE, 1.0, INFINITY},
    {{3, 2, 5}, TER_ISF, 0.0, INFINITY},
    {{3, 2, 5}, TER_ISF_LOG, 0.0, -INFINITY},
    {{3, 2, 5}, TER_QUANTILE, 1.5, NAN},
    {{3, 2, 5}, TER_QUANTILE_LOG, 0.5, NAN},
    {{3, 2, 5}, TER_LOG_PDF_SLOPE, 2.0, 0.0},
    {{1, 0, 1}, TER_CDF, NAN, NAN},
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("df", "nu", "degrees of freedom"),
    TER__SCIPY_LOC,
    TER__SCIPY_SCALE,
};
static const ter_parameter r_parameters[] = {TER__POSITIVE_PARAMETER("df", "nu", "degrees of freedom")};

static void from_r(const double *given, double *out) {
    out[0] = given[0];
    out[1] = 0.0;
    out[2] = 1.0;
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "t", scipy_parameters, NULL),
    TER__VARIANT("R", "t", r_parameters, from_r),
};

const ter_family ter__family_student_t = {
    .name = "student_t",
    .title = "Student's t",
    .formula = "Gamma((v+1)/2) / (sqrt(v pi) Gamma(v/2) s) (1 + ((x-m)/s)^2 / v)^(-(v+1)/2)",
    .conventions = "As scipy t(df, loc, scale). R's dt and GSL's tdist have location 0 and scale 1. The variance is "
                   "scale^2 df / (df - 2), not scale^2.",
    .parameter_count = 3,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
    .kernel = {[TER_PDF] = pdf,
               [TER_LOG_PDF] = logpdf,
               [TER_CDF] = cdf,
               [TER_LOG_CDF] = logcdf,
               [TER_SF] = sf,
               [TER_LOG_SF] = logsf,
               [TER_QUANTILE] = quantile,
               [TER_ISF] = isf,
               [TER_QUANTILE_LOG] = quantile_log,
               [TER_ISF_LOG] = isf_log,
               [TER_HAZARD] = hazard,
               [TER_CUMULATIVE_HAZARD] = cumhazard,
               [TER_LOG_PDF_SLOPE] = slope},
    .gradient = gradient,
    .summary = {[TER_MEAN] = ter__student_t_mean,
                [TER_VARIANCE] = ter__student_t_variance,
                [TER_SKEWNESS] = ter__student_t_skewness,
                [TER_EXCESS_KURTOSIS] = ter__student_t_excess_kurtosis,
                [TER_MODE] = ter__student_t_centre,
                [TER_MEDIAN] = ter__student_t_centre,
                [TER_ENTROPY] = ter__student_t_entropy},
    .raw_moment = ter__student_t_raw_moment,
    .central_moment = ter__student_t_central_moment,
    .words_per_draw = 1,
    .fitter = &ter__student_t_fitter,
    .accuracy_range = "df from 1e-3 to 1e300, any location and scale, all x; quantiles in ulp of the larger of x and location",
    .accuracy = {[TER_PDF] = {1, 2},
                 [TER_LOG_PDF] = {1, 2},
                 [TER_CDF] = {3, 5},
                 [TER_LOG_CDF] = {3, 5},
                 [TER_SF] = {3, 5},
                 [TER_LOG_SF] = {3, 5},
                 [TER_QUANTILE] = {2, 4},
                 [TER_ISF] = {2, 4},
                 [TER_QUANTILE_LOG] = {2, 4},
                 [TER_ISF_LOG] = {2, 4},
                 [TER_HAZARD] = {3, 5},
                 [TER_CUMULATIVE_HAZARD] = {3, 5},
                 [TER_LOG_PDF_SLOPE] = {3, 4}},
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
