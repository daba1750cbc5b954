/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forest plot: one interval a group, all on one axis. */
#include <math.h>

#include "report/plots.h"
#include "report/report.h"
#include "report/svg.h"
#include "table/columns.h"

#define ROW_HEIGHT      22.0
#define NAME_CHARACTERS 42

/* Cuts a name to the room there is, at a character. */
static ter__word shortened(ter__word name, ter__buffer *room) {
    size_t characters = 0, at = 0;
    while (at < name.length && characters < NAME_CHARACTERS) {
        size_t bytes = ter__utf8_character(name.text + at, name.length - at);
        at += bytes > 0 ? bytes : 1;
        characters++;
    }
    if (at >= name.length) {
        return name;
    }
    room->length = 0;
    ter__buffer_add_bytes(room, name.text, at);
    ter__buffer_add(room, "\xE2\x80\xA6");
    return room->failed ? name : (ter__word){room->text, room->length};
}

static size_t characters_of(ter__word name) {
    size_t characters = 0;
    for (size_t i = 0; i < name.length; i++) {
        characters += ((unsigned char)name.text[i] & 0xC0u) != 0x80u ? 1 : 0;
    }
    return characters < NAME_CHARACTERS ? characters : NAME_CHARACTERS;
}

/* Whether the law of a row is the one to show of its group: the chosen one, or the first when none was chosen. */
static bool is_shown(const ter__fit_results *results, size_t row) {
    ter__word group = ter__word_at(results->intervals, "group", row), law = ter__word_at(results->intervals, "law", row);
    size_t at = ter__next_row(results->laws, "group", group, 0), first = at;
    for (; at != TER__NONE; at = ter__next_row(results->laws, "group", group, at + 1)) {
        if (ter__integer_at(results->laws, "chosen", at) == 1) {
            return ter__same(ter__word_at(results->laws, "law", at), law);
        }
    }
    return first == TER__NONE || ter__same(ter__word_at(results->laws, "law", first), law);
}

static bool is_row(const ter__fit_results *results, ter__word statistic, size_t row) {
    return ter__same(ter__word_at(results->intervals, "statistic", row), statistic) && is_shown(results, row);
}

static size_t measure(const ter__fit_results *results, ter__word statistic, double *lower, double *upper, size_t *characters) {
    const ter_table *table = results->intervals;
    size_t count = 0;
    for (size_t row = 0; row < ter__rows(table) && count < TER__REPORT_GROUPS_MAX; row++) {
        bool shown = is_row(results, statistic, row);
        double from = ter__number_at(table, "lower", row), to = ter__number_at(table, "upper", row);
        count += shown ? 1 : 0;
        size_t length = shown ? characters_of(ter__word_at(table, "group", row)) : 0;
        *characters = length > *characters ? length : *characters;
        if (shown && isfinite(from) && isfinite(to)) {
            *lower = fmin(*lower, from);
            *upper = fmax(*upper, to);
        }
    }
    return count;
}

bool ter__plot_forest(ter__buffer *out, const ter__fit_results *results, size_t first, size_t id) {
    const ter_table *table = results->intervals;
    double lower = (double)INFINITY, upper = (double)-INFINITY;
    ter__word statistic = ter__word_at(table, "statistic", first);
    size_t characters = 0, count = measure(results, statistic, &lower, &upper, &characters);
    if (count < 2 || !(lower <= upper)) {
        return false;
    }
    double height = (double)count * ROW_HEIGHT;
    ter__frame frame = {
        .out = out, .width = 760, .height = height + 62, .left = 26 + 6.3 * (double)characters, .right = 744, .top = 10};
    frame.bottom = frame.top + height;
    frame.x = (ter__axis){.label = results->column, .logarithmic = lower > 0 && upper / lower > 8};
    frame.y = (ter__axis){.lower = (double)count, .upper = 0};
    ter__axis_fit(&frame.x, lower, upper, 0.03);
    ter__svg_open(&frame, "forest", id, "Intervals of all groups", statistic,
                  "For each group the estimate, a dot, and its confidence interval, a bar.");
    ter__svg_x_axis(&frame);
    ter__buffer room = TER__BUFFER_EMPTY;
    double at = 0.5;
    for (size_t row = 0; row < ter__rows(table) && at < (double)count; row++) {
        if (!is_row(results, statistic, row)) {
            continue;
        }
        double from = ter__number_at(table, "lower", row), to = ter__number_at(table, "upper", row);
        double estimate = ter__number_at(table, "estimate", row);
        ter__svg_text(&frame, "tick", frame.left - 10, frame.top + at * ROW_HEIGHT + 4, "end",
                      shortened(ter__word_at(table, "group", row), &room));
        if (isfinite(from) && isfinite(to)) {
            ter__svg_line(&frame, "interval", from, at, to, at);
        }
        if (isfinite(estimate)) {
            ter__svg_dot(&frame, "estimate", estimate, at, 4);
        }
        at += 1;
    }
    ter__buffer_clear(&room);
    ter__svg_label_axes(&frame);
    ter__svg_close(&frame);
    return true;
}
