/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stable laws in Nolan's S0 form, which is continuous in all parameters: E exp(i t X) = exp(i t location - |u|^alpha [1 + i beta
 * sign(u) tan(pi alpha / 2) (|u|^(1 - alpha) - 1)]), u = t scale; for alpha = 1 the bracket is 1 + i beta (2 / pi) sign(u) log|u|.
 *
 * Densities have no closed form. The inversion integral oscillates; its curve of steepest descent has a positive integrand
 * (stable_integral.c), with series at the centre and far out (stable_series.c).
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/family.h"
#include "dist/variants.h"
#include "stable_fit.h"
#include "stable_law.h"
#include "standard.h"

enum { ALPHA, BETA, SCALE, LOCATION };
enum { LAW = TER__STANDARD_SIZE, LOG_SCALE = LAW + TER__STABLE_SIZE };

static void prepare(const double *p, double *prepared) {
    ter__stable law = ter__stable_make(p[ALPHA], p[BETA]);
    ter__standard_prepare(p[LOCATION], p[SCALE], prepared);
    ter__stable_store(&law, prepared + LAW);
    ter__dd log_scale = ter__dd_log_d(p[SCALE]);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
}

static ter_status check(const double *p, ter_error *error) {
    double gap = fabs(p[ALPHA] - 1.0);
    if (gap > 0.0 && gap < TER__STABLE_BAND)
        return ter_error_set(error, TER_BAD_ARGUMENT, "stable: alpha = %.17g is neither 1 nor apart from it by 2^-10", p[ALPHA]);
    if (gap == 0.0 && p[BETA] != 0.0 && fabs(p[BETA]) < TER__STABLE_SKEW_MIN)
        return ter_error_set(error, TER_BAD_ARGUMENT, "stable: with alpha = 1, beta = %.17g is neither 0 nor at least 2^-6",
                             p[BETA]);
    return TER_OK;
}

static ter__stable law_of(const ter_dist *dist) {
    return ter__stable_load(dist->parameter[ALPHA], dist->parameter[BETA], dist->prepared + LAW);
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_SCALE], dist->prepared[LOG_SCALE + 1]);
}

static double at_z(const ter_dist *dist, ter__dd z) {
    return ter__standard_undo(ter__standard_load(dist->prepared), z);
}

static void support(const double *p, double *lower, double *upper) {
    ter__support_line(p, lower, upper);
    if (p[ALPHA] < 1.0 && fabs(p[BETA]) == 1.0) {
        double standard[TER__STANDARD_SIZE];
        ter__standard_prepare(p[LOCATION], p[SCALE], standard);
        double end = ter__standard_undo(ter__standard_load(standard), ter__stable_make(p[ALPHA], p[BETA]).centre);
        *(p[BETA] > 0.0 ? lower : upper) = end;
    }
}

static ter__stable_point point_of(const ter_dist *dist, const ter__stable *law, double x) {
    ter__dd z = ter__standard_whole_z(ter__standard_load(dist->prepared), x), log_z = {0.0, 0.0};
    if (fabs(z.hi) >= 0x1p60) {
        ter__dd halved = ter__two_sum(0.5 * x, -0.5 * dist->parameter[LOCATION]);
        log_z = ter__dd_add(ter__dd_log(halved.hi < 0.0 ? ter__dd_neg(halved) : halved), ter__dd_log_d(2.0));
        log_z = ter__dd_sub(log_z, log_scale_of(dist));
    }
    return ter__stable_point_at(law, z, log_z);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__stable law = law_of(dist);
    ter__stable_point at = point_of(dist, &law, x);
    ter__dd log = ter__stable_log(ter__stable_density(&law, &at).value);
    return isinf(log.hi) ? log : ter__dd_sub(log, log_scale_of(dist));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__stable law = law_of(dist);
    ter__stable_point at = point_of(dist, &law, x);
    return ter__stable_log(ter__stable_tail(&law, &at, upper));
}

/* What is common to the logs of density and tail leaves first. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__stable law = law_of(dist);
    ter__stable_point at = point_of(dist, &law, x);
    ter__stable_value density = ter__stable_density(&law, &at).value, tail = ter__stable_tail(&law, &at, true);
    bool none = isinf(density.fall.hi) && !isinf(tail.fall.hi);
    if (none)
        return ter__dd_make(-TER__INFINITY, 0.0);
    ter__dd fall = isinf(density.fall.hi) ? ter__dd_make(0.0, 0.0) : ter__dd_sub(tail.fall, density.fall);
    return ter__dd_sub(ter__dd_add(ter__dd_sub(density.log, tail.log), fall), log_scale_of(dist));
}

/* The law is symmetric about its location when beta is 0, or alpha is 2. */
static ter__dd slope_of(const ter_dist *dist, double x, ter__dd *times_z) {
    ter__stable law = law_of(dist);
    ter__stable_point at = point_of(dist, &law, x);
    ter__stable_height height = ter__stable_density(&law, &at);
    ter__dd scale = ter__dd_make(dist->parameter[SCALE], 0.0), z = at.x;
    if (height.whole) {
        *times_z = ter__dd_mul(height.value.turn, z);
        return ter__dd_div(height.value.turn, scale);
    }
    bool far = fabs(z.hi) >= 0x1p60;
    ter__dd centre = law.alpha == 1.0 ? ter__dd_make(0.0, 0.0) : law.centre;
    ter__dd apart = far ? ter__two_sum(x, -dist->parameter[LOCATION]) : ter__dd_mul(ter__dd_sub(z, centre), scale);
    *times_z = far ? height.value.turn : ter__dd_div(ter__dd_mul(height.value.turn, z), ter__dd_sub(z, centre));
    return ter__dd_div(height.value.turn, apart);
}

/* The log density at x of other alpha and beta, less that of these. */
static ter__dd change(const ter_dist *dist, double x, double alpha, double beta, ter__dd here) {
    ter__stable law = ter__stable_make(alpha, beta);
    law.rough = true;
    ter__stable_point at = point_of(dist, &law, x);
    ter__dd log = ter__stable_log(ter__stable_density(&law, &at).value);
    return ter__dd_sub(ter__dd_sub(log, log_scale_of(dist)), here);
}

/*
 * The derivative in alpha or beta by differences, extrapolated to step zero: some 10 digits. Steps to both
 * sides inside the parameter's interval, and to one side at its end.
 */
static double by_shape(const ter_dist *dist, double x, int which, double lower, double upper) {
    enum { LEVELS = 4 };
    const double *p = dist->parameter;
    double at = p[which], room = fmin(at - lower, upper - at), step = 0x1p-5;
    bool one_sided = room < 0x1p-12;
    double side = at - lower < upper - at ? 1.0 : -1.0;
    while (!one_sided && step > room)
        step *= 0.5;
    ter__dd here = change(dist, x, p[ALPHA], p[BETA], ter__dd_make(0.0, 0.0)), table[LEVELS];
    if (isinf(here.hi))
        return TER__NAN;
    for (int i = 0; i < LEVELS; i++, step *= 0.5) {
        double up = at + (one_sided ? side : 1.0) * step, down = one_sided ? at : at - step;
        ter__dd more = change(dist, x, which == ALPHA ? up : p[ALPHA], which == BETA ? up : p[BETA], here), less = {0.0, 0.0};
        if (!one_sided)
            less = change(dist, x, which == ALPHA ? down : p[ALPHA], which == BETA ? down : p[BETA], here);
        table[i] = ter__dd_div_d(ter__dd_sub(more, less), up - down);
        double factor = one_sided ? 2.0 : 4.0;
        for (int j = i - 1; j >= 0; j--) {
            table[j] = ter__dd_add(table[j + 1], ter__dd_div_d(ter__dd_sub(table[j + 1], table[j]), factor - 1.0));
            factor *= one_sided ? 2.0 : 4.0;
        }
    }
    return ter__dd_value(table[0]);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__dd times_z, along = slope_of(dist, x, &times_z);
    *slope = ter__dd_value(along);
    if (by_parameter == NULL)
        return;
    double alpha = dist->parameter[ALPHA];
    double low = alpha > 1.0 ? 1.0 + TER__STABLE_BAND : TER__STABLE_ALPHA_MIN;
    by_parameter[ALPHA] = by_shape(dist, x, ALPHA, alpha == 1.0 ? 0.5 : low, alpha < 1.0 ? 1.0 - TER__STABLE_BAND : 2.0);
    by_parameter[BETA] = alpha == 2.0 ? 0.0 : by_shape(dist, x, BETA, -1.0, 1.0);
    by_parameter[SCALE] = -ter__dd_value(ter__dd_add_d(times_z, 1.0)) / dist->parameter[SCALE];
    by_parameter[LOCATION] = -*slope;
}

/* By the first term of the tails. */
static double first_guess(const ter__stable *law, double log_tail, bool upper) {
    double skew = upper ? 1.0 + law->beta : 1.0 - law->beta, alpha = law->alpha, z = 1.0;
    if (log_tail < -1.0 && skew > 1e-3 && alpha < 2.0) {
        /* P(Z > z) ~ skew sin(pi alpha / 2) Gamma(alpha) / pi z^-alpha */
        double constant = skew * ter__dd_sin_pi(ter__dd_make(0.5 * alpha, 0.0)).hi * ter__exp(ter__log_gamma(alpha)) / 3.14159265;
        z = ter__exp((ter__log(constant) - log_tail) / alpha);
    } else if (log_tail < -1.0) {
        z = 2.0 * sqrt(-log_tail);
    }
    double centre = alpha < 1.0 && fabs(law->beta) == 1.0 && z < fabs(law->centre.hi) ? law->centre.hi : 0.0;
    return centre + (upper ? 1.0 : -1.0) * fmax(z, 0.5);
}

/* Newton's method in plain doubles, between bounds: from there two steps with all digits are enough. */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    ter__stable law = law_of(dist);
    law.rough = true;
    bool ends = law.alpha < 1.0 && fabs(law.beta) == 1.0;
    double sign = upper ? 1.0 : -1.0, low = ends && law.beta > 0.0 ? law.centre.hi : -0x1p190, high = -low;
    high = ends && law.beta < 0.0 ? law.centre.hi : 0x1p190;
    double z = first_guess(&law, log_tail, upper);
    for (int i = 0; i < 60 && z > low && z < high; i++) {
        ter__stable_point at = ter__stable_point_at(&law, ter__dd_make(z, 0.0), ter__dd_log_d(fabs(z) + 1e-300));
        double tail = ter__stable_log(ter__stable_tail(&law, &at, upper)).hi;
        double density = ter__stable_log(ter__stable_density(&law, &at).value).hi, off = sign * (log_tail - tail);
        *(off > 0.0 ? &high : &low) = z;
        double rate = ter__exp(density - tail), next = z - off / rate, turn = -off / (rate * z);
        if (fabs(z) > 3.0 && fabs(turn) < 300.0 && fabs(off) > 1e-3)
            next = z * ter__exp(turn);
        if (!(next > low && next < high))
            next = high > 4.0 && low > 1.0     ? sqrt(high) * sqrt(low)
                   : low < -4.0 && high < -1.0 ? -sqrt(-high) * sqrt(-low)
                                               : 0.5 * (fmin(high, 8.0 * fabs(z) + 1.0) + fmax(low, -8.0 * fabs(z) - 1.0));
        if (fabs(next - z) < 1e-11 * fabs(z))
            return at_z(dist, ter__dd_make(next, 0.0));
        z = next;
    }
    return at_z(dist, ter__dd_make(z, 0.0));
}

/*
 * J. M. Chambers, C. L. Mallows, B. W. Stuck, JASA 71 (1976), in M. Kanter's words (Ann. Probab. 3 (1975)): at a uniform place of
 * the curve g is exponential.
 */
static double draw(const ter__stable *law, double q, double e) {
    double log_e = ter__log(e), alpha = law->alpha;
    if (alpha == 2.0)
        return 2.0 * sqrt(e) * ter__dd_cos_pi(ter__dd_make(q, 0.0)).hi;
    if (alpha == 1.0 && law->beta == 0.0)
        return -1.0 / ter__dd_tan_pi(ter__dd_make(q, 0.0)).hi;
    ter__stable_side side = {.alpha = alpha, .beta = fabs(law->beta)};
    if (alpha == 1.0)
        return 0.63661977236758134 * law->beta * (ter__stable_log_g(&side, q, 1.0 - q) - log_e);
    int upper = q >= law->mass[0].hi;
    side.mass = law->mass[upper];
    side.other = law->mass[!upper];
    side.rest = law->rest[upper];
    side.inverse = law->inverse;
    double u = upper ? q - law->mass[0].hi : q, v = side.mass.hi - u;
    if (!(u > 0.0 && v > 0.0))
        u = v = 0.5 * side.mass.hi;
    double log_z = (log_e - ter__stable_log_g(&side, u, v)) * (alpha - 1.0) / alpha;
    double z = ter__exp(log_z - law->log_size.hi);
    return law->centre.hi + (upper ? z : -z);
}

static void sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out) {
    ter__stable law = law_of(dist);
    for (size_t i = 0; i < n; i++) {
        double q = ter_stream_uniform(stream), e = -ter__log(ter_stream_uniform(stream));
        double x = dist->parameter[LOCATION] + dist->parameter[SCALE] * draw(&law, q, e);
        out[i] = x < dist->lower ? dist->lower : x > dist->upper ? dist->upper : x;
    }
}

/* The sign of infinite odd moments: +1 or -1 where only one tail is heavy, 0 where both are. */
static double heavy_side(const ter_dist *dist) {
    return fabs(dist->parameter[BETA]) == 1.0 ? dist->parameter[BETA] : 0.0;
}

static ter_status odd_moment(const ter_dist *dist, double *value) {
    double side = heavy_side(dist);
    *value = side == 0.0 ? TER__NAN : side * TER__INFINITY;
    return side == 0.0 ? TER_UNDEFINED : TER_INFINITE;
}

static ter_status mean(const ter_dist *dist, double *value) {
    ter__stable law = law_of(dist);
    if (law.alpha <= 1.0)
        return odd_moment(dist, value);
    *value = at_z(dist, law.alpha == 2.0 ? ter__dd_make(0.0, 0.0) : law.centre);
    return TER_OK;
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    double alpha = dist->parameter[ALPHA], variance = 2.0 * dist->parameter[SCALE] * dist->parameter[SCALE];
    *value = order == 0 ? 1.0 : 0.0;
    if (order == 0)
        return TER_OK;
    if (alpha <= 1.0)
        return ter__summary_undefined(dist, value);
    if (order == 1)
        return TER_OK;
    if (alpha < 2.0)
        return order % 2 == 0 ? ter__summary_infinite(dist, value) : odd_moment(dist, value);
    double power = order % 2 == 0 ? 1.0 : 0.0;
    for (unsigned k = 2; k <= order; k += 2)
        power *= (k - 1.0) * variance;
    *value = power;
    return isinf(power) ? TER_INFINITE : TER_OK;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    if (order == 1)
        return mean(dist, value);
    if (order > 0 && dist->parameter[ALPHA] < 2.0)
        return order % 2 == 0 ? ter__summary_infinite(dist, value) : odd_moment(dist, value);
    return ter__raw_moment_about(dist, central_moment, dist->parameter[LOCATION], order, value);
}

static ter_status variance(const ter_dist *dist, double *value) {
    return central_moment(dist, 2, value);
}

/* Skewness and excess kurtosis: of the normal law only. */
static ter_status of_normal(const ter_dist *dist, double *value) {
    return dist->parameter[ALPHA] == 2.0 ? ter__summary_zero(dist, value) : ter__summary_undefined(dist, value);
}

/* Where the slope changes its sign: between the centre, or two scales off, and the location. */
static ter_status mode(const ter_dist *dist, double *value) {
    double beta = dist->parameter[BETA], alpha = dist->parameter[ALPHA], inner = 0.0;
    ter__stable law = law_of(dist);
    double outer = beta > 0.0 ? -2.0 : 2.0;
    if (alpha < 1.0 && fabs(law.centre.hi) < 2.0)
        outer = law.centre.hi;
    for (int i = 0; i < 60 && beta != 0.0 && alpha != 2.0; i++) {
        double middle = 0.5 * (inner + outer);
        ter__stable_point at = ter__stable_point_at(&law, ter__dd_make(middle, 0.0), ter__dd_make(0.0, 0.0));
        ter__stable_height height = ter__stable_density(&law, &at);
        double turn = height.value.turn.hi * (height.whole || alpha == 1.0 ? 1.0 : at.distance.hi);
        bool falling = isinf(height.value.fall.hi) ? beta < 0.0 : turn < 0.0;
        *(falling == (beta > 0.0) ? &inner : &outer) = middle;
    }
    *value = at_z(dist, ter__dd_make(0.5 * (inner + (beta == 0.0 || alpha == 2.0 ? 0.0 : outer)), 0.0));
    return TER_OK;
}

/* exp(i t location - |u|^alpha - i beta sign(u) tan(pi alpha / 2) (|u| - |u|^alpha)), u = t scale. */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    static const ter__dd inverse_pi = TER__INVERSE_PI;
    double alpha = dist->parameter[ALPHA], beta = dist->parameter[BETA], sign = t < 0.0 ? -1.0 : 1.0;
    ter__dd u = ter__characteristic_near(fabs(t), dist->parameter[SCALE]), turn = {0.0, 0.0};
    ter__complex log = {{0.0, 0.0}, ter__two_product(t, dist->parameter[LOCATION])};
    if (u.hi > 0.0) {
        ter__dd log_u = ter__dd_log(u), power = ter__exp_whole(ter__dd_mul_d(log_u, alpha));
        log.re = ter__dd_neg(power);
        if (alpha == 1.0)
            turn = ter__dd_mul(ter__dd_mul(ter__dd_scale(inverse_pi, 2.0), u), log_u);
        else if (alpha < 2.0)
            turn = ter__dd_mul(ter__dd_tan_pi(ter__dd_make(0.5 * alpha, 0.0)), ter__dd_sub(u, power));
        log.im = ter__dd_sub(log.im, ter__dd_mul_d(turn, sign * beta));
    }
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    {.name = "alpha",
     .symbol = "alpha",
     .description = "index: 2 normal, 1 Cauchy; tails fall like x^-alpha",
     .lower = TER__STABLE_ALPHA_MIN,
     .upper = 2.0},
    {.name = "beta", .symbol = "beta", .description = "skewness", .lower = -1.0, .upper = 1.0},
    TER__SCALE_PARAMETER("scale"),
    TER__LOCATION_PARAMETER("location in the S0 form: near the mode for all alpha, not the mean unless beta is 0"),
};

static const ter_parameter scipy_parameters[] = {
    {.name = "alpha", .symbol = "alpha", .description = "index", .lower = TER__STABLE_ALPHA_MIN, .upper = 2.0},
    {.name = "beta", .symbol = "beta", .description = "skewness", .lower = -1.0, .upper = 1.0},
    TER__SCIPY_LOC,
    TER__SCIPY_SCALE,
};

static const ter_parameter one_parameters[] = {
    {.name = "alpha", .symbol = "alpha", .description = "index", .lower = TER__STABLE_ALPHA_MIN, .upper = 2.0},
    {.name = "beta", .symbol = "beta", .description = "skewness", .lower = -1.0, .upper = 1.0},
    TER__SCALE_PARAMETER("scale"),
    TER__LOCATION_PARAMETER("location in the S1 form: the mean where alpha > 1"),
};

/* S1: E exp(i t X) = exp(i t location - |u|^alpha [1 - i beta sign(u) tan(pi alpha / 2)]), for alpha = 1 with log|t|. */
static void from_one(const double *given, double *own) {
    static const ter__dd inverse_pi = TER__INVERSE_PI;
    double alpha = given[0], beta = given[1], scale = given[2];
    ter__dd shift = ter__dd_mul(ter__dd_scale(inverse_pi, 2.0), ter__dd_log_d(scale));
    if (alpha != 1.0)
        shift = alpha == 2.0 ? ter__dd_make(0.0, 0.0) : ter__dd_tan_pi(ter__dd_make(0.5 * alpha, 0.0));
    own[ALPHA] = alpha;
    own[BETA] = beta;
    own[SCALE] = scale;
    own[LOCATION] = ter__dd_value(ter__dd_add_d(ter__dd_mul(shift, ter__two_product(beta, scale)), given[3]));
}

static void from_scipy(const double *given, double *own) {
    const double ordered[] = {given[0], given[1], given[3], given[2]};
    from_one(ordered, own);
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "levy_stable", scipy_parameters, from_scipy),
    TER__VARIANT("R", "stable", parameters, NULL),
    TER__VARIANT("S1", "stable", one_parameters, from_one),
};

static const ter__edge edges[] = {
    {{1.5, 0.5, 1.0, 0.0}, TER_CDF, TER__INFINITY, 1.0},
    {{1.5, 0.5, 1.0, 0.0}, TER_SF, TER__INFINITY, 0.0},
    {{1.5, 0.5, 1.0, 0.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{1.5, 0.0, 1.0, 0.0}, TER_CDF, 0.0, 0.5},
    {{1.0, 0.0, 1.0, 0.0}, TER_SF, 0.0, 0.5},
    {{2.0, 0.5, 1.0, 3.0}, TER_CDF, 3.0, 0.5},
    {{0.5, 1.0, 1.0, 1.0}, TER_CDF, 0.0, 0.0},
    {{0.5, 1.0, 1.0, 1.0}, TER_QUANTILE, 0.0, 0.0},
    {{0.5, -1.0, 1.0, 0.0}, TER_SF, 1.0, 0.0},
    {{1.5, 0.5, 1.0, 0.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
    .tail_error = 0x1p-56,
};

const ter_family ter__family_stable = {
    .name = "stable",
    .title = "Stable",
    .formula =
        "the law of E exp(i t X) = exp(i t location - |u|^alpha [1 + i beta sign(u) tan(pi alpha / 2) (|u|^(1 - alpha) - 1)]), "
        "u = t scale",
    .conventions =
        "Nolan's S0 form, continuous in alpha, with R's order: stabledist::dstable(alpha, beta, gamma, delta, pm = 0). The S1 "
        "form, location less by beta scale tan(pi alpha / 2), is S1.stable (pm = 1) and scipy.levy_stable. alpha is at "
        "least 0.3, and 1 (then beta 0 or at least 2^-6) or at least 2^-10 away from it.",
    .parameter_count = 4,
    .parameters = parameters,
    .check = check,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary = {[TER_MEAN] = mean,
                [TER_VARIANCE] = variance,
                [TER_SKEWNESS] = of_normal,
                [TER_EXCESS_KURTOSIS] = of_normal,
                [TER_MODE] = mode},
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .characteristic = characteristic,
    .sample = sample,
    .words_per_draw = 2,
    .fitter = &ter__stable_fitter,
    .accuracy_range =
        "all alpha and beta taken, all locations, scales and arguments; with beta -1 or 1 and alpha < 1 not within 1e-6 "
        "of the end, relative to it",
    /* The slope is 0 at a mode that is no parameter: there its error is that of the terms that cancel. */
    .accuracy = TER__STATED_ACCURACY_BUT_SLOPE(4.0, 4096.0, 1e14),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
