/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fits by matching: as many moments (mean, variance, skewness, excess kurtosis) or L-moments of the law as it has parameters are
 * made equal to those of the data. The equations are solved by damped Gauss-Newton steps on transformed parameters (a bounded one
 * by its log or log odds), with central differences for the derivatives. A fit is reported only when the equations hold.
 */
#include <math.h>
#include <string.h>

#include "fit/fitter.h"
#include "special/elementary.h"
#include "tercile/describe.h"
#include "tercile/linalg.h"

#define EQUATIONS_MAX 4
#define ROUNDS_MAX    100
#define MATCHED       1e-9 /* largest residual of a fit, in units of the spread */
#define HALVINGS_MAX  40
#define DIFFERENCE    1e-5

typedef struct matching {
    ter_fitter *fitter;
    bool l_moments;
    size_t count; /* equations and free parameters */
    double sample[EQUATIONS_MAX], spread;
} matching;

/* ---- parameters without bounds ---------------------------------------------------------------------------------------------- */

static double outside_of(const matching *m, size_t j, double value) {
    const ter_parameter *p = &m->fitter->objective.family->parameters[j];
    bool low = isfinite(p->lower), high = isfinite(p->upper);
    if (low && high) {
        return ter__log((value - p->lower) / (p->upper - value));
    }
    return low ? ter__log(value - p->lower) : high ? 0.0 - ter__log(p->upper - value) : value / m->fitter->objective.spread;
}

static double inside_of(const matching *m, size_t j, double u) {
    const ter_parameter *p = &m->fitter->objective.family->parameters[j];
    bool low = isfinite(p->lower), high = isfinite(p->upper);
    if (low && high) {
        return p->lower + (p->upper - p->lower) / (1.0 + ter__exp(-u));
    }
    return low ? p->lower + ter__exp(u) : high ? p->upper - ter__exp(0.0 - u) : u * m->fitter->objective.spread;
}

/* ---- equations ----------------------------------------------------------------------------------------------------------------
 */

static ter_status law_numbers(const matching *m, const ter_dist *dist, double *number) {
    static const ter_summary summaries[] = {TER_MEAN, TER_VARIANCE, TER_SKEWNESS, TER_EXCESS_KURTOSIS};
    ter_status status = TER_OK;
    for (size_t i = 0; status == TER_OK && i < m->count; i++) {
        status =
            m->l_moments ? ter_dist_l_moment(dist, (unsigned)i + 1, &number[i]) : ter_dist_summary(dist, summaries[i], &number[i]);
    }
    return status;
}

/* Residuals free of units: location in spreads, log of the ratio of spreads, shapes as they are. */
static ter_status residuals(const matching *m, const double *u, double *residual) {
    const ter__objective *o = &m->fitter->objective;
    double parameters[TER_PARAMETERS_MAX], number[EQUATIONS_MAX];
    for (size_t j = 0; j < m->count; j++) {
        parameters[j] = inside_of(m, j, u[j]);
    }
    ter_dist *dist = NULL;
    if (!ter__objective_allows(o, parameters) || ter_dist_create(&dist, o->family, m->count, parameters, NULL) != TER_OK) {
        return TER_BAD_ARGUMENT;
    }
    ter_status status = law_numbers(m, dist, number);
    ter_dist_destroy(dist);
    for (size_t i = 0; status == TER_OK && i < m->count; i++) {
        if (i == 0) {
            residual[i] = (number[i] - m->sample[i]) / m->spread;
        } else if (i == 1) {
            residual[i] = ter__log(number[i] / m->sample[i]);
        } else {
            residual[i] = m->l_moments ? number[i] / number[1] - m->sample[i] / m->sample[1] : number[i] - m->sample[i];
        }
        status = isfinite(residual[i]) ? TER_OK : TER_NOT_ACCURATE;
    }
    return status;
}

static double sum_of_squares(size_t n, const double *residual) {
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += residual[i] * residual[i];
    }
    return sum;
}

static double largest(size_t n, const double *residual) {
    double most = 0.0;
    for (size_t i = 0; i < n; i++) {
        most = fmax(most, fabs(residual[i]));
    }
    return most;
}

/* slope[i + j k] = d residual i / d u_j; a side that does not exist is left out. */
static bool slopes(const matching *m, const double *u, const double *residual, double *slope) {
    double moved[EQUATIONS_MAX], up[EQUATIONS_MAX], down[EQUATIONS_MAX];
    for (size_t j = 0; j < m->count; j++) {
        double step = DIFFERENCE * fmax(1.0, fabs(u[j]));
        memcpy(moved, u, sizeof moved);
        moved[j] = u[j] + step;
        bool above = residuals(m, moved, up) == TER_OK;
        moved[j] = u[j] - step;
        bool below = residuals(m, moved, down) == TER_OK;
        if (!above && !below) {
            return false;
        }
        for (size_t i = 0; i < m->count; i++) {
            double high = above ? up[i] : residual[i], low = below ? down[i] : residual[i];
            slope[i + j * m->count] = (high - low) / (above && below ? 2.0 * step : step);
        }
    }
    return true;
}

/* (J'J + damping D) step = -J'r with D the diagonal of J'J. */
static bool damped_step(size_t k, const double *slope, const double *residual, double damping, double *step) {
    double normal[EQUATIONS_MAX * EQUATIONS_MAX], right[EQUATIONS_MAX];
    for (size_t a = 0; a < k; a++) {
        right[a] = 0.0;
        for (size_t i = 0; i < k; i++) {
            right[a] -= slope[i + a * k] * residual[i];
        }
        for (size_t b = 0; b < k; b++) {
            double sum = 0.0;
            for (size_t i = 0; i < k; i++) {
                sum += slope[i + a * k] * slope[i + b * k];
            }
            normal[a + b * k] = a == b ? sum * (1.0 + damping) + 1e-300 : sum;
        }
    }
    return ter_small_spd_solve(k, normal, right, step) == TER_OK;
}

/* From u to a point where the equations hold; false when it gets stuck. */
static bool solve(const matching *m, double *u, unsigned *rounds) {
    double residual[EQUATIONS_MAX] = {0.0}, slope[EQUATIONS_MAX * EQUATIONS_MAX], step[EQUATIONS_MAX], damping = 1e-3;
    if (residuals(m, u, residual) != TER_OK) {
        return false;
    }
    for (*rounds = 0; *rounds < ROUNDS_MAX; ++*rounds) {
        double size = sum_of_squares(m->count, residual);
        if (largest(m->count, residual) < 1e-3 * MATCHED) {
            return true;
        }
        if (!slopes(m, u, residual, slope)) {
            return false;
        }
        bool better = false;
        for (int i = 0; i < HALVINGS_MAX && !better; i++) {
            double moved[EQUATIONS_MAX] = {0.0}, next[EQUATIONS_MAX] = {0.0};
            bool solved = damped_step(m->count, slope, residual, damping, step);
            for (size_t j = 0; solved && j < m->count; j++) {
                moved[j] = u[j] + step[j];
            }
            better = solved && residuals(m, moved, next) == TER_OK && sum_of_squares(m->count, next) < size;
            damping = better ? fmax(0.1 * damping, 1e-14) : 8.0 * damping;
            if (better) {
                memcpy(u, moved, sizeof moved);
                memcpy(residual, next, sizeof next);
            }
        }
        if (!better) { /* rounding, or no solution */
            break;
        }
    }
    return largest(m->count, residual) < MATCHED;
}

/* ---- the fit ------------------------------------------------------------------------------------------------------------------
 */

static ter_status sample_numbers(matching *m, ter_error *error) {
    const ter__objective *o = &m->fitter->objective;
    if (m->l_moments) {
        ter_status status = ter_sample_l_moments(o->n, o->x, o->weights, m->count, m->sample, error);
        m->spread = m->count > 1 ? m->sample[1] : fmax(fabs(m->sample[0]), 1e-300);
        return status;
    }
    ter__dd sum = ter__dd_make(0.0, 0.0), power[3] = {sum, sum, sum};
    for (size_t i = 0; i < o->n; i++) {
        sum = ter__dd_add(sum, ter__two_product(o->weights[i], o->x[i]));
    }
    ter__dd mean = ter__dd_div_d(sum, o->total_weight);
    for (size_t i = 0; i < o->n; i++) {
        ter__dd from = ter__dd_sub(ter__dd_make(o->x[i], 0.0), mean), term = ter__dd_mul_d(ter__dd_square(from), o->weights[i]);
        for (size_t k = 0; k < 3; k++) {
            power[k] = ter__dd_add(power[k], term);
            term = ter__dd_mul(term, from);
        }
    }
    double m2 = power[0].hi / o->total_weight, m3 = power[1].hi / o->total_weight, m4 = power[2].hi / o->total_weight;
    m->sample[0] = ter__dd_value(mean);
    m->sample[1] = m2;
    m->sample[2] = m3 / (m2 * sqrt(m2));
    m->sample[3] = m4 / (m2 * m2) - 3.0;
    m->spread = sqrt(m2);
    return TER_OK;
}

static ter_status refuse(const matching *m, ter_error *error) {
    const char *what = m->l_moments ? "L-moments" : "moments";
    return ter_error_set(error, TER_UNDEFINED,
                         "%s: no member was found with the first %zu %s of the data; fit it by maximum likelihood",
                         m->fitter->family->name, m->count, what);
}

ter_status ter__fit_match(ter_fitter *fitter, bool l_moments, ter_fit *fit, ter_error *error) {
    ter__objective *o = &fitter->objective;
    ter__search *search = &fitter->search;
    matching m = {fitter, l_moments, o->family->parameter_count, {0.0}, 0.0};
    static const ter_fit_options none = TER_FIT_OPTIONS_DEFAULT;
    if (m.count > EQUATIONS_MAX) {
        return ter_error_set(error, TER_UNDEFINED, "%s: has %zu parameters, more than the 4 moments to match", fitter->family->name,
                             m.count);
    }
    ter_status status = sample_numbers(&m, error);
    if (status != TER_OK) {
        return status;
    }
    memset(search, 0, sizeof *search);
    bool found = false;
    for (unsigned source = 1; source < TER__STARTS && !found; source++) {
        double start[TER_PARAMETERS_MAX], u[EQUATIONS_MAX] = {0.0};
        if (!ter__start(fitter, &none, source, start)) {
            continue;
        }
        for (size_t j = 0; j < m.count; j++) {
            u[j] = outside_of(&m, j, start[j]);
        }
        found = solve(&m, u, &search->iterations);
        for (size_t j = 0; found && j < m.count; j++) {
            search->point.parameters[j] = inside_of(&m, j, u[j]);
        }
    }
    if (!found) {
        return refuse(&m, error);
    }
    ter__report_unlikely(fitter, fit);
    return TER_OK;
}
