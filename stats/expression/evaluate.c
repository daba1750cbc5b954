/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stack machine. It goes over blocks of rows, so that a node is looked at once per block and its loop is a plain one. Numbers
 * and booleans (1, 0) lie on the stack as doubles, a missing one as NaN.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expression/nodes.h"
#include "tercile/special.h"

enum { BLOCK_ROWS = 256 };

typedef struct evaluation {
    const ter_expression *expression;
    const ter_expression_source *source;
    size_t first, count; /* rows of the block */
    double *stack;       /* BLOCK_ROWS values for each place */
    size_t height;
} evaluation;

static const double missing = NAN;

/* ---- numbers ------------------------------------------------------------------------------------------------------------ */

static double unary(ter__node_kind kind, double a) {
    switch (kind) {
    case TER__NODE_NEGATE:
        return -a;
    case TER__NODE_NOT:
        return isnan(a) ? missing : 1.0 - a;
    case TER__NODE_IS_MISSING:
        return isnan(a) ? 1.0 : 0.0;
    case TER__NODE_ABS:
        return fabs(a);
    case TER__NODE_ATAN:
        return ter_atan(a);
    case TER__NODE_CEIL:
        return ceil(a);
    case TER__NODE_COS:
        return ter_cos(a);
    case TER__NODE_EXP:
        return ter_exp(a);
    case TER__NODE_EXPM1:
        return ter_expm1(a);
    case TER__NODE_FLOOR:
        return floor(a);
    case TER__NODE_LOG:
        return ter_log(a);
    case TER__NODE_LOG10:
        return ter_log10(a);
    case TER__NODE_LOG1P:
        return ter_log1p(a);
    case TER__NODE_SIN:
        return ter_sin(a);
    case TER__NODE_TAN:
        return ter_tan(a);
    case TER__NODE_TANH:
        return ter_tanh(a);
    default:
        return sqrt(a); /* SQRT */
    }
}

static double logical(bool value) {
    return value ? 1.0 : 0.0;
}

/* Three-valued logic: what decides alone decides also beside a missing value. */
static double and_of(double a, double b) {
    if (a == 0.0 || b == 0.0) {
        return 0.0;
    }
    return isnan(a) || isnan(b) ? missing : 1.0;
}

static double or_of(double a, double b) {
    if (a == 1.0 || b == 1.0) {
        return 1.0;
    }
    return isnan(a) || isnan(b) ? missing : 0.0;
}

static double binary(ter__node_kind kind, double a, double b) {
    if (kind == TER__NODE_AND) {
        return and_of(a, b);
    }
    if (kind == TER__NODE_OR) {
        return or_of(a, b);
    }
    if (isnan(a) || isnan(b)) {
        return missing;
    }
    switch (kind) {
    case TER__NODE_ADD:
        return a + b;
    case TER__NODE_SUBTRACT:
        return a - b;
    case TER__NODE_MULTIPLY:
        return a * b;
    case TER__NODE_DIVIDE:
        return a / b;
    case TER__NODE_POWER:
        return ter_pow(a, b);
    case TER__NODE_MINIMUM:
        return a < b ? a : b;
    case TER__NODE_MAXIMUM:
        return a > b ? a : b;
    case TER__NODE_EQUAL:
        return logical(a == b);
    case TER__NODE_UNEQUAL:
        return logical(a != b);
    case TER__NODE_LESS:
        return logical(a < b);
    case TER__NODE_LESS_EQUAL:
        return logical(a <= b);
    case TER__NODE_GREATER:
        return logical(a > b);
    default:
        return logical(a >= b); /* GREATER_EQUAL */
    }
}

/* ---- texts -------------------------------------------------------------------------------------------------------------- */

/* Text of a literal or column in a row; null when missing. */
static const char *text_of(const evaluation *e, const ter__node *node, size_t row, size_t *length) {
    if (node->kind == TER__NODE_LITERAL) {
        *length = node->length;
        return node->literal;
    }
    return e->source->text(e->source->context, e->expression->columns[node->column].index, row, length);
}

static double compare_texts(const evaluation *e, const ter__node *node, size_t row) {
    size_t a_length, b_length;
    const char *a = text_of(e, &e->expression->nodes[node->operands[0]], row, &a_length);
    const char *b = text_of(e, &e->expression->nodes[node->operands[1]], row, &b_length);
    if (a == NULL || b == NULL) {
        return missing;
    }
    size_t common = a_length < b_length ? a_length : b_length;
    int order = common > 0 ? memcmp(a, b, common) : 0;
    if (order == 0) {
        order = (a_length > b_length) - (a_length < b_length);
    }
    return binary(node->kind, (double)(order > 0) - (double)(order < 0), 0.0);
}

/* ---- the machine -------------------------------------------------------------------------------------------------------- */

static bool takes_text(const ter_expression *expression, const ter__node *node) {
    return node->kind >= TER__NODE_NEGATE && expression->nodes[node->operands[0]].type == TER_VALUE_TEXT;
}

/* Operands that a node takes from the stack. */
static size_t operand_count(const ter_expression *expression, const ter__node *node) {
    static const unsigned char counts[] = {
#define COUNT(name, operands) operands,
        TER__NODE_LIST(COUNT)
#undef COUNT
    };
    return takes_text(expression, node) ? 0 : counts[node->kind];
}

/* Whether a node leaves a value on the stack: all but texts do. */
static bool leaves_value(const ter__node *node) {
    return node->type != TER_VALUE_TEXT;
}

static size_t height_needed(const ter_expression *expression) {
    size_t height = 0, highest = 1;
    for (size_t i = 0; i < expression->node_count; i++) {
        const ter__node *node = &expression->nodes[i];
        height = height - operand_count(expression, node) + (leaves_value(node) ? 1 : 0);
        highest = height > highest ? height : highest;
    }
    return highest;
}

static void push_column(evaluation *e, const ter__node *node) {
    double *out = e->stack + BLOCK_ROWS * e->height++;
    e->source->numbers(e->source->context, e->expression->columns[node->column].index, e->first, e->count, out);
}

static void push_from_texts(evaluation *e, const ter__node *node) {
    double *out = e->stack + BLOCK_ROWS * e->height++;
    for (size_t i = 0; i < e->count; i++) {
        size_t length;
        const ter__node *operand = &e->expression->nodes[node->operands[0]];
        out[i] = node->kind == TER__NODE_IS_MISSING ? logical(text_of(e, operand, e->first + i, &length) == NULL)
                                                    : compare_texts(e, node, e->first + i);
    }
}

static void step(evaluation *e, const ter__node *node) {
    if (!leaves_value(node)) {
        return;
    }
    if (takes_text(e->expression, node)) {
        push_from_texts(e, node);
        return;
    }
    if (node->kind == TER__NODE_COLUMN) {
        push_column(e, node);
        return;
    }
    size_t operands = operand_count(e->expression, node);
    e->height -= operands;
    double *a = e->stack + BLOCK_ROWS * e->height;
    const double *b = a + BLOCK_ROWS, *c = b + BLOCK_ROWS; /* used by nodes of so many operands only */
    e->height++;
    for (size_t i = 0; i < e->count; i++) {
        switch (operands) {
        case 0:
            a[i] = node->number;
            break;
        case 1:
            a[i] = unary(node->kind, a[i]);
            break;
        case 2:
            a[i] = binary(node->kind, a[i], b[i]);
            break;
        default:
            a[i] = isnan(a[i]) ? missing : a[i] == 1.0 ? b[i] : c[i];
            break;
        }
    }
}

/* Values of the block, at the bottom of the stack. */
static void run_block(evaluation *e) {
    e->height = 0;
    for (size_t i = 0; i < e->expression->node_count; i++) {
        step(e, &e->expression->nodes[i]);
    }
}

static bool column_missing(const evaluation *e, size_t row) {
    for (size_t j = 0; j < e->expression->column_count; j++) {
        const ter__expression_column_use *use = &e->expression->columns[j];
        double value = 0.0;
        size_t length;
        if (use->type == TER_VALUE_TEXT) {
            value = e->source->text(e->source->context, use->index, row, &length) == NULL ? missing : 0.0;
        } else {
            e->source->numbers(e->source->context, use->index, row, 1, &value);
        }
        if (isnan(value)) {
            return true;
        }
    }
    return false;
}

static ter_status check(const ter_expression *expression, ter_value_type wanted, ter_error *error) {
    if (!expression->bound) {
        return ter_error_set(error, TER_BAD_STATE, "the expression was compiled without names of columns");
    }
    if (ter_expression_type(expression) != wanted) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "the expression gives %s, and %s is wanted",
                             wanted == TER_VALUE_NUMBER ? "a condition" : "a number",
                             wanted == TER_VALUE_NUMBER ? "a number" : "a condition");
    }
    return TER_OK;
}

static ter_status evaluate(const ter_expression *expression, const ter_expression_source *source, size_t first, size_t count,
                           double *numbers, int8_t *booleans, size_t *undefined, ter_error *error) {
    evaluation e = {expression, source, first, 0, NULL, 0};
    e.stack = malloc((height_needed(expression) + 2) * BLOCK_ROWS * sizeof *e.stack);
    if (e.stack == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for an expression");
    }
    for (size_t done = 0; done < count; done += e.count) {
        e.first = first + done;
        e.count = count - done < BLOCK_ROWS ? count - done : BLOCK_ROWS;
        run_block(&e);
        for (size_t i = 0; i < e.count; i++) {
            double value = e.stack[i];
            if (numbers != NULL) {
                numbers[done + i] = value;
            } else {
                booleans[done + i] = (int8_t)(isnan(value) ? -1 : value == 1.0);
            }
            if (undefined != NULL && isnan(value) && !column_missing(&e, e.first + i)) {
                ++*undefined;
            }
        }
    }
    free(e.stack);
    return TER_OK;
}

ter_status ter_expression_numbers(const ter_expression *expression, const ter_expression_source *source, size_t first, size_t count,
                                  double *out, size_t *undefined, ter_error *error) {
    ter_status status = check(expression, TER_VALUE_NUMBER, error);
    return status == TER_OK ? evaluate(expression, source, first, count, out, NULL, undefined, error) : status;
}

ter_status ter_expression_booleans(const ter_expression *expression, const ter_expression_source *source, size_t first,
                                   size_t count, int8_t *out, size_t *undefined, ter_error *error) {
    ter_status status = check(expression, TER_VALUE_BOOLEAN, error);
    return status == TER_OK ? evaluate(expression, source, first, count, NULL, out, undefined, error) : status;
}
