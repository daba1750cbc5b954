/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistical warnings, collected while stages finish, as a table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exec/run.h"
#include "stage/part.h"

/* Beyond this many, warnings are only counted; the last row says how many. */
#define WARNINGS_MAX 10000
/* A stage's id (64 bytes), a file's name (255 bytes in Linux), and the command. */
#define REPLAY_BYTES 400

struct ter__warnings {
    size_t count, dropped;
    bool out_of_memory;
    struct row {
        char *stage, *group, *text;
    } * items;
    size_t room;
    ter_table *table;
};

ter__warnings *ter__warnings_create(void) {
    ter__warnings *made = calloc(1, sizeof *made);
    if (made != NULL && ter__warnings_tabulate(made, "", NULL) != TER_OK) {
        ter__warnings_destroy(made);
        return NULL;
    }
    return made;
}

void ter__warnings_destroy(ter__warnings *warnings) {
    if (warnings == NULL) {
        return;
    }
    ter__warnings_back(warnings, (ter__warnings_mark){0, 0});
    free(warnings->items);
    ter_table_destroy(warnings->table);
    free(warnings);
}

size_t ter__warnings_count(const ter__warnings *warnings) {
    return warnings->count + warnings->dropped;
}

static bool reserve(ter__warnings *warnings) {
    if (warnings->count < warnings->room) {
        return true;
    }
    size_t room = warnings->room == 0 ? 16 : 2 * warnings->room;
    struct row *items = realloc(warnings->items, room * sizeof *items);
    if (items == NULL) {
        return false;
    }
    warnings->items = items;
    warnings->room = room;
    return true;
}

/* A row of copies. */
static void append(ter__warnings *warnings, const char *stage_id, const char *group, size_t group_length, const char *text,
                   size_t length) {
    if (!reserve(warnings)) {
        warnings->out_of_memory = true;
        return;
    }
    struct row row = {strdup(stage_id), group != NULL ? strndup(group, group_length) : NULL, strndup(text, length)};
    if (row.stage == NULL || row.text == NULL || (group != NULL && row.group == NULL)) {
        free(row.stage);
        free(row.group);
        free(row.text);
        warnings->out_of_memory = true;
        return;
    }
    warnings->items[warnings->count++] = row;
}

void ter__warnings_add(ter__warnings *warnings, const char *stage_id, const char *group, const char *format, ...) {
    if (warnings->count == WARNINGS_MAX) {
        warnings->dropped++;
        return;
    }
    ter_error text;
    va_list arguments;
    va_start(arguments, format);
    (void)ter_error_set_list(&text, TER_BAD_DATA, format, arguments);
    va_end(arguments);
    append(warnings, stage_id, group, group != NULL ? strlen(group) : 0, text.text, strlen(text.text));
}

/*
 * The command that computes a stage again. The file goes by its name without folders: the table is part of the result, which must
 * not depend on where the job file lies. Quoted for a shell where it has to be; a quote within a name is left to the reader.
 */
static void write_replay(char text[REPLAY_BYTES], const char *stage, const char *file) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+=@%";
    const char *slash = strrchr(file, '/'), *name = slash != NULL ? slash + 1 : file;
    const char *quote = name[0] == '-' || name[strspn(name, plain)] != '\0' ? "'" : "";
    (void)snprintf(text, REPLAY_BYTES, "tercile run --until %s %s%s%s", stage, quote, name, quote);
}

ter_status ter__warnings_tabulate(ter__warnings *warnings, const char *file, ter_error *error) {
    static const char *const columns[] = {"stage", "group", "text", "replay"};
    if (warnings->out_of_memory) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for warnings");
    }
    ter_table_builder *builder = NULL;
    ter_status status = ter_table_builder_create(&builder, error);
    for (size_t i = 0; status == TER_OK && i < 4; i++) {
        status = ter_table_builder_column(builder, columns[i], TER_TEXT, NULL, error);
    }
    for (size_t i = 0; status == TER_OK && i < warnings->count; i++) {
        const struct row *row = &warnings->items[i];
        char replay[REPLAY_BYTES];
        write_replay(replay, row->stage, file);
        status = ter__row_add(builder, "tttt", row->stage, row->group, row->text, replay);
    }
    if (status == TER_OK && warnings->dropped > 0) {
        char text[64];
        (void)snprintf(text, sizeof text, "%zu more warnings are not listed", warnings->dropped);
        status = ter__row_add(builder, "tttt", NULL, NULL, text, NULL);
    }
    ter_table *table = NULL;
    status = ter__result_finish(builder, status, &table, error);
    if (status == TER_OK) {
        ter_table_destroy(warnings->table);
        warnings->table = table;
    }
    return status;
}

const ter_table *ter__warnings_table(const ter__warnings *warnings) {
    return warnings->table;
}

/* ---- a stage's own ------------------------------------------------------------------------------------------------------ */

ter__warnings_mark ter__warnings_here(const ter__warnings *warnings) {
    return (ter__warnings_mark){warnings->count, warnings->dropped};
}

void ter__warnings_back(ter__warnings *warnings, ter__warnings_mark mark) {
    while (warnings->count > mark.count) {
        struct row *row = &warnings->items[--warnings->count];
        free(row->stage);
        free(row->group);
        free(row->text);
    }
    warnings->dropped = mark.dropped;
    warnings->out_of_memory = false;
}

ter_status ter__warnings_since(const ter__warnings *warnings, ter__warnings_mark mark, ter_table **table, uint64_t *dropped,
                               ter_error *error) {
    ter_table_builder *builder = NULL;
    ter_status status = warnings->out_of_memory ? TER_NO_MEMORY : ter_table_builder_create(&builder, error);
    status = status == TER_OK ? ter_table_builder_column(builder, "group", TER_TEXT, NULL, error) : status;
    status = status == TER_OK ? ter_table_builder_column(builder, "text", TER_TEXT, NULL, error) : status;
    for (size_t i = mark.count; status == TER_OK && i < warnings->count; i++) {
        status = ter__row_add(builder, "tt", warnings->items[i].group, warnings->items[i].text);
    }
    *dropped = warnings->dropped - mark.dropped;
    return ter__result_finish(builder, status, table, error);
}

ter_status ter__warnings_append(ter__warnings *warnings, const char *stage_id, const ter_table *table, uint64_t dropped,
                                ter_error *error) {
    size_t rows = ter_table_rows(table);
    if (rows > WARNINGS_MAX - warnings->count || dropped > SIZE_MAX / 2 - warnings->dropped ||
        (dropped > 0 && warnings->count + rows != WARNINGS_MAX)) {
        return ter_error_set(error, TER_BAD_DATA, "a stage does not add %zu warnings and count %llu more", rows,
                             (unsigned long long)dropped);
    }
    for (size_t i = 0; i < rows; i++) {
        size_t length, group_length;
        const char *text = ter_table_text(table, 1, i, &length), *group = ter_table_text(table, 0, i, &group_length);
        append(warnings, stage_id, group, group_length, text, length);
    }
    warnings->dropped += (size_t)dropped;
    return TER_OK;
}
