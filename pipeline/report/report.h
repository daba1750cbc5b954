/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A finished run as text: results.json for programs and report.html for people. Both are functions of the run's results alone (no
 * time, no path, no host), so equal results give equal bytes.
 */
#ifndef TER__REPORT_H
#define TER__REPORT_H

#include <stddef.h>

#include "tercile/job.h"

/* Version of results.json: the number at "tercile_results". A key never changes its meaning within one. */
#define TER__RESULTS_VERSION 1

/*
 * results.json: {"tercile_results": 1, "version", "job", "digest", "spec" (canonical), "seed", "inputs": [{name, sha256, rows}],
 * "stages": [{id, kind, finished, tables: {NAME: {columns: [{name, type}], row_count, rows: [[...], ...]}}}], "warnings": {columns,
 * ...}}. Only finished stages have tables. Doubles are in the shortest form that reads back exactly; a missing value is null;
 * infinities are the texts "inf" and "-inf". The rows of a clean stage's table "rows" are data, not results: its "rows" is null.
 * Given: ter_bytes_free((uint8_t *)text). TER_NO_MEMORY.
 */
ter_status ter__report_json(const ter_run *run, char **text, ter_error *error);

/*
 * report.html: one file that needs no network and no script. `stage` is the report stage whose title it carries; SIZE_MAX: the
 * job's name. Given as above. TER_NO_MEMORY.
 */
ter_status ter__report_html(const ter_run *run, size_t stage, char **text, ter_error *error);

/* Bounds of the report; what is beyond them is counted in a sentence, and is in results.json and the CSV files. */
#define TER__REPORT_GROUPS_MAX 60
#define TER__REPORT_ROWS_MAX   400

#endif
