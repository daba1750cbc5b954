/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of report.html. */
#ifndef TER__REPORT_HTML_H
#define TER__REPORT_HTML_H

#include "report/buffer.h"
#include "report/model.h"

typedef struct ter__page {
    ter__buffer out;
    const ter_run *run;
    size_t plots;  /* numbers the plots */
    size_t groups; /* numbers the groups: "group3" is the id of the third one's heading */
} ter__page;

extern const char ter__page_style[];

/* Any result table as it is: header from the column names, at most TER__REPORT_ROWS_MAX rows. */
void ter__page_table(ter__page *page, const char *caption, const ter_table *table);
/* "3 more rows are in results.json.", when there are any. */
void ter__page_rest(ter__page *page, size_t rest, const char *what);
void ter__page_cell(ter__page *page, const char *class, ter__word text);
void ter__page_number(ter__page *page, const char *class, double value, int digits);
/* The section of a fit stage, and within it that of a group. */
void ter__page_fit(ter__page *page, const ter__fit_results *results);
void ter__page_group(ter__page *page, const ter__group *group);
void ter__page_checks(ter__page *page, size_t stage);
void ter__page_warnings(ter__page *page);
void ter__page_provenance(ter__page *page);

#endif
