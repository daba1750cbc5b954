/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "cli/commands.h"
#include "cli/law.h"
#include "cli/plot.h"

#define HEIGHT 16
#define TAIL   0.001
#define POINTS 201

static int read_end(ter__cli *cli, const char *option, double *x) {
    const char *text = ter__given_text(cli, option);
    if (text == NULL) {
        return 0;
    }
    int code = ter__read_number(cli, option, text, x);
    return code == 0 && !isfinite(*x) ? ter__fail_usage(cli, NULL, "option \"--%s\": %s is not finite", option, text) : code;
}

static int read_range(ter__cli *cli, const ter_dist *dist, double *lower, double *upper) {
    double start, end;
    ter_dist_support(dist, &start, &end);
    *lower = ter_dist_quantile(dist, TAIL);
    *upper = ter_dist_isf(dist, TAIL);
    double range = *upper - *lower;
    /* An end of the support that is near is worth seeing. */
    *lower = isfinite(start) && *lower - start < 0.2 * range ? start : *lower;
    *upper = isfinite(end) && end - *upper < 0.2 * range ? end : *upper;
    int code = read_end(cli, "from", lower);
    code = code != 0 ? code : read_end(cli, "to", upper);
    if (code != 0) {
        return code;
    }
    if (!(*lower < *upper)) {
        if (ter__given(cli, "from") || ter__given(cli, "to")) {
            return ter__fail_usage(cli, NULL, "the range to plot is empty: --from %g --to %g", *lower, *upper);
        }
        *upper = *lower + 1;
    }
    return 0;
}

/* The masses of a discrete law, a bar for each integer, or for as many as fit, as neighbours. */
static size_t make_bars(const ter_dist *dist, double lower, double upper, ter__bar *bars) {
    double first = ceil(lower), last = floor(upper);
    double step = ceil((last - first + 1) / TER__PLOT_BARS_MAX);
    size_t count = 0;
    for (double x = first; x <= last && count < TER__PLOT_BARS_MAX; x += step) {
        bars[count++] = (ter__bar){x - 0.4 * step, x + 0.4 * step, ter_dist_pdf(dist, x)};
    }
    return count;
}

static int print_json(ter__cli *cli, const ter_dist *dist, double lower, double upper) {
    bool discrete = ter_family_is_discrete(ter_dist_family(dist));
    ter_json *json = ter_json_create();
    ter__begin_law_json(json, "tercile_dist_plot", dist);
    ter_json_array(json, "points", false);
    double first = discrete ? ceil(lower) : lower;
    double step = discrete ? ceil((upper - first + 1) / POINTS) : (upper - lower) / (POINTS - 1);
    for (int i = 0; i < POINTS && first + i * step <= upper; i++) {
        ter_json_object(json, NULL, true);
        ter_json_double(json, "x", first + i * step);
        ter_json_double(json, "pdf", ter_dist_pdf(dist, first + i * step));
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

static void draw(ter__cli *cli, const ter_dist *dist, double lower, double upper, size_t width) {
    ter__bar bars[TER__PLOT_BARS_MAX];
    bool discrete = ter_family_is_discrete(ter_dist_family(dist));
    char law[TER__LAW_TEXT_BYTES];
    ter_dist_format(dist, law, sizeof law);
    ter__output_style(&cli->out, TER__BOLD);
    ter__output_print(&cli->out, "%s\n", law);
    ter__output_style(&cli->out, TER__PLAIN);
    ter__plot plot = {.lower = discrete ? lower - 0.5 : lower, .upper = discrete ? upper + 0.5 : upper, .width = width};
    plot.height = HEIGHT;
    plot.scale = 1;
    plot.label = discrete ? "mass" : "density";
    plot.bars = bars;
    plot.bar_count = discrete ? make_bars(dist, lower, upper, bars) : 0;
    plot.curve = discrete ? NULL : dist;
    ter__plot_draw(&cli->out, &plot);
}

int ter__cmd_dist_plot(ter__cli *cli) {
    ter_dist *dist = NULL;
    double lower = 0, upper = 0;
    uint64_t width = ter__plot_fitting_width(&cli->out);
    int code = ter__given_number(cli, "width", TER__PLOT_WIDTH_MIN, TER__PLOT_WIDTH_MAX, &width);
    code = code != 0 ? code : ter__read_law(cli, &dist);
    code = code != 0 ? code : read_range(cli, dist, &lower, &upper);
    if (code == 0 && cli->json) {
        code = print_json(cli, dist, lower, upper);
    } else if (code == 0) {
        draw(cli, dist, lower, upper, (size_t)width);
    }
    ter_dist_destroy(dist);
    return code;
}
