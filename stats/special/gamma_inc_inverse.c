/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inverses of the incomplete gamma functions. The smaller of the two tails is solved for, on its log, by Halley's method in log x
 * inside a bracket; log tails are in double-double, so the last correction carries the result to its rounding. Starts: the leading
 * term of the series where x is small, Temme's inversion in eta (Math. Comp. 58 (1992)) for a >= 1, the exponential tail below.
 */
#include "gamma_inc.h"

#include "elementary.h"

/* Beyond this a difference of log tails says nothing of their ratio's slope. */
#define LOG_HUGE       1e10
#define ITERATIONS_MAX 200
#define CONVERGED      1e-6 /* Halley's error is of third order in this */
/* x / max(a, 1) beyond which the upper tail is its leading term. */
#define FAR_OUT  0x1p40
#define LOG_TINY (-598.0)
#define LOG_HALF (-0x1.62e42fefa39efp-1)

ter__tail_target ter__tail_target_of(double p, bool upper, bool logarithm) {
    ter__tail_target t;
    bool small = logarithm ? p <= LOG_HALF : p <= 0.5;
    t.upper = upper == small;
    if (logarithm) {
        t.log_tail = small ? ter__dd_make(p, 0.0) : ter__dd_log(ter__dd_neg(ter__dd_expm1(ter__dd_make(p, 0.0))));
    } else {
        t.log_tail = ter__dd_log_d(small ? p : 1.0 - p); /* exact */
    }
    return t;
}

/* Abramowitz and Stegun 26.2.23; its asymptote far out. */
double ter__normal_start(double log_tail) {
    double square = -2.0 * log_tail, t = sqrt(square);
    if (t > 8.0) {
        square -= 1.8378770664093453;
        return sqrt(square - ter__log(square));
    }
    double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return z > 0.0 ? z : 0.0;
}

/* lambda with lambda - 1 - log(lambda) = eta^2 / 2 on eta's side of 1, to a few digits. */
static double lambda_of(double eta) {
    if (fabs(eta) < 1.0) {
        return 1.0 + eta * (1.0 + eta * (1.0 / 3 + eta * (1.0 / 36 + eta * (-1.0 / 270 + eta / 4320))));
    }
    double c = 0.5 * eta * eta, lambda = eta > 0.0 ? 1.0 + c + ter__log(1.0 + c) : ter__exp(-1.0 - c);
    for (int i = 0; i < 3; i++) {
        lambda = eta > 0.0 ? lambda - (lambda - 1.0 - ter__log(lambda) - c) * lambda / (lambda - 1.0) : ter__exp(lambda - 1.0 - c);
    }
    return lambda;
}

/* log x by the first term of the series of P, which is the whole of it where x is tiny; +inf where that says nothing. */
static ter__dd log_x_leading(const ter__gamma_shape *shape, ter__tail_target t) {
    ter__dd none = {(double)INFINITY, 0.0}, log_p = t.log_tail;
    if (t.upper) {
        if (shape->a.hi >= 1.0) {
            return none;
        }
        log_p = log_p.hi < -600.0 ? ter__dd_make(-ter__exp(log_p.hi), 0.0) : ter__dd_log1p(ter__dd_neg(ter__dd_exp(log_p)));
        if (log_p.hi == 0.0) {
            return none;
        }
    }
    ter__dd log_x = ter__dd_div(ter__dd_add(log_p, shape->log_norm), shape->a);
    return shape->a.hi < 1.0 ? log_x : ter__dd_add(log_x, ter__dd_add_d(shape->log_a, -1.0));
}

static double start_of(const ter__gamma_shape *shape, ter__tail_target t, double log_x) {
    double a = shape->a.hi;
    if (log_x < 700.0) {
        double x = ter__exp(log_x);
        if (x < 0.25 * (a + 1.0)) {
            return x * (1.0 + x / (a + 1.0));
        }
    }
    if (a < 1.0) {
        double y = -(t.log_tail.hi + shape->log_norm.hi - shape->log_a.hi);
        return y > 1.0 ? y - (1.0 - a) * ter__log(y) : 0.5;
    }
    double eta = ter__normal_start(t.log_tail.hi) / sqrt(a);
    eta = t.upper ? eta : -eta;
    double shift = -1.0 / 3.0;
    if (fabs(eta) > 1e-3) {
        shift = ter__log(eta / (lambda_of(eta) - 1.0)) / eta;
    }
    double x = a * lambda_of(eta + shift / a);
    return x > 0.0 ? x : 1e-250;
}

typedef struct step {
    double residual; /* log tail - target */
    double change;   /* Halley's change of log x */
} step;

static step step_at(const ter__gamma_shape *shape, ter__tail_target t, double x) {
    ter__gamma_tail tail = ter__gamma_tail_at(shape, ter__dd_make(x, 0.0));
    ter__dd log_tail = ter__gamma_tail_log(tail, t.upper);
    step s = {log_tail.hi - t.log_tail.hi, (double)NAN};
    if (isfinite(log_tail.hi)) {
        s.residual = ter__dd_value(ter__dd_sub(log_tail, t.log_tail));
    }
    /* Far out log Q = -x + (a - 1) log x + ..., and the logs are too large for their differences: Newton's step in x. */
    if (t.upper && x > FAR_OUT * fmax(shape->a.hi, 1.0)) {
        s.change = s.residual / (x - (shape->a.hi - 1.0));
        s.residual = s.change;
        return s;
    }
    double rate = ter__exp(tail.log_rate - log_tail.hi); /* |d log tail / d log x| */
    if (fabs(log_tail.hi) > LOG_HUGE) {                  /* the difference has no digits left; x - a is right to 1 / |log tail| */
        rate = fabs(x - shape->a.hi);
    }
    double first = t.upper ? -rate : rate;
    double second = first * (shape->a.hi - x) - rate * rate;
    double newton = -s.residual / first;
    double bend = 1.0 + 0.5 * newton * second / first;
    s.change = newton / (bend < 0.5 ? 0.5 : bend > 4.0 ? 4.0 : bend);
    return s;
}

/* x as a double-double, its log given where it is tiny. */
static ter__dd solve(const ter__gamma_shape *shape, ter__tail_target t, double x) {
    double low = 0.0, high = (double)INFINITY;
    for (int i = 0; i < ITERATIONS_MAX; i++) {
        step s = step_at(shape, t, x);
        if (fabs(s.residual) < CONVERGED && fabs(s.change) < CONVERGED) {
            return ter__fast_two_sum(x, x * (s.change + 0.5 * s.change * s.change));
        }
        if ((s.residual > 0.0) == t.upper) {
            low = x;
        } else {
            high = x;
        }
        double next = fabs(s.change) < 1e-3 ? x + x * (s.change + 0.5 * s.change * s.change) : x * ter__exp(s.change);
        if (!(next > low && next < high) && next != x) {
            next = isinf(high) ? 4.0 * low : low > 0.0 ? sqrt(low) * sqrt(high) : 0.0625 * high;
        }
        if (next == x || !(next < (double)INFINITY) || next == low || next == high || next == 0.0) {
            return ter__dd_make(next, 0.0);
        }
        x = next;
    }
    return ter__dd_make(x, 0.0);
}

ter__dd ter__gamma_inverse_dd(const ter__gamma_shape *shape, double p, bool upper, bool logarithm, bool *is_log) {
    ter__tail_target t = ter__tail_target_of(p, upper, logarithm);
    ter__dd log_x = log_x_leading(shape, t);
    *is_log = log_x.hi < LOG_TINY;
    return *is_log ? log_x : solve(shape, t, start_of(shape, t, log_x.hi));
}

double ter__gamma_inverse_scaled(const ter__gamma_shape *shape, double p, bool upper, bool logarithm, double scale) {
    double zero = logarithm ? -(double)INFINITY : 0.0, one = logarithm ? 0.0 : 1.0;
    if (!(p >= zero && p <= one)) {
        return (double)NAN;
    }
    if (p == zero || p == one) {
        return (p == one) != upper ? (double)INFINITY : 0.0;
    }
    bool is_log;
    ter__dd x = ter__gamma_inverse_dd(shape, p, upper, logarithm, &is_log);
    if (is_log) {
        return ter__exp_dd(scale == 1.0 ? x : ter__dd_add(x, ter__dd_log_d(scale)));
    }
    double product = x.hi * scale;
    return isfinite(product) ? fma(x.hi, scale, x.lo * scale) : product;
}

double ter__gamma_inverse(const ter__gamma_shape *shape, double p, bool upper, bool logarithm) {
    return ter__gamma_inverse_scaled(shape, p, upper, logarithm, 1.0);
}

/* a > 0. */
static double inverse(double a, double p, bool upper) {
    if (!(a > 0.0) || isinf(a)) {
        return (double)NAN;
    }
    ter__gamma_shape shape = ter__gamma_shape_of(ter__dd_make(a, 0.0));
    return ter__gamma_inverse(&shape, p, upper, false);
}

double ter__gamma_p_inverse(double a, double p) {
    return inverse(a, p, false);
}

double ter__gamma_q_inverse(double a, double q) {
    return inverse(a, q, true);
}
