/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "table/file.h"
#include "tercile/table.h"

static char base[] = "/tmp/tercile-test-file-XXXXXX";

static int enter(void **state) {
    (void)state;
    return mkdtemp(base) != NULL && chdir(base) == 0 ? 0 : -1;
}

static int leave(void **state) {
    (void)state;
    return chdir("/") == 0 && rmdir(base) == 0 ? 0 : -1; /* fails when a test left anything behind */
}

static void expect_file(const char *path, const char *expected) {
    uint8_t *bytes = NULL;
    size_t length = 0;
    assert_int_equal(ter__file_read(path, 1000, &bytes, &length, NULL), TER_OK);
    assert_int_equal(length, strlen(expected));
    assert_string_equal((const char *)bytes, expected);
    ter_bytes_free(bytes);
}

static void test_file_written_reads_back_and_replaces(void **state) {
    (void)state;
    assert_int_equal(ter__file_write("a.txt", "one", 3, NULL), TER_OK);
    expect_file("a.txt", "one");
    assert_int_equal(ter__file_write("./a.txt", "", 0, NULL), TER_OK);
    expect_file("a.txt", "");
    assert_int_equal(unlink("a.txt"), 0);
}

static void test_file_read_keeps_to_the_bound(void **state) {
    (void)state;
    uint8_t *bytes = NULL;
    size_t length = 0;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter__file_write("a.txt", "12345", 5, NULL), TER_OK);
    assert_int_equal(ter__file_read("a.txt", 4, &bytes, &length, &error), TER_LIMIT);
    assert_string_equal(error.text, "\"a.txt\" has 5 bytes; at most 4 are read");
    assert_int_equal(ter__file_read("/dev/zero", 100000, &bytes, &length, &error), TER_LIMIT);
    assert_int_equal(unlink("a.txt"), 0);
}

static void test_file_errors_have_a_status_and_the_path(void **state) {
    (void)state;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter__file_write("no/a.txt", "x", 1, &error), TER_NOT_FOUND);
    assert_string_equal(error.text, "cannot write \"no/a.txt\": No such file or directory");
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(full >= 0);
    assert_int_equal(ter__file_write_descriptor(full, "result/a.csv", "x", 1, &error), TER_DISK_FULL);
    assert_string_equal(error.text, "cannot write \"result/a.csv\": No space left on device");
    (void)close(full);
    assert_int_equal(ter__file_failed(EACCES, "open", "p", &error), TER_NO_PERMISSION);
    assert_int_equal(ter__file_failed(EDQUOT, "write", "p", &error), TER_DISK_FULL);
    assert_int_equal(ter__file_failed(EIO, "write", "p", &error), TER_INPUT_OUTPUT);
}

static bool belongs(const char *name) {
    return strstr(name, ".csv") != NULL;
}

static void make_result(const char *text) {
    ter__folder *folder = NULL;
    assert_int_equal(ter__folder_begin(&folder, "out/", "results.json", belongs, NULL), TER_OK);
    assert_int_equal(ter__folder_add(folder, "results.json", text, strlen(text), NULL), TER_OK);
    assert_int_equal(ter__folder_add(folder, "a.csv", "x\n", 2, NULL), TER_OK);
    assert_int_equal(ter__folder_add(folder, "b/c.csv", "x\n", 2, NULL), TER_BAD_ARGUMENT);
    assert_int_equal(ter__folder_commit(folder, NULL), TER_OK);
    expect_file("out/results.json", text);
}

static void remove_result(void) {
    assert_int_equal(unlink("out/results.json"), 0);
    assert_int_equal(unlink("out/a.csv"), 0);
    assert_int_equal(rmdir("out"), 0);
}

static void test_folder_appears_whole_and_replaces_an_earlier_one(void **state) {
    (void)state;
    make_result("{1}");
    make_result("{2}");
    assert_int_equal(access("out.partial-0", F_OK), -1);
    remove_result();
    assert_int_equal(mkdir("out", 0777), 0);
    make_result("{3}");
    remove_result();
}

static void test_folder_aborted_leaves_nothing(void **state) {
    (void)state;
    ter__folder *folder = NULL;
    assert_int_equal(ter__folder_begin(&folder, "out", "results.json", belongs, NULL), TER_OK);
    assert_int_equal(ter__folder_add(folder, "a.csv", "x\n", 2, NULL), TER_OK);
    ter__folder_abort(folder);
    assert_int_equal(access("out", F_OK), -1);
    assert_int_equal(access("out.partial-0", F_OK), -1);
    ter__folder_abort(NULL);
}

static void test_folder_never_replaces_what_is_not_a_result(void **state) {
    (void)state;
    ter__folder *folder = NULL;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter__folder_begin(&folder, "..", "results.json", belongs, &error), TER_BAD_ARGUMENT);
    assert_int_equal(mkdir("out", 0777), 0);
    assert_int_equal(ter__file_write("out/a.csv", "mine", 4, NULL), TER_OK);
    assert_int_equal(ter__folder_begin(&folder, "out", "results.json", belongs, &error), TER_BAD_STATE);
    assert_string_equal(error.text, "\"out\" is not replaced: it is not empty and holds no \"results.json\"");
    assert_int_equal(ter__file_write("out/results.json", "{}", 2, NULL), TER_OK);
    assert_int_equal(ter__file_write("out/notes.txt", "mine", 4, NULL), TER_OK);
    assert_int_equal(ter__folder_begin(&folder, "out", "results.json", belongs, &error), TER_BAD_STATE);
    assert_string_equal(error.text, "\"out\" is not replaced: \"notes.txt\" in it is not of an earlier result");
    assert_int_equal(unlink("out/notes.txt"), 0);
    /* What comes in between is seen at the end. */
    assert_int_equal(ter__folder_begin(&folder, "out", "results.json", belongs, &error), TER_OK);
    assert_int_equal(mkdir("out/sub.csv", 0777), 0);
    assert_int_equal(ter__folder_commit(folder, &error), TER_BAD_STATE);
    assert_int_equal(access("out.partial-0", F_OK), -1);
    expect_file("out/a.csv", "mine");
    assert_int_equal(rmdir("out/sub.csv"), 0);
    remove_result();
    assert_int_equal(ter__file_write("out", "file", 4, NULL), TER_OK);
    assert_int_equal(ter__folder_begin(&folder, "out", "results.json", belongs, &error), TER_BAD_STATE);
    assert_string_equal(error.text, "\"out\" is not replaced: it is not a folder");
    assert_int_equal(unlink("out"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file_written_reads_back_and_replaces),
        cmocka_unit_test(test_file_read_keeps_to_the_bound),
        cmocka_unit_test(test_file_errors_have_a_status_and_the_path),
        cmocka_unit_test(test_folder_appears_whole_and_replaces_an_earlier_one),
        cmocka_unit_test(test_folder_aborted_leaves_nothing),
        cmocka_unit_test(test_folder_never_replaces_what_is_not_a_result),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
