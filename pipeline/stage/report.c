/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report: which files the result folder gets beside results.json. They are made when the run is written (exec/write.c). */
#include "stage/stage.h"

static ter_status finish(const void *state, const ter__context *context, const ter_table *merged, const ter__stop *stop,
                         ter__outcome *outcome, ter_error *error) {
    (void)state, (void)context, (void)merged, (void)stop, (void)outcome, (void)error;
    return TER_OK;
}

static const char *const formats[] = {"html", "json", "csv", NULL};

static const ter__key keys[] = {
    {.name = "title", .kind = TER__KEY_TEXT, .description = "heading of the report; without it, the job's name"},
    {.name = "formats",
     .kind = TER__KEY_CHOICE,
     .form = TER__LIST,
     .fallback = "[html, json, csv]",
     .choices = formats,
     .description = "html: one page that needs no network; csv: one file for each table; results.json is always written"},
    {.name = NULL},
};

static const ter__table_kind tables[] = {{NULL, NULL, NULL}};

const ter__stage ter__stage_report = {
    .name = "report",
    .title = "which files the result gets: HTML page, JSON, CSV",
    .pattern = TER__PATTERN_LOCAL,
    .keys = keys,
    .tables = tables,
    .finish = finish,
};
