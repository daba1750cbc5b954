/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gamma_score.h"

#include "special/elementary.h"

/* Above this G alone decides: nothing else reaches its last bit. */
#define SCORE_FAR 600.0
/* Below this G is given by its log. */
#define SCORE_TINY (-598.0)

ter__dd ter__gamma_score_value(ter__dd w) {
    if (w.hi > 709.0)
        return ter__dd_make(ter__exp_dd(w), 0.0);
    return w.hi < -640.0 ? ter__dd_make(ter__exp_dd(w), 0.0) : ter__dd_exp(w);
}

static ter__dd minus_value(ter__dd w) {
    return ter__dd_make(0.0 - ter__exp_dd(w), 0.0);
}

static ter__gamma_tail tail_at(const ter__gamma_shape *shape, ter__dd w) {
    return w.hi < SCORE_TINY ? ter__gamma_tail_tiny(shape, w) : ter__gamma_tail_at(shape, ter__dd_exp(w));
}

ter__dd ter__gamma_score_log_density(const ter__gamma_shape *shape, ter__dd w, ter__dd log_rate) {
    if (w.hi > SCORE_FAR)
        return minus_value(w);
    if (w.hi == -TER__INFINITY)
        return w;
    ter__dd prefix = w.hi < SCORE_TINY ? ter__gamma_log_prefix_tiny(shape, w) : ter__gamma_log_prefix(shape, ter__dd_exp(w));
    return isinf(prefix.hi) ? prefix : ter__dd_add(prefix, ter__dd_add(shape->log_a, log_rate));
}

ter__dd ter__gamma_score_log_tail(const ter__gamma_shape *shape, ter__dd w, bool upper) {
    if (w.hi > SCORE_FAR) {
        ter__dd log_upper = minus_value(w);
        return upper ? log_upper : ter__dd_make(0.0 - ter__exp_dd(log_upper), 0.0);
    }
    if (w.hi == -TER__INFINITY)
        return upper ? ter__dd_make(0.0, 0.0) : w;
    return ter__gamma_tail_log(tail_at(shape, w), upper);
}

ter__dd ter__gamma_score_log_hazard(const ter__gamma_shape *shape, ter__dd w, ter__dd log_rate, bool upper) {
    if (w.hi > 400.0 && upper)
        return ter__dd_add(w, log_rate); /* G |dw/dx| */
    if (w.hi > SCORE_FAR || w.hi == -TER__INFINITY)
        return ter__gamma_score_log_density(shape, w, log_rate);
    ter__gamma_tail tail = tail_at(shape, w);
    bool shared = shape->a.hi >= 1.0 || tail.upper; /* the series of a small shape leaves exp(-G) out */
    if (shared && tail.upper == upper && !isinf(tail.log_prefix.hi) && tail.log_prefix.hi != 0.0) {
        ter__dd ratio = ter__dd_sub(ter__dd_add(shape->log_a, log_rate), ter__dd_log(tail.factor));
        return tail.core ? ter__dd_sub(ratio, shape->log_norm) : ratio;
    }
    ter__dd density = ter__gamma_score_log_density(shape, w, log_rate), log_tail = ter__gamma_tail_log(tail, upper);
    return isinf(density.hi) ? density : ter__dd_sub(density, log_tail);
}

ter__dd ter__gamma_score_inverse(const ter__gamma_shape *shape, ter__dd log_tail, bool upper) {
    bool is_log;
    ter__dd g = ter__gamma_inverse_dd(shape, log_tail.hi, upper, true, &is_log), w = is_log ? g : ter__dd_log(g);
    /* one Newton step for what the log has beyond a double */
    ter__dd excess = ter__dd_sub(ter__gamma_score_log_tail(shape, w, upper), log_tail);
    double step = ter__dd_value(excess) / ter__exp_dd(ter__gamma_score_log_hazard(shape, w, ter__dd_make(0.0, 0.0), upper));
    return isfinite(step) ? ter__dd_add_d(w, upper ? step : 0.0 - step) : w;
}
