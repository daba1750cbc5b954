/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "special/beta.h"

#include "special/beta_inc.h"
#include "special/log_pair.h"

static bool has_parameters(double a, double b) {
    return a > 0.0 && b > 0.0 && isfinite(a) && isfinite(b);
}

static bool has_tail(double a, double b, double x, ter__beta_tail *tail) {
    if (!has_parameters(a, b) || !(x >= 0.0 && x <= 1.0))
        return false;
    ter__beta_shape shape = ter__beta_shape_make(a, b);
    *tail = ter__beta_tail_at(&shape, ter__dd_make(x, 0.0), ter__two_sum(1.0, -x));
    return true;
}

double ter__beta_i(double a, double b, double x) {
    ter__beta_tail tail;
    return has_tail(a, b, x, &tail) ? ter__beta_side(&tail, false) : TER__NAN;
}

double ter__beta_i_complement(double a, double b, double x) {
    ter__beta_tail tail;
    return has_tail(a, b, x, &tail) ? ter__beta_side(&tail, true) : TER__NAN;
}

double ter__log_beta_i(double a, double b, double x) {
    ter__beta_tail tail;
    return has_tail(a, b, x, &tail) ? ter__dd_value(ter__beta_log_side(&tail, false)) : TER__NAN;
}

double ter__log_beta_i_complement(double a, double b, double x) {
    ter__beta_tail tail;
    return has_tail(a, b, x, &tail) ? ter__dd_value(ter__beta_log_side(&tail, true)) : TER__NAN;
}

double ter__beta_i_inverse(double a, double b, double p) {
    if (!has_parameters(a, b) || !(p >= 0.0 && p <= 1.0))
        return NAN;
    ter__beta_shape shape = ter__beta_shape_make(a, b);
    ter__dd log_p, log_q;
    ter__log_pair(p, &log_p, &log_q);
    return ter__dd_value(ter__beta_inverse(&shape, log_p, log_q).x);
}

double ter__beta_i_complement_inverse(double a, double b, double q) {
    if (!has_parameters(a, b) || !(q >= 0.0 && q <= 1.0))
        return NAN;
    ter__beta_shape shape = ter__beta_shape_make(a, b);
    ter__dd log_p, log_q;
    ter__log_pair(q, &log_q, &log_p);
    return ter__dd_value(ter__beta_inverse(&shape, log_p, log_q).x);
}
