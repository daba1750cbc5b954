/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of operations and summaries: names, texts, lookup. */
#include <string.h>

#include "tercile/dist.h"
#include "tercile/text.h"

typedef struct operation_row {
    const char *word, *text;
    ter_argument argument;
} operation_row;

static const operation_row operations[TER_OPERATION_COUNT] = {
#define ROW(name, word, argument, text) {#word, text, TER_ARGUMENT_##argument},
    TER_OPERATION_LIST(ROW)
#undef ROW
};

static const char *const summary_words[TER_SUMMARY_COUNT] = {
#define ROW(name, word, text) #word,
    TER_SUMMARY_LIST(ROW)
#undef ROW
};

static bool is_operation(ter_operation operation) {
    return (size_t)operation < TER_OPERATION_COUNT;
}

const char *ter_operation_word(ter_operation operation) {
    return is_operation(operation) ? operations[operation].word : NULL;
}

const char *ter_operation_text(ter_operation operation) {
    return is_operation(operation) ? operations[operation].text : NULL;
}

ter_argument ter_operation_argument(ter_operation operation) {
    return is_operation(operation) ? operations[operation].argument : TER_ARGUMENT_POINT;
}

ter_status ter_operation_find(ter_operation *operation, const char *word, ter_error *error) {
    const char *words[TER_OPERATION_COUNT];
    for (size_t i = 0; i < TER_OPERATION_COUNT; i++) {
        words[i] = operations[i].word;
        if (strcmp(words[i], word) == 0) {
            *operation = (ter_operation)i;
            return TER_OK;
        }
    }
    const char *near = ter_text_suggest(word, words, TER_OPERATION_COUNT);
    if (near != NULL) {
        return ter_error_set(error, TER_UNKNOWN_NAME, "unknown operation \"%s\": did you mean \"%s\"?", word, near);
    }
    return ter_error_set(error, TER_UNKNOWN_NAME, "unknown operation \"%s\"", word);
}

const char *ter_summary_word(ter_summary summary) {
    return (size_t)summary < TER_SUMMARY_COUNT ? summary_words[summary] : NULL;
}
