/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the text is, it is refused at a place inside it or gives a value for each row. */
#include <math.h>

#include "replay.h"
#include "spec/expression.h"

static ter_table *make_table(void) {
    static const char text[] = "x,n,t\n1.5,2,a\n,NA,\n-1,-3,b\n";
    ter_table *table = NULL;
    FUZZ_CHECK(ter_csv_parse(&table, text, sizeof text - 1, "table", NULL, NULL) == TER_OK);
    return table;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    ter_table *table = make_table();
    for (int known = 0; known < 2; known++) {
        ter_expression *expression = NULL;
        ter_error error = {TER_OK, ""};
        size_t column = 0, undefined = 0;
        if (ter__expression_compile(&expression, (const char *)bytes, length, known ? table : NULL, &column, &error) != TER_OK) {
            FUZZ_CHECK(column >= 1 && column <= length + 1 && error.text[0] != '\0');
            continue;
        }
        double numbers[3];
        int8_t booleans[3];
        if (known && ter_expression_type(expression) == TER_VALUE_NUMBER) {
            FUZZ_CHECK(ter__expression_numbers(expression, table, 0, 3, numbers, &undefined, NULL) == TER_OK);
        } else if (known) {
            FUZZ_CHECK(ter__expression_booleans(expression, table, 0, 3, booleans, &undefined, NULL) == TER_OK);
            FUZZ_CHECK(booleans[0] >= -1 && booleans[0] <= 1);
        }
        FUZZ_CHECK(undefined <= 3);
        ter_expression_destroy(expression);
    }
    ter_table_destroy(table);
    return 0;
}

FUZZ_MAIN("expression")
