/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/plot.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A cell has 2 x 4 braille dots, and eight levels of a block. */
#define DOTS_ACROSS 2
#define DOTS_DOWN   4
#define LEVELS      8
#define LABEL_WIDTH 9

typedef struct canvas {
    size_t width, height;
    double top;                                              /* value at the upper edge */
    double bar[TER__PLOT_WIDTH_MAX];                         /* height of the bar in each column */
    uint8_t dots[TER__PLOT_HEIGHT_MAX][TER__PLOT_WIDTH_MAX]; /* of the curve */
    double curve[TER__PLOT_WIDTH_MAX * DOTS_ACROSS];         /* height of the curve at each dot column; NaN where infinite */
} canvas;

size_t ter__plot_fitting_width(const ter__output *output) {
    size_t columns = output->columns > 0 ? output->columns : 80;
    size_t width = columns > LABEL_WIDTH + 3 ? columns - LABEL_WIDTH - 3 : TER__PLOT_WIDTH_MIN;
    return width < TER__PLOT_WIDTH_MIN ? TER__PLOT_WIDTH_MIN : width > 100 ? 100 : width;
}

static void measure(canvas *c, const ter__plot *plot) {
    double cell = (plot->upper - plot->lower) / (double)c->width;
    for (size_t i = 0; i < c->width; i++) {
        double middle = plot->lower + ((double)i + 0.5) * cell;
        c->bar[i] = 0;
        for (size_t k = 0; k < plot->bar_count; k++) {
            if (middle >= plot->bars[k].lower && middle < plot->bars[k].upper) {
                c->bar[i] = plot->bars[k].height;
            }
        }
        c->top = fmax(c->top, c->bar[i]);
    }
    double dot = cell / DOTS_ACROSS;
    double largest = 0;
    for (size_t i = 0; plot->curve != NULL && i < c->width * DOTS_ACROSS; i++) {
        double height = plot->scale * ter_dist_pdf(plot->curve, plot->lower + ((double)i + 0.5) * dot);
        c->curve[i] = isfinite(height) ? height : (double)NAN;
        largest = fmax(largest, isfinite(height) ? height : 0);
    }
    /* A density that rises to infinity would flatten everything else: bars decide then. */
    c->top = plot->bar_count > 0 && largest > 3 * c->top ? 1.5 * c->top : fmax(c->top, largest);
    c->top = c->top > 0 ? c->top : 1;
}

static void set_dot(canvas *c, size_t x, long y) {
    static const uint8_t bits[DOTS_DOWN][DOTS_ACROSS] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    long dots_down = (long)c->height * DOTS_DOWN;
    if (y >= 0 && y < dots_down) {
        long from_top = dots_down - 1 - y;
        c->dots[from_top / DOTS_DOWN][x / DOTS_ACROSS] |= bits[from_top % DOTS_DOWN][x % DOTS_ACROSS];
    }
}

/* Joins neighbouring points by a vertical run of dots, so that steep parts have no holes. */
static void draw_curve(canvas *c) {
    double dots_down = (double)(c->height * DOTS_DOWN);
    bool joined = false;
    long before = 0;
    for (size_t x = 0; x < c->width * DOTS_ACROSS; x++) {
        if (isnan(c->curve[x])) {
            joined = false;
            continue;
        }
        long y = (long)fmin(floor(c->curve[x] / c->top * (dots_down - 1) + 0.5), dots_down);
        long from = !joined || before == y ? y : before < y ? before + 1 : before - 1;
        for (long at = from < y ? from : y; at <= (from < y ? y : from); at++) {
            set_dot(c, x, at);
        }
        before = y;
        joined = true;
    }
}

static void put_braille(ter__output *output, uint8_t dots) {
    const char character[] = {(char)0xE2, (char)(0xA0 | (dots >> 6)), (char)(0x80 | (dots & 0x3F)), '\0'};
    ter__output_text(output, character);
}

static void draw_cell(ter__output *output, const canvas *c, size_t row, size_t column) {
    static const char *const blocks[] = {" ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588"};
    double levels = c->bar[column] / c->top * (double)(c->height * LEVELS) - (double)((c->height - 1 - row) * LEVELS);
    int level = levels >= LEVELS ? LEVELS : levels > 0 ? (int)floor(levels + 0.5) : 0;
    uint8_t dots = c->dots[row][column];
    if (dots != 0) {
        ter__output_style(output, TER__YELLOW);
        if (output->unicode) {
            put_braille(output, dots);
        } else {
            ter__output_text(output, "*");
        }
        ter__output_style(output, TER__PLAIN);
    } else if (level > 0) {
        ter__output_style(output, TER__BLUE);
        ter__output_text(output, output->unicode ? blocks[level] : level >= LEVELS / 2 ? "#" : " ");
        ter__output_style(output, TER__PLAIN);
    } else {
        ter__output_text(output, " ");
    }
}

static void draw_rows(ter__output *output, const canvas *c, const char *label) {
    for (size_t row = 0; row < c->height; row++) {
        char text[32] = "";
        if (row == 0) {
            snprintf(text, sizeof text, "%.3g", c->top);
        } else if (row == 1) {
            snprintf(text, sizeof text, "%s", label);
        } else if (row == c->height - 1) {
            snprintf(text, sizeof text, "0");
        }
        ter__output_cell(output, text, LABEL_WIDTH, true);
        ter__output_text(output, output->unicode ? " \u2502" : " |");
        for (size_t column = 0; column < c->width; column++) {
            draw_cell(output, c, row, column);
        }
        ter__output_text(output, "\n");
    }
}

/* 1, 2 or 5 times a power of ten, at least `least`. */
static double nice_step(double least) {
    double power = pow(10, floor(log10(least)));
    double ratio = least / power;
    return power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
}

static void draw_axis(ter__output *output, const ter__plot *plot, size_t width) {
    char labels[TER__PLOT_WIDTH_MAX + 64];
    bool tick[TER__PLOT_WIDTH_MAX] = {false};
    memset(labels, ' ', sizeof labels);
    size_t free_from = 0, end = 0;
    double range = plot->upper - plot->lower;
    double step = nice_step(range / ((double)width / 12));
    for (double k = ceil(plot->lower / step); k * step <= plot->upper && k < 1e15; k++) {
        char text[32];
        int length = snprintf(text, sizeof text, "%.6g", k == 0 ? 0 : k * step);
        double at = (k * step - plot->lower) / range * (double)width;
        size_t column = at >= (double)width ? width - 1 : (size_t)at;
        tick[column] = true;
        size_t begin = column + LABEL_WIDTH + 2;
        begin = begin > (size_t)length / 2 ? begin - (size_t)length / 2 : 0;
        if (begin >= free_from && begin + (size_t)length < sizeof labels) {
            memcpy(labels + begin, text, (size_t)length);
            end = begin + (size_t)length;
            free_from = end + 1;
        }
    }
    ter__output_repeat(output, " ", LABEL_WIDTH + 1);
    ter__output_text(output, output->unicode ? "\u2514" : "+");
    for (size_t i = 0; i < width; i++) {
        ter__output_text(output, output->unicode ? (tick[i] ? "\u252c" : "\u2500") : (tick[i] ? "+" : "-"));
    }
    ter__output_text(output, "\n");
    ter__output_bytes(output, labels, end);
    ter__output_text(output, "\n");
}

void ter__plot_draw(ter__output *output, const ter__plot *plot) {
    canvas c = {.width = plot->width, .height = plot->height};
    c.width = c.width < TER__PLOT_WIDTH_MIN ? TER__PLOT_WIDTH_MIN : c.width > TER__PLOT_WIDTH_MAX ? TER__PLOT_WIDTH_MAX : c.width;
    c.height = c.height < 4 ? 4 : c.height > TER__PLOT_HEIGHT_MAX ? TER__PLOT_HEIGHT_MAX : c.height;
    measure(&c, plot);
    if (plot->curve != NULL) {
        draw_curve(&c);
    }
    draw_rows(output, &c, plot->label);
    draw_axis(output, plot, c.width);
}
