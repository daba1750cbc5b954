/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.html from top to bottom. The parts of a fit are in html_fit.c. */
#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/report.h"
#include "tercile/version.h"

void ter__page_cell(ter__page *page, const char *class, ter__word text) {
    ter__buffer_add_all(&page->out, "<td class=\"", class, "\">", NULL);
    ter__buffer_add_escaped(&page->out, text.text, text.length);
    ter__buffer_add(&page->out, "</td>");
}

void ter__page_number(ter__page *page, const char *class, double value, int digits) {
    ter__buffer_add_all(&page->out, "<td class=\"", class, "\">", NULL);
    ter__buffer_add_number(&page->out, value, digits);
    ter__buffer_add(&page->out, "</td>");
}

static void put_escaped(ter__page *page, const char *text) {
    ter__buffer_add_escaped(&page->out, text, text != NULL ? strlen(text) : 0);
}

/* A column name as a heading: blanks for underscores. */
static void put_heading(ter__page *page, const char *name, bool number) {
    ter__buffer_add(&page->out, number ? "<th class=\"n\">" : "<th>");
    for (const char *at = name; *at != '\0';) {
        size_t run = strcspn(at, "_");
        ter__buffer_add_escaped(&page->out, at, run);
        at += run;
        if (*at == '_') {
            ter__buffer_add(&page->out, " ");
            at++;
        }
    }
    ter__buffer_add(&page->out, "</th>");
}

static void put_rows(ter__page *page, const ter_table *table, size_t rows) {
    for (size_t row = 0; row < rows; row++) {
        ter__buffer_add(&page->out, "<tr>");
        for (size_t column = 0; column < ter_table_columns(table); column++) {
            ter_type type = ter_table_column_type(table, column);
            if (type == TER_DOUBLE || type == TER_INTEGER) {
                ter__page_number(page, "n", ter_table_double(table, column, row), type == TER_INTEGER ? 17 : 6);
            } else {
                ter__word text = {NULL, 0};
                text.text = ter_table_text(table, column, row, &text.length);
                bool is_long = text.length > 40;
                ter__page_cell(page, is_long ? "w" : "", text.text != NULL ? text : (ter__word){"", 0});
            }
        }
        ter__buffer_add(&page->out, "</tr>\n");
    }
}

void ter__page_rest(ter__page *page, size_t rest, const char *what) {
    if (rest > 0) {
        ter__buffer_add(&page->out, "<p class=\"soft\">");
        ter__buffer_add_unsigned(&page->out, rest);
        ter__buffer_add_all(&page->out, " more ", what, " are in results.json.</p>\n", NULL);
    }
}

void ter__page_table(ter__page *page, const char *caption, const ter_table *table) {
    size_t all = ter__rows(table), rows = all < TER__REPORT_ROWS_MAX ? all : TER__REPORT_ROWS_MAX;
    if (table == NULL) {
        return;
    }
    ter__buffer_add(&page->out, "<div class=\"scroll\"><table>");
    if (caption != NULL) {
        ter__buffer_add_all(&page->out, "<caption>", caption, "</caption>", NULL);
    }
    ter__buffer_add(&page->out, "<thead><tr>");
    for (size_t column = 0; column < ter_table_columns(table); column++) {
        ter_type type = ter_table_column_type(table, column);
        put_heading(page, ter_table_column_name(table, column), type == TER_DOUBLE || type == TER_INTEGER);
    }
    ter__buffer_add(&page->out, "</tr></thead>\n<tbody>\n");
    put_rows(page, table, rows);
    ter__buffer_add(&page->out, "</tbody></table></div>\n");
    ter__page_rest(page, all - rows, "rows");
}

static void put_head(ter__page *page, const char *title) {
    ter__buffer *out = &page->out;
    const ter_job *job = ter_run_job(page->run);
    ter__buffer_add(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
                         "base-uri 'none'; form-action 'none'\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    put_escaped(page, title);
    ter__buffer_add_all(out, "</title>\n<style>\n", ter__page_style, "</style>\n</head>\n<body>\n<main>\n<header>\n<h1>", NULL);
    put_escaped(page, title);
    ter__buffer_add(out, "</h1>\n<p class=\"soft\">job <code>");
    put_escaped(page, ter_job_name(job));
    ter__buffer_add(out, "</code>, seed ");
    ter__buffer_add_unsigned(out, ter_job_seed(job));
    ter__buffer_add_all(out, ", Tercile ", ter_version(), "</p>\n</header>\n", NULL);
}

static bool is_kind(const ter__page *page, size_t stage, const char *kind) {
    return strcmp(ter_job_stage_kind(ter_run_job(page->run), stage), kind) == 0 && ter_run_stage_finished(page->run, stage);
}

static void put_stage_heading(ter__page *page, const char *what, size_t stage) {
    ter__buffer_add_all(&page->out, "<h2>", what, " <span class=\"soft\">", NULL);
    put_escaped(page, ter_job_stage_id(ter_run_job(page->run), stage));
    ter__buffer_add(&page->out, "</span></h2>\n");
}

/* The stages of models, and what their headings say. */
static const struct {
    const char *kind, *heading;
} models[] = {
    {"lm", "Linear models"}, {"glm", "Generalised linear models"}, {"nls", "Nonlinear models"}, {"anova", "Analysis of variance"}};

/* Stages that are shown by their tables alone. */
static void put_plain_stage(ter__page *page, size_t stage) {
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        if (is_kind(page, stage, models[i].kind)) {
            put_stage_heading(page, models[i].heading, stage);
            ter__page_table(page, NULL, ter_run_table(page->run, stage, 0));
            ter__page_table(page, ter_run_table_name(page->run, stage, 1), ter_run_table(page->run, stage, 1));
        }
    }
    if (is_kind(page, stage, "clean")) {
        put_stage_heading(page, "Cleaning", stage);
        ter__page_table(page, "Rows before and after each rule", ter__stage_table(page->run, stage, "audit"));
    } else if (is_kind(page, stage, "summarize")) {
        put_stage_heading(page, "Summary", stage);
        ter__page_table(page, NULL, ter__stage_table(page->run, stage, "summary"));
        const ter_table *quantiles = ter__stage_table(page->run, stage, "quantiles");
        if (ter__rows(quantiles) > 0) {
            ter__page_table(page, "Quantiles", quantiles);
        }
    }
}

void ter__page_checks(ter__page *page, size_t stage) {
    const ter_table *table = ter__stage_table(page->run, stage, "expectations");
    ter__buffer *out = &page->out;
    put_stage_heading(page, "Checks", stage);
    ter__buffer_add(out, "<div class=\"scroll\"><table><thead><tr><th></th><th>expectation</th><th class=\"n\">computed</th>"
                         "<th></th><th class=\"n\">expected</th><th class=\"n\">tolerance</th></tr></thead>\n<tbody>\n");
    size_t all = ter__rows(table), rows = all < TER__REPORT_ROWS_MAX ? all : TER__REPORT_ROWS_MAX;
    for (size_t row = 0; row < rows; row++) {
        bool met = ter__integer_at(table, "met", row) == 1;
        ter__buffer_add(out, met ? "<tr><td class=\"yes\">\u2713 met</td>" : "<tr><td class=\"no\">\u2717 not met</td>");
        ter__page_cell(page, "w", ter__word_at(table, "name", row));
        ter__page_number(page, "n", ter__number_at(table, "actual", row), 8);
        ter__page_cell(page, "", ter__word_at(table, "relation", row));
        ter__page_number(page, "n", ter__number_at(table, "expected", row), 8);
        ter__page_number(page, "n", ter__number_at(table, "tolerance", row), 4);
        ter__buffer_add(out, "</tr>\n");
    }
    ter__buffer_add(out, "</tbody></table></div>\n");
    ter__page_rest(page, all - rows, "expectations");
}

void ter__page_warnings(ter__page *page) {
    const ter_table *warnings = ter_run_warnings(page->run);
    ter__buffer_add(&page->out, "<h2>Warnings</h2>\n");
    if (ter__rows(warnings) == 0) {
        ter__buffer_add(&page->out, "<p>None.</p>\n");
    } else {
        ter__page_table(page, NULL, warnings);
    }
}

static void put_term(ter__page *page, const char *term, const char *text) {
    ter__buffer_add_all(&page->out, "<dt>", term, "</dt><dd><code>", NULL);
    put_escaped(page, text);
    ter__buffer_add(&page->out, "</code></dd>\n");
}

void ter__page_provenance(ter__page *page) {
    const ter_job *job = ter_run_job(page->run);
    ter__buffer *out = &page->out;
    ter__buffer_add(out, "<h2>Provenance</h2>\n<p>The results are a function of the specification, the bytes of the inputs and the "
                         "seed; the same three give the same files on any machine.</p>\n<dl>\n");
    put_term(page, "Tercile", ter_version());
    put_term(page, "specification, SHA-256", ter_job_digest(job));
    for (size_t i = 0; i < ter_job_input_count(job); i++) {
        ter__buffer_add(out, "<dt>input ");
        put_escaped(page, ter_job_input_name(job, i));
        ter__buffer_add(out, ", SHA-256</dt><dd><code>");
        put_escaped(page, ter_job_input_digest(job, i));
        ter__buffer_add(out, "</code></dd>\n");
    }
    ter__buffer_add(out, "</dl>\n<p class=\"soft\">Specification in canonical form:</p>\n<pre>");
    put_escaped(page, ter_job_canonical(job));
    ter__buffer_add(out, "</pre>\n");
}

ter_status ter__report_html(const ter_run *run, size_t stage, char **text, ter_error *error) {
    const ter_job *job = ter_run_job(run);
    ter__page page = {.out = TER__BUFFER_EMPTY, .run = run};
    const char *title = stage < ter_job_stage_count(job) ? ter_job_stage_text(job, stage, "title") : NULL;
    put_head(&page, title != NULL ? title : ter_job_name(job));
    for (size_t i = 0; i < ter_job_stage_count(job); i++) {
        if (is_kind(&page, i, "check")) {
            ter__page_checks(&page, i);
        }
    }
    ter__page_warnings(&page);
    for (size_t i = 0; i < ter_job_stage_count(job); i++) {
        ter__fit_results results;
        if (ter__fit_results_of(run, i, &results)) {
            ter__page_fit(&page, &results);
        }
    }
    for (size_t i = 0; i < ter_job_stage_count(job); i++) {
        put_plain_stage(&page, i);
    }
    ter__page_provenance(&page);
    ter__buffer_add(&page.out, "</main>\n</body>\n</html>\n");
    return ter__buffer_take(&page.out, text, error);
}
