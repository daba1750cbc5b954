/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The truncated laws as bases of another modification: what is inflated is then a hurdle law, whose 0 has a probability of its own.
 */
#include "zero_modified.h"

extern const ter_family ter__family_zero_truncated_poisson, ter__family_zero_truncated_negative_binomial;

static ter__dd log_side(const ter_dist *base, double k, bool upper, bool sharp) {
    return sharp ? ter__zero_truncated_log_tail_sharp(base, k, upper) : ter__zero_truncated_log_tail(base, k, upper);
}

static ter__complex log_characteristic(const ter_dist *base, double t) {
    ter__complex value = ter__zero_truncated_transform(base, t);
    bool none = value.re.hi == 0.0 && value.im.hi == 0.0;
    return none ? ter__complex_real(-TER__INFINITY) : ter__complex_log(value);
}

const ter__zero_base ter__zero_base_truncated_poisson = {&ter__family_zero_truncated_poisson, ter__zero_truncated_log_density,
                                                         log_side, log_characteristic};
const ter__zero_base ter__zero_base_truncated_negative_binomial = {&ter__family_zero_truncated_negative_binomial,
                                                                   ter__zero_truncated_log_density, log_side, log_characteristic};
