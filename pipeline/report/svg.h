/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small writer of SVG plots: a frame with two axes, marks in data coordinates, classes that the page's style colours. Coordinates
 * come from our own arithmetic alone and are written with two decimals, so that equal results give equal bytes everywhere.
 */
#ifndef TER__REPORT_SVG_H
#define TER__REPORT_SVG_H

#include "report/buffer.h"
#include "report/lookup.h"

/* Natural logarithm to about 1e-9, from additions and multiplications only; for the place of a mark. x > 0. */
double ter__plot_log(double x);

typedef struct ter__axis {
    double lower, upper; /* in data units; lower < upper */
    bool logarithmic;    /* both ends > 0 then */
    const char *label;   /* two parts: "peak" and what is said of it; either may be null */
    const char *remark;
} ter__axis;

typedef struct ter__frame {
    ter__buffer *out;
    double width, height;            /* of the picture */
    double left, right, top, bottom; /* edges of the plotting area */
    ter__axis x, y;
} ter__frame;

/* Rounds the range outwards a little and repairs empty or infinite ones. */
void ter__axis_fit(ter__axis *axis, double lower, double upper, double margin);

double ter__place_x(const ter__frame *frame, double x);
double ter__place_y(const ter__frame *frame, double y);

/* Opens <svg> with title and description for screen readers. The ids in the page are made from `id`. */
void ter__svg_open(ter__frame *frame, const char *id_prefix, size_t id, const char *title, ter__word subject,
                   const char *description);
/* Axes with ticks, grid lines and labels. */
void ter__svg_x_axis(ter__frame *frame);
void ter__svg_y_axis(ter__frame *frame);
/* A tick of an axis whose places are chosen by the caller. */
void ter__svg_x_tick(ter__frame *frame, double x, const char *label);
void ter__svg_label_axes(ter__frame *frame);
void ter__svg_close(ter__frame *frame);

/* Marks. Places outside the area are held at its edges. */
void ter__svg_rectangle(ter__frame *frame, const char *class, double x0, double y0, double x1, double y1);
void ter__svg_line(ter__frame *frame, const char *class, double x0, double y0, double x1, double y1);
void ter__svg_dot(ter__frame *frame, const char *class, double x, double y, double radius);
/* Joins the points; a NaN or infinite y makes a gap, and lines leave the area at its edge. */
void ter__svg_curve(ter__frame *frame, const char *class, size_t n, const double *x, const double *y);
/* Text at picture coordinates; anchor is "start", "middle" or "end". */
void ter__svg_text(ter__frame *frame, const char *class, double px, double py, const char *anchor, ter__word text);

#endif
