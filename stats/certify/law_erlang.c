/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erlang: the gamma law with a whole shape. */
#include "law.h"
#include "law_parts.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b t = ter__b_div(w, x, p[1]);
    ter__b out = ter__b_sub(w, ter__b_times_log(w, ter__b_add_si(w, p[0], -1), t), t);
    return ter__b_sub(w, out, ter__b_add(w, ter__b_log(w, p[1]), ter__b_log_gamma(w, p[0])));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__tail_gamma(w, p[0], ter__b_div(w, x, p[1]), upper);
}

const ter__law ter__law_erlang = {
    .name = "erlang",
    .parameter_count = 2,
    .parameter_names = {"shape", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__WHOLE, 1.0, 1e10, 4, {1.0, 2.0, 20.0, 200.0}}, TER__HARD_SCALE},
    .moderate = {{TER__WHOLE, 1.0, 30.0, 2, {1.0, 2.0}}, TER__MODERATE_SCALE},
};
