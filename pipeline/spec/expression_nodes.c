/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the grammar makes: nodes with their types, columns, functions. */
#include <stdlib.h>
#include <string.h>

#include "expression_nodes.h"
#include "table/columns.h"
#include "tercile/text.h"

ter_status ter__parser_out_of_memory(ter__parser *p) {
    p->wrong = p->token.text;
    return ter_error_set(p->error, TER_NO_MEMORY, "out of memory for an expression");
}

/* ---- nodes -------------------------------------------------------------------------------------------------------------- */

static const char *type_phrase(ter__value_type type) {
    static const char *const phrases[] = {"a number", "a text", "a boolean", "of any type"};
    return phrases[type];
}

ter_status ter__node_append(ter__parser *p, ter__node node, size_t *index) {
    void *nodes = p->made->nodes;
    ter_status status = ter__array_reserve(&nodes, &p->made->node_capacity, p->made->node_count + 1, sizeof node);
    p->made->nodes = nodes;
    if (status != TER_OK) {
        return ter__parser_out_of_memory(p);
    }
    *index = p->made->node_count;
    p->made->nodes[p->made->node_count++] = node;
    return TER_OK;
}

static ter__value_type type_of(const ter__parser *p, size_t node) {
    return p->made->nodes[node].type;
}

/* The node must be of the type; a column not known yet becomes it. */
ter_status ter__node_demand(ter__parser *p, size_t node, ter__value_type type, const char *who) {
    ter__value_type found = type_of(p, node);
    if (found == type || found == TER__VALUE_ANY) {
        return TER_OK;
    }
    p->wrong = p->begin + p->made->nodes[node].place;
    return ter_error_set(p->error, TER_BAD_ARGUMENT, "%s takes %s, but this is %s", who, type_phrase(type), type_phrase(found));
}

/* An operator or function of operands all of one type. */
ter_status ter__node_operator(ter__parser *p, ter__node_kind kind, ter__value_type operands, ter__value_type result, size_t place,
                              const char *who, size_t count, const size_t *nodes, size_t *node) {
    ter__node made = {.kind = kind, .type = result, .place = place};
    for (size_t i = 0; i < count; i++) {
        ter_status status = ter__node_demand(p, nodes[i], operands, who);
        if (status != TER_OK) {
            return status;
        }
        made.operands[i] = nodes[i];
    }
    return ter__node_append(p, made, node);
}

ter_status ter__node_comparison(ter__parser *p, ter__node made, size_t *node) {
    ter__value_type a = type_of(p, made.operands[0]), b = type_of(p, made.operands[1]);
    if (a != b && a != TER__VALUE_ANY && b != TER__VALUE_ANY) {
        p->wrong = p->begin + made.place;
        return ter_error_set(p->error, TER_BAD_ARGUMENT, "%s cannot be compared with %s", type_phrase(a), type_phrase(b));
    }
    made.type = TER__VALUE_BOOLEAN;
    return ter__node_append(p, made, node);
}

/* ---- columns ------------------------------------------------------------------------------------------------------------ */

static ter_status column_type(ter__parser *p, ter__expression_column_use *use, ter__value_type *type) {
    *type = TER__VALUE_ANY;
    if (p->table == NULL) {
        return TER_OK;
    }
    ter_status status = ter_table_find(p->table, use->name, &use->index, p->error);
    if (status != TER_OK) {
        p->wrong = p->begin + use->place;
        return status;
    }
    use->type = ter_table_column_type(p->table, use->index);
    *type = use->type == TER_DOUBLE || use->type == TER_INTEGER ? TER__VALUE_NUMBER : TER__VALUE_TEXT;
    return TER_OK;
}

/* A column by its name, which is taken over. */
ter_status ter__node_column(ter__parser *p, char *name, size_t place, size_t *node) {
    ter__expression *made = p->made;
    size_t column = 0;
    while (column < made->column_count && strcmp(made->columns[column].name, name) != 0) {
        column++;
    }
    ter__expression_column_use use = {name, place, 0, TER_TYPE_COUNT};
    ter__value_type type;
    ter_status status = column_type(p, &use, &type);
    if (status == TER_OK && column == made->column_count) {
        void *columns = made->columns;
        status = ter__array_reserve(&columns, &made->column_capacity, column + 1, sizeof use);
        made->columns = columns;
        if (status == TER_OK) {
            made->columns[made->column_count++] = use;
            name = NULL;
        } else {
            status = ter__parser_out_of_memory(p);
        }
    }
    free(name);
    ter__node leaf = {.kind = TER__NODE_COLUMN, .type = TER__VALUE_ANY, .place = place, .column = column};
    if (status == TER_OK) {
        leaf.type = type;
        status = ter__node_append(p, leaf, node);
    }
    return status;
}

/* ---- functions ---------------------------------------------------------------------------------------------------------- */

static const ter__function functions[] = {
    {"abs", TER__NODE_ABS, 1, 1},
    {"ceil", TER__NODE_CEIL, 1, 1},
    {"exp", TER__NODE_EXP, 1, 1},
    {"floor", TER__NODE_FLOOR, 1, 1},
    {"if_else", TER__NODE_IF_ELSE, 3, 3},
    {"is_missing", TER__NODE_IS_MISSING, 1, 1},
    {"log", TER__NODE_LOG, 1, 1},
    {"log10", TER__NODE_LOG10, 1, 1},
    {"log1p", TER__NODE_LOG1P, 1, 1},
    {"max", TER__NODE_MAXIMUM, 2, SIZE_MAX},
    {"min", TER__NODE_MINIMUM, 2, SIZE_MAX},
    {"sqrt", TER__NODE_SQRT, 1, 1},
};
enum { FUNCTION_COUNT = sizeof functions / sizeof *functions };

ter_status ter__function_find(ter__parser *p, const ter__token *word, const ter__function **found) {
    const char *names[FUNCTION_COUNT];
    char name[32];
    for (size_t i = 0; i < FUNCTION_COUNT; i++) {
        names[i] = functions[i].name;
        if (word->length == strlen(names[i]) && memcmp(word->text, names[i], word->length) == 0) {
            *found = &functions[i];
            return TER_OK;
        }
    }
    p->wrong = word->text;
    size_t length = word->length < sizeof name ? word->length : sizeof name - 1;
    memcpy(name, word->text, length);
    name[length] = '\0';
    const char *near = ter_text_suggest(name, names, FUNCTION_COUNT);
    if (near != NULL) {
        return ter_error_set(p->error, TER_UNKNOWN_NAME, "no function \"%s\": did you mean \"%s\"?", name, near);
    }
    return ter_error_set(
        p->error, TER_UNKNOWN_NAME,
        "no function \"%s\": there are abs, ceil, exp, floor, if_else, is_missing, log, log10, log1p, max, min, sqrt", name);
}

static ter_status append_if_else(ter__parser *p, size_t place, const size_t *arguments, size_t *node) {
    ter_status status = ter__node_demand(p, arguments[0], TER__VALUE_BOOLEAN, "the condition of if_else");
    ter__value_type a = type_of(p, arguments[1]), b = type_of(p, arguments[2]);
    if (status != TER_OK) {
        return status;
    }
    for (size_t i = 1; i < 3; i++) {
        if (type_of(p, arguments[i]) == TER__VALUE_TEXT) {
            p->wrong = p->begin + p->made->nodes[arguments[i]].place;
            return ter_error_set(p->error, TER_BAD_ARGUMENT, "if_else chooses between numbers or booleans, but this is a text");
        }
    }
    if (a != b && a != TER__VALUE_ANY && b != TER__VALUE_ANY) {
        p->wrong = p->begin + p->made->nodes[arguments[2]].place;
        return ter_error_set(p->error, TER_BAD_ARGUMENT,
                             "if_else chooses between values of one type: this is %s, the one before %s", type_phrase(b),
                             type_phrase(a));
    }
    ter__node made = {.kind = TER__NODE_IF_ELSE, .type = a != TER__VALUE_ANY ? a : b, .place = place};
    memcpy(made.operands, arguments, sizeof made.operands);
    return ter__node_append(p, made, node);
}

ter_status ter__node_call(ter__parser *p, ter__node_kind kind, const char *name, size_t place, const size_t *arguments,
                          size_t *node) {
    if (kind == TER__NODE_IF_ELSE) {
        return append_if_else(p, place, arguments, node);
    }
    if (kind == TER__NODE_IS_MISSING) {
        ter__node made = {.kind = kind, .type = TER__VALUE_BOOLEAN, .place = place, .operands = {arguments[0], 0, 0}};
        return ter__node_append(p, made, node);
    }
    return ter__node_operator(p, kind, TER__VALUE_NUMBER, TER__VALUE_NUMBER, place, name, 1, arguments, node);
}
