/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expression/tape.h"

#include <stdlib.h>
#include <string.h>

#include "special/elementary.h"
#include "special/radians.h"

static const ter__dd zero = {0.0, 0.0}, one = {1.0, 0.0}, undefined = {TER__NAN, 0.0};

static size_t operand_count(ter__node_kind kind) {
    static const unsigned char counts[] = {
#define COUNT(name, operands) operands,
        TER__NODE_LIST(COUNT)
#undef COUNT
    };
    return counts[kind];
}

ter_status ter__tape_create(ter__tape *tape, const ter_expression *expression, size_t parameters, ter_error *error) {
    const size_t count = expression->node_count;
    *tape = (ter__tape){.expression = expression, .parameters = parameters};
    if (!expression->bound || ter_expression_type(expression) != TER_VALUE_NUMBER) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "a model gives a number, this expression gives a condition");
    }
    for (size_t i = 0; i < count; i++) {
        if (expression->nodes[i].type == TER_VALUE_TEXT) {
            return ter_error_set(error, TER_BAD_ARGUMENT, "a model is made of numbers; there is a text at column %zu of it",
                                 expression->nodes[i].place + 1);
        }
    }
    tape->depends = calloc(count, sizeof *tape->depends);
    tape->values = calloc(count, sizeof *tape->values);
    tape->slopes = calloc(count * (parameters + 1), sizeof *tape->slopes);
    if (tape->depends == NULL || tape->values == NULL || tape->slopes == NULL) {
        ter__tape_destroy(tape);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a model of %zu steps", count);
    }
    for (size_t i = 0; i < count; i++) {
        const ter__node *node = &expression->nodes[i];
        if (node->kind == TER__NODE_COLUMN && expression->columns[node->column].index < parameters) {
            tape->depends[i] = (uint32_t)1 << expression->columns[node->column].index;
        }
        for (size_t k = 0; k < operand_count(node->kind); k++) {
            tape->depends[i] |= tape->depends[node->operands[k]];
        }
    }
    return TER_OK;
}

void ter__tape_destroy(ter__tape *tape) {
    free(tape->depends);
    free(tape->values);
    free(tape->slopes);
    *tape = (ter__tape){0};
}

uint32_t ter__tape_parameters(const ter__tape *tape) {
    return tape->depends[tape->expression->node_count - 1];
}

/* ---- linearity ---------------------------------------------------------------------------------------------------------- */

static bool node_is_affine(const ter__tape *t, size_t i, uint32_t set) {
    const ter__node *node = &t->expression->nodes[i];
    const size_t *o = node->operands;
    if ((t->depends[i] & set) == 0) {
        return true;
    }
    switch (node->kind) {
    case TER__NODE_COLUMN:
        return true;
    case TER__NODE_NEGATE:
        return node_is_affine(t, o[0], set);
    case TER__NODE_ADD:
    case TER__NODE_SUBTRACT:
        return node_is_affine(t, o[0], set) && node_is_affine(t, o[1], set);
    case TER__NODE_MULTIPLY:
        return ((t->depends[o[0]] & set) == 0 || (t->depends[o[1]] & set) == 0) && node_is_affine(t, o[0], set) &&
               node_is_affine(t, o[1], set);
    case TER__NODE_DIVIDE:
        return (t->depends[o[1]] & set) == 0 && node_is_affine(t, o[0], set);
    case TER__NODE_IF_ELSE:
        return (t->depends[o[0]] & set) == 0 && node_is_affine(t, o[1], set) && node_is_affine(t, o[2], set);
    default:
        return false;
    }
}

bool ter__tape_is_affine(const ter__tape *tape, uint32_t set) {
    return node_is_affine(tape, tape->expression->node_count - 1, set);
}

/* ---- functions of one number: the value, and the slope of the function -------------------------------------------------- */

static ter__dd whole_power(ter__dd base, long exponent) {
    unsigned long left = exponent < 0 ? (unsigned long)-exponent : (unsigned long)exponent;
    ter__dd result = one;
    for (; left > 0; left >>= 1) {
        result = left & 1 ? ter__dd_mul(result, base) : result;
        base = left > 1 ? ter__dd_square(base) : base;
    }
    return exponent < 0 ? ter__dd_div(one, result) : result;
}

/* Far out exp is 0 or infinite, which the caller sees. */
static ter__dd exponential(ter__dd a) {
    if (isnan(a.hi)) {
        return undefined;
    }
    return a.hi > 640.0 ? ter__dd_make(TER__INFINITY, 0.0) : ter__exp_whole(a);
}

static ter__dd logarithm(ter__dd a) {
    return a.hi > 0.0 ? ter__dd_log(a) : undefined;
}

static ter__dd circular(ter__node_kind kind, ter__dd a, ter__dd *slope) {
    if (!isfinite(a.hi)) {
        return undefined;
    }
    const ter__sin_cos both = ter__sin_cos_radians(a);
    if (kind == TER__NODE_SIN) {
        *slope = both.cos;
        return both.sin;
    }
    if (kind == TER__NODE_COS) {
        *slope = ter__dd_neg(both.sin);
        return both.cos;
    }
    const ter__dd tangent = ter__dd_div(both.sin, both.cos);
    *slope = ter__dd_add_d(ter__dd_square(tangent), 1.0);
    return tangent;
}

static ter__dd hyperbolic_tangent(ter__dd a, ter__dd *slope) {
    const ter__dd size = a.hi < 0.0 ? ter__dd_neg(a) : a;
    ter__dd t = one;
    *slope = zero;
    if (size.hi < 300.0) {
        const ter__dd above = ter__dd_expm1(ter__dd_scale(size, 2.0)), below = ter__dd_add_d(above, 2.0);
        t = ter__dd_div(above, below);
        *slope = ter__dd_div(ter__dd_scale(ter__dd_add_d(above, 1.0), 4.0), ter__dd_square(below));
    }
    return a.hi < 0.0 ? ter__dd_neg(t) : t;
}

static ter__dd unary(ter__node_kind kind, ter__dd a, ter__dd *slope) {
    static const ter__dd inverse_log_10 = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};
    ter__dd value = zero;
    *slope = zero;
    switch (kind) {
    case TER__NODE_NEGATE:
        *slope = ter__dd_neg(one);
        return ter__dd_neg(a);
    case TER__NODE_NOT:
        return ter__dd_add_d(ter__dd_neg(a), 1.0);
    case TER__NODE_IS_MISSING:
        return isnan(a.hi) ? one : zero;
    case TER__NODE_ABS:
        *slope = a.hi < 0.0 ? ter__dd_neg(one) : one;
        return a.hi < 0.0 ? ter__dd_neg(a) : a;
    case TER__NODE_ATAN:
        *slope = ter__dd_div(one, ter__dd_add_d(ter__dd_square(a), 1.0));
        return ter__dd_atan(a);
    case TER__NODE_CEIL:
        return ter__dd_make(ceil(a.hi) == a.hi ? a.hi + ceil(a.lo) : ceil(a.hi), 0.0);
    case TER__NODE_FLOOR:
        return ter__dd_make(floor(a.hi) == a.hi ? a.hi + floor(a.lo) : floor(a.hi), 0.0);
    case TER__NODE_COS:
    case TER__NODE_SIN:
    case TER__NODE_TAN:
        return circular(kind, a, slope);
    case TER__NODE_EXP:
        value = *slope = exponential(a);
        return value;
    case TER__NODE_EXPM1:
        *slope = exponential(a);
        return fabs(a.hi) < 600.0 ? ter__dd_expm1(a) : ter__dd_add_d(*slope, -1.0);
    case TER__NODE_LOG:
        *slope = ter__dd_div(one, a);
        return logarithm(a);
    case TER__NODE_LOG10:
        *slope = ter__dd_div(inverse_log_10, a);
        return ter__dd_mul(logarithm(a), inverse_log_10);
    case TER__NODE_LOG1P:
        *slope = ter__dd_div(one, ter__dd_add_d(a, 1.0));
        return a.hi > -1.0 ? ter__dd_log1p(a) : undefined;
    case TER__NODE_TANH:
        return hyperbolic_tangent(a, slope);
    default: /* SQRT */
        value = a.hi > 0.0 ? ter__dd_sqrt(a) : a.hi == 0.0 ? zero : undefined;
        *slope = ter__dd_div(ter__dd_make(0.5, 0.0), value);
        return value;
    }
}

/* ---- functions of two numbers ------------------------------------------------------------------------------------------- */

/* a^b with its slopes in both. Below 0 only a whole number that is no parameter is an exponent. */
static ter__dd power(ter__dd a, ter__dd b, bool exponent_varies, ter__dd *in_a, ter__dd *in_b) {
    const bool whole = b.lo == 0.0 && floor(b.hi) == b.hi && fabs(b.hi) <= 1024.0;
    *in_b = zero;
    if (whole && !exponent_varies) {
        *in_a = b.hi == 0.0 ? zero : ter__dd_mul_d(whole_power(a, (long)b.hi - 1), b.hi);
        return whole_power(a, (long)b.hi);
    }
    if (a.hi == 0.0 && b.hi > 0.0) {
        *in_a = b.hi > 1.0 ? zero : ter__dd_make(TER__INFINITY, 0.0);
        return zero; /* and the slope in b is 0 as well */
    }
    const ter__dd log_a = logarithm(a), value = exponential(ter__dd_mul(b, log_a));
    *in_a = ter__dd_div(ter__dd_mul(value, b), a);
    *in_b = ter__dd_mul(value, log_a);
    return value;
}

static int order(ter__dd a, ter__dd b) {
    const ter__dd difference = ter__dd_sub(a, b);
    return (difference.hi > 0.0) - (difference.hi < 0.0);
}

static ter__dd truth(bool value) {
    return value ? one : zero;
}

/* Conditions, and what chooses. */
static ter__dd compared(ter__node_kind kind, ter__dd a, ter__dd b, ter__dd *in_a, ter__dd *in_b) {
    const int sign = order(a, b);
    bool first = true;
    switch (kind) {
    case TER__NODE_EQUAL:
        return truth(sign == 0);
    case TER__NODE_UNEQUAL:
        return truth(sign != 0);
    case TER__NODE_LESS:
        return truth(sign < 0);
    case TER__NODE_LESS_EQUAL:
        return truth(sign <= 0);
    case TER__NODE_GREATER:
        return truth(sign > 0);
    case TER__NODE_GREATER_EQUAL:
        return truth(sign >= 0);
    case TER__NODE_AND:
        return truth(a.hi == 1.0 && b.hi == 1.0);
    case TER__NODE_OR:
        return truth(a.hi == 1.0 || b.hi == 1.0);
    default: /* MINIMUM, MAXIMUM */
        first = kind == TER__NODE_MINIMUM ? sign <= 0 : sign >= 0;
        *(first ? in_a : in_b) = one;
        return first ? a : b;
    }
}

static ter__dd binary(ter__node_kind kind, ter__dd a, ter__dd b, bool second_varies, ter__dd *in_a, ter__dd *in_b) {
    ter__dd value = zero;
    *in_a = *in_b = zero;
    if (isnan(a.hi) || isnan(b.hi)) {
        return undefined;
    }
    switch (kind) {
    case TER__NODE_ADD:
        *in_a = *in_b = one;
        return ter__dd_add(a, b);
    case TER__NODE_SUBTRACT:
        *in_a = one;
        *in_b = ter__dd_neg(one);
        return ter__dd_sub(a, b);
    case TER__NODE_MULTIPLY:
        *in_a = b;
        *in_b = a;
        return ter__dd_mul(a, b);
    case TER__NODE_DIVIDE:
        value = ter__dd_div(a, b);
        *in_a = ter__dd_div(one, b);
        *in_b = ter__dd_neg(ter__dd_div(value, b));
        return value;
    case TER__NODE_POWER:
        return power(a, b, second_varies, in_a, in_b);
    default:
        return compared(kind, a, b, in_a, in_b);
    }
}

/* ---- a row -------------------------------------------------------------------------------------------------------------- */

/* slopes of node i += factor times those of node `from`. */
static void add_slopes(ter__tape *t, size_t i, size_t from, ter__dd factor) {
    ter__dd *to = t->slopes + i * t->parameters;
    const ter__dd *source = t->slopes + from * t->parameters;
    for (size_t k = 0; k < t->parameters; k++) {
        if (t->depends[from] >> k & 1) {
            to[k] = ter__dd_add(to[k], ter__dd_mul(factor, source[k]));
        }
    }
}

static void leaf(ter__tape *t, size_t i, const ter__dd *parameters, const ter__dd *data) {
    static const ter__dd pi = TER__PI;
    const ter__node *node = &t->expression->nodes[i];
    if (node->kind == TER__NODE_COLUMN) {
        const size_t place = t->expression->columns[node->column].index;
        t->values[i] = place < t->parameters ? parameters[place] : data[place - t->parameters];
        if (place < t->parameters) {
            t->slopes[i * t->parameters + place] = one;
        }
    } else {
        t->values[i] = node->kind == TER__NODE_PI ? pi : ter__dd_make(node->number, 0.0);
    }
}

static void step(ter__tape *t, size_t i, bool sloped) {
    const ter__node *node = &t->expression->nodes[i];
    const size_t *o = node->operands, count = operand_count(node->kind);
    ter__dd in[3] = {zero, zero, zero};
    if (count == 1) {
        t->values[i] = unary(node->kind, t->values[o[0]], &in[0]);
    } else if (count == 2) {
        t->values[i] = binary(node->kind, t->values[o[0]], t->values[o[1]], t->depends[o[1]] != 0, &in[0], &in[1]);
    } else {
        const size_t chosen = t->values[o[0]].hi == 1.0 ? 1 : 2;
        in[chosen] = one;
        t->values[i] = isnan(t->values[o[0]].hi) ? undefined : t->values[o[chosen]];
    }
    for (size_t k = 0; sloped && k < count; k++) {
        if (t->depends[o[k]] != 0 && (in[k].hi != 0.0 || isnan(in[k].hi))) {
            add_slopes(t, i, o[k], in[k]);
        }
    }
}

bool ter__tape_row(ter__tape *tape, const ter__dd *parameters, const ter__dd *data, ter__dd *value, ter__dd *slopes) {
    const size_t count = tape->expression->node_count, p = tape->parameters;
    if (slopes != NULL) {
        memset(tape->slopes, 0, count * p * sizeof *tape->slopes);
    }
    for (size_t i = 0; i < count; i++) {
        if (operand_count(tape->expression->nodes[i].kind) == 0) {
            leaf(tape, i, parameters, data);
        } else {
            step(tape, i, slopes != NULL);
        }
    }
    *value = tape->values[count - 1];
    bool finite = isfinite(value->hi) && isfinite(value->lo);
    for (size_t k = 0; slopes != NULL && k < p; k++) {
        slopes[k] = tape->slopes[(count - 1) * p + k];
        finite = finite && isfinite(slopes[k].hi) && isfinite(slopes[k].lo);
    }
    return finite;
}
