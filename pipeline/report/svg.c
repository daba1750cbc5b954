/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/svg.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

double ter__plot_log(double x) {
    int exponent;
    double fraction = frexp(x, &exponent); /* in [0.5, 1) */
    if (fraction < 0.70710678) {
        fraction *= 2;
        exponent--;
    }
    /* log m = 2 artanh((m - 1) / (m + 1)), |argument| <= 0.172: seven terms */
    double t = (fraction - 1) / (fraction + 1);
    double square = t * t, sum = 0;
    for (int k = 13; k >= 1; k -= 2) {
        sum = sum * square + 1.0 / k;
    }
    return 2 * t * sum + exponent * 0.69314718055994531;
}

void ter__axis_fit(ter__axis *axis, double lower, double upper, double margin) {
    if (!isfinite(lower) || !isfinite(upper) || lower > upper) {
        lower = 0;
        upper = 1;
    }
    if (lower == upper) {
        double half = lower != 0 ? 0.05 * fabs(lower) : 0.5;
        lower -= half;
        upper += half;
    }
    if (axis->logarithmic) {
        double ratio = 1 + margin * (ter__plot_log(upper / lower) + 1);
        axis->lower = lower / ratio;
        axis->upper = upper * ratio;
    } else {
        double range = upper / 2 - lower / 2; /* halves, so that it does not overflow */
        axis->lower = lower - 2 * margin * range;
        axis->upper = upper + 2 * margin * range;
    }
}

static double fraction_of(const ter__axis *axis, double value) {
    double place;
    if (axis->logarithmic) {
        place = value > 0 ? ter__plot_log(value / axis->lower) / ter__plot_log(axis->upper / axis->lower) : 0;
    } else {
        place = (value / 2 - axis->lower / 2) / (axis->upper / 2 - axis->lower / 2);
    }
    return isnan(place) ? 0 : place;
}

static double hold(double fraction) {
    return fraction < 0 ? 0 : fraction > 1 ? 1 : fraction;
}

double ter__place_x(const ter__frame *frame, double x) {
    return frame->left + hold(fraction_of(&frame->x, x)) * (frame->right - frame->left);
}

double ter__place_y(const ter__frame *frame, double y) {
    return frame->bottom - hold(fraction_of(&frame->y, y)) * (frame->bottom - frame->top);
}

static void attribute(ter__buffer *out, const char *name, double value) {
    ter__buffer_add_all(out, " ", name, "=\"", NULL);
    ter__buffer_add_coordinate(out, value);
    ter__buffer_add(out, "\"");
}

void ter__svg_open(ter__frame *frame, const char *id_prefix, size_t id, const char *title, ter__word subject,
                   const char *description) {
    ter__buffer *out = frame->out;
    char name[64];
    snprintf(name, sizeof name, "%s%zu", id_prefix, id);
    ter__buffer_add(out, "<svg viewBox=\"0 0 ");
    ter__buffer_add_coordinate(out, frame->width);
    ter__buffer_add(out, " ");
    ter__buffer_add_coordinate(out, frame->height);
    ter__buffer_add_all(out, "\" role=\"img\" aria-labelledby=\"", name, "t ", name, "d\">\n<title id=\"", name, "t\">", title,
                        NULL);
    if (subject.length > 0) {
        ter__buffer_add(out, ": ");
        ter__buffer_add_escaped(out, subject.text, subject.length);
    }
    ter__buffer_add_all(out, "</title><desc id=\"", name, "d\">", description, "</desc>\n", NULL);
}

void ter__svg_close(ter__frame *frame) {
    ter__buffer_add(frame->out, "</svg>\n");
}

void ter__svg_rectangle(ter__frame *frame, const char *class, double x0, double y0, double x1, double y1) {
    double px0 = ter__place_x(frame, x0), px1 = ter__place_x(frame, x1);
    double py0 = ter__place_y(frame, y0), py1 = ter__place_y(frame, y1);
    ter__buffer_add_all(frame->out, "<rect class=\"", class, "\"", NULL);
    attribute(frame->out, "x", fmin(px0, px1));
    attribute(frame->out, "y", fmin(py0, py1));
    attribute(frame->out, "width", fabs(px1 - px0));
    attribute(frame->out, "height", fabs(py1 - py0));
    ter__buffer_add(frame->out, "/>\n");
}

static void line_between(ter__buffer *out, const char *class, double px0, double py0, double px1, double py1) {
    ter__buffer_add_all(out, "<line class=\"", class, "\"", NULL);
    attribute(out, "x1", px0);
    attribute(out, "y1", py0);
    attribute(out, "x2", px1);
    attribute(out, "y2", py1);
    ter__buffer_add(out, "/>\n");
}

void ter__svg_line(ter__frame *frame, const char *class, double x0, double y0, double x1, double y1) {
    line_between(frame->out, class, ter__place_x(frame, x0), ter__place_y(frame, y0), ter__place_x(frame, x1),
                 ter__place_y(frame, y1));
}

void ter__svg_dot(ter__frame *frame, const char *class, double x, double y, double radius) {
    ter__buffer_add_all(frame->out, "<circle class=\"", class, "\"", NULL);
    attribute(frame->out, "cx", ter__place_x(frame, x));
    attribute(frame->out, "cy", ter__place_y(frame, y));
    attribute(frame->out, "r", radius);
    ter__buffer_add(frame->out, "/>\n");
}

static bool is_inside(const ter__frame *frame, size_t i, size_t n, const double *y) {
    double fraction = i < n && isfinite(y[i]) ? fraction_of(&frame->y, y[i]) : -1;
    return fraction >= 0 && fraction <= 1;
}

void ter__svg_curve(ter__frame *frame, const char *class, size_t n, const double *x, const double *y) {
    ter__buffer *out = frame->out;
    bool open = false;
    ter__buffer_add_all(out, "<path class=\"", class, "\" d=\"", NULL);
    for (size_t i = 0; i < n; i++) {
        /* A point outside is drawn, at the edge, only where the curve leaves or enters. */
        bool near = is_inside(frame, i, n, y) || (i > 0 && is_inside(frame, i - 1, n, y)) || is_inside(frame, i + 1, n, y);
        if (!near || !isfinite(y[i])) {
            open = false;
            continue;
        }
        ter__buffer_add(out, open ? "L" : "M");
        ter__buffer_add_coordinate(out, ter__place_x(frame, x[i]));
        ter__buffer_add(out, " ");
        ter__buffer_add_coordinate(out, ter__place_y(frame, y[i]));
        open = true;
    }
    ter__buffer_add(out, "\"/>\n");
}

void ter__svg_text(ter__frame *frame, const char *class, double px, double py, const char *anchor, ter__word text) {
    ter__buffer_add_all(frame->out, "<text class=\"", class, "\" text-anchor=\"", anchor, "\"", NULL);
    attribute(frame->out, "x", px);
    attribute(frame->out, "y", py);
    ter__buffer_add(frame->out, ">");
    ter__buffer_add_escaped(frame->out, text.text, text.length);
    ter__buffer_add(frame->out, "</text>\n");
}

void ter__svg_x_tick(ter__frame *frame, double x, const char *label) {
    double px = ter__place_x(frame, x);
    line_between(frame->out, "grid", px, frame->top, px, frame->bottom);
    ter__svg_text(frame, "tick", px, frame->bottom + 16, "middle", ter__word_of(label));
}

void ter__svg_label_axes(ter__frame *frame) {
    ter__buffer *out = frame->out;
    line_between(out, "axis", frame->left, frame->bottom, frame->right, frame->bottom);
    const ter__axis *axes[] = {&frame->x, &frame->y};
    for (size_t i = 0; i < 2; i++) {
        if (axes[i]->label == NULL && axes[i]->remark == NULL) {
            continue;
        }
        double px = i == 0 ? (frame->left + frame->right) / 2 : 14;
        double py = i == 0 ? frame->height - 6 : (frame->top + frame->bottom) / 2;
        ter__buffer_add(out, "<text class=\"label\" text-anchor=\"middle\" transform=\"translate(");
        ter__buffer_add_coordinate(out, px);
        ter__buffer_add(out, " ");
        ter__buffer_add_coordinate(out, py);
        ter__buffer_add_all(out, ")", i == 0 ? "" : " rotate(-90)", "\">", NULL);
        if (axes[i]->label != NULL) {
            ter__buffer_add_escaped(out, axes[i]->label, strlen(axes[i]->label));
        }
        if (axes[i]->remark != NULL) {
            ter__buffer_add(out, axes[i]->label != NULL ? ", " : "");
            ter__buffer_add_escaped(out, axes[i]->remark, strlen(axes[i]->remark));
        }
        ter__buffer_add(out, "</text>\n");
    }
}
