/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The skew-normal law (A. Azzalini, Scand. J. Statist. 12, 1985): f(x) = 2 phi(z) P(Z <= shape z) / scale, z = (x - location) /
 * scale. For shape >= 0, with B(h) = 2 P(Z > h, Z' > shape Z) of owen_t.h, a positive integral, P(X <= x) = B(-z) below the
 * location and P(|Z| < z) + B(z) above, P(X > x) = 2 P(Z > z) - B(z), of which B is at most half. The cdf is known as
 * P(Z <= z) - 2 T(z, shape), whose terms cancel in the thin tail. A negative shape is the mirror image.
 */
#include "skew_normal.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "mills.h"
#include "skew_normal_fit.h"
#include "special/owen_t.h"
#include "standard.h"
#include "summary_moments.h"

enum { LOCATION, SCALE, SHAPE };
enum { LOG_SCALE = TER__SKEW_NORMAL_LOG_SCALE };

/* The point as the law of shape a = |shape| sees it: h = |z|, k = a h. */
typedef struct place {
    ter__dd h, k;
    double a;
    bool mirrored, above; /* above: z > 0 after the mirror */
} place;

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[LOCATION], p[SCALE], prepared);
    ter__dd log_scale = ter__dd_log_d(p[SCALE]);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
    ter__skew_normal_prepare_shares(p[SHAPE], prepared);
}

static place place_of(const ter_dist *dist, double x) {
    ter__dd z = ter__standard_whole_z(ter__standard_load(dist->prepared), x);
    place at = {.h = ter__normal_magnitude(z), .a = fabs(dist->parameter[SHAPE]), .mirrored = dist->parameter[SHAPE] < 0.0};
    at.above = at.mirrored ? z.hi < 0.0 : z.hi > 0.0;
    at.k = at.a == 0.0 ? ter__dd_make(0.0, 0.0) : ter__dd_mul_wide(at.h, ter__dd_make(at.a, 0.0));
    return at;
}

/* Beyond this size squares are all there is, and Z > h is Z = h. */
#define FAR 0x1p500

/* log(B / phi(h)). */
static ter__dd log_beyond(place at) {
    if (at.k.hi > FAR)
        return ter__score_log_density(at.k);
    if (at.h.hi > FAR)
        return ter__dd_add_wide(ter__dd_add_wide(ter__log_mills(at.h), ter__log_2()), ter__score_log_tail(at.k, true));
    return ter__dd_add(ter__owen_log_beyond(at.h, at.a, at.k), ter__score_log_density(at.k));
}

/* log P(Z <= shape z). */
static ter__dd log_share(place at) {
    return ter__score_log_tail(at.above ? at.k : ter__dd_neg(at.k), false);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    place at = place_of(dist, x);
    ter__dd height = ter__dd_sub(ter__log_2(), ter__prepared_log_scale(dist));
    return ter__dd_add_wide(ter__dd_add_wide(ter__score_log_density(at.h), log_share(at)), height);
}

/* log of 1 - B / (2 P(Z > h)). */
static ter__dd log_kept(place at) {
    if (at.k.hi > FAR || at.h.hi > FAR)
        return log_share(at);
    ter__dd ratio = ter__dd_sub(log_beyond(at), ter__log_mills(at.h));
    return ter__log_complement(ter__dd_sub(ratio, ter__log_2()));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    place at = place_of(dist, x);
    if (at.mirrored)
        upper = !upper;
    if (!at.above) {
        ter__dd below = ter__dd_add_wide(ter__score_log_density(at.h), log_beyond(at));
        return upper ? ter__log_complement(below) : below;
    }
    ter__dd tail = ter__score_log_tail(at.h, true);
    ter__dd above = ter__dd_add_wide(ter__dd_add_wide(tail, ter__log_2()), log_kept(at));
    if (above.hi < -0.5)
        return upper ? above : ter__log_complement(above);
    ter__dd within = ter__log_complement(ter__dd_add(tail, ter__log_2()));
    if (at.h.hi < 0.7)
        within = ter__dd_log(ter__erf_small_dd(ter__over_sqrt2(at.h)));
    ter__dd below = ter__log_sum(within, ter__dd_add_wide(ter__score_log_density(at.h), log_beyond(at)));
    return upper ? ter__log_complement(below) : below;
}

/* Where the upper tail is direct phi(h) has left, and in the thin tail phi(k) too. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    place at = place_of(dist, x);
    ter__dd scale = ter__prepared_log_scale(dist);
    if (at.mirrored == at.above)
        return ter__dd_add_wide(log_density(dist, x), ter__dd_neg(log_tail(dist, x, true)));
    if (!at.mirrored) {
        ter__dd rest = ter__dd_add_wide(ter__log_mills(at.h), ter__dd_add(log_kept(at), scale));
        return ter__dd_add_wide(log_share(at), ter__dd_neg(rest));
    }
    ter__dd log_two = ter__log_2();
    if (at.h.hi > FAR || at.k.hi > FAR) { /* h (1 + a^2) */
        ter__dd size = ter__dd_log1p(ter__two_product(at.a, at.a));
        if (isinf(at.h.hi))
            return at.h;
        return ter__dd_sub(ter__dd_add(ter__dd_log(at.h), size), scale);
    }
    ter__dd rest = ter__dd_add(ter__owen_log_beyond(at.h, at.a, at.k), scale);
    return ter__dd_sub(ter__dd_add(ter__log_mills(at.k), log_two), rest);
}

/*
 * d log f / dz = -z + a r, r = phi(az) / P(Z <= az), in the mirrored frame; where az < 0 this is h (1 + a^2) + a excess(k). By
 * scale -(1 + z slope); by shape z r.
 */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter;
    place at = place_of(dist, x);
    ter__dd rate, along, a = ter__dd_make(at.a, 0.0);
    if (at.above) {
        ter__dd log_rate = ter__dd_neg(ter__log_mills_any(ter__dd_neg(at.k)));
        rate = log_rate.hi < -600.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(log_rate);
        along = ter__dd_add_wide(ter__dd_mul(rate, a), ter__dd_neg(at.h));
    } else {
        ter__dd excess = ter__mills_excess(at.k);
        rate = ter__dd_add_wide(excess, at.k);
        along = ter__dd_add_wide(ter__dd_add_wide(at.h, ter__dd_mul_wide(at.k, a)), ter__dd_mul(excess, a));
    }
    double sign = at.mirrored ? -1.0 : 1.0;
    ter__dd z = at.above ? at.h : ter__dd_neg(at.h);
    *slope = sign * ter__dd_value(along) / p[SCALE];
    if (at.a == 0.0)
        *slope = -ter__standard_z_over_scale(ter__standard_load(dist->prepared), x);
    if (by_parameter == NULL)
        return;
    by_parameter[LOCATION] = -*slope;
    ter__dd turned = ter__dd_mul_wide(z, along);
    by_parameter[SCALE] = -ter__dd_value(ter__dd_add_wide(turned, ter__dd_make(1.0, 0.0))) / p[SCALE];
    by_parameter[SHAPE] = sign * ter__dd_value(ter__dd_mul_wide(z, rate));
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("location: mode and median are near by for small shapes"),
    TER__SCALE_PARAMETER("scale, the sd for shape 0"),
    TER__REAL_PARAMETER("shape", "alpha", "shape: 0 normal, above 0 skewed to the right, to infinity half-normal"),
};

static void from_scipy(const double *given, double *own) {
    own[LOCATION] = given[1];
    own[SCALE] = given[2];
    own[SHAPE] = given[0];
}

static const ter_parameter scipy_parameters[] = {
    TER__REAL_PARAMETER("a", "a", "shape"),
    TER__SCIPY_LOC,
    TER__SCIPY_SCALE,
};

static const ter__variant variants[] = {TER__VARIANT("scipy", "skewnorm", scipy_parameters, from_scipy)};

static const ter__edge edges[] = {
    {{0.0, 1.0, 1.0}, TER_CDF, 0.0, 0.25},
    {{0.0, 1.0, -1.0}, TER_SF, 0.0, 0.25},
    {{0.0, 1.0, 0.0}, TER_CDF, 0.0, 0.5},
    {{0.0, 1.0, 3.0}, TER_CDF, -TER__INFINITY, 0.0},
    {{0.0, 1.0, 3.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0, 3.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{0.0, 1.0, 3.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 1.0, 3.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 1.0, 3.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = ter__skew_normal_inverse,
    .start = ter__skew_normal_start,
    .tail_error = 0x1p-72,
};

const ter_family ter__family_skew_normal = {
    .name = "skew_normal",
    .title = "Skew-normal",
    .formula = "2 phi(z) P(Z <= shape z) / scale, z = (x - location) / scale",
    .conventions =
        "scipy: skewnorm(a=shape, loc, scale). Boost: skew_normal(location, scale, shape). R's sn: dsn(x, xi, omega, alpha). "
        "Stan: skew_normal(xi, omega, alpha). Location and scale are not mean and sd.",
    .parameter_count = 3,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__skew_normal_mean,
            [TER_VARIANCE] = ter__skew_normal_variance,
            [TER_SKEWNESS] = ter__skew_normal_skewness,
            [TER_EXCESS_KURTOSIS] = ter__skew_normal_excess_kurtosis,
            [TER_MODE] = ter__skew_normal_mode,
            [TER_ENTROPY] = ter__skew_normal_entropy,
        },
    .raw_moment = ter__raw_moment_of_summaries,
    .central_moment = ter__central_moment_of_summaries,
    .characteristic = ter__skew_normal_characteristic,
    .sample = ter__skew_normal_sample,
    .words_per_draw = 2,
    .fitter = &ter__skew_normal_fitter,
    .accuracy_range = "locations up to 1e10, scales 1e-100 to 1e100, |shape| up to 1e6, all arguments; both tails and their logs. "
                      "Beside a mode that is all but 0 the slope has fewer digits than elsewhere",
    .accuracy = TER__STATED_ACCURACY_BUT_SLOPE(1.0, 2.0, 4500.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
