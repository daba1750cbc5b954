/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Normal-inverse Gaussian: f(x) = a K_1(a r) exp(g + b z) / (pi r scale), z = (x - location) / scale, r = sqrt(1 + z^2),
 * g = sqrt(a^2 - b^2).
 *
 * With y = a r and cosh = 1 + c all of it is the common factor exp(E), E = g + b z - y = -(g z - b)^2 / (y + g + b z), times
 * integrals over tau > 0 of exp(-y c(tau)): K_1 has the weight cosh, K_0 none, and the tail, by inversion of exp(g - sqrt(a^2 -
 * s^2)) along its curve of steepest descent s = a sin(phi + i tau), tan(phi) = z, (p - q cosh) / (r ((cosh - p q)^2 - (1 - q^2) /
 * r^2)) / pi,  p = z / r, q = b / a. The trapezoidal rule converges exponentially (L. N. Trefethen, J. A. C. Weideman, SIAM Review
 * 56 (2014)); what the poles of the tail's integrand do to it is known in closed form, so that it holds next to the mean too.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/family.h"
#include "dist/variants.h"
#include "special/normal_inverse.h"
#include "special/trig.h"
#include "standard.h"

enum { LOG_SCALE = TER__STANDARD_SIZE, ROOT = LOG_SCALE + 2, ANGLE = ROOT + 2, LACK = ANGLE + 2 };

static ter__dd loaded(const ter_dist *dist, int at) {
    return ter__dd_make(dist->prepared[at], dist->prepared[at + 1]);
}

static void store(double *prepared, int at, ter__dd value) {
    prepared[at] = value.hi;
    prepared[at + 1] = value.lo;
}

/* log scale, g, the angle of b / g, and 1 - |b| / a. */
static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[2], p[3], prepared);
    ter__dd root = ter__dd_sqrt(ter__dd_mul(ter__two_sum(p[0], -p[1]), ter__two_sum(p[0], p[1])));
    store(prepared, LOG_SCALE, ter__dd_log_d(p[3]));
    store(prepared, ROOT, root);
    store(prepared, ANGLE, ter__dd_atan(ter__dd_div(ter__dd_make(p[1], 0.0), root)));
    store(prepared, LACK, ter__dd_div_d(ter__two_sum(p[0], -fabs(p[1])), p[0]));
}

static ter_status check(const double *p, ter_error *error) {
    if (!(fabs(p[1]) < p[0]))
        return ter_error_set(error, TER_BAD_ARGUMENT, "normal_inverse_gaussian: b = %g must lie between -a and a = %g", p[1], p[0]);
    return TER_OK;
}

typedef struct place {
    ter__dd z, size, r, y, fall; /* size = |z|; fall = E */
    bool far;                    /* y beyond the doubles, or next to it */
} place;

static place place_of(const ter_dist *dist, double x) {
    const double *q = dist->parameter;
    place at = {.z = ter__standard_whole_z(ter__standard_load(dist->prepared), x)};
    at.size = at.z.hi < 0.0 ? ter__dd_neg(at.z) : at.z;
    at.far = !(at.size.hi < 0x1p980 && at.size.hi * q[0] < 0x1p980);
    if (at.far) {
        ter__dd rate = ter__two_sum(q[0], at.z.hi < 0.0 ? q[1] : -q[1]);
        bool over = isinf(at.size.hi) || isinf(at.size.hi * rate.hi);
        at.fall = over ? ter__dd_make(-TER__INFINITY, 0.0) : ter__dd_neg(ter__dd_mul(at.size, rate));
        return at;
    }
    at.r = at.size.hi < 0x1p60 ? ter__dd_sqrt(ter__dd_add_d(ter__dd_square(at.z), 1.0)) : at.size;
    at.y = ter__dd_mul_d(at.r, q[0]);
    ter__dd root = loaded(dist, ROOT), along = ter__dd_add(root, ter__dd_mul_d(at.z, q[1]));
    if (along.hi > 0.0) {
        ter__dd apart = ter__dd_add_d(ter__dd_mul(root, at.z), -q[1]);
        at.fall = ter__dd_neg(ter__dd_mul(apart, ter__dd_div(apart, ter__dd_add(at.y, along))));
    } else {
        at.fall = ter__dd_sub(along, at.y);
    }
    return at;
}

/* cosh(tau) - 1 for tau = (k + 1/2) h, by the series of sinh where exponentials cancel. */
static ter__dd cosh_less_one(ter__dd tau) {
    ter__dd half = ter__dd_scale(tau, 0.5), sinh;
    if (half.hi < 0.3) {
        ter__dd square = ter__dd_square(half);
        sinh = ter__dd_make(1.0, 0.0);
        for (int k = 10; k >= 1; k--)
            sinh = ter__dd_add_d(ter__dd_div_d(ter__dd_mul(square, sinh), (double)(2 * k) * (2 * k + 1)), 1.0);
        sinh = ter__dd_mul(sinh, half);
    } else {
        ter__dd e = ter__dd_exp(half);
        sinh = ter__dd_scale(ter__dd_sub(e, ter__dd_div(ter__dd_make(1.0, 0.0), e)), 0.5);
    }
    return ter__dd_scale(ter__dd_square(sinh), 2.0);
}

typedef enum weight { ZERO, ONE, TAIL } weight; /* of K_0, of K_1, of the tail */

typedef struct odds {
    ter__dd gap, lack, q, over_square; /* p - q, 1 - p q, q, (p - q)^2 */
} odds;

/* 1 - p q and p - q from 1 - |p| and 1 - |q|, which keep their digits. */
static odds odds_of(const ter_dist *dist, const place *at) {
    const double *par = dist->parameter;
    ter__dd one = ter__dd_make(1.0, 0.0), lack_q = loaded(dist, LACK);
    ter__dd lack_p = ter__dd_div(ter__dd_div(one, at->r), ter__dd_add(at->r, at->size));
    ter__dd p = ter__dd_div(at->size, at->r), q = ter__dd_ratio(fabs(par[1]), par[0]);
    bool p_down = at->z.hi < 0.0, q_down = par[1] < 0.0;
    odds o;
    if (p_down == q_down) {
        o.gap = ter__dd_sub(lack_q, lack_p);
        o.gap = p_down ? ter__dd_neg(o.gap) : o.gap;
        if (p.hi < 0.5)
            o.gap = p_down ? ter__dd_sub(q, p) : ter__dd_sub(p, q);
        o.lack = ter__dd_add(lack_p, ter__dd_mul(p, lack_q));
    } else {
        o.gap = ter__dd_add(p, q);
        o.gap = p_down ? ter__dd_neg(o.gap) : o.gap;
        o.lack = ter__dd_add_d(ter__dd_mul(p, q), 1.0);
    }
    o.q = q_down ? ter__dd_neg(q) : q;
    o.over_square = ter__dd_square(o.gap);
    return o;
}

static double step_of(double y) {
    return fmin(0.16, 0.55 / sqrt(y));
}

/* The integral of weight exp(-y (cosh - 1)), with midpoints; that of the tail without 1 / (pi r). */
static ter__dd integral(const ter_dist *dist, const place *at, weight what) {
    double h = step_of(at->y.hi);
    ter__dd sum = ter__dd_make(0.0, 0.0);
    odds o = {.gap = sum};
    if (what == TAIL)
        o = odds_of(dist, at);
    for (double k = 0.5;; k += 1.0) {
        ter__dd c = cosh_less_one(ter__two_product(k, h)), fall = ter__dd_mul(at->y, c);
        if (fall.hi > 64.0)
            break;
        ter__dd term = ter__dd_exp(ter__dd_neg(fall));
        if (what == ONE)
            term = ter__dd_mul(term, ter__dd_add_d(c, 1.0));
        if (what == TAIL) {
            ter__dd over = ter__dd_add(ter__dd_mul(c, ter__dd_add(c, ter__dd_scale(o.lack, 2.0))), o.over_square);
            term = ter__dd_div(ter__dd_mul(term, ter__dd_sub(o.gap, ter__dd_mul(o.q, c))), over);
        }
        sum = ter__dd_add(sum, term);
    }
    return ter__dd_mul_d(sum, h);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    static const ter__dd log_pi = TER__LOG_PI;
    place at = place_of(dist, x);
    if (at.far)
        return at.fall;
    ter__dd rest = ter__dd_log(ter__dd_div(ter__dd_mul_d(integral(dist, &at, ONE), dist->parameter[0]), at.r));
    return ter__dd_add(at.fall, ter__dd_sub(rest, ter__dd_add(log_pi, loaded(dist, LOG_SCALE))));
}

/* exp(level) / (exp(2 pi distance / h) + 1): what a pole at that distance adds to the rule with midpoints. */
static ter__dd pole(ter__dd distance, double h, double y, ter__dd level) {
    static const ter__dd pi = TER__PI;
    if (distance.hi > fmin(1.5, 6.283185307179586 / (y * h)) || level.hi < -200.0)
        return ter__dd_make(0.0, 0.0);
    ter__dd power = ter__dd_div_d(ter__dd_mul(ter__dd_scale(pi, 2.0), distance), h), one = ter__dd_make(1.0, 0.0);
    if (power.hi > 600.0)
        return ter__dd_make(0.0, 0.0);
    ter__dd raised = power.hi < -600.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(power);
    return ter__dd_div(ter__dd_exp(level), ter__dd_add(raised, one));
}

/* The log of the tail away from the mean. */
static ter__dd log_outer(const ter_dist *dist, const place *at, bool upper) {
    static const ter__dd pi = TER__PI, inverse_pi = TER__INVERSE_PI;
    if (at->far)
        return at->fall;
    ter__dd smooth = ter__dd_mul(integral(dist, at, TAIL), ter__dd_div(inverse_pi, at->r));
    double h = step_of(at->y.hi), sign = upper ? 1.0 : -1.0;
    smooth = ter__dd_scale(smooth, sign);
    ter__dd phi = ter__dd_atan(at->z), angle = loaded(dist, ANGLE), zero = ter__dd_make(0.0, 0.0);
    ter__dd own = pole(ter__dd_scale(ter__dd_sub(phi, angle), sign), h, at->y.hi, zero);
    ter__dd above = ter__dd_sub(ter__dd_sub(pi, angle), phi), below = ter__dd_add(ter__dd_add(pi, angle), phi);
    ter__dd level = ter__dd_scale(loaded(dist, ROOT), 2.0); /* of the poles on the other sheet of the root */
    bool many = level.hi < 200.0;
    ter__dd other = zero;
    if (many)
        other = ter__dd_sub(pole(below, h, at->y.hi, level), pole(above, h, at->y.hi, level));
    ter__dd poles = ter__dd_add(own, ter__dd_scale(other, sign));
    if (poles.hi == 0.0 || at->fall.hi < -300.0)
        return ter__dd_add(at->fall, ter__dd_log(smooth));
    return ter__dd_log(ter__dd_add(ter__dd_mul(smooth, ter__dd_exp(at->fall)), poles));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    place at = place_of(dist, x);
    if (at.z.hi == 0.0 && dist->parameter[1] == 0.0)
        return ter__dd_neg(ter__dd_log_d(2.0));
    ter__dd mean = ter__dd_div(ter__dd_make(dist->parameter[1], 0.0), loaded(dist, ROOT));
    bool above = at.z.hi > mean.hi;
    ter__dd direct = log_outer(dist, &at, above);
    if (above == upper)
        return direct;
    return direct.hi < -640.0 ? ter__dd_make(-ter__exp_dd(direct), 0.0) : ter__dd_log1mexp(direct);
}

/* Far out the common factor exp(E) is left out of both. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    const double *q = dist->parameter;
    place at = place_of(dist, x);
    if (at.z.hi <= 0.0 || at.fall.hi > -300.0 || at.z.hi * dist->prepared[ROOT] <= q[1]) {
        ter__dd density = log_density(dist, x);
        return isinf(density.hi) ? density : ter__dd_sub(density, log_tail(dist, x, true));
    }
    ter__dd rate = ter__two_sum(q[0], -q[1]); /* the limit */
    if (!at.far)
        rate = ter__dd_div(ter__dd_mul_d(integral(dist, &at, ONE), q[0]), integral(dist, &at, TAIL));
    return ter__dd_sub(ter__dd_log(rate), loaded(dist, LOG_SCALE));
}

/* d log f / dz = b - (z / r) (a K_0 / K_1 + 2 / r). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *q = dist->parameter;
    place at = place_of(dist, x);
    ter__dd along, ratio = ter__dd_make(1.0, 0.0);
    if (at.far) {
        along = at.z.hi < 0.0 ? ter__two_sum(q[1], q[0]) : ter__two_sum(q[1], -q[0]);
    } else {
        ratio = ter__dd_div(integral(dist, &at, ZERO), integral(dist, &at, ONE));
        ter__dd one = ter__dd_make(1.0, 0.0),
                inner = ter__dd_add(ter__dd_mul_d(ratio, q[0]), ter__dd_div(ter__dd_scale(one, 2.0), at.r));
        along = ter__dd_add_d(ter__dd_neg(ter__dd_mul(ter__dd_div(at.z, at.r), inner)), q[1]);
    }
    *slope = ter__dd_value(along) / q[3];
    if (q[1] == 0.0 && fabs(at.z.hi) < 0x1p-500) /* z itself may be below the normal doubles */
        *slope = -ter__standard_z_over_scale(ter__standard_load(dist->prepared), x) * (q[0] * ratio.hi + 2.0);
    if (by_parameter == NULL)
        return;
    ter__dd root = loaded(dist, ROOT), r = at.far ? at.size : at.r;
    bool over = isinf(at.size.hi);
    ter__dd by_a = ter__dd_sub(ter__dd_div(ter__dd_make(q[0], 0.0), root), over ? r : ter__dd_mul(r, ratio));
    ter__dd product = over ? ter__dd_make(-TER__INFINITY, 0.0) : ter__dd_mul(along, at.z);
    by_parameter[0] = over ? -TER__INFINITY : ter__dd_value(by_a);
    by_parameter[1] = over ? at.z.hi : ter__dd_value(ter__dd_sub(at.z, ter__dd_div(ter__dd_make(q[1], 0.0), root)));
    by_parameter[2] = -*slope;
    by_parameter[3] = over ? TER__INFINITY : -ter__dd_value(ter__dd_add_d(product, 1.0)) / q[3];
}

/* Normal next to the mean, exponential far out. */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    const double *q = dist->parameter;
    double root = dist->prepared[ROOT], sign = upper ? 1.0 : -1.0;
    if (q[1] == 0.0 && log_tail > -0.6931471805599455)
        return q[2];
    double deviation = q[0] / (root * sqrt(root)), far = -log_tail / (q[0] - sign * q[1]);
    double z = q[1] / root + sign * fmax(deviation * sqrt(fmax(-2.0 * log_tail - 1.3, 0.0)), far > 3.0 * deviation ? far : 0.0);
    return q[2] + q[3] * z;
}

/* b V + sqrt(V) N, V inverse Gaussian of mean 1 / g and shape 1 (J. R. Michael, W. R. Schucany, R. W. Haas, 1976). */
static void sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out) {
    const double *q = dist->parameter;
    double mean = 1.0 / dist->prepared[ROOT];
    for (size_t i = 0; i < n; i++) {
        double u = ter__dd_value(ter__normal_quantile(ter_stream_uniform(stream)));
        double v = ter__dd_value(ter__normal_quantile(ter_stream_uniform(stream))), w = mean * u * u;
        double lesser = mean * 2.0 / (2.0 + w + sqrt(w * (4.0 + w))); /* the smaller root of Michael's quadratic */
        double mixed = ter_stream_uniform(stream) * (mean + lesser) <= mean ? lesser : mean / lesser * mean;
        out[i] = q[2] + q[3] * (q[1] * mixed + sqrt(mixed) * v);
    }
}

static ter_status mean(const ter_dist *dist, double *value) {
    ter__dd z = ter__dd_div(ter__dd_make(dist->parameter[1], 0.0), loaded(dist, ROOT));
    *value = ter__standard_undo(ter__standard_load(dist->prepared), z);
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double a = dist->parameter[0], scale = dist->parameter[3], root = dist->prepared[ROOT];
    *value = (a / root) * (a / root) / root * scale * scale;
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    *value = 3.0 * dist->parameter[1] / (dist->parameter[0] * sqrt(dist->prepared[ROOT]));
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double ratio = dist->parameter[1] / dist->parameter[0];
    *value = 3.0 * (1.0 + 4.0 * ratio * ratio) / dist->prepared[ROOT];
    return TER_OK;
}

/*
 * exp(i t location + g - sqrt(A - i B)), A = g^2 + s^2, B = 2 b s, s = t scale. The root is c - i B / (2 c) with 2 c^2 = R + A and
 * R^2 = A^2 + B^2, and c - g = (B^2 / (2 (R + A)) + s^2) / (g + c), terms of one sign.
 */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const double *p = dist->parameter;
    ter__dd square = ter__dd_mul(ter__two_sum(p[0], -p[1]), ter__two_sum(p[0], p[1])), s = ter__characteristic_near(t, p[3]);
    ter__dd g = ter__dd_sqrt(square), s_square = ter__dd_square(s), a = ter__dd_add(square, s_square);
    ter__dd b = ter__dd_scale(ter__dd_mul_d(s, p[1]), 2.0), b_square = ter__dd_square(b);
    ter__dd r = ter__dd_sqrt(ter__dd_add(ter__dd_square(a), b_square)), sum = ter__dd_add(r, a);
    ter__dd c = ter__dd_sqrt(ter__dd_scale(sum, 0.5));
    ter__dd fall = ter__dd_div(ter__dd_add(ter__dd_scale(ter__dd_div(b_square, sum), 0.5), s_square), ter__dd_add(g, c));
    ter__dd turn = ter__dd_div(ter__dd_scale(b, 0.5), c);
    ter__complex log = {ter__dd_neg(fall), ter__dd_add(ter__two_product(t, p[2]), turn)};
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("a", "a", "steepness: tails fall at the rates (a - b) / scale and (a + b) / scale"),
    TER__REAL_PARAMETER("b", "b", "asymmetry, between -a and a"),
    TER__LOCATION_PARAMETER("location"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("a", "a", "steepness"),
    TER__REAL_PARAMETER("b", "b", "asymmetry"),
    TER__SCIPY_LOC,
    TER__SCIPY_SCALE,
};

static const ter_parameter rate_parameters[] = {
    TER__REAL_PARAMETER("mu", "mu", "location"),
    TER__POSITIVE_PARAMETER("delta", "delta", "scale"),
    TER__POSITIVE_PARAMETER("alpha", "alpha", "a / scale"),
    TER__REAL_PARAMETER("beta", "beta", "b / scale"),
};

static void from_rates(const double *given, double *q) {
    q[0] = given[2] * given[1];
    q[1] = given[3] * given[1];
    q[2] = given[0];
    q[3] = given[1];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "norminvgauss", scipy_parameters, NULL),
    TER__VARIANT("R", "nig", rate_parameters, from_rates),
};

static const ter__edge edges[] = {
    {{1.0, 0.0, 0.0, 1.0}, TER_CDF, 0.0, 0.5},           {{1.0, 0.0, 3.0, 2.0}, TER_QUANTILE, 0.5, 3.0},
    {{1.0, 0.0, 0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0}, {{1.0, 0.5, 0.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{1.0, 0.5, 0.0, 1.0}, TER_ISF, 1.5, TER__NAN},      {{1.0, 0.5, 0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
    .tail_error = 0x1p-66,
};

const ter_family ter__family_normal_inverse_gaussian = {
    .name = "normal_inverse_gaussian",
    .title = "Normal-inverse Gaussian",
    .formula = "a K_1(a r) exp(sqrt(a^2 - b^2) + b z) / (pi r scale), z = (x - location) / scale, r = sqrt(1 + z^2)",
    .conventions =
        "scipy: norminvgauss(a, b, loc, scale). R: GeneralizedHyperbolic::dnig(mu, delta, alpha, beta), alpha = a / scale, "
        "beta = b / scale.",
    .parameter_count = 4,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .check = check,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary = {[TER_MEAN] = mean, [TER_VARIANCE] = variance, [TER_SKEWNESS] = skewness, [TER_EXCESS_KURTOSIS] = excess_kurtosis},
    .characteristic = characteristic,
    .sample = sample,
    .words_per_draw = 3,
    .accuracy_range = "a from 1e-3 to 1e8, |b| up to 0.9999999999 a, all locations and scales",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
