/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cells.h"

#include <math.h>
#include <string.h>

size_t ter__cell_rows(const ter_table *table) {
    return table != NULL ? ter_table_rows(table) : 0;
}

double ter__cell_number(const ter_table *table, const char *name, size_t row) {
    size_t column;
    bool there = row < ter__cell_rows(table) && ter_table_find(table, name, &column, NULL) == TER_OK;
    return there ? ter_table_double(table, column, row) : (double)NAN;
}

ter__cell ter__cell_text(const ter_table *table, const char *name, size_t row) {
    ter__cell cell = {""};
    size_t column, length = 0;
    const char *text = NULL;
    if (row < ter__cell_rows(table) && ter_table_find(table, name, &column, NULL) == TER_OK) {
        text = ter_table_text(table, column, row, &length);
    }
    if (text == NULL) {
        return cell;
    }
    if (length >= sizeof cell.text) {
        length = sizeof cell.text - 1;
        while (length > 0 && ((unsigned char)text[length] & 0xC0u) == 0x80u) {
            length--;
        }
    }
    for (size_t i = 0; i < length; i++) { /* what would move the cursor is not passed on to a terminal */
        unsigned char byte = (unsigned char)text[i];
        cell.text[i] = byte < 0x20 || byte == 0x7F ? ' ' : text[i];
    }
    return cell;
}

bool ter__cell_is(const ter_table *table, const char *name, size_t row, const char *text) {
    ter__cell cell = ter__cell_text(table, name, row);
    return strcmp(cell.text, text) == 0;
}
