/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "csv.h"
#include "file.h"
#include "tercile/text.h"

static const char *const default_missing[] = {"", "NA"};

typedef struct csv_reading {
    ter__csv_scanner scanner; /* at the first record behind the header */
    ter__csv_record record;   /* of the header, then of each line */
    size_t count;             /* columns */
    char **names;
    ter__csv_column *columns;
    const char *const *missing;
    size_t missing_count;
    bool all_utf8; /* the whole text is, so that fields need not be looked at */
    char *scratch; /* TER_CSV_FIELD_BYTES_MAX */
    ter__csv_errors errors;
} csv_reading;

/* ---- fields ------------------------------------------------------------------------------------------------------------- */

static bool is_missing_word(const csv_reading *reading, const char *text, size_t length) {
    for (size_t i = 0; i < reading->missing_count; i++) {
        if ((length == 0 || reading->missing[i][0] == text[0]) && strncmp(reading->missing[i], text, length) == 0 &&
            reading->missing[i][length] == '\0') {
            return true;
        }
    }
    return false;
}

/* The field's text, with doubled quotes made single (in the scratch buffer, until the next call). */
static const char *field_text(const csv_reading *reading, const ter__csv_field *field, size_t *length) {
    if (field->doubled) {
        *length = ter__csv_unescape(field, reading->scratch);
        return reading->scratch;
    }
    *length = field->length;
    return field->text;
}

static void add_type_error(csv_reading *reading, size_t line, size_t column, const char *text, size_t length, const char *what) {
    char shown[TER__CSV_SHOWN_BYTES];
    ter__csv_add_error(&reading->errors, line, "column \"%s\": %s %s", reading->names[column], ter__csv_show(text, length, shown),
                       what);
}

/* What a number is when it cannot stand in a column of this type, or null. */
static const char *unfit(ter_type type, ter__csv_number number) {
    switch (number) {
    case TER__CSV_NO_NUMBER:
        return type == TER_INTEGER ? "is not an integer" : "is not a number";
    case TER__CSV_NAN:
        return "is not a number (list it as a missing value to read it as one)";
    case TER__CSV_BEYOND:
        return "is beyond the range of a double";
    case TER__CSV_INTEGER_LARGE:
        return type == TER_INTEGER ? "is beyond the range of a 64-bit integer" : NULL;
    case TER__CSV_DOUBLE:
        return type == TER_INTEGER ? "is not an integer" : NULL;
    default:
        return NULL;
    }
}

/* First time through: checks a field against a declared type, or learns from it. */
static void see_field(csv_reading *reading, size_t column, const ter__csv_field *field) {
    size_t length, line = reading->record.line;
    const char *text = field_text(reading, field, &length);
    ter__csv_column *c = &reading->columns[column];
    if (!reading->all_utf8 && ter__utf8_valid_length(text, length) != length) {
        add_type_error(reading, line, column, text, length, "is not UTF-8");
        return;
    }
    bool wants_text = c->left_out || (c->declared && (c->type == TER_TEXT || c->type == TER_FACTOR));
    if (wants_text || (!c->declared && c->text)) {
        return;
    }
    ter__csv_trim(&text, &length);
    if (is_missing_word(reading, text, length)) {
        return;
    }
    ter__csv_number number = ter__csv_number_of(text, length);
    if (!c->declared) {
        ter__csv_see(c, number, line, text, length);
        return;
    }
    const char *what = unfit(c->type, number);
    if (what != NULL) {
        add_type_error(reading, line, column, text, length, what);
    }
}

/* Second time through: nothing can be wrong with the field any more. */
static ter_status put_field(const csv_reading *reading, ter_table_builder *builder, size_t column, ter_type type,
                            const ter__csv_field *field) {
    size_t length;
    const char *text = field_text(reading, field, &length);
    if (type == TER_TEXT || type == TER_FACTOR) {
        /* A quoted field is what it says: "" is an empty text and "NA" may be Namibia. */
        return !field->quoted && is_missing_word(reading, text, length) ? ter_table_builder_missing(builder, column)
                                                                        : ter_table_builder_text(builder, column, text, length);
    }
    ter__csv_trim(&text, &length);
    if (is_missing_word(reading, text, length)) {
        return ter_table_builder_missing(builder, column);
    }
    if (type == TER_INTEGER) {
        int64_t value = 0;
        return ter__csv_integer(text, length, &value) ? ter_table_builder_integer(builder, column, value) : TER_INTERNAL;
    }
    double value = 0.0;
    ter_status status = ter_text_to_double(text, length, &value);
    return status == TER_OK ? ter_table_builder_double(builder, column, value) : status;
}

/* ---- the header --------------------------------------------------------------------------------------------------------- */

/* Names the columns; what is wrong with them goes into the errors. */
static ter_status take_names(csv_reading *reading) {
    const ter__csv_record *header = &reading->record;
    for (size_t j = 0; j < header->count; j++) {
        size_t length;
        const char *text = field_text(reading, &header->fields[j], &length);
        char shown[TER__CSV_SHOWN_BYTES];
        (void)ter__csv_show(text, length, shown);
        if (length == 0) {
            ter__csv_add_error(&reading->errors, header->line, "column %zu has no name", j + 1);
        } else if (length > TER_COLUMN_NAME_BYTES_MAX) {
            ter__csv_add_error(&reading->errors, header->line, "the name of column %zu, %s, is longer than %d bytes", j + 1, shown,
                               TER_COLUMN_NAME_BYTES_MAX);
        } else if (ter__utf8_valid_length(text, length) != length) {
            ter__csv_add_error(&reading->errors, header->line, "the name of column %zu, %s, is not UTF-8", j + 1, shown);
        }
        reading->names[j] = ter__array_create(length + 1, 1);
        if (reading->names[j] == NULL) {
            return TER_NO_MEMORY;
        }
        memcpy(reading->names[j], text, length);
        reading->names[j][length] = '\0';
        for (size_t i = 0; i < j && length > 0; i++) {
            if (strcmp(reading->names[i], reading->names[j]) == 0) {
                ter__csv_add_error(&reading->errors, header->line, "columns %zu and %zu are both named %s", i + 1, j + 1, shown);
                break;
            }
        }
    }
    return TER_OK;
}

/* Gives declared columns their types, and leaves out what is not wanted. A name that no column has is an error of the caller's, not
 * of the file. */
static ter_status take_types(csv_reading *reading, const ter_csv_options *options, ter_error *error) {
    for (size_t i = 0; i < options->type_count; i++) {
        const char *name = options->type_names[i];
        size_t j = 0;
        while (j < reading->count && strcmp(reading->names[j], name) != 0) {
            j++;
        }
        if (j == reading->count) {
            const char *near = ter_text_suggest(name, (const char *const *)reading->names, reading->count);
            return ter_error_set(error, TER_UNKNOWN_NAME, "%s:%zu: no column \"%s\" to give a type%s%s%s", reading->errors.name,
                                 reading->record.line, name, near != NULL ? ": did you mean \"" : "", near != NULL ? near : "",
                                 near != NULL ? "\"?" : "");
        }
        if ((unsigned)options->types[i] >= TER_TYPE_COUNT) {
            return ter_error_set(error, TER_BAD_ARGUMENT, "column \"%s\": %d is no type", name, (int)options->types[i]);
        }
        reading->columns[j].declared = true;
        reading->columns[j].type = options->types[i];
    }
    for (size_t j = 0; options->wanted != NULL && j < reading->count; j++) {
        reading->columns[j].left_out = !options->wanted(options->wanted_context, reading->names[j]);
    }
    return TER_OK;
}

static ter_status read_header(csv_reading *reading, const ter_csv_options *options, ter_error *error) {
    const char *name = reading->errors.name;
    /* Counted first, with no room for fields, then taken. */
    ter__csv_scanner counting = reading->scanner;
    if (!ter__csv_next(&counting, &reading->record) || ter__csv_only_line_ends(&reading->scanner)) {
        return ter_error_set(error, TER_BAD_DATA, "%s: the file is empty; its first line must name the columns", name);
    }
    if (reading->record.count > TER_TABLE_COLUMNS_MAX) {
        return ter_error_set(error, TER_LIMIT, "%s:%zu: %zu columns; a table has at most %d", name, reading->record.line,
                             reading->record.count, TER_TABLE_COLUMNS_MAX);
    }
    if (reading->record.fault != NULL) {
        ter__csv_add_error(&reading->errors, reading->record.fault_line, "column %zu: %s", reading->record.fault_field + 1,
                           reading->record.fault);
        return ter__csv_report(&reading->errors, error);
    }
    reading->count = reading->record.count;
    reading->record.capacity = reading->count + 1; /* and the first field too many */
    reading->record.fields = ter__array_create(reading->count + 1, sizeof *reading->record.fields);
    reading->names = calloc(reading->count, sizeof *reading->names);
    reading->columns = calloc(reading->count, sizeof *reading->columns);
    if (reading->record.fields == NULL || reading->names == NULL || reading->columns == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for \"%s\"", name);
    }
    (void)ter__csv_next(&reading->scanner, &reading->record);
    if (take_names(reading) != TER_OK) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for \"%s\"", name);
    }
    return reading->errors.count > 0 ? ter__csv_report(&reading->errors, error) : take_types(reading, options, error);
}

/* ---- records ------------------------------------------------------------------------------------------------------------ */

static bool is_empty_line(const ter__csv_record *record) {
    return record->count == 1 && record->fields[0].length == 0 && !record->fields[0].quoted;
}

/* Whether the records are at an end: also at empty lines that end the file, unless an empty line is a row (one column). */
static bool next_record(const csv_reading *reading, ter__csv_scanner *scanner, ter__csv_record *record) {
    if (reading->count > 1 && ter__csv_only_line_ends(scanner)) {
        return false;
    }
    return ter__csv_next(scanner, record);
}

static void check_record(csv_reading *reading) {
    const ter__csv_record *record = &reading->record;
    ter__csv_errors *errors = &reading->errors;
    char shown[TER__CSV_SHOWN_BYTES];
    if (record->fault != NULL) {
        const ter__csv_field *field = record->fault_field < record->capacity ? &record->fields[record->fault_field] : NULL;
        const char *column = record->fault_field < reading->count ? reading->names[record->fault_field] : "beyond the last";
        ter__csv_add_error(errors, record->fault_line, "column \"%s\": %s: %s", column, record->fault,
                           field != NULL ? ter__csv_show(field->text, field->length, shown) : "\"\"");
    } else if (reading->count > 1 && is_empty_line(record)) {
        ter__csv_add_error(errors, record->line, "an empty line between records");
    } else if (record->count > reading->count) {
        const ter__csv_field *field = &record->fields[reading->count];
        ter__csv_add_error(errors, record->line, "%zu fields, but the header names %zu columns: %s is the first too many",
                           record->count, reading->count, ter__csv_show(field->text, field->length, shown));
    } else if (record->count < reading->count) {
        const ter__csv_field *field = &record->fields[record->count - 1];
        ter__csv_add_error(errors, record->line, "%zu fields, but the header names %zu columns: none for \"%s\" after %s",
                           record->count, reading->count, reading->names[record->count],
                           ter__csv_show(field->text, field->length, shown));
    } else {
        for (size_t j = 0; j < reading->count && !ter__csv_enough_errors(errors); j++) {
            see_field(reading, j, &record->fields[j]);
        }
    }
}

/* First time through all records. */
static ter_status check_records(csv_reading *reading, ter_error *error) {
    ter__csv_scanner scanner = reading->scanner;
    while (!ter__csv_enough_errors(&reading->errors) && next_record(reading, &scanner, &reading->record)) {
        check_record(reading);
    }
    for (size_t j = 0; j < reading->count; j++) {
        ter__csv_column *column = &reading->columns[j];
        if (!column->declared && !column->left_out) {
            column->type = ter__csv_guess(column);
            if (column->type == TER_DOUBLE && column->unfit_line > 0 && !ter__csv_enough_errors(&reading->errors)) {
                add_type_error(reading, column->unfit_line, j, column->unfit_text, column->unfit_length,
                               unfit(TER_DOUBLE, column->unfit));
            }
        }
    }
    return reading->errors.count > 0 ? ter__csv_report(&reading->errors, error) : TER_OK;
}

/* Second time: the table. */
static ter_status fill_table(csv_reading *reading, ter_table **table, ter_error *error) {
    ter_table_builder *builder = NULL;
    ter_status status = ter_table_builder_create(&builder, error);
    for (size_t j = 0; j < reading->count && status == TER_OK; j++) {
        if (!reading->columns[j].left_out) {
            status = ter_table_builder_column(builder, reading->names[j], reading->columns[j].type, NULL, error);
        }
    }
    if (status != TER_OK) {
        ter_table_builder_destroy(builder);
        return status;
    }
    ter__csv_scanner scanner = reading->scanner;
    while (status == TER_OK && next_record(reading, &scanner, &reading->record)) {
        for (size_t j = 0, column = 0; j < reading->count && status == TER_OK; j++) {
            if (reading->columns[j].left_out) {
                continue;
            }
            status = put_field(reading, builder, column++, reading->columns[j].type, &reading->record.fields[j]);
            if (status != TER_OK) {
                (void)ter_error_set(error, status, "%s:%zu: column \"%s\": %s", reading->errors.name, reading->record.line,
                                    reading->names[j], ter_status_text(status));
            }
        }
    }
    if (status == TER_OK) {
        status = ter_table_builder_finish(builder, table, error);
    }
    ter_table_builder_destroy(builder);
    return status;
}

/* ---- entry -------------------------------------------------------------------------------------------------------------- */

static ter_status check_delimiter(char delimiter, ter_error *error) {
    unsigned char c = (unsigned char)delimiter;
    if (c == '"' || c == '\n' || c == '\r' || c == '.' || c == '-' || c == '+' || c >= 0x80 || (c >= '0' && c <= '9')) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "byte %u cannot be the delimiter of fields", c);
    }
    return TER_OK;
}

ter_status ter_csv_parse(ter_table **table, const char *text, size_t length, const char *name, const ter_csv_options *options,
                         ter_error *error) {
    static const ter_csv_options no_options = {0};
    static const char mark[] = "\xEF\xBB\xBF";
    const size_t mark_length = sizeof mark - 1;
    options = options != NULL ? options : &no_options;
    ter_status status = check_delimiter(options->delimiter, error);
    if (status != TER_OK) {
        return status;
    }
    csv_reading reading = {.missing = options->missing != NULL ? options->missing : default_missing,
                           .missing_count = options->missing != NULL ? options->missing_count : 2,
                           .errors.name = name};
    if (length >= mark_length && memcmp(text, mark, mark_length) == 0) {
        text += mark_length;
        length -= mark_length;
    }
    reading.scanner.at = text;
    reading.scanner.end = text + length;
    reading.scanner.line = 1;
    reading.scanner.delimiter = options->delimiter != '\0' ? options->delimiter : ',';
    reading.all_utf8 = ter__utf8_valid_length(text, length) == length;
    reading.scratch = malloc(length < TER_CSV_FIELD_BYTES_MAX ? length + 1 : TER_CSV_FIELD_BYTES_MAX);
    status = reading.scratch != NULL ? read_header(&reading, options, error)
                                     : ter_error_set(error, TER_NO_MEMORY, "out of memory for \"%s\"", name);
    if (status == TER_OK) {
        status = check_records(&reading, error);
    }
    if (status == TER_OK) {
        status = fill_table(&reading, table, error);
    }
    for (size_t j = 0; j < reading.count && reading.names != NULL; j++) {
        free(reading.names[j]);
    }
    free(reading.names);
    free(reading.columns);
    free(reading.record.fields);
    free(reading.scratch);
    return status;
}

ter_status ter_csv_read(ter_table **table, const char *path, const ter_csv_options *options, ter_error *error) {
    uint8_t *bytes = NULL;
    size_t length = 0;
    ter_status status = ter__file_read(path, TER__FILE_BYTES_MAX, &bytes, &length, error);
    if (status == TER_OK) {
        status = ter_csv_parse(table, (const char *)bytes, length, path, options, error);
        ter_bytes_free(bytes);
    }
    return status;
}
