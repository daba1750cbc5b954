/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for people, formed from the shortest exact decimal text, so that the bytes depend on neither locale nor C library. */
#include <math.h>
#include <string.h>

#include "report/buffer.h"
#include "tercile/text.h"

#define DIGITS_MAX 17

/* The decimal digits of a finite value > 0: value = 0.d1 d2 d3 ... x 10^point. */
typedef struct decimal {
    char digit[40];
    int count, point;
} decimal;

/* Reads the exponent of "1.25e-07". */
static int exponent_of(const char *text) {
    const char *mark = strchr(text, 'e');
    if (mark == NULL) {
        return 0;
    }
    int exponent = 0;
    bool negative = mark[1] == '-';
    for (const char *digit = mark + 1; *digit != '\0'; digit++) {
        if (*digit >= '0' && *digit <= '9') {
            exponent = exponent * 10 + (*digit - '0');
        }
    }
    return negative ? -exponent : exponent;
}

static decimal decimal_of(double value) {
    char text[TER_DOUBLE_TEXT_BYTES];
    ter_text_from_double(value, text);
    decimal number = {.count = 0, .point = exponent_of(text)};
    bool fraction = false;
    for (const char *at = text; *at != '\0' && *at != 'e'; at++) {
        if (*at == '.') {
            fraction = true;
            continue;
        }
        bool leading = number.count == 0 && *at == '0';
        if (!leading && number.count < (int)sizeof number.digit) {
            number.digit[number.count++] = *at;
        }
        if (leading ? fraction : !fraction) {
            number.point += leading ? -1 : 1;
        }
    }
    while (number.count > 1 && number.digit[number.count - 1] == '0') {
        number.count--;
    }
    return number;
}

/* Rounds to `digits`, ties away from zero. */
static void round_to(decimal *number, int digits) {
    if (number->count <= digits) {
        return;
    }
    bool up = number->digit[digits] >= '5';
    number->count = digits;
    int i = digits - 1;
    while (up && i >= 0) {
        up = number->digit[i] == '9';
        number->digit[i] = up ? '0' : (char)(number->digit[i] + 1);
        i--;
    }
    if (up) { /* all nines */
        number->digit[0] = '1';
        number->count = 1;
        number->point++;
    }
    while (number->count > 1 && number->digit[number->count - 1] == '0') {
        number->count--;
    }
}

static size_t write_small(int value, char *text) {
    char reversed[12];
    size_t length = 0, n = 0;
    do {
        reversed[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (n > 0) {
        text[length++] = reversed[--n];
    }
    return length;
}

static size_t write_scientific(const decimal *number, char *text) {
    size_t length = 0;
    for (int i = 0; i < number->count; i++) {
        text[length++] = number->digit[i];
        if (i == 0 && number->count > 1) {
            text[length++] = '.';
        }
    }
    int exponent = number->point - 1;
    text[length++] = 'e';
    text[length++] = exponent < 0 ? '-' : '+';
    return length + write_small(exponent < 0 ? -exponent : exponent, text + length);
}

static size_t write_plain(const decimal *number, char *text) {
    size_t length = 0;
    if (number->point <= 0) {
        text[length++] = '0';
    }
    for (int i = 0; i < number->point; i++) {
        text[length++] = i < number->count ? number->digit[i] : '0';
    }
    if (number->count > number->point) {
        text[length++] = '.';
    }
    for (int i = number->point; i < number->count; i++) {
        text[length++] = i < 0 ? '0' : number->digit[i];
    }
    return length;
}

size_t ter__format_significant(double value, int digits, char *text) {
    size_t length = 0;
    if (isnan(value) || isinf(value) || value == 0) {
        const char *word = isnan(value) ? "nan" : value == 0 ? "0" : value > 0 ? "inf" : "-inf";
        length = strlen(word);
        memcpy(text, word, length + 1);
        return length;
    }
    digits = digits < 1 ? 1 : digits > DIGITS_MAX ? DIGITS_MAX : digits;
    decimal number = decimal_of(fabs(value));
    bool plain = number.point >= -4 && number.point <= 15;
    round_to(&number, plain && number.point > digits ? number.point : digits);
    if (value < 0) {
        text[length++] = '-';
    }
    length += plain ? write_plain(&number, text + length) : write_scientific(&number, text + length);
    text[length] = '\0';
    return length;
}

size_t ter__format_decimal(int64_t mantissa, int exponent, char *text) {
    decimal number = {.count = 0};
    uint64_t rest = mantissa < 0 ? 0 - (uint64_t)mantissa : (uint64_t)mantissa;
    char reversed[24];
    int n = 0;
    while (rest > 0) {
        reversed[n++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    number.point = n + exponent;
    while (n > 0) {
        number.digit[number.count++] = reversed[--n];
    }
    size_t length = 0;
    if (mantissa < 0) {
        text[length++] = '-';
    }
    if (number.count == 0) {
        text[length++] = '0';
    } else if (number.point < -4 || number.point > 15) {
        round_to(&number, DIGITS_MAX);
        length += write_scientific(&number, text + length);
    } else {
        length += write_plain(&number, text + length);
    }
    text[length] = '\0';
    return length;
}
