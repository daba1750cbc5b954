/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strtod_l, which reads in the "C" locale whatever the program's is. */
#define _GNU_SOURCE
#include "tercile/text.h"

#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text_shortest.h"

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static size_t put(char *text, const char *word) {
    size_t length = strlen(word);
    memcpy(text, word, length + 1);
    return length;
}

/* Appends an exponent with its sign and at least `least` digits. */
static char *put_exponent(char *end, int exponent, int least) {
    char reversed[8];
    int length = 0;
    *end++ = exponent < 0 ? '-' : '+';
    for (int rest = abs(exponent); rest > 0 || length < least; rest /= 10) {
        reversed[length++] = (char)('0' + rest % 10);
    }
    while (length > 0) {
        *end++ = reversed[--length];
    }
    return end;
}

static char *put_repeated(char *end, char character, int count) {
    for (; count > 0; count--) {
        *end++ = character;
    }
    return end;
}

size_t ter_text_from_double(double value, char *text) {
    if (isnan(value)) {
        return put(text, "nan");
    }
    char *end = text;
    if (signbit(value)) {
        *end++ = '-';
        value = -value;
    }
    if (isinf(value) || value == 0.0) {
        return (size_t)(end - text) + put(end, value == 0.0 ? "0" : "inf");
    }
    char digits[TER__SHORTEST_DIGITS_MAX];
    int point, length = ter__text_shortest(value, digits, &point);
    int before = point; /* digits before the decimal point */
    if (point <= -4 || point > 16) {
        before = 1;
    }
    if (before <= 0) {
        *end++ = '0';
        *end++ = '.';
        end = put_repeated(end, '0', -before);
        memcpy(end, digits, (size_t)length);
        end += length;
    } else {
        int whole = length < before ? length : before;
        memcpy(end, digits, (size_t)whole);
        end = put_repeated(end + whole, '0', before - whole);
        if (length > whole) {
            *end++ = '.';
            memcpy(end, digits + whole, (size_t)(length - whole));
            end += length - whole;
        }
    }
    if (before != point) {
        *end++ = 'e';
        end = put_exponent(end, point - 1, 2);
    }
    *end = '\0';
    return (size_t)(end - text);
}

size_t ter_text_from_double_hex(double value, char *text) {
    if (isnan(value) || isinf(value)) {
        return ter_text_from_double(value, text);
    }
    char *end = text;
    if (signbit(value)) {
        *end++ = '-';
        value = -value;
    }
    int exponent = 0;
    double leading = 0.0;
    if (value >= 0x1p-1022) {
        leading = 2.0 * frexp(value, &exponent);
        exponent--;
    } else if (value > 0.0) {
        leading = ldexp(value, 1022);
        exponent = -1022;
    }
    end += put(end, leading >= 1.0 ? "0x1" : "0x0");
    uint64_t fraction = (uint64_t)ldexp(leading - floor(leading), 52);
    if (fraction != 0) {
        *end++ = '.';
        for (int shift = 48; fraction != 0; shift -= 4) {
            *end++ = "0123456789abcdef"[fraction >> shift];
            fraction &= ((uint64_t)1 << shift) - 1;
        }
    }
    *end++ = 'p';
    end = put_exponent(end, exponent, 1);
    *end = '\0';
    return (size_t)(end - text);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_digit(char c, bool hexadecimal) {
    return (c >= '0' && c <= '9') || (hexadecimal && lower(c) >= 'a' && lower(c) <= 'f');
}

static bool is_word(const char *text, size_t length, const char *word) {
    if (length != strlen(word)) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (lower(text[i]) != word[i]) {
            return false;
        }
    }
    return true;
}

/* Whether text[length], its sign taken off, is a number by the grammar: digits with at most one point, then an exponent. */
static bool is_number(const char *text, size_t length) {
    bool hexadecimal = length > 2 && text[0] == '0' && lower(text[1]) == 'x';
    size_t i = hexadecimal ? 2 : 0, digits = 0, points = 0;
    for (; i < length && (is_digit(text[i], hexadecimal) || (text[i] == '.' && points == 0)); i++) {
        if (text[i] == '.') {
            points++;
        } else {
            digits++;
        }
    }
    if (digits == 0) {
        return false;
    }
    if (i == length) {
        return true;
    }
    if (lower(text[i++]) != (hexadecimal ? 'p' : 'e')) {
        return false;
    }
    if (i < length && (text[i] == '+' || text[i] == '-')) {
        i++;
    }
    size_t first = i;
    while (i < length && is_digit(text[i], false)) {
        i++;
    }
    return i == length && i > first;
}

/*
 * Plain decimals of up to 15 digits and no exponent: an integer and a power of ten that are both doubles, one division, one
 * rounding. Returns false when the text is anything else.
 */
static bool read_short(const char *text, size_t length, double *value) {
    static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    if (length > 16) {
        return false;
    }
    uint64_t mantissa = 0;
    size_t digits = 0, point = length;
    for (size_t i = 0; i < length; i++) {
        if (is_digit(text[i], false)) {
            mantissa = mantissa * 10 + (uint64_t)(text[i] - '0');
            digits++;
        } else if (text[i] == '.' && point == length) {
            point = i;
        } else {
            return false;
        }
    }
    if (digits == 0 || digits > 15) {
        return false;
    }
    *value = (double)mantissa / powers[point == length ? 0 : length - point - 1];
    return true;
}

/* Any number of the grammar, of any length, by the C library's correctly rounded reader. */
static ter_status read_any(const char *text, size_t length, double *value) {
    char small[128];
    char *copy = length < sizeof small ? small : malloc(length + 1);
    if (copy == NULL) {
        return TER_NO_MEMORY;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    ter_status status = TER_NO_MEMORY;
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain != (locale_t)0) {
        *value = strtod_l(copy, NULL, plain);
        freelocale(plain);
        status = TER_OK;
    }
    if (copy != small) {
        free(copy);
    }
    return status;
}

ter_status ter_text_to_double(const char *text, size_t length, double *value) {
    double magnitude;
    bool negative = length > 0 && text[0] == '-';
    if (length > 0 && (text[0] == '-' || text[0] == '+')) {
        text++;
        length--;
    }
    if (!read_short(text, length, &magnitude)) {
        if (is_word(text, length, "nan")) {
            magnitude = NAN;
        } else if (is_word(text, length, "inf") || is_word(text, length, "infinity")) {
            magnitude = INFINITY;
        } else if (is_number(text, length)) {
            ter_status status = read_any(text, length, &magnitude);
            if (status != TER_OK) {
                return status;
            }
        } else {
            return TER_BAD_SYNTAX;
        }
    }
    *value = negative ? -magnitude : magnitude;
    return TER_OK;
}

/* ---- proposals ---------------------------------------------------------------------------------------------------------- */

/* Words longer than this are not names of anything. */
#define WORD_BYTES_MAX 63

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Optimal string alignment distance (Damerau 1964; Wagner and Fischer 1974), letters' case ignored. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length) {
    size_t row[3][WORD_BYTES_MAX + 1];
    for (size_t j = 0; j <= b_length; j++) {
        row[0][j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            bool same = lower(a[i - 1]) == lower(b[j - 1]);
            now[j] = least(before[j - 1] + !same, least(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
                now[j] = least(now[j], earlier[j - 2] + 1);
            }
        }
    }
    return row[a_length % 3][b_length];
}

const char *ter_text_suggest(const char *word, const char *const *candidates, size_t count) {
    size_t length = strlen(word);
    if (length > WORD_BYTES_MAX) {
        return NULL;
    }
    const char *best = NULL;
    /* One more than allowed; a change of every letter is no likeness. */
    size_t nearest = least(length / 3 > 1 ? length / 3 : 1, length > 1 ? length - 1 : 0) + 1;
    for (size_t i = 0; i < count && nearest > 0; i++) {
        size_t candidate_length = strlen(candidates[i]);
        if (candidate_length <= WORD_BYTES_MAX) {
            size_t d = distance(word, length, candidates[i], candidate_length);
            if (d < nearest) {
                nearest = d;
                best = candidates[i];
            }
        }
    }
    return best;
}
