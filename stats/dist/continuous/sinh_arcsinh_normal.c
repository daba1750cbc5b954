/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sinh-arcsinh normal law (M. C. Jones, A. Pewsey, Biometrika 96, 2009): z = sinh(u) is standard normal, u = delta asinh(y) -
 * epsilon, y = (x - location) / scale. f(x) = delta cosh(u) phi(z) / (scale sqrt(1 + y^2)).
 */
#include "dist/common_parameters.h"
#include "dist/family.h"
#include "dist/variants.h"
#include "normal_fit.h"
#include "normal_score.h"
#include "standard.h"

enum { EPSILON, DELTA, LOCATION, SCALE };

/* prepared: y, then log(delta / scale) and log scale. */
enum { LOG_RATE = TER__STANDARD_SIZE, LOG_SCALE = LOG_RATE + 2 };

/* Beyond this 1 + y^2 is y^2 to all digits. */
#define Y_LARGE 0x1p120
/* Beyond this score its square alone makes the slope. */
#define SCORE_LARGE 0x1p300

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[LOCATION], p[SCALE], prepared);
    ter__dd log_scale = ter__dd_log_d(p[SCALE]), log_rate = ter__dd_sub(ter__dd_log_d(p[DELTA]), log_scale);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
    prepared[LOG_RATE] = log_rate.hi;
    prepared[LOG_RATE + 1] = log_rate.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = -TER__INFINITY;
    *upper = TER__INFINITY;
}

static ter__dd y_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

/* sqrt(1 + y^2). */
static ter__dd root_of(ter__dd y) {
    if (fabs(y.hi) > Y_LARGE)
        return ter__normal_magnitude(y);
    return ter__dd_sqrt(ter__dd_add_d(ter__dd_square(y), 1.0));
}

/* log |y| for large y, which may itself be beyond the doubles. */
static ter__dd log_size(const ter_dist *dist, double x) {
    ter__dd log_scale = ter__dd_make(dist->prepared[LOG_SCALE], dist->prepared[LOG_SCALE + 1]);
    ter__dd halved = ter__two_sum(0.5 * x, -0.5 * dist->parameter[LOCATION]);
    return ter__dd_sub(ter__dd_add(ter__dd_log(ter__normal_magnitude(halved)), ter__log_2()), log_scale);
}

/* log(|y| + sqrt(1 + y^2)) = log(1 + |y| + y^2 / (1 + sqrt(1 + y^2))), with the sign of y. */
static ter__dd asinh_of(const ter_dist *dist, double x, ter__dd y) {
    ter__dd size = ter__normal_magnitude(y), out;
    if (size.hi > Y_LARGE) {
        out = ter__dd_add(log_size(dist, x), ter__log_2());
    } else if (size.hi < 0x1p-60) {
        out = size;
    } else {
        ter__dd bend = ter__dd_div(ter__dd_square(size), ter__dd_add_d(root_of(size), 1.0));
        out = ter__dd_log1p(ter__dd_add(size, bend));
    }
    return y.hi < 0.0 ? ter__dd_neg(out) : out;
}

static ter__dd u_of(const ter_dist *dist, double x, ter__dd y) {
    return ter__dd_add_d(ter__dd_mul_d(asinh_of(dist, x, y), dist->parameter[DELTA]), -dist->parameter[EPSILON]);
}

/* sinh(u), relative to itself; infinite where it overflows. */
static ter__dd sinh_of(ter__dd u) {
    ter__dd size = ter__normal_magnitude(u), out = size;
    if (size.hi > 640.0) {
        out = ter__exp_whole(ter__dd_sub(size, ter__log_2()));
    } else if (size.hi > 0x1p-60) {
        ter__dd e = ter__dd_expm1(size);
        out = ter__dd_scale(ter__dd_add(e, ter__dd_div(e, ter__dd_add_d(e, 1.0))), 0.5);
    }
    return u.hi < 0.0 ? ter__dd_neg(out) : out;
}

/* log cosh(u) = log(1 + sinh(u)^2) / 2. */
static ter__dd log_cosh(ter__dd u) {
    ter__dd size = ter__normal_magnitude(u);
    if (size.hi < 0x1p-400)
        return ter__dd_make(0.0, 0.0);
    if (size.hi < 1.0)
        return ter__dd_scale(ter__dd_log1p(ter__dd_square(sinh_of(u))), 0.5);
    return ter__dd_add(ter__dd_sub(size, ter__log_2()), ter__softplus(ter__dd_scale(size, -2.0)));
}

/* tanh(u) sinh(u)^2. */
static ter__dd bend_of(ter__dd u) {
    ter__dd z = sinh_of(u), size = ter__normal_magnitude(z);
    if (!(size.hi < SCORE_LARGE)) /* exp(2 |u|) / 4 */
        return ter__dd_make(copysign(ter__exp_dd(ter__dd_scale(ter__dd_sub(ter__normal_magnitude(u), ter__log_2()), 2.0)), u.hi),
                            0.0);
    ter__dd square = ter__dd_square(z), root = ter__dd_sqrt(ter__dd_add_d(square, 1.0));
    return size.hi < 0x1p-300 ? ter__dd_make(0.0, 0.0) : ter__dd_mul(z, ter__dd_div(square, root));
}

/* log dz/dx. */
static ter__dd log_rate(const ter_dist *dist, double x, ter__dd y, ter__dd u) {
    ter__dd rate = ter__dd_add(ter__dd_make(dist->prepared[LOG_RATE], dist->prepared[LOG_RATE + 1]), log_cosh(u));
    ter__dd log_root;
    if (fabs(y.hi) > Y_LARGE)
        log_root = log_size(dist, x);
    else if (fabs(y.hi) < 0x1p-400)
        log_root = ter__dd_make(0.0, 0.0);
    else
        log_root = ter__dd_scale(ter__dd_log1p(ter__dd_square(y)), 0.5);
    return ter__dd_sub(rate, log_root);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd y = y_of(dist, x), u = u_of(dist, x, y);
    return ter__dd_add_wide(ter__score_log_density(sinh_of(u)), log_rate(dist, x, y, u));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    return ter__score_log_tail(sinh_of(u_of(dist, x, y_of(dist, x))), upper);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd y = y_of(dist, x), u = u_of(dist, x, y);
    return ter__dd_add_wide(ter__score_log_hazard(sinh_of(u)), log_rate(dist, x, y, u));
}

/* log(|z| + sqrt(1 + z^2)) with the sign of z, which is a normal score and far from overflow. */
static ter__dd asinh_of_score(ter__dd z) {
    ter__dd size = ter__normal_magnitude(z), bend = ter__dd_div(ter__dd_square(size), ter__dd_add_d(root_of(size), 1.0));
    ter__dd out = size.hi < 0x1p-300 ? size : ter__dd_log1p(ter__dd_add(size, bend));
    return z.hi < 0.0 ? ter__dd_neg(out) : out;
}

/* location + scale sinh((asinh(z) + epsilon) / delta). */
static double at_score(const ter_dist *dist, ter__dd z) {
    const double *p = dist->parameter;
    ter__dd v = ter__dd_div_d(ter__dd_add_d(asinh_of_score(z), p[EPSILON]), p[DELTA]), size = ter__normal_magnitude(v);
    double sign = v.hi < 0.0 ? -1.0 : 1.0;
    if (size.hi > 600.0) { /* exp(v) / 2, which may be beyond the doubles where the scale brings it back */
        ter__dd log_far = ter__dd_add(ter__dd_sub(size, ter__log_2()), ter__dd_log_d(p[SCALE]));
        return size.hi < TER__INFINITY ? p[LOCATION] + sign * ter__exp_dd(log_far) : sign * TER__INFINITY;
    }
    ter__dd e = ter__dd_expm1(size), y = size;
    if (size.hi > 0x1p-60)
        y = ter__dd_scale(ter__dd_add(e, ter__dd_div(e, ter__dd_add_d(e, 1.0))), 0.5);
    return ter__standard_undo(ter__standard_load(dist->prepared), ter__dd_scale(y, sign));
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    return at_score(dist, ter__score_inverse(log_tail, upper));
}

/* d log f / dy = -(delta tanh(u) sinh(u)^2 + y / r) / r, r = sqrt(1 + y^2), which far out is |x - location| / scale. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter;
    ter__dd y = y_of(dist, x), u = u_of(dist, x, y), bend = bend_of(u), turn = ter__dd_make(y.hi < 0.0 ? -1.0 : 1.0, 0.0);
    bool far = fabs(y.hi) > Y_LARGE, endless = !(fabs(sinh_of(u).hi) < SCORE_LARGE);
    if (!far)
        turn = ter__dd_div(y, root_of(y));
    ter__dd top = endless ? bend : ter__dd_add(ter__dd_mul_d(bend, p[DELTA]), turn);
    ter__dd distance = ter__normal_magnitude(ter__two_sum(x, -p[LOCATION]));
    if (endless) { /* -z dz/dx */
        ter__dd log_score = ter__dd_sub(ter__normal_magnitude(u), ter__log_2());
        *slope = copysign(ter__exp_dd(ter__dd_add(log_rate(dist, x, y, u), log_score)), -u.hi);
    } else if (!far)
        *slope = -ter__dd_value(ter__dd_div(top, root_of(y))) / p[SCALE];
    else if (distance.hi < 0x1p900 && distance.hi > 0x1p-800)
        *slope = -ter__dd_value(ter__dd_div(top, distance));
    else
        *slope = -ter__dd_value(top) / fabs(x - p[LOCATION]);
    if (fabs(y.hi) < TER__NEAR_MIDDLE && p[EPSILON] == 0.0) /* of first order in y, which may be subnormal */
        *slope = 0.0 - ter__standard_z_over_scale(ter__standard_load(dist->prepared), x);
    if (by_parameter == NULL)
        return;
    by_parameter[EPSILON] = bend.hi;
    by_parameter[LOCATION] = -*slope;
    if (endless) {
        by_parameter[DELTA] = -bend.hi * asinh_of(dist, x, y).hi;
        by_parameter[SCALE] = -*slope * y.hi;
        return;
    }
    by_parameter[DELTA] = ter__dd_value(ter__dd_sub(ter__dd_ratio(1.0, p[DELTA]), ter__dd_mul(bend, asinh_of(dist, x, y))));
    by_parameter[SCALE] = ter__dd_value(ter__dd_add_d(ter__dd_mul(turn, top), -1.0)) / p[SCALE];
}

static ter_status median(const ter_dist *dist, double *value) {
    *value = at_score(dist, ter__dd_make(0.0, 0.0));
    return TER_OK;
}

static ter_status fit_start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                            ter_error *error) {
    (void)columns;
    double mean, sd;
    if (!ter__normal_fit_moments(n, x, weights, &mean, &sd) || !(sd > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "sinh_arcsinh_normal: the values have no spread");
    parameters[EPSILON] = 0.0;
    parameters[DELTA] = 1.0;
    parameters[LOCATION] = mean;
    parameters[SCALE] = sd;
    return TER_OK;
}

static const ter__fitter fitter = {.start = fit_start};

static const ter_parameter parameters[] = {
    TER__REAL_PARAMETER("epsilon", "epsilon", "skewness; positive skews to the right"),
    TER__POSITIVE_PARAMETER("delta", "delta", "tail weight; below 1 heavier tails than normal, above 1 lighter ones"),
    TER__LOCATION_PARAMETER("location"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter_parameter gamlss_parameters[] = {
    TER__REAL_PARAMETER("mu", "mu", "location"),
    TER__POSITIVE_PARAMETER("sigma", "sigma", "scale"),
    TER__REAL_PARAMETER("nu", "nu", "epsilon"),
    TER__POSITIVE_PARAMETER("tau", "tau", "delta"),
};

static void from_gamlss(const double *given, double *own) {
    own[LOCATION] = given[0];
    own[SCALE] = given[1];
    own[EPSILON] = given[2];
    own[DELTA] = given[3];
}

static const ter_parameter tfp_parameters[] = {
    TER__LOCATION_PARAMETER("location"),
    TER__SCALE_PARAMETER("scale, multiplied by 2 / sinh(tailweight asinh(2))"),
    TER__REAL_PARAMETER("skewness", "epsilon", "epsilon"),
    TER__POSITIVE_PARAMETER("tailweight", "tau", "1 / delta"),
};

static void from_tfp(const double *given, double *own) {
    double reach = 1.4436354751788103 * given[3], rise = ter__expm1(reach);
    own[LOCATION] = given[0];
    own[SCALE] = given[1] * 4.0 / (rise + rise / (rise + 1.0));
    own[EPSILON] = given[2];
    own[DELTA] = 1.0 / given[3];
}

static const ter__variant variants[] = {
    TER__VARIANT("gamlss", "SHASHo", gamlss_parameters, from_gamlss),
    TER__VARIANT("TFP", "SinhArcsinh", tfp_parameters, from_tfp),
};

static const ter__edge edges[] = {
    {{0.0, 1.0, 0.0, 1.0}, TER_CDF, 0.0, 0.5},           {{0.0, 2.0, 3.0, 1.0}, TER_QUANTILE, 0.5, 3.0},
    {{0.0, 2.0, 0.0, 1.0}, TER_LOG_PDF_SLOPE, 0.0, 0.0}, {{0.0, 1.0, 0.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{0.0, 1.0, 0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0}, {{0.0, 1.0, 0.0, 1.0}, TER_LOG_SF, TER__INFINITY, -TER__INFINITY},
    {{0.0, 1.0, 0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
};

const ter_family ter__family_sinh_arcsinh_normal = {
    .name = "sinh_arcsinh_normal",
    .title = "Sinh-arcsinh normal (Jones-Pewsey)",
    .formula =
        "delta cosh(u) exp(-sinh(u)^2 / 2) / (scale sqrt(2 pi (1 + y^2))), u = delta asinh(y) - epsilon, y = (x - location) / "
        "scale",
    .conventions =
        "gamlss: SHASHo(mu, sigma, nu=epsilon, tau=delta). TFP: SinhArcsinh(loc, scale, skewness, tailweight) has delta = "
        "1 / tailweight and another scale, its variant converts it.",
    .parameter_count = 4,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary = {[TER_MEDIAN] = median},
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "|epsilon| up to 10, delta 0.01 to 100, all locations, scales and arguments",
    .accuracy = TER__STATED_ACCURACY_BUT_SLOPE(1.25, 4.0, 16.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
