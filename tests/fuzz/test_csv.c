/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the text is, the reader refuses it or gives a table that, written and read with its types, is the same table. */
#include <stdlib.h>
#include <string.h>

#include "replay.h"
#include "tercile/table.h"

static ter_table *read_again(const ter_table *table) {
    size_t columns = ter_table_columns(table), length = 0;
    const char **names = calloc(columns, sizeof *names);
    ter_type *types = calloc(columns, sizeof *types);
    uint8_t *text = NULL;
    ter_table *again = NULL;
    FUZZ_CHECK(names != NULL && types != NULL);
    for (size_t j = 0; j < columns; j++) {
        names[j] = ter_table_column_name(table, j);
        types[j] = ter_table_column_type(table, j);
    }
    ter_csv_options options = {.type_count = columns, .type_names = names, .types = types};
    FUZZ_CHECK(ter_csv_write(table, &text, &length, NULL) == TER_OK);
    FUZZ_CHECK(ter_csv_parse(&again, (const char *)text, length, "again", &options, NULL) == TER_OK);
    ter_bytes_free(text);
    free(names);
    free(types);
    return again;
}

static void check_same(const ter_table *a, const ter_table *b) {
    uint8_t *bytes[2] = {NULL, NULL};
    size_t lengths[2] = {0, 0};
    FUZZ_CHECK(ter_table_encode(a, &bytes[0], &lengths[0], NULL) == TER_OK);
    FUZZ_CHECK(ter_table_encode(b, &bytes[1], &lengths[1], NULL) == TER_OK);
    FUZZ_CHECK(lengths[0] == lengths[1] && memcmp(bytes[0], bytes[1], lengths[0]) == 0);
    ter_bytes_free(bytes[0]);
    ter_bytes_free(bytes[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static const char *const missing[] = {"-", ""};
    ter_csv_options other = {.missing_count = 2, .missing = missing, .delimiter = ';'};
    ter_error error = {TER_OK, ""};
    ter_table *table = NULL;
    if (ter_csv_parse(&table, (const char *)bytes, length, "input", &other, &error) == TER_OK) {
        ter_table_destroy(table);
    }
    table = NULL;
    if (ter_csv_parse(&table, (const char *)bytes, length, "input", NULL, &error) != TER_OK) {
        FUZZ_CHECK(error.text[0] != '\0');
        return 0;
    }
    ter_table *again = read_again(table);
    check_same(table, again);
    ter_table_destroy(table);
    ter_table_destroy(again);
    return 0;
}

FUZZ_MAIN("csv")
