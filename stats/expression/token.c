/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "expression/nodes.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

/* Letters, digits and points; behind an exponent's mark also its sign. What is no number is found when it is read. */
static const char *number_end(const char *at, const char *end) {
    bool hexadecimal = end - at > 1 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X');
    const char marks[3] = {hexadecimal ? 'p' : 'e', hexadecimal ? 'P' : 'E', '\0'};
    while (at < end && (is_digit(*at) || is_letter(*at) || *at == '.')) {
        bool exponent = *at == marks[0] || *at == marks[1];
        at++;
        if (exponent && at < end && (*at == '+' || *at == '-')) {
            at++;
        }
    }
    return at;
}

/* Behind the closing quote, or null; a doubled quote stands for itself. */
static const char *quoted_end(const char *at, const char *end) {
    char quote = *at++;
    while (at < end) {
        if (*at == quote) {
            if (end - at > 1 && at[1] == quote) {
                at++;
            } else {
                return at + 1;
            }
        }
        at++;
    }
    return NULL;
}

static ter_status sign(const char *at, const char *end, ter__token *token, ter_error *error) {
    static const char *const two[] = {"==", "!=", "<=", ">=", "&&", "||"};
    for (size_t i = 0; i < sizeof two / sizeof *two; i++) {
        if (end - at > 1 && memcmp(at, two[i], 2) == 0) {
            token->length = 2;
            return TER_OK;
        }
    }
    token->length = 1;
    if (*at != '\0' && strchr("+-*/^<>!(),", *at) != NULL) {
        return TER_OK;
    }
    if (*at == '=') {
        return ter_error_set(error, TER_BAD_SYNTAX, "\"=\" is no operator: to compare, write \"==\"");
    }
    if (*at == '&' || *at == '|') {
        return ter_error_set(error, TER_BAD_SYNTAX, "\"%c\" is no operator: write \"%s\"", *at, *at == '&' ? "and" : "or");
    }
    if (*at >= 0x20 && *at < 0x7f) {
        return ter_error_set(error, TER_BAD_SYNTAX, "\"%c\" has no meaning here", *at);
    }
    return ter_error_set(error, TER_BAD_SYNTAX, "byte 0x%02x has no meaning here", (unsigned)(unsigned char)*at);
}

ter_status ter__token_next(const char *at, const char *end, ter__token *token, ter_error *error) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) {
        at++;
    }
    token->text = at;
    token->length = 0;
    if (at == end) {
        token->kind = TER__TOKEN_END;
        return TER_OK;
    }
    const char *stop;
    if (is_digit(*at) || (*at == '.' && end - at > 1 && is_digit(at[1]))) {
        token->kind = TER__TOKEN_NUMBER;
        stop = number_end(at, end);
    } else if (is_letter(*at)) {
        token->kind = TER__TOKEN_WORD;
        for (stop = at; stop < end && (is_letter(*stop) || is_digit(*stop) || *stop == '.'); stop++) {
        }
    } else if (*at == '"' || *at == '\'' || *at == '`') {
        token->kind = *at == '`' ? TER__TOKEN_QUOTED : TER__TOKEN_TEXT;
        stop = quoted_end(at, end);
        if (stop == NULL) {
            return ter_error_set(error, TER_BAD_SYNTAX, "this %s is never closed", *at == '`' ? "backquote" : "quote");
        }
    } else {
        token->kind = TER__TOKEN_SIGN;
        return sign(at, end, token, error);
    }
    token->length = (size_t)(stop - at);
    return TER_OK;
}

char *ter__token_unquote(const ter__token *token, size_t *length) {
    char *text = malloc(token->length), quote = token->text[0];
    *length = 0;
    for (size_t i = 1; text != NULL && i + 1 < token->length; i++) {
        text[(*length)++] = token->text[i];
        i += token->text[i] == quote ? 1 : 0;
    }
    if (text != NULL) {
        text[*length] = '\0'; /* two quotes left room */
    }
    return text;
}
