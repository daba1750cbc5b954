/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The return-level plot: quantiles of the chosen law against return period, on the scale on which a Gumbel law is a straight line.
 */
#include <math.h>

#include "report/plots.h"
#include "report/svg.h"

#define CURVE_POINTS 161
#define NORMAL_975   1.959963984540054

/* The Gumbel reduced variate -log(-log p). */
static double variate(double p) {
    return -ter__plot_log(-ter__plot_log(p));
}

static const struct {
    const char *label;
    double period;
} ticks[] = {{"1.1", 1.1}, {"2", 2}, {"5", 5}, {"10", 10}, {"20", 20}, {"50", 50}, {"100", 100}, {"200", 200}, {"500", 500}};
#define TICK_COUNT (sizeof ticks / sizeof ticks[0])

static void widen(double *lower, double *upper, double value) {
    if (isfinite(value)) {
        *lower = fmin(*lower, value);
        *upper = fmax(*upper, value);
    }
}

static void measure(const ter__group *group, const ter_dist *dist, double *lower, double *upper) {
    const ter__fit_results *results = group->results;
    size_t row;
    for (row = ter__next_row(results->points, "group", group->name, 0); row != TER__NONE;
         row = ter__next_row(results->points, "group", group->name, row + 1)) {
        widen(lower, upper, ter__number_at(results->points, "value", row));
    }
    widen(lower, upper, ter_dist_quantile(dist, 1 - 1.0 / 1.05));
    widen(lower, upper, ter_dist_isf(dist, 1.0 / 500));
    if (group->interval != TER__NONE) {
        widen(lower, upper, ter__number_at(results->intervals, "lower", group->interval));
        widen(lower, upper, ter__number_at(results->intervals, "upper", group->interval));
    }
}

static void draw_points(ter__frame *frame, const ter__group *group) {
    const ter_table *points = group->results->points;
    size_t row;
    for (row = ter__next_row(points, "group", group->name, 0); row != TER__NONE;
         row = ter__next_row(points, "group", group->name, row + 1)) {
        double p = ter__number_at(points, "position", row), value = ter__number_at(points, "value", row);
        if (p > 0 && p < 1 && isfinite(value) && variate(p) >= frame->x.lower) {
            ter__svg_dot(frame, "dot", variate(p), value, 2.5);
        }
    }
}

/* Thin bars: 95 % by the delta method at the quantiles the fit was asked for. */
static void draw_quantiles(ter__frame *frame, const ter__group *group) {
    const ter_table *quantiles = group->results->quantiles;
    ter__word law = group->law[group->chosen].name;
    size_t row;
    for (row = ter__next_row(quantiles, "group", group->name, 0); row != TER__NONE;
         row = ter__next_row(quantiles, "group", group->name, row + 1)) {
        double p = ter__number_at(quantiles, "p", row), at = ter__number_at(quantiles, "estimate", row);
        double half = NORMAL_975 * ter__number_at(quantiles, "standard_error", row);
        if (ter__same(ter__word_at(quantiles, "law", row), law) && p > 0 && p < 1 && isfinite(at) && isfinite(half)) {
            ter__svg_line(frame, "error", variate(p), at - half, variate(p), at + half);
            ter__svg_dot(frame, "estimate", variate(p), at, 2.5);
        }
    }
}

static void draw_interval(ter__frame *frame, const ter__group *group) {
    const ter_table *intervals = group->results->intervals;
    if (group->interval == TER__NONE) {
        return;
    }
    double p = ter__quantile_of(ter__word_at(intervals, "statistic", group->interval));
    double lower = ter__number_at(intervals, "lower", group->interval), upper = ter__number_at(intervals, "upper", group->interval);
    if (p > 0 && p < 1 && isfinite(lower) && isfinite(upper)) {
        ter__svg_line(frame, "interval", variate(p), lower, variate(p), upper);
        ter__svg_dot(frame, "estimate", variate(p), ter__number_at(intervals, "estimate", group->interval), 4);
    }
}

bool ter__plot_returns(ter__buffer *out, const ter__group *group, size_t id) {
    const ter_dist *dist = group->chosen != TER__NONE ? group->law[group->chosen].dist : NULL;
    if (dist == NULL || ter_family_is_discrete(ter_dist_family(dist))) {
        return false;
    }
    double lower = (double)INFINITY, upper = (double)-INFINITY, x[CURVE_POINTS], y[CURVE_POINTS];
    measure(group, dist, &lower, &upper);
    ter__frame frame = {.out = out, .width = 480, .height = 300, .left = 78, .right = 468, .top = 12, .bottom = 252};
    frame.x = (ter__axis){.lower = variate(1 - 1 / 1.03), .upper = variate(1 - 1.0 / 600), .label = "return period"};
    frame.y = (ter__axis){.label = group->results->column, .logarithmic = lower > 0 && upper / lower > 30};
    ter__axis_fit(&frame.y, lower, upper, 0.05);
    ter__svg_open(&frame, "returns", id, "Quantiles by return period", group->name,
                  "Line: quantiles of the chosen law. Dots: observations at their plotting positions. Thin bars: 95 % by the delta "
                  "method. Thick bar: the bootstrap interval.");
    ter__svg_y_axis(&frame);
    for (size_t i = 0; i < TICK_COUNT; i++) {
        ter__svg_x_tick(&frame, variate(1 - 1 / ticks[i].period), ticks[i].label);
    }
    double excess = 0.03; /* the period T less 1, which runs evenly over its decades up to T = 600 */
    for (size_t i = 0; i < CURVE_POINTS; i++) {
        double q = 1 / (1 + fmin(excess, 599));
        x[i] = variate(1 - q);
        y[i] = ter_dist_isf(dist, q);
        excess *= 1.0638;
    }
    draw_points(&frame, group);
    ter__svg_curve(&frame, "curve chosen", CURVE_POINTS, x, y);
    draw_quantiles(&frame, group);
    draw_interval(&frame, group);
    ter__svg_label_axes(&frame);
    ter__svg_close(&frame);
    return true;
}
