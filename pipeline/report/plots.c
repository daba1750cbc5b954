/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plots.h"

#include <math.h>

#include "report/svg.h"

#define CURVE_POINTS 241

static ter__frame frame_of(ter__buffer *out) {
    return (ter__frame){.out = out, .width = 480, .height = 300, .left = 78, .right = 468, .top = 12, .bottom = 252};
}

const char *ter__law_class(const ter__group *group, size_t law) {
    static const char *const classes[] = {"curve c0", "curve c1", "curve c2", "curve c3", "curve c4", "curve c5", "curve c6"};
    return law == group->chosen ? "curve chosen" : classes[law % (sizeof classes / sizeof classes[0])];
}

static const ter_dist *chosen_dist(const ter__group *group) {
    return group->chosen != TER__NONE ? group->law[group->chosen].dist : NULL;
}

/* ---- histogram and densities ------------------------------------------------------------------------------------------- */

/* The next bar of a group, and of a law when `law` has a text. */
static size_t next_bar(const ter_table *table, ter__word group, ter__word law, size_t from) {
    size_t row = ter__next_row(table, "group", group, from);
    while (row != TER__NONE && law.text != NULL && !ter__same(ter__word_at(table, "law", row), law)) {
        row = ter__next_row(table, "group", group, row + 1);
    }
    return row;
}

static const ter__word any_law = {NULL, 0};

/* Range and largest density of the bars; false when there are none. */
static bool measure_bars(const ter_table *table, ter__word group, ter__word law, double *lower, double *upper, double *count,
                         double *top) {
    *lower = (double)INFINITY;
    *upper = (double)-INFINITY;
    *count = 0;
    *top = 0;
    size_t row;
    for (row = next_bar(table, group, law, 0); row != TER__NONE; row = next_bar(table, group, law, row + 1)) {
        double from = ter__number_at(table, "lower", row), to = ter__number_at(table, "upper", row);
        double height = ter__number_at(table, "count", row) / (to - from);
        *lower = fmin(*lower, from);
        *upper = fmax(*upper, to);
        *count += ter__number_at(table, "count", row);
        *top = fmax(*top, isfinite(height) ? height : 0);
    }
    return *count > 0 && *lower < *upper;
}

static void draw_bars(ter__frame *frame, const ter_table *table, ter__word group, ter__word law, double scale) {
    size_t row;
    for (row = next_bar(table, group, law, 0); row != TER__NONE; row = next_bar(table, group, law, row + 1)) {
        double from = ter__number_at(table, "lower", row), to = ter__number_at(table, "upper", row);
        double height = ter__number_at(table, "count", row) / (to - from) * scale;
        if (height > 0) {
            ter__svg_rectangle(frame, "bar", from, 0, to, height);
        }
    }
}

static size_t curve_points(const ter_dist *dist, const ter__axis *axis, double *x, double *y) {
    size_t count = 0;
    if (ter_family_is_discrete(ter_dist_family(dist))) {
        double first = ceil(axis->lower), step = ceil((floor(axis->upper) - first + 1) / CURVE_POINTS);
        for (double at = first; at <= axis->upper && count < CURVE_POINTS; at += step) {
            x[count++] = at;
        }
    } else {
        double step = (axis->upper - axis->lower) / (CURVE_POINTS - 1);
        for (; count < CURVE_POINTS; count++) {
            x[count] = axis->lower + (double)count * step;
        }
    }
    ter_dist_eval_array(dist, TER_PDF, count, x, y);
    return count;
}

bool ter__plot_histogram(ter__buffer *out, const ter__group *group, size_t id) {
    const ter_table *table = group->results->histogram;
    double lower, upper, count, bars_top, x[CURVE_POINTS], y[CURVE_POINTS];
    if (!measure_bars(table, group->name, any_law, &lower, &upper, &count, &bars_top)) {
        return false;
    }
    ter__frame frame = frame_of(out);
    frame.x.label = group->results->column;
    frame.y.label = "density";
    ter__axis_fit(&frame.x, lower, upper, 0.06);
    double top = bars_top / count, curve_top = 0;
    for (size_t i = 0; i < group->count; i++) {
        size_t points = group->law[i].dist != NULL ? curve_points(group->law[i].dist, &frame.x, x, y) : 0;
        for (size_t k = 0; k < points; k++) {
            curve_top = fmax(curve_top, isfinite(y[k]) ? y[k] : 0);
        }
    }
    frame.y.upper = 1.05 * (curve_top > 2 * top ? 2 * top : fmax(top, curve_top));
    ter__svg_open(
        &frame, "histogram", id, "Histogram with fitted densities", group->name,
        "Bars: the observations, scaled to area one. Lines: the densities of the fitted laws; the thick line is the chosen one.");
    ter__svg_y_axis(&frame);
    ter__svg_x_axis(&frame);
    draw_bars(&frame, table, group->name, any_law, 1 / count);
    for (size_t pass = 0; pass < 2; pass++) { /* the chosen law on top */
        for (size_t i = 0; i < group->count; i++) {
            if ((i == group->chosen) == (pass == 1) && group->law[i].dist != NULL) {
                size_t points = curve_points(group->law[i].dist, &frame.x, x, y);
                ter__svg_curve(&frame, ter__law_class(group, i), points, x, y);
            }
        }
    }
    ter__svg_label_axes(&frame);
    ter__svg_close(&frame);
    return true;
}

/* ---- quantile-quantile ------------------------------------------------------------------------------------------------- */

bool ter__plot_quantiles(ter__buffer *out, const ter__group *group, size_t id) {
    const ter_table *points = group->results->points;
    const ter_dist *dist = chosen_dist(group);
    size_t first = ter__next_row(points, "group", group->name, 0), row;
    if (dist == NULL || first == TER__NONE) {
        return false;
    }
    double lower = (double)INFINITY, upper = (double)-INFINITY;
    for (row = first; row != TER__NONE; row = ter__next_row(points, "group", group->name, row + 1)) {
        double fitted = ter_dist_quantile(dist, ter__number_at(points, "position", row));
        double observed = ter__number_at(points, "value", row);
        if (isfinite(fitted) && isfinite(observed)) {
            lower = fmin(lower, fmin(fitted, observed));
            upper = fmax(upper, fmax(fitted, observed));
        }
    }
    ter__frame frame = frame_of(out);
    frame.x.label = frame.y.label = group->results->column;
    frame.x.remark = "fitted quantile";
    frame.y.remark = "observed";
    ter__axis_fit(&frame.x, lower, upper, 0.04);
    ter__axis_fit(&frame.y, lower, upper, 0.04);
    ter__svg_open(&frame, "quantiles", id, "Observed against fitted quantiles", group->name,
                  "Each dot is an observation; on the line the chosen law and the observations agree.");
    ter__svg_y_axis(&frame);
    ter__svg_x_axis(&frame);
    ter__svg_line(&frame, "reference", frame.x.lower, frame.x.lower, frame.x.upper, frame.x.upper);
    for (row = first; row != TER__NONE; row = ter__next_row(points, "group", group->name, row + 1)) {
        double fitted = ter_dist_quantile(dist, ter__number_at(points, "position", row));
        double observed = ter__number_at(points, "value", row);
        if (isfinite(fitted) && isfinite(observed)) {
            ter__svg_dot(&frame, "dot", fitted, observed, 2.5);
        }
    }
    ter__svg_label_axes(&frame);
    ter__svg_close(&frame);
    return true;
}

/* ---- replicates -------------------------------------------------------------------------------------------------------- */

bool ter__plot_replicates(ter__buffer *out, const ter__group *group, size_t id) {
    const ter__fit_results *results = group->results;
    double lower, upper, count, top;
    ter__word law = ter__word_at(results->intervals, "law", group->interval);
    if (group->interval == TER__NONE || !measure_bars(results->replicates, group->name, law, &lower, &upper, &count, &top)) {
        return false;
    }
    ter__frame frame = frame_of(out);
    frame.x.label = results->column;
    frame.y.label = "replicates";
    frame.y.upper = 1.05 * top;
    ter__axis_fit(&frame.x, lower, upper, 0.03);
    ter__svg_open(&frame, "replicates", id, "Bootstrap replicates", group->name,
                  "Bars: the replicates of the statistic. Solid line: the estimate. Dashed lines: the ends of the interval.");
    /* The bins are of one width: the axis counts replicates a bin. */
    size_t row = next_bar(results->replicates, group->name, law, 0);
    double width = ter__number_at(results->replicates, "upper", row) - ter__number_at(results->replicates, "lower", row);
    frame.y.upper *= width;
    ter__svg_y_axis(&frame);
    ter__svg_x_axis(&frame);
    draw_bars(&frame, results->replicates, group->name, law, width);
    static const char *const columns[] = {"lower", "estimate", "upper"};
    for (size_t i = 0; i < 3; i++) {
        double at = ter__number_at(results->intervals, columns[i], group->interval);
        if (isfinite(at)) {
            ter__svg_line(&frame, i == 1 ? "estimate" : "end", at, 0, at, frame.y.upper);
        }
    }
    ter__svg_label_axes(&frame);
    ter__svg_close(&frame);
    return true;
}
