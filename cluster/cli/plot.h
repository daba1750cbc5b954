/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A histogram, a curve, or both, drawn with characters: blocks and braille dots where the locale is UTF-8, ASCII otherwise. */
#ifndef TER__CLI_PLOT_H
#define TER__CLI_PLOT_H

#include <stddef.h>

#include "cli/output.h"
#include "tercile/dist.h"

#define TER__PLOT_BARS_MAX   512
#define TER__PLOT_WIDTH_MIN  20
#define TER__PLOT_WIDTH_MAX  200
#define TER__PLOT_HEIGHT_MAX 30

typedef struct ter__bar {
    double lower, upper, height;
} ter__bar;

typedef struct ter__plot {
    double lower, upper;  /* range of x; finite, lower < upper */
    size_t width, height; /* of the canvas in characters, without labels */
    size_t bar_count;     /* bars do not overlap and ascend */
    const ter__bar *bars;
    const ter_dist *curve; /* its density times `scale` is drawn; null: none */
    double scale;
    const char *label; /* what the height is: "count", "density" */
} ter__plot;

void ter__plot_draw(ter__output *output, const ter__plot *plot);
/* Columns that fit on this output, labels subtracted. */
size_t ter__plot_fitting_width(const ter__output *output);

#endif
