/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of expressions: tokens and nodes. Nodes are appended operands first, so the list of nodes is the program of a stack
 * machine. Texts do not lie on the stack: a node that takes texts finds them by its operands' indices.
 */
#ifndef TER__EXPRESSION_NODES_H
#define TER__EXPRESSION_NODES_H

#include <stdbool.h>
#include <stddef.h>

#include "tercile/expression.h"

typedef enum ter__token_kind {
    TER__TOKEN_END,
    TER__TOKEN_NUMBER,
    TER__TOKEN_TEXT,   /* the quotes are part of it */
    TER__TOKEN_WORD,   /* a column, a function, or a word operator */
    TER__TOKEN_QUOTED, /* a column in backquotes, which are part of it */
    TER__TOKEN_SIGN    /* an operator, a parenthesis or a comma */
} ter__token_kind;

typedef struct ter__token {
    ter__token_kind kind;
    const char *text;
    size_t length;
} ter__token;

/* The token at `at`, before `end`; blanks before it are skipped. On failure *token is the place and the error is set. */
TER_MUST_USE ter_status ter__token_next(const char *at, const char *end, ter__token *token, ter_error *error);

/* X(NAME, operands) */
#define TER__NODE_LIST(X)                                                                                                          \
    X(NUMBER, 0)                                                                                                                   \
    X(PI, 0)                                                                                                                       \
    X(COLUMN, 0)                                                                                                                   \
    X(LITERAL, 0)                                                                                                                  \
    X(NEGATE, 1)                                                                                                                   \
    X(NOT, 1)                                                                                                                      \
    X(IS_MISSING, 1)                                                                                                               \
    X(ABS, 1)                                                                                                                      \
    X(ATAN, 1)                                                                                                                     \
    X(CEIL, 1)                                                                                                                     \
    X(COS, 1)                                                                                                                      \
    X(EXP, 1)                                                                                                                      \
    X(EXPM1, 1)                                                                                                                    \
    X(FLOOR, 1)                                                                                                                    \
    X(LOG, 1)                                                                                                                      \
    X(LOG10, 1)                                                                                                                    \
    X(LOG1P, 1)                                                                                                                    \
    X(SIN, 1)                                                                                                                      \
    X(SQRT, 1)                                                                                                                     \
    X(TAN, 1)                                                                                                                      \
    X(TANH, 1)                                                                                                                     \
    X(ADD, 2)                                                                                                                      \
    X(SUBTRACT, 2)                                                                                                                 \
    X(MULTIPLY, 2)                                                                                                                 \
    X(DIVIDE, 2)                                                                                                                   \
    X(POWER, 2)                                                                                                                    \
    X(MINIMUM, 2)                                                                                                                  \
    X(MAXIMUM, 2)                                                                                                                  \
    X(EQUAL, 2)                                                                                                                    \
    X(UNEQUAL, 2)                                                                                                                  \
    X(LESS, 2)                                                                                                                     \
    X(LESS_EQUAL, 2)                                                                                                               \
    X(GREATER, 2)                                                                                                                  \
    X(GREATER_EQUAL, 2)                                                                                                            \
    X(AND, 2)                                                                                                                      \
    X(OR, 2)                                                                                                                       \
    X(IF_ELSE, 3)

typedef enum ter__node_kind {
#define KIND(name, operands) TER__NODE_##name,
    TER__NODE_LIST(KIND)
#undef KIND
} ter__node_kind;

typedef struct ter__node {
    ter__node_kind kind;
    ter_value_type type;
    size_t place;       /* in the source, from 0 */
    double number;      /* NUMBER */
    size_t column;      /* COLUMN: index into the expression's columns */
    char *literal;      /* LITERAL: owned */
    size_t length;      /* of the literal */
    size_t operands[3]; /* nodes */
} ter__node;

typedef struct ter__expression_column_use {
    char *name;
    size_t place; /* in the source, from 0 */
    size_t index; /* the caller's number of it */
    ter_value_type type;
} ter__expression_column_use;

struct ter_expression {
    bool bound; /* compiled against names */
    ter__node *nodes;
    size_t node_count, node_capacity;
    ter__expression_column_use *columns;
    size_t column_count, column_capacity;
};

/* ---- parsing: parse.c is the grammar, nodes.c what it makes -------------------------------------------------- */

typedef struct ter__parser {
    const char *begin, *end;
    ter__token token; /* the next one */
    const ter_expression_names *names;
    ter_expression *made;
    size_t depth;
    const char *wrong; /* the place of the error */
    ter_error *error;
} ter__parser;

ter_status ter__parser_out_of_memory(ter__parser *p);

ter_status ter__node_append(ter__parser *p, ter__node node, size_t *index);
/* The node must be of the type; a column not known yet passes as any. `who` stands in the error. */
ter_status ter__node_demand(ter__parser *p, size_t node, ter_value_type type, const char *who);
/* An operator or function of `count` operands all of one type. */
ter_status ter__node_operator(ter__parser *p, ter__node_kind kind, ter_value_type operands, ter_value_type result, size_t place,
                              const char *who, size_t count, const size_t *nodes, size_t *node);
/* A column by its name, which is taken over. */
ter_status ter__node_column(ter__parser *p, char *name, size_t place, size_t *node);
/* A comparison: made->operands and the rest are set but its type. Refuses values of unlike types. */
ter_status ter__node_comparison(ter__parser *p, ter__node made, size_t *node);
/* A call of a function but min and max, whose number of arguments is right. */
ter_status ter__node_call(ter__parser *p, ter__node_kind kind, const char *name, size_t place, const size_t *arguments,
                          size_t *node);

typedef struct ter__function {
    const char *name;
    ter__node_kind kind;
    size_t least, most; /* arguments; SIZE_MAX: any number */
} ter__function;

/* The function that a word names; TER_UNKNOWN_NAME otherwise. */
ter_status ter__function_find(ter__parser *p, const ter__token *word, const ter__function **found);

/* The text between the quotes of a token, doubled quotes made single, a zero byte behind it; given. Null when out of memory. */
char *ter__token_unquote(const ter__token *token, size_t *length);

#endif
