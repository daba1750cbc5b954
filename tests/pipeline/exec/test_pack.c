/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result in one piece: the same files and the same digest as the folder, and nothing that was damaged. */
#include "../stage/job_support.h"
#include "table/digest.h"
#include "table/file.h"
#include "tercile/steps.h"

static const char stages[] = "  - id: good\n    clean: {from: p, filter: x > 0}\n"
                             "  - id: s\n    summarize: {from: good, column: x, by: g}\n"
                             "  - report: {formats: [csv, html]}\n";

static char *path_of(const char *name) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", job_folder, name);
    return path;
}

typedef struct packed {
    uint8_t *bytes;
    size_t length;
    char digest[65];
} packed;

static packed packed_run(void) {
    packed p;
    ter_error error;
    ter_job *job = loaded_job(job_text(stages, ""));
    ter_run *run = run_job(job, 2, TER_OK);
    if (ter_run_pack(run, &p.bytes, &p.length, p.digest, &error) != TER_OK) {
        fail_msg("%s", error.text);
    }
    ter_run_destroy(run);
    ter_job_destroy(job);
    return p;
}

static void test_a_pack_has_the_files_and_the_digest_of_the_folder(void **state) {
    (void)state;
    packed p = packed_run(), read;
    char digest[65], again[65];
    ter_error error;
    ter_job *job = loaded_job(job_text(stages, ""));
    ter_run *run = run_job(job, 1, TER_OK);
    assert_int_equal(ter_run_write(run, path_of("out"), digest, &error), TER_OK);
    assert_string_equal(digest, p.digest);
    assert_int_equal(ter_pack_read(path_of("out"), &read.bytes, &read.length, read.digest, &error), TER_OK);
    assert_string_equal(read.digest, digest);
    assert_int_equal(read.length, p.length);
    assert_memory_equal(read.bytes, p.bytes, p.length);
    ter_bytes_free(read.bytes);
    assert_int_equal(ter_pack_write(p.bytes, p.length, path_of("unpacked"), again, &error), TER_OK);
    assert_string_equal(again, digest);
    assert_int_equal(access(path_of("unpacked/results.json"), F_OK), 0);
    assert_int_equal(access(path_of("unpacked.run.json"), F_OK), -1);
    assert_int_equal(ter_pack_write(p.bytes, p.length, path_of("unpacked"), NULL, &error), TER_OK); /* over an earlier one */
    assert_int_equal(ter_pack_read(path_of("unpacked"), &read.bytes, &read.length, NULL, &error), TER_OK);
    assert_memory_equal(read.bytes, p.bytes, p.length);
    ter_bytes_free(read.bytes);
    ter_bytes_free(p.bytes);
    ter_run_destroy(run);
    ter_job_destroy(job);
}

static void test_the_files_of_a_pack_can_be_looked_at(void **state) {
    (void)state;
    packed p = packed_run();
    static const char *const names[] = {"good.audit.csv",  "report.html",     "results.json", "run.warnings.csv",
                                        "s.histogram.csv", "s.quantiles.csv", "s.summary.csv"};
    const char *name;
    const uint8_t *file;
    size_t length;
    for (size_t i = 0; i < 7; i++) {
        assert_true(ter_pack_file(p.bytes, p.length, i, &name, &file, &length));
        assert_string_equal(name, names[i]);
        assert_true(length > 0 && file > p.bytes && file + length < p.bytes + p.length);
    }
    assert_false(ter_pack_file(p.bytes, p.length, 7, &name, &file, &length));
    ter_bytes_free(p.bytes);
}

static void assert_refused(const uint8_t *bytes, size_t length) {
    ter_error error = {0};
    assert_int_equal(ter_pack_write(bytes, length, path_of("never"), NULL, &error), TER_BAD_DATA);
    assert_true(error.text[0] != '\0');
    assert_int_equal(access(path_of("never"), F_OK), -1);
}

static void test_damaged_packs_are_refused_and_nothing_is_written(void **state) {
    (void)state;
    packed p = packed_run();
    const char *name;
    const uint8_t *file;
    size_t length;
    for (size_t at = 0; at < p.length; at += at < 200 ? 1 : 97) {
        p.bytes[at] ^= 0x10;
        assert_refused(p.bytes, p.length);
        assert_false(ter_pack_file(p.bytes, p.length, 0, &name, &file, &length));
        p.bytes[at] ^= 0x10;
    }
    for (size_t cut = 0; cut < p.length; cut += cut < 200 ? 1 : 97) {
        assert_refused(p.bytes, cut);
        (void)ter_pack_file(p.bytes, cut, 3, &name, &file, &length);
    }
    ter_bytes_free(p.bytes);
}

/* Names that lead out of the folder, with a checksum that is right. */
static void test_names_that_are_none_of_a_result_are_refused(void **state) {
    (void)state;
    packed p = packed_run();
    static const char *const names[] = {"../d.audit.csv", ".ood.audit.csv", "good.audit/csv", "good.audit.sh.",
                                        "good.unknw.csv", "zood.audit.csv", "good\0audit.csv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        memcpy(p.bytes + 20, names[i], strlen("good.audit.csv"));
        assert_int_equal(ter__digest_of(p.bytes, p.length - 32, p.bytes + p.length - 32), TER_OK);
        assert_refused(p.bytes, p.length);
    }
    ter_bytes_free(p.bytes);
}

static void test_folders_without_a_result_are_not_read(void **state) {
    (void)state;
    uint8_t *bytes;
    size_t length;
    char digest[65];
    ter_error error;
    assert_int_equal(ter_pack_read(path_of("nothing"), &bytes, &length, digest, &error), TER_NOT_FOUND);
    assert_int_equal(mkdir(path_of("other"), 0755), 0);
    assert_int_equal(ter_pack_read(path_of("other"), &bytes, &length, digest, &error), TER_BAD_DATA);
    assert_says(error.text, "holds no \"results.json\"");
    write_file("other/results.json", "{}");
    write_file("other/letter.txt", "dear");
    assert_int_equal(ter_pack_read(path_of("other"), &bytes, &length, digest, &error), TER_BAD_DATA);
    assert_says(error.text, "letter.txt");
}

static void test_what_a_job_needs_to_travel_gives_the_same_result(void **state) {
    (void)state;
    const char *text = job_text(stages, "resources: {timeout: 90s}");
    write_file("the job.yaml", text);
    char digests[2][65];
    ter_error error;
    ter_job *job, *other;
    ter_run *run;
    size_t length;
    assert_int_equal(ter_job_read(&job, path_of("the job.yaml"), NULL, &error), TER_OK);
    assert_string_equal(ter_job_file_name(job), "the job.yaml");
    assert_true(ter_job_timeout_seconds(job) == 90.0);
    const char *source = ter_job_source(job, &length);
    assert_int_equal(length, strlen(text));
    assert_memory_equal(source, text, length);
    char *path = ter_job_input_path(job, 0);
    assert_string_equal(path, path_of("data.csv"));
    assert_null(ter_job_input_path(job, 1));
    uint8_t *data;
    size_t data_length;
    assert_int_equal(ter__file_read(path, 1 << 20, &data, &data_length, &error), TER_OK);
    free(path);
    assert_int_equal(ter_job_load(job, NULL, &error), TER_OK);
    assert_int_equal(ter_job_run(&run, job, NULL, &error), TER_OK);
    assert_int_equal(ter_run_write(run, path_of("out"), digests[0], &error), TER_OK);
    ter_run_destroy(run);
    /* elsewhere there is neither the folder nor the file */
    assert_int_equal(ter_job_parse(&other, source, length, ter_job_file_name(job), "/nonexistent", NULL, &error), TER_OK);
    ter_job_set_input(other, 0, data, data_length);
    if (ter_job_load(other, NULL, &error) != TER_OK) {
        fail_msg("%s", error.text);
    }
    ter_bytes_free(data);
    assert_int_equal(ter_job_run(&run, other, NULL, &error), TER_OK);
    uint8_t *bytes;
    assert_int_equal(ter_run_pack(run, &bytes, &length, digests[1], &error), TER_OK);
    assert_string_equal(digests[0], digests[1]);
    ter_bytes_free(bytes);
    ter_run_destroy(run);
    ter_job_destroy(other);
    ter_job_destroy(job);
}

static int make_data(void **state) {
    int status = make_folder(state);
    write_file("data.csv", "g,x\na,1\na,2\na,3\nb,4\nb,-5\n,6\n");
    return status;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_pack_has_the_files_and_the_digest_of_the_folder, make_data, remove_folder),
        cmocka_unit_test_setup_teardown(test_the_files_of_a_pack_can_be_looked_at, make_data, remove_folder),
        cmocka_unit_test_setup_teardown(test_damaged_packs_are_refused_and_nothing_is_written, make_data, remove_folder),
        cmocka_unit_test_setup_teardown(test_names_that_are_none_of_a_result_are_refused, make_data, remove_folder),
        cmocka_unit_test_setup_teardown(test_folders_without_a_result_are_not_read, make_data, remove_folder),
        cmocka_unit_test_setup_teardown(test_what_a_job_needs_to_travel_gives_the_same_result, make_data, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
