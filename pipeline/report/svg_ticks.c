/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ticks at 1, 2 or 5 times a power of ten. Their values are whole numbers times a power of ten, so that labels are exact. */
#include <math.h>
#include <stdint.h>

#include "report/svg.h"

#define TICKS_WANTED 5
#define TICKS_MAX    24

typedef struct tick {
    double value;
    char label[TER__NUMBER_TEXT_BYTES];
} tick;

/* mantissa * 10^exponent, correctly rounded for the powers a double holds exactly. */
static double scaled(double mantissa, int exponent) {
    double power = 1;
    for (int i = 0; i < (exponent < 0 ? -exponent : exponent); i++) {
        power *= 10;
    }
    return exponent < 0 ? mantissa / power : mantissa * power;
}

static void set_tick(tick *t, int64_t mantissa, int exponent) {
    t->value = scaled((double)mantissa, exponent);
    ter__format_decimal(mantissa, exponent, t->label);
}

static size_t linear_ticks(const ter__axis *axis, tick *ticks) {
    static const int steps[] = {1, 2, 5};
    double range = axis->upper - axis->lower;
    if (!(range > 1e-290) || range > 1e290) {
        return 0;
    }
    int exponent = (int)floor(ter__plot_log(range / TICKS_WANTED) / 2.302585092994046) - 1;
    int step = 0;
    while (range / scaled(steps[step], exponent) > TICKS_WANTED + 1.5) {
        step++;
        if (step == 3) {
            step = 0;
            exponent++;
        }
    }
    double width = scaled(steps[step], exponent);
    double first = ceil(axis->lower / width - 1e-9);
    size_t count = 0;
    for (double k = first; k * width <= axis->upper + 1e-9 * width && count < TICKS_MAX && fabs(k) < 1e15; k++) {
        set_tick(&ticks[count++], (int64_t)k * steps[step], exponent);
    }
    return count;
}

static size_t logarithmic_ticks(const ter__axis *axis, tick *ticks) {
    static const int all[] = {1, 2, 5}, tens[] = {1};
    double decades = ter__plot_log(axis->upper / axis->lower) / 2.302585092994046;
    if (!(decades > 0.7) || decades > 20 || axis->lower < 1e-290 || axis->upper > 1e290) {
        return linear_ticks(axis, ticks);
    }
    const int *mantissas = decades < 3.5 ? all : tens;
    int per_decade = decades < 3.5 ? 3 : 1;
    int exponent = (int)floor(ter__plot_log(axis->lower) / 2.302585092994046) - 1;
    size_t count = 0;
    for (; scaled(1, exponent) <= axis->upper && count < TICKS_MAX; exponent++) {
        for (int i = 0; i < per_decade && count < TICKS_MAX; i++) {
            double value = scaled(mantissas[i], exponent);
            if (value >= axis->lower && value <= axis->upper) {
                set_tick(&ticks[count++], mantissas[i], exponent);
            }
        }
    }
    return count;
}

static size_t make_ticks(const ter__axis *axis, tick *ticks) {
    return axis->logarithmic ? logarithmic_ticks(axis, ticks) : linear_ticks(axis, ticks);
}

void ter__svg_x_axis(ter__frame *frame) {
    tick ticks[TICKS_MAX];
    size_t count = make_ticks(&frame->x, ticks);
    for (size_t i = 0; i < count; i++) {
        ter__svg_x_tick(frame, ticks[i].value, ticks[i].label);
    }
}

void ter__svg_y_axis(ter__frame *frame) {
    tick ticks[TICKS_MAX];
    size_t count = make_ticks(&frame->y, ticks);
    for (size_t i = 0; i < count; i++) {
        ter__svg_line(frame, "grid", frame->x.lower, ticks[i].value, frame->x.upper, ticks[i].value);
        ter__svg_text(frame, "tick", frame->left - 6, ter__place_y(frame, ticks[i].value) + 4, "end", ter__word_of(ticks[i].label));
    }
}
