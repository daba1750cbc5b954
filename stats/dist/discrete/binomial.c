/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The binomial law. Masses are in saddle-point form with Stirling errors (Loader 2000) in double-double, so neither large counts
 * nor far tails cost digits; P(X > k) = I_p(k + 1, n - k), whose two sides are computed without cancellation (DLMF 8.17.5).
 * Quantiles are found by Newton steps on the log of the smaller tail, inside a bracket that is judged by this file's own cdf and
 * sf: the answer is the first count for which they reach the probability asked for, to the last bit.
 */
#include "dist/discrete/count_characteristic.h"
#include "dist/variants.h"
#include <assert.h>
#include <math.h>
#include <string.h>

#include "dist/discrete/binomial.h"
#include "special/beta_inc.h"
#include "special/elementary.h"
#include "special/log_pair.h"

/* From this variance on the entropy is summed by its asymptotic series, right to 1e-16; below, term by term. */
#define ENTROPY_SERIES_FROM 500.0
/* Two logs of tails nearer than this are told apart in more digits; nearer than TIE there, they are equal. */
#define SHARP_BELOW 1e-14
#define TIE         1e-19
/* Newton's steps, then halvings: 2^53 counts need 53 of them. */
#define NEWTON_STEPS_MAX 40
#define STEPS_MAX        120

typedef ter__binomial law;

static_assert(sizeof(law) <= TER__PREPARED_MAX * sizeof(double), "the law fits its prepared values");

ter__binomial ter__binomial_make(double trials, double probability) {
    ter__binomial l = {.trials = trials, .probability = probability, .certain = -1.0};
    l.p = ter__dd_make(probability, 0.0);
    l.q = ter__two_sum(1.0, -probability);
    if (trials == 0.0 || probability == 0.0) {
        l.certain = 0.0;
    } else if (probability == 1.0) {
        l.certain = trials;
    } else {
        l.log_p = ter__dd_log(l.p);
        l.log_q = ter__dd_log1p(ter__dd_neg(l.p));
    }
    return l;
}

static void prepare(const double *parameters, double *prepared) {
    law l = ter__binomial_make(parameters[0], parameters[1]);
    memcpy(prepared, &l, sizeof l);
}

static law law_of(const ter_dist *dist) {
    law l;
    memcpy(&l, dist->prepared, sizeof l);
    return l;
}

static void support(const double *parameters, double *lower, double *upper) {
    *lower = parameters[1] == 1.0 ? parameters[0] : 0.0;
    *upper = parameters[1] == 0.0 ? 0.0 : parameters[0];
}

ter__dd ter__binomial_log_mass(const ter__binomial *l, double k) {
    double rest = l->trials - k;
    if (k == 0.0)
        return ter__dd_mul_d(l->log_q, l->trials);
    if (rest == 0.0)
        return ter__dd_mul_d(l->log_p, l->trials);
    /* p^k q^(n - k) / B(k, n - k), and C(n, k) = n / (k (n - k) B(k, n - k)) */
    ter__beta_shape shape = ter__beta_shape_make(k, rest);
    ter__dd ways = ter__dd_div_d(ter__dd_ratio(l->trials, k), rest);
    return ter__dd_add(ter__beta_log_power(&shape, l->p, l->q), ter__dd_log(ways));
}

bool ter__binomial_possible(const ter__binomial *l, double x) {
    return l->certain >= 0.0 ? x == l->certain : x >= 0.0 && x <= l->trials && x == floor(x);
}

static double logpdf_at(const law *l, double x) {
    if (!ter__binomial_possible(l, x))
        return -TER__INFINITY;
    return l->certain >= 0.0 ? 0.0 : ter__dd_value(ter__binomial_log_mass(l, x));
}

static double pdf_at(const law *l, double x) {
    if (!ter__binomial_possible(l, x))
        return 0.0;
    return l->certain >= 0.0 ? 1.0 : ter__exp_dd(ter__binomial_log_mass(l, x));
}

/*
 * The tails at k = floor(x), -1 < k < n, as a tail of the beta law whose lower side is P(X > k). False where they are 0 and 1:
 * then *above says whether all of the law lies above x.
 */
static bool tail_at(const law *l, double x, ter__beta_tail *tail, bool *above) {
    double k = floor(x);
    *above = l->certain >= 0.0 ? k < l->certain : k < 0.0;
    if (l->certain >= 0.0 || k < 0.0 || k >= l->trials)
        return false;
    ter__beta_shape shape = ter__beta_shape_make(k + 1.0, l->trials - k);
    *tail = ter__beta_tail_at(&shape, l->p, l->q);
    return true;
}

static double side(const law *l, double x, bool upper) {
    ter__beta_tail tail;
    bool above;
    if (!tail_at(l, x, &tail, &above))
        return above == upper ? 1.0 : 0.0;
    return ter__beta_side(&tail, !upper);
}

static double log_side(const law *l, double x, bool upper) {
    ter__beta_tail tail;
    bool above;
    if (!tail_at(l, x, &tail, &above))
        return above == upper ? 0.0 : -TER__INFINITY;
    return ter__dd_value(ter__beta_log_side(&tail, !upper));
}

static double cdf_at(const law *l, double x) {
    return side(l, x, false);
}

static double sf_at(const law *l, double x) {
    return side(l, x, true);
}

static double logcdf_at(const law *l, double x) {
    return log_side(l, x, false);
}

static double logsf_at(const law *l, double x) {
    return log_side(l, x, true);
}

static double cumhazard_at(const law *l, double x) {
    return 0.0 - log_side(l, x, true);
}

/* mass(x) / P(X >= x); no value where nothing is left. */
static double hazard_at(const law *l, double x) {
    ter__beta_tail tail;
    bool above;
    if (x > (l->certain >= 0.0 ? l->certain : l->trials))
        return NAN;
    if (!ter__binomial_possible(l, x))
        return 0.0;
    if (x == l->trials)
        return 1.0;
    if (!tail_at(l, x - 1.0, &tail, &above)) /* x = 0 */
        return pdf_at(l, x);
    return ter__exp_dd(ter__dd_sub(ter__binomial_log_mass(l, x), ter__beta_log_side(&tail, false)));
}

/* What a quantile is asked for: the first k whose tail below is not less than this, or whose tail above is not more. */
typedef struct goal {
    bool follow_upper;    /* the smaller tail there */
    ter__dd log_followed; /* its log */
} goal;

/* How far the followed tail's log is from the goal, positive when it is larger. */
static double distance(const goal *g, const ter__beta_tail *tail) {
    return ter__dd_sub(ter__beta_log_side(tail, !g->follow_upper), g->log_followed).hi;
}

/* Whether k has reached the goal. Where the usual error of a tail leaves that open, it is decided by some twenty digits. */
static bool reached(const law *l, const goal *g, const ter__beta_shape *shape, const ter__beta_tail *tail) {
    double gap = distance(g, tail);
    if (fabs(gap) < SHARP_BELOW) {
        ter__beta_tail sharp = ter__beta_tail_sharp(shape, l->p, l->q);
        gap = distance(g, &sharp);
        if (fabs(gap) <= TIE)
            return true;
    }
    return g->follow_upper ? gap < 0.0 : gap > 0.0;
}

/* Cornish-Fisher's expansion from the normal quantile of Abramowitz and Stegun 26.2.23. */
static double first_guess(const law *l, const goal *g) {
    double t = g->log_followed.hi < -0.6931471805599453 ? g->log_followed.hi : -0.6931471805599453, r = sqrt(-2.0 * t);
    double z = r - (2.515517 + r * (0.802853 + r * 0.010328)) / (1.0 + r * (1.432788 + r * (0.189269 + r * 0.001308)));
    double mean = l->trials * l->probability, deviation = sqrt(mean * l->q.hi);
    z = g->follow_upper ? z : -z;
    return mean + deviation * z + (l->q.hi - l->probability) * (z * z - 1.0) / 6.0 + 0.5;
}

/*
 * Newton's step in k on the log of the tail followed: its slope there is mass / tail, and mass(k) = power / (p (n - k)) with the
 * power of the tail's beta law.
 */
static double newton_step(const law *l, const goal *g, const ter__beta_tail *tail, double k) {
    ter__dd log_tail = ter__beta_log_side(tail, !g->follow_upper);
    double mass = ter__exp(ter__dd_sub(tail->log_power, log_tail).hi) / l->probability / (l->trials - k);
    /* log P(X > k) falls by -log(1 - mass'/tail) to the next count, log P(X <= k) rises by log(1 + mass'/tail) */
    double slope = g->follow_upper ? -ter__log1p(mass) : ter__log1p(mass);
    return ter__dd_sub(g->log_followed, log_tail).hi / slope;
}

static double search(const law *l, const goal *g) {
    double low = -1.0, high = l->trials; /* not reached, reached */
    double k = first_guess(l, g);
    for (int step = 0; step < STEPS_MAX && high - low > 1.0; step++) {
        if (!(k > low) || !(k < high) || step >= NEWTON_STEPS_MAX)
            k = k <= low && step < 3 ? low + 1.0 : k >= high && step < 3 ? high - 1.0 : low + 0.5 * (high - low);
        k = floor(k);
        k = k <= low ? low + 1.0 : k >= high ? high - 1.0 : k;
        ter__beta_shape shape = ter__beta_shape_make(k + 1.0, l->trials - k);
        ter__beta_tail tail = ter__beta_tail_at(&shape, l->p, l->q);
        double change = newton_step(l, g, &tail, k);
        bool there = reached(l, g, &shape, &tail);
        if (there)
            high = k;
        else
            low = k;
        /* The neighbour when the step is short: it decides, or moves the bracket. */
        if (!(fabs(change) >= 1.0))
            k = there ? k - 1.0 : k + 1.0;
        else
            k += change;
    }
    return high;
}

static double inverse(const law *l, double probability, bool upper, bool logarithm) {
    goal g;
    if (logarithm ? !(probability <= 0.0) : !(probability >= 0.0 && probability <= 1.0))
        return NAN;
    ter__dd this, other;
    if (logarithm)
        ter__log_pair_of_log(probability, &this, &other);
    else
        ter__log_pair(probability, &this, &other);
    if (l->certain >= 0.0)
        return l->certain;
    if (this.hi == -TER__INFINITY)
        return upper ? l->trials : 0.0;
    if (other.hi == -TER__INFINITY)
        return upper ? 0.0 : l->trials;
    bool this_smaller = this.hi <= other.hi;
    g.follow_upper = upper == this_smaller;
    g.log_followed = this_smaller ? this : other;
    return search(l, &g);
}

static double quantile_at(const law *l, double p) {
    return inverse(l, p, false, false);
}

static double isf_at(const law *l, double q) {
    return inverse(l, q, true, false);
}

static double quantile_log_at(const law *l, double log_p) {
    return inverse(l, log_p, false, true);
}

static double isf_log_at(const law *l, double log_q) {
    return inverse(l, log_q, true, true);
}

static double slope_at(const law *l, double x) {
    (void)l;
    (void)x;
    return NAN;
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

/* k - n p without cancellation. */
static double excess(double trials, double probability, double k) {
    return ter__dd_value(ter__dd_add_d(ter__dd_neg(ter__two_product(trials, probability)), k));
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slopes, double *by_parameter) {
    law l = law_of(dist);
    for (size_t i = 0; i < n; i++) {
        if (slopes != NULL)
            slopes[i] = NAN;
        if (by_parameter == NULL)
            continue;
        by_parameter[i] = by_parameter[i + n] = NAN;
        if (ter__binomial_possible(&l, x[i]) && l.certain < 0.0)
            by_parameter[i + n] = excess(l.trials, l.probability, x[i]) / l.probability / l.q.hi;
    }
}

static double variance_of(const law *l) {
    return ter__dd_value(ter__dd_mul(ter__two_product(l->trials, l->probability), l->q));
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = dist->parameter[0] * dist->parameter[1];
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = variance_of(&l);
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    double spread = variance_of(&l);
    *value = spread > 0.0 ? ter__dd_value(ter__dd_sub(l.q, l.p)) / sqrt(spread) : TER__NAN;
    return spread > 0.0 ? TER_OK : TER_UNDEFINED;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    double spread = variance_of(&l);
    ter__dd numerator = ter__dd_add_d(ter__dd_mul_d(ter__dd_mul(l.p, l.q), -6.0), 1.0);
    *value = spread > 0.0 ? ter__dd_value(numerator) / spread : TER__NAN;
    return spread > 0.0 ? TER_OK : TER_UNDEFINED;
}

/* floor((n + 1) p): the mass rises as long as k < (n + 1) p. */
static ter_status mode(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    ter__dd place = ter__two_product(l.trials + 1.0, l.probability);
    double k = floor(place.hi);
    if (k == place.hi && place.lo < 0.0)
        k -= 1.0;
    *value = k > l.trials ? l.trials : k;
    return TER_OK;
}

static ter_status median(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = quantile_at(&l, 0.5);
    return TER_OK;
}

/* Sum of -f log f outwards from the mode until terms are below 1e-20 of the sum. */
static double entropy_sum(const law *l, double peak) {
    double sum = 0.0;
    for (int direction = -1; direction <= 1; direction += 2)
        for (double k = direction < 0 ? peak : peak + 1.0; k >= 0.0 && k <= l->trials; k += direction) {
            ter__dd log_k = ter__binomial_log_mass(l, k);
            double term = -log_k.hi * ter__exp_dd(log_k);
            sum += term;
            if (fabs(k - peak) > 3.0 && term < 1e-20 * sum)
                break;
        }
    return sum;
}

/*
 * log(2 pi e n p q) / 2 + sum of c_j(v) / (n p q)^j with v = p q: E log k! and E log (n - k)! by Stirling's series and the central
 * moments, collected exactly in rationals. At v = 0 they are the coefficients of the Poisson law.
 */
static double entropy_series(double v, double spread) {
    const double half_log_two_pi_e = 1.4189385332046727418;
    double c1 = -1.0 / 12 + v / 3;
    double c2 = -1.0 / 24 + v * (1.0 / 6 - v / 12);
    double c3 = -19.0 / 360 + v * (17.0 / 60 + v * (-1.0 / 3 + v / 90));
    double c4 = -9.0 / 80 + v * (23.0 / 30 + v * (-22.0 / 15 + v * (2.0 / 3 + v / 120)));
    double c5 = -863.0 / 2520 + v * (715.0 / 252 + v * (-949.0 / 126 + v * (41.0 / 6 + v * (-4.0 / 3 - v / 210))));
    double r = 1.0 / spread;
    return half_log_two_pi_e + 0.5 * ter__log(spread) + r * (c1 + r * (c2 + r * (c3 + r * (c4 + r * c5))));
}

static ter_status entropy(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    double spread = variance_of(&l), peak;
    ter_status status = mode(dist, &peak);
    if (l.certain >= 0.0)
        *value = 0.0;
    else
        *value = spread < ENTROPY_SERIES_FROM ? entropy_sum(&l, peak) : entropy_series(l.probability * l.q.hi, spread);
    return status;
}

/* (q + p exp(i t))^trials */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    double p = dist->parameter[1];
    ter__complex log = ter__binomial_log_characteristic(dist->parameter[0], ter__dd_make(p, 0.0), ter__two_sum(1.0, -p), t);
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    {.name = "trials",
     .symbol = "n",
     .description = "number of trials",
     .lower = 0.0,
     .upper = 0x1.fffffffffffffp52,
     .integer = true},
    {.name = "probability", .symbol = "p", .description = "probability of success in each", .lower = 0.0, .upper = 1.0},
};

static const ter_alias aliases[] = {{"binom", "scipy, R"}};

static const ter__edge edges[] = {
    {{10, 0.3}, TER_CDF, -1.0, 0.0},           {{10, 0.3}, TER_CDF, 10.0, 1.0},      {{10, 0.3}, TER_SF, 10.0, 0.0},
    {{10, 0.3}, TER_LOG_CDF, -0.5, -INFINITY}, {{10, 0.3}, TER_LOG_SF, -0.5, 0.0},   {{10, 0.3}, TER_PDF, 2.5, 0.0},
    {{10, 0.3}, TER_LOG_PDF, 11.0, -INFINITY}, {{10, 0.3}, TER_CDF, INFINITY, 1.0},  {{10, 0.3}, TER_QUANTILE, 0.0, 0.0},
    {{10, 0.3}, TER_QUANTILE, 1.0, 10.0},      {{10, 0.3}, TER_ISF, 0.0, 10.0},      {{10, 0.3}, TER_ISF, 1.0, 0.0},
    {{10, 0.3}, TER_QUANTILE, -0.1, NAN},      {{10, 0.3}, TER_ISF_LOG, 0.1, NAN},   {{1, 0.5}, TER_CDF, 0.0, 0.5},
    {{1, 0.5}, TER_QUANTILE, 0.5, 0.0},        {{0, 0.3}, TER_PDF, 0.0, 1.0},        {{10, 0.0}, TER_PDF, 0.0, 1.0},
    {{10, 1.0}, TER_PDF, 10.0, 1.0},           {{10, 1.0}, TER_QUANTILE, 0.3, 10.0}, {{10, 1.0}, TER_CDF, 9.0, 0.0},
    {{10, 0.3}, TER_HAZARD, 10.0, 1.0},        {{10, 0.3}, TER_CDF, NAN, NAN},
};

static const ter_parameter scipy_parameters[] = {
    {.name = "n", .symbol = "n", .description = "trials", .lower = 0.0, .upper = 0x1p53, .integer = true},
    {.name = "p", .symbol = "p", .description = "probability of success in each", .lower = 0.0, .upper = 1.0},
    TER__SCIPY_NO_LOC,
};
static const ter_parameter r_parameters[] = {
    {.name = "size", .symbol = "n", .description = "trials", .lower = 0.0, .upper = 0x1p53, .integer = true},
    {.name = "prob", .symbol = "p", .description = "probability of success in each", .lower = 0.0, .upper = 1.0},
};

static void first_two(const double *given, double *out) {
    out[0] = given[0];
    out[1] = given[1];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "binom", scipy_parameters, first_two),
    TER__VARIANT("R", "binom", r_parameters, NULL),
};

const ter_family ter__family_binomial = {
    .name = "binomial",
    .title = "Binomial",
    .formula = "n! / (k! (n-k)!) p^k (1-p)^(n-k)",
    .conventions =
        "As scipy binom(n, p) and R's dbinom(k, n, p); GSL takes (k, p, n). isf(q) is the smallest k with sf(k) <= q. In a "
        "fit by maximum likelihood the number of trials is given by the user and held fixed.",
    .discrete = true,
    .parameter_count = 2,
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
    .summary = {[TER_MEAN] = mean,
                [TER_VARIANCE] = variance,
                [TER_SKEWNESS] = skewness,
                [TER_EXCESS_KURTOSIS] = excess_kurtosis,
                [TER_MODE] = mode,
                [TER_MEDIAN] = median,
                [TER_ENTROPY] = entropy},
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &ter__binomial_fitter,
    .accuracy_range = "trials to 1e15, any probability, all counts",
    .accuracy = {[TER_PDF] = {1, 2},
                 [TER_LOG_PDF] = {1, 2},
                 [TER_CDF] = {3, 5},
                 [TER_LOG_CDF] = {3, 5},
                 [TER_SF] = {3, 5},
                 [TER_LOG_SF] = {3, 5},
                 [TER_QUANTILE] = {0, 0},
                 [TER_ISF] = {0, 0},
                 [TER_QUANTILE_LOG] = {0, 0},
                 [TER_ISF_LOG] = {0, 0},
                 [TER_HAZARD] = {3, 5},
                 [TER_CUMULATIVE_HAZARD] = {3, 5}},
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
