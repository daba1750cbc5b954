/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recursive descent over the tokens of expressions; a value is a set of terms. */
#include "formula/terms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tercile/text.h"

typedef struct parser {
    ter__formula *made;
    const char *end;
    ter__token token;
    size_t depth;
    ter_error *error;
} parser;

static ter_status parse_sum(parser *p, ter__term_set *set);

/* ---- tokens ------------------------------------------------------------------------------------------------------------- */

static ter_status fail(parser *p, const char *at, ter_status status, const char *what) {
    p->made->failed_at = (size_t)(at - p->made->text) + 1;
    return ter_error_set(p->error, status, "formula, column %zu: %s", p->made->failed_at, what);
}

/* Says where something else failed; `column` from 1. */
static ter_status failed_at(parser *p, size_t column, ter_status status) {
    p->made->failed_at = column;
    return ter_error_prefix(p->error, status, "formula, column %zu: ", column);
}

static ter_status advance(parser *p) {
    const char *at = p->token.text + p->token.length;
    while (at < p->end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) {
        at++;
    }
    if (at < p->end && (*at == ':' || *at == '.' || *at == '%')) { /* not of expressions */
        p->token = (ter__token){TER__TOKEN_SIGN, at, 1};
        return TER_OK;
    }
    ter_status status = ter__token_next(at, p->end, &p->token, p->error);
    return status == TER_OK ? status : failed_at(p, (size_t)(p->token.text - p->made->text) + 1, status);
}

static bool is(const parser *p, const char *text) {
    return p->token.length == strlen(text) && memcmp(p->token.text, text, p->token.length) == 0;
}

static ter_status expect(parser *p, const char *text, const char *what) {
    return is(p, text) ? advance(p) : fail(p, p->token.text, TER_BAD_SYNTAX, what);
}

static char *copied(const char *from, const char *to) {
    while (to > from && (to[-1] == ' ' || to[-1] == '\t')) {
        to--;
    }
    char *text = malloc((size_t)(to - from) + 1);
    if (text != NULL) {
        memcpy(text, from, (size_t)(to - from));
        text[to - from] = '\0';
    }
    return text;
}

char *ter__formula_copy(const char *text) {
    return copied(text, text + strlen(text));
}

/* ---- sets of terms ------------------------------------------------------------------------------------------------------ */

static ter_status add_term(parser *p, ter__term_set *set, uint64_t term) {
    for (size_t i = 0; i < set->count; i++) {
        if (set->terms[i] == term) {
            return TER_OK;
        }
    }
    if (set->count == TER__FORMULA_TERMS_MAX) {
        return fail(p, p->token.text, TER_LIMIT, "more than 500 terms");
    }
    set->terms[set->count++] = term;
    return TER_OK;
}

static void remove_term(ter__term_set *set, uint64_t term) {
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++) {
        if (set->terms[i] != term) {
            set->terms[kept++] = set->terms[i];
        }
    }
    set->count = kept;
}

static ter_status add_all(parser *p, ter__term_set *set, const ter__term_set *more) {
    ter_status status = TER_OK;
    for (size_t i = 0; status == TER_OK && i < more->count; i++) {
        status = add_term(p, set, more->terms[i]);
    }
    return status;
}

/* set += { a union b }. */
static ter_status add_products(parser *p, ter__term_set *set, const ter__term_set *a, const ter__term_set *b) {
    ter_status status = TER_OK;
    for (size_t i = 0; status == TER_OK && i < a->count; i++) {
        for (size_t j = 0; status == TER_OK && j < b->count; j++) {
            status = add_term(p, set, a->terms[i] | b->terms[j]);
        }
    }
    return status;
}

/* ---- variables ---------------------------------------------------------------------------------------------------------- */

/* A variable of the same text is the same; `made` is taken over. */
static ter_status add_variable(parser *p, ter__variable made, ter__term_set *set) {
    ter__formula *f = p->made;
    size_t i = 0;
    while (made.text != NULL && i < f->variable_count && strcmp(f->variables[i].text, made.text) != 0) {
        i++;
    }
    if (made.text == NULL || i < f->variable_count || i == TER__FORMULA_VARIABLES_MAX) {
        const bool known = made.text != NULL && i < f->variable_count;
        free(made.text);
        ter_expression_destroy(made.expression);
        if (!known) {
            return i == TER__FORMULA_VARIABLES_MAX ? fail(p, f->text + made.place, TER_LIMIT, "more than 60 variables")
                                                   : ter_error_set(p->error, TER_NO_MEMORY, "out of memory for a formula");
        }
    } else {
        f->variables[f->variable_count++] = made;
    }
    return add_term(p, set, (uint64_t)1 << i);
}

/* The expression between two places, of numbers. */
static ter_status compile(parser *p, const char *from, const char *to, ter_expression **expression) {
    const ter_expression_names names = ter__frame_names(p->made->frame);
    size_t column = 0;
    ter_status status = ter_expression_compile(expression, from, (size_t)(to - from), &names, &column, p->error);
    return status == TER_OK ? status : failed_at(p, (size_t)(from - p->made->text) + column, status);
}

static ter_status compile_number(parser *p, const char *from, const char *to, ter_expression **expression) {
    ter_status status = compile(p, from, to, expression);
    if (status == TER_OK && ter_expression_type(*expression) != TER_VALUE_NUMBER) {
        ter_expression_destroy(*expression);
        *expression = NULL;
        status = fail(p, from, TER_BAD_ARGUMENT, "this is a condition, and a number is needed");
    }
    return status;
}

static ter_status column_variable(parser *p, const char *from, const char *to, char *name, ter__term_set *set, bool as_factor) {
    const ter_frame *frame = p->made->frame;
    ter__variable made = {.place = (size_t)(from - p->made->text)};
    ter_value_type type = TER_VALUE_ANY;
    ter_status status = name == NULL ? ter_error_set(p->error, TER_NO_MEMORY, "out of memory for a formula")
                                     : ter__frame_find(frame, name, &made.column, &type, p->error);
    free(name);
    if (status != TER_OK) {
        return failed_at(p, made.place + 1, status);
    }
    if (as_factor || type == TER_VALUE_TEXT) {
        made.kind = TER__VARIABLE_FACTOR;
    } else {
        status = compile_number(p, from, to, &made.expression);
    }
    made.text = copied(from, to);
    if (status != TER_OK) {
        free(made.text);
        return status;
    }
    return add_variable(p, made, set);
}

/* The name of a column from its token. */
static char *column_name(const ter__token *token) {
    size_t length = 0;
    return token->kind == TER__TOKEN_QUOTED ? ter__token_unquote(token, &length) : copied(token->text, token->text + token->length);
}

/* p->token is the opening parenthesis: moves behind the closing one; *close is where that stands, *comma the last comma at depth 1.
 */
static ter_status skip_call(parser *p, const char **close, const char **comma) {
    size_t depth = 0;
    *comma = NULL;
    for (;;) {
        if (p->token.kind == TER__TOKEN_END) {
            return fail(p, p->token.text, TER_BAD_SYNTAX, "\")\" is missing at the end");
        }
        depth += is(p, "(") ? 1 : 0;
        *comma = is(p, ",") && depth == 1 ? p->token.text : *comma;
        if (is(p, ")") && --depth == 0) {
            *close = p->token.text;
            return advance(p);
        }
        ter_status status = advance(p);
        if (status != TER_OK) {
            return status;
        }
    }
}

static ter_status factor_call(parser *p, const char *from, const char *inside, const char *close, ter__term_set *set) {
    ter__token name;
    ter_status status = ter__token_next(inside, close, &name, p->error);
    const bool column = status == TER_OK && (name.kind == TER__TOKEN_WORD || name.kind == TER__TOKEN_QUOTED);
    const char *behind = name.text + name.length;
    if (!column || strspn(behind, " \t") < (size_t)(close - behind)) {
        return fail(p, inside, TER_BAD_ARGUMENT, "factor() takes the name of a column");
    }
    return column_variable(p, from, close + 1, column_name(&name), set, true);
}

static ter_status polynomial_call(parser *p, const char *from, const char *inside, const char *comma, const char *close,
                                  ter__term_set *set) {
    ter__variable made = {.kind = TER__VARIABLE_POLYNOMIAL, .place = (size_t)(from - p->made->text)};
    char *text = comma != NULL ? copied(comma + 1 + strspn(comma + 1, " \t"), close) : NULL, *rest = NULL;
    made.degree = text != NULL ? strtoul(text, &rest, 10) : 0;
    const bool good = text != NULL && *text >= '1' && *text <= '9' && *rest == '\0' && made.degree <= 64;
    free(text);
    if (!good) {
        return fail(p, comma != NULL ? comma + 1 : inside, TER_BAD_ARGUMENT, "poly(x, degree) takes a degree from 1 to 64");
    }
    ter_status status = compile_number(p, inside, comma, &made.expression);
    if (status != TER_OK) {
        return status;
    }
    made.text = copied(from, close + 1);
    return add_variable(p, made, set);
}

static ter_status call(parser *p, const ter__token *word, ter__term_set *set) {
    const char *inside = p->token.text + 1, *close = NULL, *comma = NULL;
    ter_status status = skip_call(p, &close, &comma);
    if (status != TER_OK) {
        return status;
    }
    const size_t length = word->length;
    const bool identity = length == 1 && word->text[0] == 'I';
    if (length == 6 && memcmp(word->text, "factor", 6) == 0) {
        return factor_call(p, word->text, inside, close, set);
    }
    if (length == 4 && memcmp(word->text, "poly", 4) == 0) {
        return polynomial_call(p, word->text, inside, comma, close, set);
    }
    if (length == 6 && memcmp(word->text, "offset", 6) == 0) {
        if (p->made->offset_count == TER__FORMULA_VARIABLES_MAX) {
            return fail(p, word->text, TER_LIMIT, "more than 60 offsets");
        }
        status = compile_number(p, inside, close, &p->made->offsets[p->made->offset_count]);
        p->made->offset_count += status == TER_OK;
        return status;
    }
    ter__variable made = {.kind = TER__VARIABLE_NUMBER, .place = (size_t)(word->text - p->made->text)};
    status = compile_number(p, identity ? inside : word->text, identity ? close : close + 1, &made.expression);
    if (status != TER_OK) {
        return status;
    }
    made.text = copied(word->text, close + 1);
    return add_variable(p, made, set);
}

/* ---- the grammar, from the tightest operator to the loosest ------------------------------------------------------------- */

/* Every column that the left side does not name. */
static ter_status add_others(parser *p, ter__term_set *set) {
    const ter__formula *f = p->made;
    ter_status status = advance(p);
    for (size_t j = 0; status == TER_OK && j < f->frame->column_count; j++) {
        const char *name = f->frame->columns[j].name, *named;
        bool left = false;
        for (size_t i = 0; f->response != NULL && (named = ter_expression_column(f->response, i, NULL, NULL)) != NULL; i++) {
            left = left || strcmp(named, name) == 0;
        }
        if (left) {
            continue;
        }
        ter__variable made = {.place = (size_t)(p->token.text - f->text), .column = j};
        made.text = copied(name, name + strlen(name));
        if (f->frame->columns[j].values == NULL) {
            made.kind = TER__VARIABLE_FACTOR;
        } else {
            char quoted[600];
            const ter_expression_names names = ter__frame_names(f->frame);
            const int length = snprintf(quoted, sizeof quoted, "`%.500s`", name);
            status = ter_expression_compile(&made.expression, quoted, (size_t)length, &names, NULL, p->error);
        }
        status = status == TER_OK ? add_variable(p, made, set) : status;
    }
    return status;
}

static ter_status parse_atom(parser *p, ter__term_set *set) {
    const ter__token token = p->token;
    ter_status status;
    if (is(p, "(")) {
        if (++p->depth > 16) {
            return fail(p, token.text, TER_LIMIT, "nested more than 16 deep");
        }
        status = advance(p);
        status = status == TER_OK ? parse_sum(p, set) : status;
        p->depth--;
        return status == TER_OK ? expect(p, ")", "\")\" was expected") : status;
    }
    if (is(p, ".")) {
        return add_others(p, set);
    }
    if (is(p, "1")) {
        status = advance(p);
        return status == TER_OK ? add_term(p, set, 0) : status;
    }
    if (token.kind != TER__TOKEN_WORD && token.kind != TER__TOKEN_QUOTED) {
        return fail(p, token.text, TER_BAD_SYNTAX,
                    token.kind == TER__TOKEN_END ? "a term is missing at the end" : "a term was expected here");
    }
    status = advance(p);
    if (status == TER_OK && token.kind == TER__TOKEN_WORD && is(p, "(")) {
        return call(p, &token, set);
    }
    return status == TER_OK ? column_variable(p, token.text, token.text + token.length, column_name(&token), set, false) : status;
}

static ter_status parse_power(parser *p, ter__term_set *set) {
    ter_status status = parse_atom(p, set);
    if (status != TER_OK || !is(p, "^")) {
        return status;
    }
    status = advance(p);
    if (status != TER_OK || p->token.kind != TER__TOKEN_NUMBER || p->token.length != 1 || *p->token.text < '1') {
        return status != TER_OK ? status : fail(p, p->token.text, TER_BAD_SYNTAX, "a power of terms is a number from 1 to 9");
    }
    const ter__term_set base = *set;
    for (int k = *p->token.text - '0'; status == TER_OK && k > 1; k--) {
        const ter__term_set before = *set;
        status = add_products(p, set, &before, &base);
    }
    return status == TER_OK ? advance(p) : status;
}

static ter_status parse_interaction(parser *p, ter__term_set *set) {
    ter_status status = parse_power(p, set);
    while (status == TER_OK && is(p, ":")) {
        ter__term_set left = *set, right = {.count = 0};
        status = advance(p);
        status = status == TER_OK ? parse_power(p, &right) : status;
        set->count = 0;
        status = status == TER_OK ? add_products(p, set, &left, &right) : status;
    }
    return status;
}

static ter_status parse_product(parser *p, ter__term_set *set) {
    ter_status status = parse_interaction(p, set);
    while (status == TER_OK && is(p, "*")) {
        const ter__term_set left = *set;
        ter__term_set right = {.count = 0};
        status = advance(p);
        status = status == TER_OK ? parse_interaction(p, &right) : status;
        status = status == TER_OK ? add_all(p, set, &right) : status;
        status = status == TER_OK ? add_products(p, set, &left, &right) : status;
    }
    if (status == TER_OK && (is(p, "/") || is(p, "%"))) {
        return fail(p, p->token.text, TER_BAD_SYNTAX, "nesting is written out: a + a:b; a quotient of columns is I(a / b)");
    }
    return status;
}

static ter_status parse_sum(parser *p, ter__term_set *set) {
    bool minus = is(p, "-");
    ter_status status = minus || is(p, "+") ? advance(p) : TER_OK;
    for (;;) {
        ter__term_set part = {.count = 0};
        if (status == TER_OK && is(p, "0")) { /* + 0 is - 1, and - 0 is + 1 */
            status = advance(p);
            part.count = 1;
            minus = !minus;
        } else if (status == TER_OK) {
            status = parse_product(p, &part);
        }
        if (status != TER_OK) {
            return status;
        }
        for (size_t i = 0; minus && i < part.count; i++) {
            remove_term(set, part.terms[i]);
        }
        status = minus ? TER_OK : add_all(p, set, &part);
        minus = is(p, "-");
        if (status != TER_OK || (!minus && !is(p, "+"))) {
            return status;
        }
        status = advance(p);
    }
}

/* ---- the whole ---------------------------------------------------------------------------------------------------------- */

static size_t order_of(uint64_t term) {
    size_t count = 0;
    for (; term != 0; term &= term - 1) {
        count++;
    }
    return count;
}

static void sort_terms(ter__term_set *set) {
    for (size_t i = 1; i < set->count; i++) {
        const uint64_t term = set->terms[i];
        size_t k = i;
        for (; k > 0 && order_of(set->terms[k - 1]) > order_of(term); k--) {
            set->terms[k] = set->terms[k - 1];
        }
        set->terms[k] = term;
    }
}

static ter_status parse_response(parser *p, const char *tilde) {
    const char *from = p->made->text + strspn(p->made->text, " \t");
    p->made->response_text = copied(from, tilde);
    if (p->made->response_text == NULL) {
        return ter_error_set(p->error, TER_NO_MEMORY, "out of memory for a formula");
    }
    if (*p->made->response_text == '\0') {
        return fail(p, from, TER_BAD_SYNTAX, "the response is missing before \"~\"");
    }
    return compile(p, from, tilde, &p->made->response);
}

ter_status ter__formula_parse(ter__formula *formula, const char *text, const ter_frame *frame, ter_error *error) {
    *formula = (ter__formula){.text = text, .frame = frame};
    const char *tilde = strchr(text, '~');
    parser p = {.made = formula, .end = text + strlen(text), .error = error};
    ter_status status = TER_OK;
    if (tilde == NULL) {
        status = ter_error_set(error, TER_BAD_SYNTAX, "the formula has no \"~\": write \"response ~ terms\"");
    } else if (strlen(text) > TER_EXPRESSION_BYTES_MAX) {
        status = ter_error_set(error, TER_LIMIT, "the formula is longer than %d bytes", TER_EXPRESSION_BYTES_MAX);
    }
    status = status == TER_OK ? parse_response(&p, tilde) : status;
    if (status == TER_OK) {
        p.token = (ter__token){TER__TOKEN_SIGN, tilde, 1};
        formula->terms = (ter__term_set){.count = 1}; /* the constant */
        status = advance(&p);
        status = status == TER_OK ? parse_sum(&p, &formula->terms) : status;
    }
    if (status == TER_OK && p.token.kind != TER__TOKEN_END) {
        status = fail(&p, p.token.text, TER_BAD_SYNTAX, "an operator or the end was expected here");
    }
    if (status != TER_OK) {
        const size_t place = formula->failed_at;
        ter__formula_destroy(formula);
        formula->failed_at = place;
        return status;
    }
    sort_terms(&formula->terms);
    return TER_OK;
}

void ter__formula_destroy(ter__formula *formula) {
    for (size_t i = 0; i < formula->variable_count; i++) {
        free(formula->variables[i].text);
        ter_expression_destroy(formula->variables[i].expression);
    }
    for (size_t i = 0; i < formula->offset_count; i++) {
        ter_expression_destroy(formula->offsets[i]);
    }
    ter_expression_destroy(formula->response);
    free(formula->response_text);
    *formula = (ter__formula){.text = NULL};
}
