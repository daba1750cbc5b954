/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recursive descent over the tokens; types are checked as nodes are made. */
#include <stdlib.h>
#include <string.h>

#include "expression/nodes.h"
#include "tercile/text.h"

/* A parsing function appends the nodes of its part and returns TER_OK with the last one's index. */
static ter_status parse_or(ter__parser *p, size_t *node);
static ter_status parse_sign(ter__parser *p, size_t *node);

static ter_status advance(ter__parser *p) {
    ter_status status = ter__token_next(p->token.text + p->token.length, p->end, &p->token, p->error);
    if (status != TER_OK) {
        p->wrong = p->token.text;
    }
    return status;
}

static bool is(const ter__parser *p, const char *text) {
    bool fits = p->token.kind == TER__TOKEN_SIGN || p->token.kind == TER__TOKEN_WORD;
    return fits && p->token.length == strlen(text) && memcmp(p->token.text, text, p->token.length) == 0;
}

/* "what" was expected where the next token is. */
static ter_status unexpected(ter__parser *p, const char *what) {
    p->wrong = p->token.text;
    if (p->token.kind == TER__TOKEN_END) {
        return ter_error_set(p->error, TER_BAD_SYNTAX, "%s is missing at the end", what);
    }
    int length = p->token.length < 40 ? (int)p->token.length : 40;
    return ter_error_set(p->error, TER_BAD_SYNTAX, "%s was expected, not %.*s", what, length, p->token.text);
}

static ter_status expect(ter__parser *p, const char *text, const char *what) {
    return is(p, text) ? advance(p) : unexpected(p, what);
}

static ter_status enter(ter__parser *p) {
    if (++p->depth > TER_EXPRESSION_DEPTH_MAX) {
        p->wrong = p->token.text;
        return ter_error_set(p->error, TER_LIMIT, "the expression is nested more than %d deep", TER_EXPRESSION_DEPTH_MAX);
    }
    return TER_OK;
}

/* ---- columns and calls -------------------------------------------------------------------------------------------------- */

static ter_status parse_column(ter__parser *p, size_t *node) {
    ter__token token = p->token;
    size_t place = (size_t)(token.text - p->begin), length = token.length;
    char *name;
    if (token.kind == TER__TOKEN_QUOTED) {
        name = ter__token_unquote(&token, &length);
    } else {
        name = malloc(length + 1);
        if (name != NULL) {
            memcpy(name, token.text, length);
            name[length] = '\0';
        }
    }
    if (name == NULL) {
        return ter__parser_out_of_memory(p);
    }
    if (length == 0 || memchr(name, '\0', length) != NULL) {
        free(name);
        p->wrong = token.text;
        return ter_error_set(p->error, TER_BAD_SYNTAX, "a column's name is empty or holds a zero byte");
    }
    ter_status status = ter__node_column(p, name, place, node);
    return status == TER_OK ? advance(p) : status;
}

/* Arguments up to the closing parenthesis. min and max of many become min of min: the stack stays low. */
static ter_status parse_arguments(ter__parser *p, const ter__function *f, size_t place, size_t *arguments, size_t *count) {
    for (*count = 0;;) {
        size_t argument;
        ter_status status = parse_or(p, &argument);
        if (status != TER_OK) {
            return status;
        }
        ++*count;
        if (f->most == SIZE_MAX && *count > 1) {
            size_t both[2] = {arguments[0], argument};
            status = ter__node_operator(p, f->kind, TER_VALUE_NUMBER, TER_VALUE_NUMBER, place, f->name, 2, both, &arguments[0]);
            if (status != TER_OK) {
                return status;
            }
        } else if (*count <= 3) {
            arguments[*count - 1] = argument;
        }
        if (!is(p, ",")) {
            return expect(p, ")", "\",\" or \")\"");
        }
        status = advance(p);
        if (status != TER_OK) {
            return status;
        }
    }
}

static ter_status parse_call(ter__parser *p, const ter__token *word, size_t *node) {
    const ter__function *f = NULL;
    size_t arguments[3] = {0, 0, 0}, count = 0, place = (size_t)(word->text - p->begin);
    ter_status status = ter__function_find(p, word, &f);
    if (status == TER_OK) {
        status = expect(p, "(", "\"(\"");
    }
    if (status == TER_OK) {
        status = is(p, ")") ? advance(p) : parse_arguments(p, f, place, arguments, &count);
    }
    if (status != TER_OK) {
        return status;
    }
    if (count < f->least || count > f->most) {
        p->wrong = word->text;
        return ter_error_set(p->error, TER_BAD_ARGUMENT, "%s takes %zu argument%s%s, not %zu", f->name, f->least,
                             f->least == 1 ? "" : "s", f->most == SIZE_MAX ? " or more" : "", count);
    }
    if (f->most == SIZE_MAX) {
        *node = arguments[0]; /* made with the arguments */
        return TER_OK;
    }
    return ter__node_call(p, f->kind, f->name, place, arguments, node);
}

/* ---- grammar, from the tightest operator to the loosest ----------------------------------------------------------------- */

static ter_status parse_number(ter__parser *p, size_t *node) {
    ter__node made = {.kind = TER__NODE_NUMBER, .type = TER_VALUE_NUMBER, .place = (size_t)(p->token.text - p->begin)};
    if (ter_text_to_double(p->token.text, p->token.length, &made.number) != TER_OK) {
        return unexpected(p, "a number");
    }
    ter_status status = ter__node_append(p, made, node);
    return status == TER_OK ? advance(p) : status;
}

static ter_status parse_text(ter__parser *p, size_t *node) {
    ter__node made = {.kind = TER__NODE_LITERAL, .type = TER_VALUE_TEXT, .place = (size_t)(p->token.text - p->begin)};
    made.literal = ter__token_unquote(&p->token, &made.length);
    if (made.literal == NULL) {
        return ter__parser_out_of_memory(p);
    }
    ter_status status = ter__node_append(p, made, node);
    if (status != TER_OK) {
        free(made.literal);
        return status;
    }
    return advance(p);
}

static ter_status parse_primary(ter__parser *p, size_t *node) {
    ter_status status;
    if (p->token.kind == TER__TOKEN_NUMBER) {
        return parse_number(p, node);
    }
    if (p->token.kind == TER__TOKEN_TEXT) {
        return parse_text(p, node);
    }
    if (p->token.kind == TER__TOKEN_QUOTED) {
        return parse_column(p, node);
    }
    if (is(p, "(")) {
        status = advance(p);
        if (status == TER_OK) {
            status = parse_or(p, node);
        }
        return status == TER_OK ? expect(p, ")", "\")\"") : status;
    }
    if (p->token.kind != TER__TOKEN_WORD || is(p, "and") || is(p, "or") || is(p, "not")) {
        return unexpected(p, "a value");
    }
    /* A word before a parenthesis is a function, any other a column. */
    ter__token after;
    const char *behind = p->token.text + p->token.length;
    if (ter__token_next(behind, p->end, &after, NULL) == TER_OK && after.length == 1 && *after.text == '(') {
        ter__token word = p->token;
        status = advance(p);
        return status == TER_OK ? parse_call(p, &word, node) : status;
    }
    return parse_column(p, node);
}

static ter_status parse_power(ter__parser *p, size_t *node) {
    size_t operands[2];
    ter_status status = parse_primary(p, &operands[0]);
    *node = operands[0];
    if (status != TER_OK || !is(p, "^")) {
        return status;
    }
    size_t place = (size_t)(p->token.text - p->begin);
    status = advance(p);
    if (status == TER_OK) {
        status = parse_sign(p, &operands[1]); /* 2^-3, and 2^3^4 = 2^(3^4) */
    }
    if (status != TER_OK) {
        return status;
    }
    return ter__node_operator(p, TER__NODE_POWER, TER_VALUE_NUMBER, TER_VALUE_NUMBER, place, "\"^\"", 2, operands, node);
}

static ter_status parse_sign(ter__parser *p, size_t *node) {
    ter_status status = enter(p);
    if (status != TER_OK) {
        return status;
    }
    bool minus = is(p, "-");
    size_t place = (size_t)(p->token.text - p->begin);
    if (minus || is(p, "+")) {
        status = advance(p);
        if (status == TER_OK) {
            status = parse_sign(p, node);
        }
        if (status == TER_OK && minus) {
            status = ter__node_operator(p, TER__NODE_NEGATE, TER_VALUE_NUMBER, TER_VALUE_NUMBER, place, "\"-\"", 1, node, node);
        } else if (status == TER_OK) {
            status = ter__node_demand(p, *node, TER_VALUE_NUMBER, "\"+\"");
        }
    } else {
        status = parse_power(p, node);
    }
    p->depth--;
    return status;
}

/* Operators of one level, joined to the left. */
typedef struct joint {
    const char *sign, *word;
    ter__node_kind kind;
} joint;

static ter_status parse_left(ter__parser *p, ter_status (*part)(ter__parser *, size_t *), const joint *joints, size_t count,
                             ter_value_type type, size_t *node) {
    ter_status status = part(p, node);
    while (status == TER_OK) {
        size_t i = 0;
        while (i < count && !is(p, joints[i].sign) && (joints[i].word == NULL || !is(p, joints[i].word))) {
            i++;
        }
        if (i == count) {
            break;
        }
        char who[8] = "\"";
        memcpy(who + 1, p->token.text, p->token.length);
        who[1 + p->token.length] = '"';
        size_t operands[2] = {*node, 0}, place = (size_t)(p->token.text - p->begin);
        status = advance(p);
        if (status == TER_OK) {
            status = part(p, &operands[1]);
        }
        if (status == TER_OK) {
            status = ter__node_operator(p, joints[i].kind, type, type, place, who, 2, operands, node);
        }
    }
    return status;
}

static ter_status parse_product(ter__parser *p, size_t *node) {
    static const joint joints[] = {{"*", NULL, TER__NODE_MULTIPLY}, {"/", NULL, TER__NODE_DIVIDE}};
    return parse_left(p, parse_sign, joints, 2, TER_VALUE_NUMBER, node);
}

static ter_status parse_sum(ter__parser *p, size_t *node) {
    static const joint joints[] = {{"+", NULL, TER__NODE_ADD}, {"-", NULL, TER__NODE_SUBTRACT}};
    return parse_left(p, parse_product, joints, 2, TER_VALUE_NUMBER, node);
}

static bool is_comparison(const ter__parser *p, ter__node_kind *kind) {
    static const joint comparisons[] = {{"==", NULL, TER__NODE_EQUAL},  {"!=", NULL, TER__NODE_UNEQUAL},
                                        {"<", NULL, TER__NODE_LESS},    {"<=", NULL, TER__NODE_LESS_EQUAL},
                                        {">", NULL, TER__NODE_GREATER}, {">=", NULL, TER__NODE_GREATER_EQUAL}};
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
        if (is(p, comparisons[i].sign)) {
            *kind = comparisons[i].kind;
            return true;
        }
    }
    return false;
}

static ter_status parse_comparison(ter__parser *p, size_t *node) {
    ter__node made = {.type = TER_VALUE_BOOLEAN};
    ter_status status = parse_sum(p, &made.operands[0]);
    *node = made.operands[0];
    if (status != TER_OK || !is_comparison(p, &made.kind)) {
        return status;
    }
    made.place = (size_t)(p->token.text - p->begin);
    status = advance(p);
    if (status == TER_OK) {
        status = parse_sum(p, &made.operands[1]);
    }
    if (status != TER_OK) {
        return status;
    }
    ter__node_kind again;
    if (is_comparison(p, &again)) {
        p->wrong = p->token.text;
        return ter_error_set(p->error, TER_BAD_SYNTAX, "comparisons do not chain: write \"a < b and b < c\"");
    }
    return ter__node_comparison(p, made, node);
}

static ter_status parse_not(ter__parser *p, size_t *node) {
    if (!is(p, "not") && !is(p, "!")) {
        return parse_comparison(p, node);
    }
    ter_status status = enter(p);
    size_t place = (size_t)(p->token.text - p->begin);
    if (status == TER_OK) {
        status = advance(p);
    }
    if (status == TER_OK) {
        status = parse_not(p, node);
    }
    if (status == TER_OK) {
        status = ter__node_operator(p, TER__NODE_NOT, TER_VALUE_BOOLEAN, TER_VALUE_BOOLEAN, place, "\"not\"", 1, node, node);
    }
    p->depth--;
    return status;
}

static ter_status parse_and(ter__parser *p, size_t *node) {
    static const joint joints[] = {{"&&", "and", TER__NODE_AND}};
    return parse_left(p, parse_not, joints, 1, TER_VALUE_BOOLEAN, node);
}

static ter_status parse_or(ter__parser *p, size_t *node) {
    static const joint joints[] = {{"||", "or", TER__NODE_OR}};
    ter_status status = enter(p);
    if (status == TER_OK) {
        status = parse_left(p, parse_and, joints, 1, TER_VALUE_BOOLEAN, node);
    }
    p->depth--;
    return status;
}

/* ---- entry -------------------------------------------------------------------------------------------------------------- */

static ter_status parse_all(ter__parser *p) {
    size_t root = 0;
    ter_status status = advance(p);
    if (status == TER_OK) {
        status = parse_or(p, &root);
    }
    if (status == TER_OK && p->token.kind != TER__TOKEN_END) {
        status = unexpected(p, "an operator or the end");
    }
    if (status == TER_OK && p->made->nodes[root].type == TER_VALUE_TEXT) {
        p->wrong = p->begin;
        status = ter_error_set(p->error, TER_BAD_ARGUMENT, "the expression gives a text: a number or a condition is wanted");
    }
    return status;
}

ter_status ter_expression_compile(ter_expression **expression, const char *text, size_t length, const ter_expression_names *names,
                                  size_t *column, ter_error *error) {
    ter_expression *made = calloc(1, sizeof *made);
    ter__parser p = {text, text + length, {TER__TOKEN_END, text, 0}, names, made, 0, text, error};
    ter_status status = TER_OK;
    if (made == NULL) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory for an expression");
    } else if (length > TER_EXPRESSION_BYTES_MAX) {
        status = ter_error_set(error, TER_LIMIT, "the expression has %zu bytes; at most %d are allowed", length,
                               TER_EXPRESSION_BYTES_MAX);
    } else {
        made->bound = names != NULL;
        status = parse_all(&p);
    }
    if (status != TER_OK) {
        ter_expression_destroy(made);
        if (column != NULL) {
            *column = (size_t)(p.wrong - text) + 1;
        }
        return status;
    }
    *expression = made;
    return TER_OK;
}

void ter_expression_destroy(ter_expression *expression) {
    if (expression == NULL) {
        return;
    }
    for (size_t i = 0; i < expression->node_count; i++) {
        free(expression->nodes[i].literal);
    }
    for (size_t i = 0; i < expression->column_count; i++) {
        free(expression->columns[i].name);
    }
    free(expression->nodes);
    free(expression->columns);
    free(expression);
}

ter_value_type ter_expression_type(const ter_expression *expression) {
    return expression->nodes[expression->node_count - 1].type;
}

bool ter_expression_is_bound(const ter_expression *expression) {
    return expression->bound;
}

size_t ter_expression_column_count(const ter_expression *expression) {
    return expression->column_count;
}

const char *ter_expression_column(const ter_expression *expression, size_t index, size_t *column, size_t *place) {
    if (index >= expression->column_count) {
        return NULL;
    }
    const ter__expression_column_use *use = &expression->columns[index];
    if (column != NULL) {
        *column = use->place + 1;
    }
    if (place != NULL) {
        *place = use->index;
    }
    return use->name;
}
