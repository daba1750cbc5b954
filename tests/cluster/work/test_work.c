/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks of jobs on nodes that share nothing but blobs: the same result as in one process, whoever computes what. */
#include "work_support.h"

static const char stages[] = "version: 1\nname: t\nseed: 7\ninputs: {p: {path: x/data.csv, types: {g: text}}}\nstages:\n"
                             "  - id: good\n    clean: {from: p, filter: x > -100}\n"
                             "  - id: s\n    summarize: {from: good, column: x, by: g}\n"
                             "  - id: law\n    fit: {from: good, column: x, by: g, families: [normal, gumbel]}\n"
                             "  - id: ci\n    bootstrap: {from: law, statistic: mean, replicates: 1000, laws: all}\n"
                             "  - id: c\n    check:\n      expectations:\n"
                             "        - {name: n, stage: s, table: summary, column: n, where: {group: a}, at_least: %d}\n"
                             "  - report: {formats: [csv, html]}\nresources: {timeout: %ds}\n";
static const char data[] = "g,x\na,1.5\na,2.25\na,3\na,2.75\na,7\na,1.125\na,4.5\na,0.5\nb,4\nb,5\nb,-6.5\nb,9\n,6\na,-1000\n";

static char *text_with(int bound, int timeout) {
    static char text[4096];
    snprintf(text, sizeof text, stages, bound, timeout);
    return text;
}

static ter__job *small_job(store *s, const char *id, int bound) {
    return job_submitted(s, id, "job.yaml", text_with(bound, 60), "p", data, sizeof data - 1);
}

/* What one process makes of it. */
static ter_status in_process(const char *text, char digest[65], ter_error *error) {
    ter_job *job;
    ter_run *run;
    uint8_t *bytes;
    size_t length;
    assert_int_equal(ter_job_parse(&job, text, strlen(text), "job.yaml", ".", NULL, error), TER_OK);
    ter_job_set_input(job, 0, data, sizeof data - 1);
    assert_int_equal(ter_job_load(job, NULL, error), TER_OK);
    ter_status status = ter_job_run(&run, job, NULL, error);
    if (status == TER_OK || status == TER_CHECK_FAILED) {
        assert_int_equal(ter_run_pack(run, &bytes, &length, digest, NULL), TER_OK);
        ter_bytes_free(bytes);
    }
    ter_run_destroy(run);
    ter_job_destroy(job);
    return status;
}

static void assert_digest(const ter__hash *hash, const char *expected) {
    char text[TER__HASH_TEXT_BYTES];
    ter__hash_text(hash, text);
    assert_string_equal(text, expected);
}

static void test_one_node_or_three_give_the_result_of_one_process(void **state) {
    (void)state;
    char expected[65];
    ter_error error;
    assert_int_equal(in_process(text_with(1, 60), expected, &error), TER_OK);
    for (size_t count = 1; count <= 3; count += 2) {
        store *s = store_create();
        ter__work *nodes[3] = {NULL};
        for (size_t i = 0; i < count; i++) {
            nodes[i] = node_on(s);
        }
        ter__job *job = small_job(s, "one", 1);
        run_job(nodes, count, job);
        assert_digest(&job->digest, expected);
        assert_int_equal(job->status, TER_OK);
        uint8_t *pack = NULL;
        char digest[65], folder[] = "/tmp/tercile-test-XXXXXX", path[64], command[96];
        assert_int_equal(store_get(s, &job->pack, &pack, &error), TER_OK);
        assert_non_null(mkdtemp(folder));
        snprintf(path, sizeof path, "%s/out", folder);
        assert_int_equal(ter_pack_write(pack, (size_t)job->pack.length, path, digest, &error), TER_OK);
        assert_string_equal(digest, expected);
        snprintf(command, sizeof command, "rm -rf '%s'", folder);
        assert_int_equal(system(command), 0);
        free(pack);
        job_free(job);
        for (size_t i = 0; i < count; i++) {
            ter__work_destroy(nodes[i]);
        }
        store_destroy(s);
    }
}

static void test_begin_says_what_there_is_to_do(void **state) {
    (void)state;
    store *s = store_create();
    ter__work *node = node_on(s), *other = node_on(s);
    ter__job *job = small_job(s, "one", 1);
    ter__result result = compute_kind(node, job, TER__TASK_BEGIN, 0), again = compute_kind(other, job, TER__TASK_BEGIN, 0);
    assert_done(&result);
    assert_int_equal(result.stages, 6);
    assert_int_equal(result.units, 0);
    assert_true(result.timeout_seconds == 60.0);
    assert_string_equal(result.outline, "good clean\ns summarize\nlaw fit\nci bootstrap\nc check\nreport1 report\n");
    assert_false(ter__hash_is_zero(&result.plan));
    assert_true(ter__hash_equal(&result.plan, &again.plan));
    ter__result_clear(&again);
    ter__job *changed = job_submitted(s, "two", "job.yaml", text_with(1, 60), "p", data, sizeof data - 3);
    again = compute_kind(node, changed, TER__TASK_BEGIN, 0);
    assert_false(ter__hash_equal(&result.plan, &again.plan));
    ter__result_clear(&again);
    ter__result_clear(&result);
    job_free(changed);
    job_free(job);
    ter__work_destroy(node);
    ter__work_destroy(other);
    store_destroy(s);
}

static void test_a_check_that_is_not_met_is_a_verdict_not_a_failure(void **state) {
    (void)state;
    store *s = store_create();
    ter__work *node = node_on(s);
    ter__job *job = small_job(s, "one", 1000);
    char expected[65];
    ter_error error;
    assert_int_equal(in_process(text_with(1000, 60), expected, &error), TER_CHECK_FAILED);
    run_job(&node, 1, job);
    assert_int_equal(job->status, TER_CHECK_FAILED);
    assert_digest(&job->digest, expected);
    ter__result again = compute_kind(node, job, TER__TASK_FINISH, 0); /* a second time, the job not open any more */
    assert_done(&again);
    assert_int_equal(again.verdict, TER_CHECK_FAILED);
    assert_string_equal(again.text, error.text);
    assert_true(ter__hash_equal(&again.digest, &job->digest));
    ter__result_clear(&again);
    job_free(job);
    ter__work_destroy(node);
    store_destroy(s);
}

static void test_tasks_of_earlier_and_later_stages_give_the_same_bytes(void **state) {
    (void)state;
    store *s = store_create();
    ter__work *node = node_on(s), *other = node_on(s);
    ter__job *job = small_job(s, "one", 1);
    ter__result result = compute_kind(node, job, TER__TASK_BEGIN, 0);
    ter__blob first[8] = {{{{0}}, 0}}, finished[8] = {{{{0}}, 0}};
    apply_begin(job, &result);
    bool more = true;
    while (more) {
        uint32_t stage = job->stage;
        compute_units(&node, 1, job);
        first[stage] = job->units[0].part;
        result = compute_kind(node, job, TER__TASK_FINISH, 0);
        finished[stage] = result.part;
        more = apply_finish(job, &result);
    }
    /* jumps ahead, falls back: as the state was then */
    static const uint32_t order[] = {3, 1, 2, 3, 1};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        job->stage = order[i];
        result = compute_kind(other, job, TER__TASK_UNIT, 0);
        assert_done(&result);
        assert_true(ter__hash_equal(&result.part.hash, &first[order[i]].hash));
    }
    job->stage = 0;
    begin_stage(job, 0);
    result = compute_kind(other, job, TER__TASK_FINISH, 0);
    assert_done(&result);
    assert_true(ter__hash_equal(&result.part.hash, &finished[0].hash));
    job_free(job);
    ter__work_destroy(node);
    ter__work_destroy(other);
    store_destroy(s);
}

typedef struct mixing {
    ter__work *work;
    const ter__job *job; /* with the stage results of a whole run */
    const ter__blob *first;
    uint32_t begin;
    bool right;
} mixing;

static void *mix(void *argument) {
    static const uint32_t order[] = {3, 1, 2, 2, 3, 1, 1, 3};
    mixing *m = argument;
    for (uint32_t i = 0; i < 8; i++) {
        ter__job job = *m->job;
        job.stage = order[(m->begin + i) % 8];
        ter__result result = compute_kind(m->work, &job, TER__TASK_UNIT, 0);
        m->right = m->right && result.status == TER_OK && ter__hash_equal(&result.part.hash, &m->first[job.stage].hash);
        ter__result_clear(&result);
    }
    return NULL;
}

static void test_tasks_of_several_stages_at_once_wait_for_each_other(void **state) {
    (void)state;
    store *s = store_create();
    ter__work *node = node_on(s), *other = node_on(s);
    ter__job *job = small_job(s, "one", 1);
    ter__blob first[8] = {{{{0}}, 0}};
    ter__result result = compute_kind(node, job, TER__TASK_BEGIN, 0);
    apply_begin(job, &result);
    do {
        compute_units(&node, 1, job);
        first[job->stage] = job->units[0].part;
        result = compute_kind(node, job, TER__TASK_FINISH, 0);
    } while (apply_finish(job, &result));
    pthread_t threads[THREADS];
    mixing mixings[THREADS];
    for (uint32_t i = 0; i < THREADS; i++) {
        mixings[i] = (mixing){other, job, first, i * 2, true};
        assert_int_equal(pthread_create(&threads[i], NULL, mix, &mixings[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_true(mixings[i].right);
    }
    assert_int_equal(store_gets(s, &job->spec), 2); /* each node opened the job once */
    job_free(job);
    ter__work_destroy(node);
    ter__work_destroy(other);
    store_destroy(s);
}

static void test_failures_of_the_node_are_told_from_those_of_the_task(void **state) {
    (void)state;
    store *s = store_create();
    ter__work *node = node_on(s);
    ter__job *job = small_job(s, "one", 1);
    s->get_fails = TER_NOT_FOUND;
    ter__result result = compute_kind(node, job, TER__TASK_BEGIN, 0);
    assert_int_equal(result.status, TER_NOT_FOUND);
    assert_true(result.here);
    assert_string_equal(result.text, "the job file: the blob is not here");
    s->get_fails = TER_BAD_DATA; /* damaged here */
    result = compute_kind(node, job, TER__TASK_BEGIN, 0);
    assert_true(result.here);
    s->get_fails = TER_OK;
    result = compute_kind(node, job, TER__TASK_BEGIN, 0);
    apply_begin(job, &result);
    s->put_fails = TER_DISK_FULL;
    result = compute_kind(node, job, TER__TASK_FINISH, 0);
    assert_int_equal(result.status, TER_DISK_FULL);
    assert_true(result.here);
    s->put_fails = TER_OK;
    result = compute_kind(node, job, TER__TASK_FINISH, 0); /* the same node again */
    assert_true(apply_finish(job, &result));
    result = compute_kind(node, job, TER__TASK_UNIT, 10000);
    assert_int_equal(result.status, TER_BAD_ARGUMENT);
    assert_false(result.here);
    job_free(job);
    ter__work_destroy(node);
    store_destroy(s);
}

static const char failing[] = "version: 1\nname: t\ninputs: {p: {path: data.csv}}\nstages:\n"
                              "  - id: none\n    clean: {from: p, filter: x > 1000}\n"
                              "  - id: law\n    fit: {from: none, column: x, by: g, families: [normal]}\n";

static void test_a_stage_that_fails_has_the_text_of_one_process(void **state) {
    (void)state;
    store *s = store_create();
    ter__work *node = node_on(s);
    char digest[65];
    ter_error error;
    assert_int_equal(in_process(failing, digest, &error), TER_BAD_DATA);
    ter__job *job = job_submitted(s, "one", "job.yaml", failing, "p", data, sizeof data - 1);
    ter__result result = compute_kind(node, job, TER__TASK_BEGIN, 0);
    apply_begin(job, &result);
    result = compute_kind(node, job, TER__TASK_FINISH, 0);
    assert_int_equal(result.status, TER_BAD_DATA);
    assert_false(result.here);
    assert_string_equal(result.text, error.text);
    job_free(job);
    ter__work_destroy(node);
    store_destroy(s);
}

static void test_a_job_is_checked_with_all_that_is_wrong(void **state) {
    (void)state;
    store *s = store_create();
    ter__work *node = node_on(s);
    char *text, *wrong = text_with(1, 60);
    ter__job *job = small_job(s, "one", 1);
    ter__submit submit = {.input_count = 1, .inputs = job->inputs, .spec = job->spec};
    strcpy(submit.file, "job.yaml");
    assert_int_equal(ter__work_check(node, &submit, &text), TER_OK);
    assert_null(text);
    strcpy(submit.inputs[0].name, "q");
    assert_int_equal(ter__work_check(node, &submit, &text), TER_BAD_SPEC);
    assert_string_equal(text, "the bytes of input \"p\" were not submitted with the job");
    free(text);
    strcpy(submit.inputs[0].name, "p");
    memcpy(strstr(wrong, "column: x"), "column: y", 9);
    assert_int_equal(store_put(s, (const uint8_t *)wrong, strlen(wrong), &submit.spec, NULL), TER_OK);
    assert_int_equal(ter__work_check(node, &submit, &text), TER_BAD_SPEC);
    assert_non_null(strstr(text, "job.yaml:9:37: error: "));
    assert_non_null(strstr(text, "^"));
    free(text);
    memcpy(strstr(wrong, "families"), "familles", 8);
    assert_int_equal(store_put(s, (const uint8_t *)wrong, strlen(wrong), &submit.spec, NULL), TER_OK);
    assert_int_equal(ter__work_check(node, &submit, &text), TER_BAD_SPEC);
    assert_non_null(strstr(text, "did you mean \"families\"?"));
    free(text);
    job->spec = submit.spec;
    ter__result result = compute_kind(node, job, TER__TASK_BEGIN, 0);
    assert_int_equal(result.status, TER_BAD_SPEC);
    assert_false(result.here);
    job_free(job);
    ter__work_destroy(node);
    store_destroy(s);
}

static void test_a_cancelled_task_says_so(void **state) {
    (void)state;
    store *s = store_create();
    ter__work *node = node_on(s);
    ter__job *job = small_job(s, "one", 1);
    ter__task task = task_of(job, TER__TASK_BEGIN, 0);
    ter__work_order *order = ter__work_order_create(job, &task);
    volatile bool cancel = true;
    ter__result result;
    ter__work_compute(node, order, &cancel, &result);
    assert_int_equal(result.status, TER_CANCELLED);
    assert_false(result.here);
    assert_null(result.outline);
    ter__work_order_destroy(order);
    job_free(job);
    ter__work_destroy(node);
    store_destroy(s);
}

static void test_a_few_jobs_stay_open_and_the_longest_unused_goes(void **state) {
    (void)state;
    enum { JOBS = TER__WORK_JOBS_MAX + 1 };
    store *s = store_create();
    ter__work *node = node_on(s);
    ter__job *jobs[JOBS];
    for (int i = 0; i < JOBS; i++) {
        char id[TER__JOB_ID_BYTES], *text = text_with(1, 100 + i);
        snprintf(id, sizeof id, "job-%d", i);
        jobs[i] = job_submitted(s, id, "job.yaml", text, "p", data, sizeof data - 1);
        ter__result result = compute_kind(node, jobs[i], TER__TASK_BEGIN, 0);
        apply_begin(jobs[i], &result);
    }
    for (int i = JOBS - 1; i >= 0; i--) { /* the first one had to go */
        ter__result result = compute_kind(node, jobs[i], TER__TASK_FINISH, 0);
        assert_true(apply_finish(jobs[i], &result));
        assert_int_equal(store_gets(s, &jobs[i]->spec), i == 0 ? 2 : 1);
    }
    ter__result result = compute_kind(node, jobs[JOBS - 1], TER__TASK_UNIT, 0); /* and for it the last */
    assert_done(&result);
    assert_int_equal(store_gets(s, &jobs[JOBS - 1]->spec), 2);
    for (int i = 0; i < JOBS; i++) {
        job_free(jobs[i]);
    }
    ter__work_destroy(node);
    store_destroy(s);
}

static void count_need(void *context, const ter__blob *blob, uint64_t holders) {
    uint64_t *seen = context;
    assert_false(ter__hash_is_zero(&blob->hash));
    seen[0]++;
    seen[1] |= holders;
}

static void test_a_task_needs_the_job_earlier_results_and_parts(void **state) {
    (void)state;
    store *s = store_create();
    ter__work *node = node_on(s);
    ter__job *job = small_job(s, "one", 1);
    uint64_t seen[2] = {0, 0};
    ter__task task = task_of(job, TER__TASK_BEGIN, 0);
    ter__work_needs(job, &task, count_need, seen);
    assert_int_equal(seen[0], 2);
    ter__result result = compute_kind(node, job, TER__TASK_BEGIN, 0);
    apply_begin(job, &result);
    result = compute_kind(node, job, TER__TASK_FINISH, 0);
    assert_true(apply_finish(job, &result));
    compute_units(&node, 1, job);
    for (uint32_t i = 0; i < job->unit_count; i++) {
        job->units[i].node = 1;
        job->units[i].copy = 3;
    }
    seen[0] = seen[1] = 0;
    task = task_of(job, TER__TASK_UNIT, 0);
    ter__work_needs(job, &task, count_need, seen);
    assert_int_equal(seen[0], 3);
    assert_int_equal(seen[1], 0);
    seen[0] = 0;
    task = task_of(job, TER__TASK_FINISH, 0);
    ter__work_needs(job, &task, count_need, seen);
    assert_int_equal(seen[0], 3 + job->unit_count);
    assert_int_equal(seen[1], 1u << 1 | 1u << 3);
    job_free(job);
    ter__work_destroy(node);
    store_destroy(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_node_or_three_give_the_result_of_one_process),
        cmocka_unit_test(test_begin_says_what_there_is_to_do),
        cmocka_unit_test(test_a_check_that_is_not_met_is_a_verdict_not_a_failure),
        cmocka_unit_test(test_tasks_of_earlier_and_later_stages_give_the_same_bytes),
        cmocka_unit_test(test_tasks_of_several_stages_at_once_wait_for_each_other),
        cmocka_unit_test(test_failures_of_the_node_are_told_from_those_of_the_task),
        cmocka_unit_test(test_a_stage_that_fails_has_the_text_of_one_process),
        cmocka_unit_test(test_a_job_is_checked_with_all_that_is_wrong),
        cmocka_unit_test(test_a_cancelled_task_says_so),
        cmocka_unit_test(test_a_few_jobs_stay_open_and_the_longest_unused_goes),
        cmocka_unit_test(test_a_task_needs_the_job_earlier_results_and_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
