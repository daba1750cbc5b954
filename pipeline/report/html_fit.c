/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections of a fit stage: an overview of all groups, then each group with its laws and plots. */
#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/plots.h"
#include "report/report.h"

static void put_word(ter__page *page, ter__word word) {
    ter__buffer_add_escaped(&page->out, word.text, word.length);
}

/* Parameters of a law as "location 1834 (78)". */
static void put_parameters(ter__page *page, const ter__group *group, ter__word law) {
    const ter_table *table = group->results->parameters;
    ter__buffer_add(&page->out, "<td class=\"e\">");
    bool first = true;
    for (size_t row = ter__next_row(table, "group", group->name, 0); row != TER__NONE;
         row = ter__next_row(table, "group", group->name, row + 1)) {
        if (!ter__same(ter__word_at(table, "law", row), law)) {
            continue;
        }
        double error = ter__number_at(table, "standard_error", row);
        ter__buffer_add(&page->out, first ? "" : ", ");
        put_word(page, ter__word_at(table, "parameter", row));
        ter__buffer_add(&page->out, " ");
        ter__buffer_add_number(&page->out, ter__number_at(table, "estimate", row), 5);
        if (!isnan(error)) {
            ter__buffer_add(&page->out, " <span class=\"se\">(");
            ter__buffer_add_number(&page->out, error, 3);
            ter__buffer_add(&page->out, ")</span>");
        }
        first = false;
    }
    ter__buffer_add(&page->out, "</td>");
}

static void put_laws(ter__page *page, const ter__group *group) {
    ter__buffer *out = &page->out;
    const ter_table *laws = group->results->laws;
    ter__buffer_add(out, "<div class=\"scroll\"><table><thead><tr><th>law</th><th>estimates (standard errors)</th>"
                         "<th class=\"n\">log likelihood</th><th class=\"n\">AIC</th><th class=\"n\">BIC</th>"
                         "<th class=\"n\">KS p</th><th class=\"n\">AD p</th><th></th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < group->count; i++) {
        size_t row = group->law[i].row;
        ter__buffer_add(out, group->law[i].chosen ? "<tr class=\"chosen\">" : "<tr>");
        ter__page_cell(page, "", group->law[i].name);
        put_parameters(page, group, group->law[i].name);
        ter__page_number(page, "n", ter__number_at(laws, "log_likelihood", row), 7);
        ter__page_number(page, "n", ter__number_at(laws, "aic", row), 7);
        ter__page_number(page, "n", ter__number_at(laws, "bic", row), 7);
        ter__page_number(page, "n", ter__number_at(laws, "ks_p", row), 3);
        ter__page_number(page, "n", ter__number_at(laws, "ad_p", row), 3);
        ter__word note = ter__word_at(laws, "note", row);
        ter__buffer_add_all(out, "<td class=\"", note.length > 0 ? "w" : "", "\">", NULL);
        if (ter__integer_at(laws, "converged", row) == 0) {
            ter__buffer_add(out, "<span class=\"no\">did not converge</span> ");
        } else if (group->law[i].chosen) {
            ter__buffer_add(out, "chosen ");
        }
        put_word(page, note);
        ter__buffer_add(out, "</td></tr>\n");
    }
    ter__buffer_add(out, "</tbody></table></div>\n");
}

/* Opens a figure, draws, and closes it with its caption; takes it back when there was nothing to draw. */
static void put_figure(ter__page *page, const ter__group *group, bool (*draw)(ter__buffer *, const ter__group *, size_t),
                       const char *title, const char *caption) {
    ter__buffer *out = &page->out;
    size_t before = out->length;
    ter__buffer_add(out, "<figure>\n");
    if (!draw(out, group, ++page->plots)) {
        out->length = out->failed ? out->length : before;
        return;
    }
    ter__buffer_add_all(out, "<figcaption><b>", title, "</b> ", caption, NULL);
    if (draw == ter__plot_histogram) {
        for (size_t i = 0; i < group->count; i++) {
            const char *class = strchr(ter__law_class(group, i), ' ') + 1;
            ter__buffer_add_all(out, "<span class=\"key ", class, "\"></span>", NULL);
            put_word(page, group->law[i].name);
        }
    }
    ter__buffer_add(out, "</figcaption></figure>\n");
}

static void put_intervals(ter__page *page, const ter__group *group) {
    const ter_table *table = group->results->intervals;
    static const char *const columns[] = {"estimate", "lower", "upper", "standard_error", "bias", "used", "failed"};
    static const int digits[] = {5, 5, 5, 3, 3, 17, 17};
    size_t row = ter__next_row(table, "group", group->name, 0);
    if (row == TER__NONE) {
        return;
    }
    ter__buffer_add(&page->out, "<div class=\"scroll\"><table><caption>Bootstrap intervals</caption><thead><tr><th>law</th>"
                                "<th>statistic</th><th>method</th><th class=\"n\">level</th><th class=\"n\">estimate</th>"
                                "<th class=\"n\">lower</th><th class=\"n\">upper</th><th class=\"n\">standard error</th>"
                                "<th class=\"n\">bias</th><th class=\"n\">replicates</th><th class=\"n\">failed</th><th></th></tr>"
                                "</thead>\n<tbody>\n");
    for (; row != TER__NONE; row = ter__next_row(table, "group", group->name, row + 1)) {
        ter__buffer_add(&page->out, row == group->interval ? "<tr class=\"chosen\">" : "<tr>");
        ter__page_cell(page, "", ter__word_at(table, "law", row));
        ter__page_cell(page, "", ter__word_at(table, "statistic", row));
        ter__page_cell(page, "", ter__word_at(table, "method", row));
        ter__page_number(page, "n", ter__number_at(table, "level", row), 4);
        for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
            ter__page_number(page, "n", ter__number_at(table, columns[i], row), digits[i]);
        }
        ter__word note = ter__word_at(table, "note", row);
        ter__page_cell(page, note.length > 0 ? "w" : "", note);
        ter__buffer_add(&page->out, "</tr>\n");
    }
    ter__buffer_add(&page->out, "</tbody></table></div>\n");
}

/* The quantiles that the fit was asked for, of the law that is drawn. */
static void put_quantiles(ter__page *page, const ter__group *group) {
    const ter_table *table = group->results->quantiles;
    size_t row = ter__next_row(table, "group", group->name, 0);
    if (row == TER__NONE || group->chosen == TER__NONE) {
        return;
    }
    ter__buffer_add(&page->out, "<div class=\"scroll\"><table><caption>Quantiles of the ");
    put_word(page, group->law[group->chosen].name);
    ter__buffer_add(&page->out, " law</caption><thead><tr><th class=\"n\">p</th><th class=\"n\">return period</th>"
                                "<th class=\"n\">estimate</th><th class=\"n\">standard error</th></tr></thead>\n<tbody>\n");
    for (; row != TER__NONE; row = ter__next_row(table, "group", group->name, row + 1)) {
        double p = ter__number_at(table, "p", row);
        if (ter__same(ter__word_at(table, "law", row), group->law[group->chosen].name)) {
            ter__buffer_add(&page->out, "<tr>");
            ter__page_number(page, "n", p, 6);
            ter__page_number(page, "n", 1 / (1 - p), 4);
            ter__page_number(page, "n", ter__number_at(table, "estimate", row), 5);
            ter__page_number(page, "n", ter__number_at(table, "standard_error", row), 3);
            ter__buffer_add(&page->out, "</tr>\n");
        }
    }
    ter__buffer_add(&page->out, "</tbody></table></div>\n");
}

void ter__page_group(ter__page *page, const ter__group *group) {
    ter__buffer *out = &page->out;
    ter__buffer_add(out, "<h3 id=\"group");
    ter__buffer_add_unsigned(out, page->groups);
    ter__buffer_add(out, "\">");
    put_word(page, group->name);
    ter__buffer_add(out, " <span class=\"soft\">n = ");
    ter__buffer_add_number(out, group->n, 17);
    ter__buffer_add(out, "</span></h3>\n");
    put_laws(page, group);
    put_quantiles(page, group);
    put_intervals(page, group);
    ter__buffer_add(out, "<div class=\"plots\">\n");
    put_figure(page, group, ter__plot_histogram, "Histogram and densities.", "");
    put_figure(page, group, ter__plot_quantiles, "Observed against fitted.", "On the line both agree.");
    put_figure(page, group, ter__plot_returns, "Quantiles by return period.",
               "Thin bars: 95 % by the delta method; thick bar: bootstrap interval.");
    put_figure(page, group, ter__plot_replicates, "Bootstrap replicates.", "Solid: estimate; dashed: ends of the interval.");
    ter__buffer_add(out, "</div>\n");
}

/* `anchor` numbers the group whose section the name leads to. */
static void put_overview_row(ter__page *page, const ter__group *group, size_t anchor) {
    const ter__fit_results *results = group->results;
    const ter__fitted_law *law = group->chosen != TER__NONE ? &group->law[group->chosen] : NULL;
    size_t interval = group->interval;
    ter__buffer_add(&page->out, "<tr><td><a href=\"#group");
    ter__buffer_add_unsigned(&page->out, anchor);
    ter__buffer_add(&page->out, "\">");
    put_word(page, group->name);
    ter__buffer_add(&page->out, "</a></td>");
    ter__page_number(page, "n", group->n, 17);
    ter__page_cell(page, "", law != NULL ? law->name : ter__word_of("none"));
    ter__page_number(page, "n", law != NULL ? ter__number_at(results->laws, "aic", law->row) : (double)NAN, 6);
    ter__page_number(page, "n", law != NULL ? ter__number_at(results->laws, "ad_p", law->row) : (double)NAN, 3);
    if (ter__rows(results->intervals) > 0) {
        ter__page_number(page, "n", interval != TER__NONE ? ter__number_at(results->intervals, "estimate", interval) : (double)NAN,
                         5);
        ter__page_number(page, "n", interval != TER__NONE ? ter__number_at(results->intervals, "lower", interval) : (double)NAN, 5);
        ter__page_number(page, "n", interval != TER__NONE ? ter__number_at(results->intervals, "upper", interval) : (double)NAN, 5);
    }
    ter__buffer_add(&page->out, "</tr>\n");
}

static void put_overview(ter__page *page, const ter__fit_results *results) {
    ter__buffer *out = &page->out;
    ter__buffer_add(out, "<div class=\"scroll\"><table><thead><tr><th>group</th><th class=\"n\">n</th><th>law</th>"
                         "<th class=\"n\">AIC</th><th class=\"n\">AD p</th>");
    if (ter__rows(results->intervals) > 0) {
        ter__buffer_add(out, "<th class=\"n\">");
        put_word(page, ter__word_at(results->intervals, "statistic", 0));
        ter__buffer_add(out, "</th><th class=\"n\">lower</th><th class=\"n\">upper</th>");
    }
    ter__buffer_add(out, "</tr></thead>\n<tbody>\n");
    size_t rows = 0;
    for (size_t row = 0; row < ter__rows(results->laws) && rows < TER__REPORT_GROUPS_MAX; rows++) {
        ter__group group;
        ter__group_open(&group, results, row, &row);
        put_overview_row(page, &group, page->groups + rows);
        ter__group_close(&group);
    }
    ter__buffer_add(out, "</tbody></table></div>\n");
}

/* One forest plot for each statistic: the rows at which a new one begins. */
static void put_forests(ter__page *page, const ter__fit_results *results) {
    for (size_t row = 0; row < ter__rows(results->intervals); row++) {
        ter__word statistic = ter__word_at(results->intervals, "statistic", row);
        if (ter__next_row(results->intervals, "statistic", statistic, 0) != row) {
            continue;
        }
        size_t before = page->out.length;
        ter__buffer_add(&page->out, "<figure class=\"wide\">\n");
        if (!ter__plot_forest(&page->out, results, row, ++page->plots)) {
            page->out.length = page->out.failed ? page->out.length : before;
            continue;
        }
        ter__buffer_add(&page->out, "<figcaption><b>");
        put_word(page, statistic);
        ter__buffer_add(&page->out, "</b> with its confidence interval, by group.</figcaption></figure>\n");
    }
}

void ter__page_fit(ter__page *page, const ter__fit_results *results) {
    ter__buffer *out = &page->out;
    ter__buffer_add(out, "<h2>Laws <span class=\"soft\">");
    put_word(page, ter__word_of(results->id));
    ter__buffer_add(out, "</span></h2>\n");
    put_overview(page, results);
    put_forests(page, results);
    ter__buffer_add(out,
                    "<p class=\"soft\">P-values of goodness of fit hold for laws fixed in advance; with parameters estimated from "
                    "the same data they are too large.</p>\n");
    size_t groups = 0, skipped = 0;
    for (size_t row = 0; row < ter__rows(results->laws); groups++) {
        if (groups >= TER__REPORT_GROUPS_MAX) { /* only counted: opening each would search all parameters for it */
            row = ter__group_end(results, row);
            skipped++;
            continue;
        }
        ter__group group;
        ter__group_open(&group, results, row, &row);
        ter__page_group(page, &group);
        page->groups++;
        ter__group_close(&group);
    }
    ter__page_rest(page, skipped, "groups");
}
