/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "points.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "law.h"

double ter__draw_log_uniform(ter_stream *stream, double low, double high) {
    double x = exp(log(low) + (log(high) - log(low)) * ter_stream_uniform(stream));
    return x < low ? low : x > high ? high : x;
}

static bool chance(ter_stream *stream, unsigned one_in) {
    return ter_stream_below(stream, one_in) == 0;
}

static double neighbour(double x, ter_stream *stream) {
    return nextafter(x, chance(stream, 2) ? HUGE_VAL : -HUGE_VAL);
}

static double draw_in(const ter__range *range, double previous, ter_stream *stream) {
    double x = ter__draw_log_uniform(stream, range->low, range->high);
    bool flip = chance(stream, 2);
    switch (range->kind) {
    case TER__SIGNED:
        return flip ? -x : x;
    case TER__WHOLE:
        return floor(x);
    case TER__PROBABILITY: /* both ends: p or 1 - p small */
        return flip ? 1.0 - x : x;
    case TER__ABOVE_PREVIOUS:
        return previous + x > previous ? previous + x : nextafter(previous, HUGE_VAL);
    case TER__POSITIVE:
    default:
        return x;
    }
}

static bool allowed(const ter_parameter *p, double x) {
    return isfinite(x) && (p->lower_open ? x > p->lower : x >= p->lower) && (p->upper_open ? x < p->upper : x <= p->upper) &&
           !(p->integer && x != floor(x));
}

static double draw_special(const ter__range *range, const ter_parameter *parameter, ter_stream *stream) {
    double x = range->special[ter_stream_below(stream, range->specials)];
    if (!parameter->integer && chance(stream, 2)) {
        double near = chance(stream, 2) ? neighbour(x, stream) : x + (chance(stream, 2) ? 1e-9 : -1e-9) * (x == 0.0 ? 1.0 : x);
        return allowed(parameter, near) ? near : x;
    }
    return x;
}

static bool draw(const ter_family *family, ter_stream *stream, double *parameters, bool moderate) {
    const ter__law *ranges = ter__law_find(ter_family_name(family));
    if (!ranges) {
        return false;
    }
    for (size_t i = 0; i < ter_family_parameter_count(family); i++) {
        const ter__range *range = moderate ? &ranges->moderate[i] : &ranges->hard[i];
        const ter_parameter *parameter = ter_family_parameter(family, i);
        double x = draw_in(range, i > 0 ? parameters[i - 1] : 0.0, stream);
        if (range->specials > 0 && chance(stream, 4)) {
            x = draw_special(range, parameter, stream);
        }
        parameters[i] = allowed(parameter, x) ? x : range->low;
    }
    if (ranges->adjust) {
        ranges->adjust(parameters);
    }
    return true;
}

bool ter__draw_parameters(const ter_family *family, ter_stream *stream, double *parameters) {
    return draw(family, stream, parameters, chance(stream, 3));
}

bool ter__draw_moderate_parameters(const ter_family *family, ter_stream *stream, double *parameters) {
    return draw(family, stream, parameters, true);
}

/* log p: mostly where the value is a double, sometimes far beyond. */
static double draw_log_probability(ter_stream *stream) {
    switch (ter_stream_below(stream, 8)) {
    case 0:
        return -ter__draw_log_uniform(stream, 1e-300, 1e-10); /* p near 1 */
    case 1:
        return -ter__draw_log_uniform(stream, 700.0, 1e6);
    case 2:
    case 3:
        return log(ter_stream_uniform(stream));
    case 4:
        return -ter__draw_log_uniform(stream, 1e-16, 1.0);
    default:
        return -ter__draw_log_uniform(stream, 0.5, 700.0);
    }
}

static double draw_probability(ter_stream *stream) {
    static const double special[] = {0.5, 0x1p-1074, 0x1p-1022, 0x1.fffffffffffffp-1, 1e-300, 0.25, 0.75, 0x1p-53};
    switch (ter_stream_below(stream, 8)) {
    case 0:
        return special[ter_stream_below(stream, sizeof special / sizeof special[0])];
    case 1:
        return 1.0 - ter__draw_log_uniform(stream, 0x1p-53, 0.5);
    case 2:
    case 3:
        return ter_stream_uniform(stream);
    case 4:
        return ter__draw_log_uniform(stream, 1e-20, 0.5);
    default:
        return ter__draw_log_uniform(stream, 1e-300, 0.5);
    }
}

static double draw_near_end(const ter_dist *dist, ter_stream *stream) {
    double lower, upper;
    ter_dist_support(dist, &lower, &upper);
    bool low = isfinite(lower) && (!isfinite(upper) || chance(stream, 2));
    double end = low ? lower : upper;
    if (!isfinite(end)) {
        return chance(stream, 2) ? -ter__draw_log_uniform(stream, 1e-300, 1e300) : ter__draw_log_uniform(stream, 1e-300, 1e300);
    }
    switch (ter_stream_below(stream, 4)) {
    case 0:
        return end;
    case 1:
        return nextafter(end, low ? HUGE_VAL : -HUGE_VAL);
    case 2:
        return nextafter(end, low ? -HUGE_VAL : HUGE_VAL);
    default:
        return low ? end + ter__draw_log_uniform(stream, 1e-300, 1e300) : end - ter__draw_log_uniform(stream, 1e-300, 1e300);
    }
}

static double draw_middle(const ter_dist *dist, ter_stream *stream) {
    double x;
    ter_status status = ter_dist_summary(dist, chance(stream, 2) ? TER_MODE : TER_MEDIAN, &x);
    if (status != TER_OK || !isfinite(x)) {
        return ter_stream_uniform(stream);
    }
    return chance(stream, 3) ? x : chance(stream, 2) ? neighbour(x, stream) : x * (1.0 + 1e-3 * (ter_stream_uniform(stream) - 0.5));
}

static double draw_point(const ter_dist *dist, ter_stream *stream) {
    double x, log_p = draw_log_probability(stream);
    switch (ter_stream_below(stream, 10)) {
    case 0:
        return draw_near_end(dist, stream);
    case 1:
        return draw_middle(dist, stream);
    default:
        x = ter_dist_eval(dist, chance(stream, 2) ? TER_QUANTILE_LOG : TER_ISF_LOG, log_p);
    }
    if (!isfinite(x)) {
        return draw_near_end(dist, stream);
    }
    if (ter_family_is_discrete(ter_dist_family(dist))) {
        return chance(stream, 8) ? x + 0.5 : x + (double)ter_stream_below(stream, 3) - 1.0;
    }
    return chance(stream, 8) ? neighbour(x, stream) : x * (1.0 + 1e-6 * ter_stream_uniform(stream));
}

double ter__draw_argument(const ter_dist *dist, ter_operation operation, ter_stream *stream) {
    switch (ter_operation_argument(operation)) {
    case TER_ARGUMENT_PROBABILITY:
        return draw_probability(stream);
    case TER_ARGUMENT_LOG_PROBABILITY:
        return draw_log_probability(stream);
    case TER_ARGUMENT_POINT:
    default:
        return draw_point(dist, stream);
    }
}

bool ter__is_exempt(const ter_dist *dist, ter_operation operation, double argument) {
    const ter__law *ranges = ter__law_find(ter_family_name(ter_dist_family(dist)));
    double end[2], margin = ranges ? ranges->end_margin : 0.0;
    ter_dist_support(dist, &end[0], &end[1]);
    bool exempt = false, one_sided = operation == TER_LOG_PDF_SLOPE || operation == TER_HAZARD;
    for (int i = 0; i < 2 && ter_operation_argument(operation) == TER_ARGUMENT_POINT; i++) {
        exempt = exempt || (one_sided && argument == end[i]) || fabs(argument - end[i]) < margin * fabs(end[i]);
    }
    return exempt;
}

size_t ter__affordable(const ter_family *family, size_t usual) {
    const ter__law *law = ter__law_find(ter_family_name(family));
    size_t points = law && law->cost > 1 ? usual / law->cost : usual;
    return points > 0 ? points : 1;
}

size_t ter__write_law(char *text, size_t size, const ter_family *family, const double *parameters) {
    int used = snprintf(text, size, "%s(", ter_family_name(family));
    size_t length = used > 0 ? (size_t)used : 0;
    for (size_t i = 0; i < ter_family_parameter_count(family); i++) {
        used = snprintf(length < size ? text + length : NULL, length < size ? size - length : 0, "%s%a", i > 0 ? ", " : "",
                        parameters[i]);
        length += used > 0 ? (size_t)used : 0;
    }
    used = snprintf(length < size ? text + length : NULL, length < size ? size - length : 0, ")");
    return length + (used > 0 ? (size_t)used : 0);
}
