/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/blob_store.h"
#include "ter_assert.h"

static char folder[64];

static int set_up(void **state) {
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/ter-blobs-XXXXXX");
    return mkdtemp(folder) == NULL;
}

/* Removes a folder of folders of files. */
static void remove_tree(const char *path) {
    DIR *open = opendir(path);
    for (struct dirent *item; open != NULL && (item = readdir(open)) != NULL;) {
        char inner[1024];
        if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0) {
            snprintf(inner, sizeof inner, "%s/%s", path, item->d_name);
            if (unlink(inner) != 0) {
                remove_tree(inner);
            }
        }
    }
    if (open != NULL) {
        closedir(open);
    }
    (void)rmdir(path);
}

static int tear_down(void **state) {
    (void)state;
    remove_tree(folder);
    return 0;
}

static ter__blob_store *open_store(void) {
    ter__blob_store *store;
    ter_error error = {TER_OK, ""};
    if (ter__blob_store_open(&store, folder, &error) != TER_OK) {
        fail_msg("%s", error.text);
    }
    return store;
}

static ter__blob put_text(ter__blob_store *store, const char *text) {
    ter__blob blob;
    assert_int_equal(ter__blob_put(store, (const uint8_t *)text, strlen(text), &blob, NULL), TER_OK);
    return blob;
}

static void path_of(const ter__hash *hash, char path[256]) {
    char text[TER__HASH_TEXT_BYTES];
    ter__hash_text(hash, text);
    snprintf(path, 256, "%s/blobs/%.2s/%s", folder, text, text + 2);
}

static void test_a_blob_has_its_published_name_and_survives_reopening(void **state) {
    (void)state;
    ter__blob_store *store = open_store();
    ter__blob blob = put_text(store, "abc"), empty = put_text(store, "");
    char text[TER__HASH_TEXT_BYTES];
    ter__hash_text(&blob.hash, text); /* FIPS 180-2, appendix B.1 */
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(blob.length, 3);
    put_text(store, "abc");
    ter__blob_store_close(store);
    store = open_store();
    uint64_t length, count, bytes;
    assert_true(ter__blob_has(store, &blob.hash, &length));
    assert_int_equal(length, 3);
    assert_true(ter__blob_has(store, &empty.hash, &length));
    assert_int_equal(length, 0);
    ter__blob_counts(store, &count, &bytes);
    assert_int_equal(count, 2);
    assert_int_equal(bytes, 3);
    uint8_t *read;
    size_t got;
    assert_int_equal(ter__blob_get(store, &blob.hash, &read, &got, NULL), TER_OK);
    assert_int_equal(got, 3);
    assert_memory_equal(read, "abc", 3);
    free(read);
    ter__hash none = {{1}};
    assert_int_equal(ter__blob_get(store, &none, &read, &got, NULL), TER_NOT_FOUND);
    ter__blob_store_close(store);
}

static void test_ranges_end_at_the_end(void **state) {
    (void)state;
    ter__blob_store *store = open_store();
    ter__blob blob = put_text(store, "0123456789");
    uint8_t bytes[16];
    size_t got;
    assert_int_equal(ter__blob_range(store, &blob.hash, 3, 4, bytes, &got, NULL), TER_OK);
    assert_int_equal(got, 4);
    assert_memory_equal(bytes, "3456", 4);
    assert_int_equal(ter__blob_range(store, &blob.hash, 8, 16, bytes, &got, NULL), TER_OK);
    assert_int_equal(got, 2);
    assert_int_equal(ter__blob_range(store, &blob.hash, UINT64_MAX, 16, bytes, &got, NULL), TER_OK);
    assert_int_equal(got, 0);
    ter__blob_store_close(store);
}

static void test_a_damaged_blob_is_put_aside_and_can_come_again(void **state) {
    (void)state;
    ter__blob_store *store = open_store();
    ter__blob blob = put_text(store, "precious"), cut = put_text(store, "shortened");
    char path[256];
    path_of(&blob.hash, path);
    int file = open(path, O_WRONLY);
    assert_int_equal(pwrite(file, "P", 1, 0), 1);
    close(file);
    path_of(&cut.hash, path);
    assert_int_equal(truncate(path, 4), 0);
    uint8_t *read;
    size_t got;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter__blob_get(store, &blob.hash, &read, &got, &error), TER_BAD_DATA);
    assert_non_null(strstr(error.text, "damaged"));
    assert_int_equal(ter__blob_get(store, &cut.hash, &read, &got, NULL), TER_BAD_DATA);
    assert_false(ter__blob_has(store, &blob.hash, NULL));
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(ter__blob_get(store, &blob.hash, &read, &got, NULL), TER_NOT_FOUND);
    put_text(store, "precious");
    assert_int_equal(ter__blob_get(store, &blob.hash, &read, &got, NULL), TER_OK);
    free(read);
    path_of(&blob.hash, path);
    assert_int_equal(unlink(path), 0); /* taken away behind our back */
    assert_int_equal(ter__blob_get(store, &blob.hash, &read, &got, NULL), TER_NOT_FOUND);
    assert_false(ter__blob_has(store, &blob.hash, NULL));
    ter__blob_store_close(store);
}

static void test_pieces_are_checked_against_what_was_expected(void **state) {
    (void)state;
    ter__blob_store *store = open_store();
    ter__blob_writer *writer;
    ter__blob blob, expected = put_text(store, "something else");
    assert_int_equal(ter__blob_writer_open(&writer, store, NULL), TER_OK);
    assert_int_equal(ter__blob_writer_add(writer, "a", 1, NULL), TER_OK);
    assert_int_equal(ter__blob_writer_add(writer, "bc", 2, NULL), TER_OK);
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter__blob_writer_close(writer, &expected, &blob, &error), TER_BAD_DATA);
    assert_non_null(strstr(error.text, "ba7816bf"));
    assert_int_equal(ter__blob_writer_open(&writer, store, NULL), TER_OK);
    assert_int_equal(ter__blob_writer_add(writer, "abc", 3, NULL), TER_OK);
    assert_int_equal(ter__blob_writer_close(writer, NULL, &blob, NULL), TER_OK);
    assert_true(ter__blob_has(store, &blob.hash, NULL));
    assert_int_equal(ter__blob_writer_open(&writer, store, NULL), TER_OK);
    ter__blob_writer_abort(writer);
    ter__blob_store_close(store);
}

static void test_what_was_half_written_is_gone_after_opening(void **state) {
    (void)state;
    ter__blob_store *store = open_store();
    ter__blob_writer *writer;
    assert_int_equal(ter__blob_writer_open(&writer, store, NULL), TER_OK);
    assert_int_equal(ter__blob_writer_add(writer, "half", 4, NULL), TER_OK);
    char path[128];
    snprintf(path, sizeof path, "%s/blobs/partial/1", folder);
    assert_int_equal(access(path, F_OK), 0);
    ter__blob_store *again = open_store();
    assert_int_equal(access(path, F_OK), -1);
    ter__blob_writer_abort(writer);
    ter__blob_store_close(store);
    ter__blob_store_close(again);
}

static bool is_named(void *context, const ter__hash *hash) {
    return ter__hash_equal(context, hash);
}

static void test_a_sweep_takes_what_is_old_and_not_named(void **state) {
    (void)state;
    ter__blob_store *store = open_store();
    ter__blob named = put_text(store, "named"), old = put_text(store, "old"), young = put_text(store, "young"),
              again = put_text(store, "again");
    const ter__blob *aged[] = {&named, &old, &again};
    for (size_t i = 0; i < 3; i++) {
        char path[256];
        struct timespec times[2] = {{1000000, 0}, {1000000, 0}};
        path_of(&aged[i]->hash, path);
        assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    }
    put_text(store, "again"); /* its time is now */
    assert_int_equal(ter__blob_sweep(store, 3600, is_named, &named.hash), 1);
    assert_false(ter__blob_has(store, &old.hash, NULL));
    assert_true(ter__blob_has(store, &named.hash, NULL));
    assert_true(ter__blob_has(store, &young.hash, NULL));
    assert_true(ter__blob_has(store, &again.hash, NULL));
    assert_int_equal(ter__blob_sweep(store, 0, is_named, &named.hash), 2);
    ter__blob_store_close(store);
}

static void *put_many(void *context) {
    uint8_t bytes[1000];
    for (unsigned i = 0; i < 50; i++) {
        ter__blob blob;
        memset(bytes, (int)i, sizeof bytes);
        if (ter__blob_put(context, bytes, sizeof bytes, &blob, NULL) != TER_OK) {
            return context;
        }
        uint8_t *read;
        size_t got;
        if (ter__blob_get(context, &blob.hash, &read, &got, NULL) != TER_OK) {
            return context;
        }
        free(read);
    }
    return NULL;
}

static void test_threads_may_put_the_same_blob_at_once(void **state) {
    (void)state;
    ter__blob_store *store = open_store();
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, put_many, store), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    uint64_t count, bytes;
    ter__blob_counts(store, &count, &bytes);
    assert_int_equal(count, 50);
    assert_int_equal(bytes, 50000);
    ter__blob_store_close(store);
}

static bool is_even(void *context, const ter__hash *hash) {
    (void)context;
    return hash->bytes[31] % 2 == 0;
}

/* Removal from the list of blobs moves others: all that stay must still be found. */
static void test_many_blobs_are_found_after_half_of_them_went(void **state) {
    (void)state;
    ter__blob_store *store = open_store();
    static ter__blob blobs[600];
    for (unsigned i = 0; i < 600; i++) {
        assert_int_equal(ter__blob_put(store, (const uint8_t *)&i, sizeof i, &blobs[i], NULL), TER_OK);
    }
    size_t removed = ter__blob_sweep(store, 0, is_even, NULL);
    assert_in_range(removed, 200, 400);
    for (unsigned i = 0; i < 600; i++) {
        assert_int_equal(ter__blob_has(store, &blobs[i].hash, NULL), blobs[i].hash.bytes[31] % 2 == 0);
    }
    ter__blob_store_close(store);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_blob_has_its_published_name_and_survives_reopening, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ranges_end_at_the_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_damaged_blob_is_put_aside_and_can_come_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pieces_are_checked_against_what_was_expected, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_was_half_written_is_gone_after_opening, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_sweep_takes_what_is_old_and_not_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_threads_may_put_the_same_blob_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_blobs_are_found_after_half_of_them_went, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
