/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdbool.h>
#include <stdint.h>

#include "special/dd.h"
#include "tercile/exact.h"
#include "tercile/text.h"

#define DIGITS_MAX   30 /* below 2^106: what a pair holds */
#define EXPONENT_MAX 100000

typedef struct decimal {
    ter__dd digits; /* the first digits as a whole number, exact */
    int exponent;   /* of ten */
    bool negative;
} decimal;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* A whole number of up to 30 digits as a pair: two parts of 15 digits are exact doubles, their sum needs 100 bits. */
static ter__dd pair(uint64_t front, uint64_t back, int back_digits) {
    double power = 1.0;
    for (int i = 0; i < back_digits; i++) {
        power *= 10.0;
    }
    return ter__dd_add_d(ter__two_product((double)front, power), (double)back);
}

static bool scan(const char *text, size_t length, decimal *number) {
    size_t at = 0, seen = 0;
    uint64_t front = 0, back = 0;
    int used = 0, point = 0, dropped = 0;
    bool after_point = false;
    number->negative = length > 0 && text[0] == '-';
    at += length > 0 && (text[0] == '-' || text[0] == '+');
    for (; at < length && (is_digit(text[at]) || (text[at] == '.' && !after_point)); at++) {
        if (text[at] == '.') {
            after_point = true;
            continue;
        }
        seen++;
        point += after_point;
        if (used == DIGITS_MAX) {
            dropped++;
        } else if (used > 0 || text[at] != '0') {
            uint64_t *part = used < DIGITS_MAX / 2 ? &front : &back;
            *part = *part * 10 + (uint64_t)(text[at] - '0');
            used++;
        }
        if (seen > EXPONENT_MAX) {
            return false;
        }
    }
    int exponent = 0;
    if (seen > 0 && at < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        bool negative = at < length && text[at] == '-';
        at += at < length && (text[at] == '-' || text[at] == '+');
        size_t first = at;
        for (; at < length && is_digit(text[at]); at++) {
            exponent = exponent > EXPONENT_MAX ? exponent : exponent * 10 + (text[at] - '0');
        }
        if (at == first) {
            return false;
        }
        exponent = negative ? -exponent : exponent;
    }
    number->digits = pair(front, back, used > DIGITS_MAX / 2 ? used - DIGITS_MAX / 2 : 0);
    number->exponent = exponent - point + dropped;
    return seen > 0 && at == length;
}

/* 10^n, 0 <= n <= 300: exact to 10^45, then within n 2^-104. */
static ter__dd power_of_ten(int n) {
    ter__dd result = {1.0, 0.0}, base = {10.0, 0.0};
    for (; n > 0; n /= 2) {
        if (n % 2 != 0) {
            result = ter__dd_mul(result, base);
        }
        base = n > 1 ? ter__dd_square(base) : base;
    }
    return result;
}

ter_status ter_text_to_exact(const char *text, size_t length, ter_sum *value) {
    decimal number;
    double nearest;
    if (!scan(text, length, &number)) {
        return TER_BAD_SYNTAX;
    }
    ter_status status = ter_text_to_double(text, length, &nearest);
    if (status != TER_OK) {
        return status;
    }
    if (number.digits.hi == 0.0) {
        *value = (ter_sum){nearest, 0.0};
        return TER_OK;
    }
    if (!(fabs(nearest) <= 1e300 && fabs(nearest) >= 1e-270) || number.exponent < -300) {
        return TER_LIMIT;
    }
    ter__dd power = power_of_ten(number.exponent < 0 ? -number.exponent : number.exponent);
    ter__dd exact = number.exponent < 0 ? ter__dd_div(number.digits, power) : ter__dd_mul(number.digits, power);
    exact = number.negative ? ter__dd_neg(exact) : exact;
    double low = (exact.hi - nearest) + exact.lo;
    *value = (ter_sum){nearest, low};
    return TER_OK;
}
