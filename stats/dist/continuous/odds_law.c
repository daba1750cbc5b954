/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "odds_law.h"

#include <string.h>

#include "special/gamma.h"

_Static_assert(sizeof(ter__odds_law) <= TER__PREPARED_MAX * sizeof(double), "an odds law fits into the prepared values");

/* Up to here for a the density's powers of x are collected: exact where a power - 1 is 0. */
#define PLAIN_TO 2.5

ter__odds_law ter__odds_law_make(ter__dd a, ter__dd b, ter__dd scale, double power) {
    ter__odds_law law;
    law.scale = ter__power_scale_make(scale, power);
    law.variable = ter__beta_variable_make(a, b, ter__dd_sub(ter__dd_log_d(power), law.scale.log_scale));
    law.end_power = ter__dd_add_d(ter__dd_mul_d(a, power), -1.0);
    return law;
}

void ter__odds_law_keep(const ter__odds_law *law, double *prepared) {
    memcpy(prepared, law, sizeof *law);
}

ter__odds_law ter__odds_law_of(const ter_dist *dist) {
    ter__odds_law law;
    memcpy(&law, dist->prepared, sizeof law);
    return law;
}

ter__odds_place ter__odds_place_of(const ter__odds_law *law, double x) {
    ter__odds_place p;
    p.log_ratio = ter__power_scale_log_ratio(&law->scale, x);
    p.at = ter__beta_place_of_log_odds(ter__dd_mul_d(p.log_ratio, law->scale.power));
    return p;
}

ter__dd ter__odds_log_density_at(const ter__odds_law *law, const ter__odds_place *p) {
    const ter__beta_variable *v = &law->variable;
    if (v->shape.a <= PLAIN_TO)
        return ter__dd_add(ter__dd_add(ter__dd_mul(law->end_power, p->log_ratio), ter__dd_mul(v->shape.n, p->at.log_y)), v->norm);
    return ter__dd_sub(ter__beta_variable_log_density(v, &p->at, 0.0, 0.0), p->log_ratio);
}

double ter__odds_inverse(const ter__odds_law *law, ter__dd log_tail, bool upper) {
    ter__beta_root root = ter__beta_variable_inverse(&law->variable, log_tail, upper);
    ter__dd log_odds = isinf(root.log_x.hi)   ? root.log_x
                       : isinf(root.log_y.hi) ? ter__dd_neg(root.log_y)
                                              : ter__dd_sub(root.log_x, root.log_y);
    return ter__power_scale_undo(&law->scale, log_odds);
}

ter__odds_gradient ter__odds_gradient_at(const ter__odds_law *law, double x, bool all) {
    const ter__beta_variable *v = &law->variable;
    ter__odds_place p = ter__odds_place_of(law, x);
    ter__dd rise = ter__dd_sub(ter__dd_mul(ter__beta_variable_a(v), p.at.y), ter__dd_mul(ter__beta_variable_b(v), p.at.x));
    ter__odds_gradient g = {0};
    /* power (a y - b x) - 1 = (a power - 1) - (a + b) power x, without loss where a power is 1 */
    ter__dd along = ter__dd_sub(law->end_power, ter__dd_mul_d(ter__dd_mul(v->shape.n, p.at.x), law->scale.power));
    if (p.at.x.hi > 0.5)
        along = ter__dd_add_d(ter__dd_mul_d(rise, law->scale.power), -1.0);
    if (p.at.x.hi == 0.0 && along.hi == 0.0)
        g.slope = -ter__exp_dd(ter__dd_sub(p.at.log_x, ter__dd_log_d(x))) * v->shape.n.hi * law->scale.power;
    else
        g.slope = ter__dd_value(along) / x;
    if (all) {
        g.a = ter__beta_variable_by_a(v, &p.at);
        g.b = ter__beta_variable_by_b(v, &p.at);
        g.power = ter__dd_value(ter__dd_add_d(ter__dd_mul(rise, p.log_ratio), 1.0 / law->scale.power));
        g.log_scale = -ter__dd_value(ter__dd_mul_d(rise, law->scale.power));
    }
    return g;
}

/* Minus the mean of the saddle-point form of log(x f(x)), and the mean of log x. */
double ter__odds_entropy(const ter__odds_law *law) {
    const ter__beta_variable *v = &law->variable;
    double a = v->shape.a, b = v->shape.b, rest_x = ter__beta_variable_mean_log_x(v), rest_y = ter__beta_variable_mean_log_y(v);
    ter__dd log_odds = ter__dd_sub(ter__dd_log_d(a), ter__dd_log_d(b));
    log_odds = ter__dd_div_d(ter__dd_add_d(log_odds, rest_x - rest_y), law->scale.power);
    ter__dd sum = ter__dd_sub(log_odds, ter__dd_add(v->shape.log_scale, v->jacobian));
    return ter__dd_value(ter__dd_add_d(sum, -(a * rest_x + b * rest_y)));
}

ter__dd ter__odds_log_density_at_zero(const ter__odds_law *law) {
    double power = law->end_power.hi;
    return power == 0.0 ? law->variable.norm : ter__dd_make(power < 0.0 ? TER__INFINITY : -TER__INFINITY, 0.0);
}

ter__dd ter__odds_stated_log_density(const ter_dist *dist, double x) {
    ter__odds_law law = ter__odds_law_of(dist);
    if (x == 0.0)
        return ter__odds_log_density_at_zero(&law);
    ter__odds_place p = ter__odds_place_of(&law, x);
    return ter__odds_log_density_at(&law, &p);
}

ter__dd ter__odds_stated_log_tail(const ter_dist *dist, double x, bool upper) {
    ter__odds_law law = ter__odds_law_of(dist);
    ter__odds_place p = ter__odds_place_of(&law, x);
    return ter__beta_variable_log_tail(&law.variable, &p.at, upper);
}

double ter__odds_stated_inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__odds_law law = ter__odds_law_of(dist);
    return ter__odds_inverse(&law, log_tail, upper);
}
