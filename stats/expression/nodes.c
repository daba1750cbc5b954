/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the grammar makes: nodes with their types, columns, functions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expression/nodes.h"
#include "tercile/text.h"

ter_status ter__parser_out_of_memory(ter__parser *p) {
    p->wrong = p->token.text;
    return ter_error_set(p->error, TER_NO_MEMORY, "out of memory for an expression");
}

/* Room for one more element. */
static bool reserve(void **array, size_t *capacity, size_t count, size_t size) {
    if (count < *capacity) {
        return true;
    }
    const size_t wanted = *capacity < 16 ? 16 : *capacity * 2; /* the text's length bounds it: no overflow */
    void *grown = realloc(*array, wanted * size);
    if (grown != NULL) {
        *array = grown;
        *capacity = wanted;
    }
    return grown != NULL;
}

/* ---- nodes -------------------------------------------------------------------------------------------------------------- */

static const char *type_phrase(ter_value_type type) {
    static const char *const phrases[] = {"a number", "a text", "a boolean", "of any type"};
    return phrases[type];
}

ter_status ter__node_append(ter__parser *p, ter__node node, size_t *index) {
    void *nodes = p->made->nodes;
    const bool room = reserve(&nodes, &p->made->node_capacity, p->made->node_count, sizeof node);
    p->made->nodes = nodes;
    if (!room) {
        return ter__parser_out_of_memory(p);
    }
    *index = p->made->node_count;
    p->made->nodes[p->made->node_count++] = node;
    return TER_OK;
}

static ter_value_type type_of(const ter__parser *p, size_t node) {
    return p->made->nodes[node].type;
}

/* The node must be of the type; a column not known yet becomes it. */
ter_status ter__node_demand(ter__parser *p, size_t node, ter_value_type type, const char *who) {
    ter_value_type found = type_of(p, node);
    if (found == type || found == TER_VALUE_ANY) {
        return TER_OK;
    }
    p->wrong = p->begin + p->made->nodes[node].place;
    return ter_error_set(p->error, TER_BAD_ARGUMENT, "%s takes %s, but this is %s", who, type_phrase(type), type_phrase(found));
}

/* An operator or function of operands all of one type. */
ter_status ter__node_operator(ter__parser *p, ter__node_kind kind, ter_value_type operands, ter_value_type result, size_t place,
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
    ter_value_type a = type_of(p, made.operands[0]), b = type_of(p, made.operands[1]);
    if (a != b && a != TER_VALUE_ANY && b != TER_VALUE_ANY) {
        p->wrong = p->begin + made.place;
        return ter_error_set(p->error, TER_BAD_ARGUMENT, "%s cannot be compared with %s", type_phrase(a), type_phrase(b));
    }
    made.type = TER_VALUE_BOOLEAN;
    return ter__node_append(p, made, node);
}

/* ---- columns ------------------------------------------------------------------------------------------------------------ */

/* A name that is no column but the constant. */
static bool is_pi(const char *name) {
    return strcmp(name, "pi") == 0;
}

static ter_status column_find(ter__parser *p, ter__expression_column_use *use) {
    if (p->names == NULL) {
        return TER_OK;
    }
    ter_status status = p->names->find(p->names->context, use->name, &use->index, &use->type, p->error);
    p->wrong = status != TER_OK ? p->begin + use->place : p->wrong;
    return status;
}

static ter_status column_append(ter__parser *p, const ter__expression_column_use *use) {
    ter_expression *made = p->made;
    void *columns = made->columns;
    const bool room = reserve(&columns, &made->column_capacity, made->column_count, sizeof *use);
    made->columns = columns;
    if (!room) {
        return ter__parser_out_of_memory(p);
    }
    made->columns[made->column_count++] = *use;
    return TER_OK;
}

/* A column by its name, which is taken over. */
ter_status ter__node_column(ter__parser *p, char *name, size_t place, size_t *node) {
    ter_expression *made = p->made;
    size_t column = 0;
    while (column < made->column_count && strcmp(made->columns[column].name, name) != 0) {
        column++;
    }
    if (column < made->column_count) {
        free(name);
    } else {
        ter__expression_column_use use = {name, place, 0, TER_VALUE_ANY};
        ter_status status = column_find(p, &use);
        const bool constant = status == TER_UNKNOWN_NAME && is_pi(name);
        status = status == TER_OK ? column_append(p, &use) : status;
        if (status != TER_OK) {
            free(name);
        }
        if (constant) {
            if (p->error != NULL) {
                *p->error = (ter_error){TER_OK, ""};
            }
            ter__node leaf = {.kind = TER__NODE_PI, .type = TER_VALUE_NUMBER, .place = place, .number = 0x1.921fb54442d18p+1};
            return ter__node_append(p, leaf, node);
        }
        if (status != TER_OK) {
            return status;
        }
    }
    ter__node leaf = {.kind = TER__NODE_COLUMN, .type = made->columns[column].type, .place = place, .column = column};
    return ter__node_append(p, leaf, node);
}

/* ---- functions ---------------------------------------------------------------------------------------------------------- */

static const ter__function functions[] = {
    {"abs", TER__NODE_ABS, 1, 1},
    {"atan", TER__NODE_ATAN, 1, 1},
    {"ceil", TER__NODE_CEIL, 1, 1},
    {"cos", TER__NODE_COS, 1, 1},
    {"exp", TER__NODE_EXP, 1, 1},
    {"expm1", TER__NODE_EXPM1, 1, 1},
    {"floor", TER__NODE_FLOOR, 1, 1},
    {"if_else", TER__NODE_IF_ELSE, 3, 3},
    {"is_missing", TER__NODE_IS_MISSING, 1, 1},
    {"log", TER__NODE_LOG, 1, 1},
    {"log10", TER__NODE_LOG10, 1, 1},
    {"log1p", TER__NODE_LOG1P, 1, 1},
    {"max", TER__NODE_MAXIMUM, 2, SIZE_MAX},
    {"min", TER__NODE_MINIMUM, 2, SIZE_MAX},
    {"sin", TER__NODE_SIN, 1, 1},
    {"sqrt", TER__NODE_SQRT, 1, 1},
    {"tan", TER__NODE_TAN, 1, 1},
    {"tanh", TER__NODE_TANH, 1, 1},
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
    char list[200] = "";
    for (size_t i = 0, used = 0; i < FUNCTION_COUNT; i++) {
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i == 0 ? "" : ", ", names[i]);
    }
    return ter_error_set(p->error, TER_UNKNOWN_NAME, "no function \"%s\": there are %s", name, list);
}

static ter_status append_if_else(ter__parser *p, size_t place, const size_t *arguments, size_t *node) {
    ter_status status = ter__node_demand(p, arguments[0], TER_VALUE_BOOLEAN, "the condition of if_else");
    ter_value_type a = type_of(p, arguments[1]), b = type_of(p, arguments[2]);
    if (status != TER_OK) {
        return status;
    }
    for (size_t i = 1; i < 3; i++) {
        if (type_of(p, arguments[i]) == TER_VALUE_TEXT) {
            p->wrong = p->begin + p->made->nodes[arguments[i]].place;
            return ter_error_set(p->error, TER_BAD_ARGUMENT, "if_else chooses between numbers or booleans, but this is a text");
        }
    }
    if (a != b && a != TER_VALUE_ANY && b != TER_VALUE_ANY) {
        p->wrong = p->begin + p->made->nodes[arguments[2]].place;
        return ter_error_set(p->error, TER_BAD_ARGUMENT,
                             "if_else chooses between values of one type: this is %s, the one before %s", type_phrase(b),
                             type_phrase(a));
    }
    ter__node made = {.kind = TER__NODE_IF_ELSE, .type = a != TER_VALUE_ANY ? a : b, .place = place};
    memcpy(made.operands, arguments, sizeof made.operands);
    return ter__node_append(p, made, node);
}

ter_status ter__node_call(ter__parser *p, ter__node_kind kind, const char *name, size_t place, const size_t *arguments,
                          size_t *node) {
    if (kind == TER__NODE_IF_ELSE) {
        return append_if_else(p, place, arguments, node);
    }
    if (kind == TER__NODE_IS_MISSING) {
        ter__node made = {.kind = kind, .type = TER_VALUE_BOOLEAN, .place = place, .operands = {arguments[0], 0, 0}};
        return ter__node_append(p, made, node);
    }
    return ter__node_operator(p, kind, TER_VALUE_NUMBER, TER_VALUE_NUMBER, place, name, 1, arguments, node);
}
