/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clean: what is kept, what is derived, and the account of it. */
#include <math.h>

#include "job_support.h"

static const char data[] = "g,x,y\na,1,10\na,NA,20\nb,-3,30\nb,4,NA\n,5,50\nc,0,60\n";

static void test_rules_are_applied_in_order_and_accounted_for(void **state) {
    (void)state;
    write_file("data.csv", data);
    ter_job *job = loaded_job(
        job_text("  - id: c\n    clean: {from: p, derive: {z: x + y, l: log10(x)}, drop_na: [x, z], filter: [x > 0, z < 50]}", ""));
    ter_run *run = run_job(job, 2, TER_OK);
    const ter_table *rows = ter_run_find_table(run, "c", "rows"), *audit = ter_run_find_table(run, "c", "audit");
    assert_int_equal(ter_table_columns(rows), 5);
    assert_int_equal(ter_table_rows(rows), 1); /* of x > 0 and z < 50 */
    assert_true(cell(run, "c", "rows", NULL, NULL, "z") == 11.0);
    assert_true(cell(run, "c", "rows", NULL, NULL, "l") == 0.0);
    static const struct {
        const char *rule;
        int in, out;
    } expected[] = {{"drop_na x", 6, 5}, {"drop_na z", 5, 4}, {"filter x > 0", 4, 2}, {"filter z < 50", 2, 1}};
    assert_int_equal(ter_table_rows(audit), 4);
    for (size_t i = 0; i < 4; i++) {
        size_t length;
        const char *rule = ter_table_text(audit, 0, i, &length);
        assert_memory_equal(rule, expected[i].rule, length);
        assert_int_equal(ter_table_integer(audit, 1, i), expected[i].in);
        assert_int_equal(ter_table_integer(audit, 2, i), expected[i].out);
        assert_int_equal(ter_table_integer(audit, 3, i), expected[i].in - expected[i].out);
    }
    /* log10(-3) does not exist: a warning says so */
    const ter_table *warnings = ter_run_warnings(run);
    assert_int_equal(ter_table_rows(warnings), 1);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_a_long_rule_stands_whole_in_the_account(void **state) {
    (void)state;
    char name[1600] = "", rule[1700], stage[1800];
    for (size_t i = 0; i < 700; i++) {
        strcat(name, "\xC3\xA9"); /* two bytes each: a cut at any fixed length would split one */
    }
    write_file("data.csv", data);
    snprintf(rule, sizeof rule, "g != 'x%s' and x > 0", name);
    snprintf(stage, sizeof stage, "  - id: c\n    clean: {from: p, filter: [\"%s\"]}", rule);
    ter_job *job = loaded_job(job_text(stage, ""));
    ter_run *run = run_job(job, 1, TER_OK);
    size_t length;
    const char *text = ter_table_text(ter_run_find_table(run, "c", "audit"), 0, 0, &length);
    assert_int_equal(length, strlen("filter ") + strlen(rule));
    assert_memory_equal(text + strlen("filter "), rule, strlen(rule));
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_columns_are_checked_before_anything_runs(void **state) {
    (void)state;
    write_file("data.csv", data);
    assert_not_loaded(job_text("  - clean: {from: p, drop_na: [xx]}", ""), "unknown column \"xx\"");
    assert_not_loaded(job_text("  - clean: {from: p, filter: xx > 1}", ""), "job.yaml:7:30: error:");
    assert_not_loaded(job_text("  - clean: {from: p, filter: x + 1}", ""), "a filter must be true or false");
    assert_not_loaded(job_text("  - clean: {from: p, derive: {x: y}}", ""), "column \"x\" is there already");
    assert_not_loaded(job_text("  - clean: {from: p, derive: {w: x > 1}}", ""), "a derived column must be a number");
    assert_not_loaded(job_text("  - clean: {from: p, filter: g > 1}", ""), "error");
    /* derived columns are known to later stages */
    assert_not_loaded(job_text("  - id: c\n    clean: {from: p, derive: {zeta: x + y}}\n  - summarize: {from: c, column: zet}", ""),
                      "help: did you mean \"zeta\"?");
}

static void test_unreadable_inputs_are_errors_at_their_place(void **state) {
    (void)state;
    write_file("data.csv", data);
    assert_not_loaded("version: 1\nname: t\ninputs: {p: {path: none.csv}}\nstages: [{clean: {from: p}}]",
                      "job.yaml:3:20: error: input \"p\"");
    write_file("empty.csv", "");
    assert_not_loaded("version: 1\nname: t\ninputs: {p: {path: empty.csv}}\nstages: [{clean: {from: p}}]", "empty");
    write_file("wide.csv", "a,b\n1,2\n1,2,3\n");
    assert_not_loaded("version: 1\nname: t\ninputs: {p: {path: wide.csv}}\nstages: [{clean: {from: p}}]", "wide.csv:3");
    assert_not_loaded("version: 1\nname: t\ninputs: {p: {path: data.csv, types: {xx: double}}}\nstages: [{clean: {from: p}}]",
                      "xx");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_are_applied_in_order_and_accounted_for),
        cmocka_unit_test(test_a_long_rule_stands_whole_in_the_account),
        cmocka_unit_test(test_columns_are_checked_before_anything_runs),
        cmocka_unit_test(test_unreadable_inputs_are_errors_at_their_place),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
