/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Burger and Dybvig, "Printing floating-point numbers quickly and accurately", PLDI 1996, free format: exact integer arithmetic,
 * no table and no proof beyond schoolbook. Numbers of 15 digits or fewer, the common case in data, take a short way.
 */
#include "core/text_shortest.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* 2^1074 times 10 and some room: 1,152 bits. */
#define LIMBS_MAX 36

typedef struct natural {
    int limbs;
    uint32_t limb[LIMBS_MAX];
} natural;

static natural natural_of(uint64_t value) {
    natural a = {0, {(uint32_t)value, (uint32_t)(value >> 32)}};
    a.limbs = a.limb[1] != 0 ? 2 : a.limb[0] != 0;
    return a;
}

static void multiply(natural *a, uint32_t factor) {
    uint64_t carry = 0;
    for (int i = 0; i < a->limbs; i++) {
        carry += (uint64_t)a->limb[i] * factor;
        a->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0) {
        a->limb[a->limbs++] = (uint32_t)carry;
    }
}

static void multiply_power10(natural *a, int power) {
    for (; power >= 9; power -= 9) {
        multiply(a, 1000000000u);
    }
    for (; power > 0; power--) {
        multiply(a, 10u);
    }
}

static void shift_left(natural *a, int bits) {
    int whole = bits / 32, rest = bits % 32;
    multiply(a, (uint32_t)1 << rest);
    if (whole > 0 && a->limbs > 0) {
        memmove(a->limb + whole, a->limb, (size_t)a->limbs * sizeof a->limb[0]);
        memset(a->limb, 0, (size_t)whole * sizeof a->limb[0]);
        a->limbs += whole;
    }
}

static int compare(const natural *a, const natural *b) {
    if (a->limbs != b->limbs) {
        return a->limbs < b->limbs ? -1 : 1;
    }
    for (int i = a->limbs - 1; i >= 0; i--) {
        if (a->limb[i] != b->limb[i]) {
            return a->limb[i] < b->limb[i] ? -1 : 1;
        }
    }
    return 0;
}

/* Sign of a + b - c. */
static int compare_sum(const natural *a, const natural *b, const natural *c) {
    natural sum;
    sum.limbs = 0;
    uint64_t carry = 0;
    int most = a->limbs > b->limbs ? a->limbs : b->limbs;
    for (int i = 0; i < most; i++) {
        carry += (uint64_t)(i < a->limbs ? a->limb[i] : 0) + (i < b->limbs ? b->limb[i] : 0);
        sum.limb[sum.limbs++] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0) {
        sum.limb[sum.limbs++] = (uint32_t)carry;
    }
    return compare(&sum, c);
}

/* a -= factor b, when the result is not negative. */
static void subtract(natural *a, const natural *b, uint32_t factor) {
    uint64_t carry = 0;
    int64_t borrow = 0;
    for (int i = 0; i < a->limbs; i++) {
        carry += i < b->limbs ? (uint64_t)b->limb[i] * factor : 0;
        int64_t difference = (int64_t)a->limb[i] - (int64_t)(carry & UINT32_MAX) + borrow;
        a->limb[i] = (uint32_t)difference;
        borrow = difference < 0 ? -1 : 0;
        carry >>= 32;
    }
    while (a->limbs > 0 && a->limb[a->limbs - 1] == 0) {
        a->limbs--;
    }
}

/* Leading part of a in units of 2^(32 (limbs - 3)), rounded down within 2^-50 or so. */
static double leading(const natural *a, int limbs) {
    double value = 0.0;
    for (int i = limbs; i >= 0 && i >= limbs - 3; i--) {
        value = value * 0x1p32 + (i < a->limbs ? a->limb[i] : 0);
    }
    return value;
}

/* r / s and r %= s for a quotient of one digit: estimated from the leading parts, never too large, then corrected. */
static int digit_of(natural *r, const natural *s) {
    if (r->limbs < s->limbs) {
        return 0;
    }
    int digit = (int)(leading(r, s->limbs) / leading(s, s->limbs) * (1.0 - 0x1p-40));
    if (digit > 0) {
        subtract(r, s, (uint32_t)digit);
    }
    while (compare(r, s) >= 0) {
        subtract(r, s, 1);
        digit++;
    }
    return digit;
}

/* Writes an integer's digits without trailing zeros. */
static int from_integer(uint64_t value, int exponent, char *digits, int *point) {
    char reversed[20];
    int length = 0, zeros = 0;
    for (; value % 10 == 0; value /= 10) {
        zeros++;
    }
    for (; value > 0; value /= 10) {
        reversed[length++] = (char)('0' + value % 10);
    }
    for (int i = 0; i < length; i++) {
        digits[i] = reversed[length - 1 - i];
    }
    *point = length + zeros + exponent;
    return length;
}

/*
 * When value = m / 10^j, correctly rounded, with m < 10^15 and j <= 22 (m and 10^j are doubles then), the digits of m read back as
 * value, and no other digits of that length do.
 */
static int from_short_decimal(double value, char *digits, int *point) {
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (!(value < 0x1p53 && value >= 1e-7)) {
        return 0;
    }
    if (value == floor(value)) {
        return from_integer((uint64_t)value, 0, digits, point);
    }
    int power = 0;
    while (value * powers[power + 1] < 1e15) {
        power++;
    }
    double m = floor(value * powers[power] + 0.5);
    if (m < 1e15 && m / powers[power] == value) {
        return from_integer((uint64_t)m, -power, digits, point);
    }
    return 0;
}

typedef struct scaled {
    natural r, s, above, below; /* value = r / s x 10^point; half the gaps to the neighbours are above / s and below / s */
    bool closed;                /* the ends of the gap read back as value: they round to an even mantissa */
} scaled;

static void scale(scaled *a, double value, int *point) {
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(value, &exponent), 53);
    exponent -= 53;
    if (exponent < -1074) {
        mantissa >>= -1074 - exponent;
        exponent = -1074;
    }
    bool narrow_below = mantissa == (uint64_t)1 << 52 && exponent > -1074;
    a->closed = mantissa % 2 == 0;
    a->r = natural_of(mantissa);
    a->s = natural_of(1);
    a->above = a->below = natural_of(1);
    shift_left(&a->r, (exponent > 0 ? exponent : 0) + 1 + narrow_below);
    shift_left(&a->s, (exponent < 0 ? -exponent : 0) + 1 + narrow_below);
    shift_left(&a->above, (exponent > 0 ? exponent : 0) + narrow_below);
    shift_left(&a->below, exponent > 0 ? exponent : 0);
    /* A lower bound of the decimal exponent, at most one too small: log10(2) = 0.30103 rounded up below 1, down above. */
    int bits = exponent;
    for (uint64_t m = mantissa; m > 1; m >>= 1) {
        bits++;
    }
    *point = (int)ceil(bits * 0.30102999566398114 - 1e-9);
    if (*point >= 0) {
        multiply_power10(&a->s, *point);
    } else {
        multiply_power10(&a->r, -*point);
        multiply_power10(&a->above, -*point);
        multiply_power10(&a->below, -*point);
    }
    int order = compare_sum(&a->r, &a->above, &a->s);
    if (order > 0 || (order == 0 && a->closed)) {
        ++*point;
    } else {
        multiply(&a->r, 10);
        multiply(&a->above, 10);
        multiply(&a->below, 10);
    }
}

int ter__text_shortest(double value, char *digits, int *point) {
    int length = from_short_decimal(value, digits, point);
    if (length > 0) {
        return length;
    }
    scaled a;
    scale(&a, value, point);
    while (true) {
        int digit = digit_of(&a.r, &a.s);
        int low = compare(&a.r, &a.below), high = compare_sum(&a.r, &a.above, &a.s);
        bool low_enough = low < 0 || (low == 0 && a.closed);
        bool high_enough = high > 0 || (high == 0 && a.closed);
        if (low_enough || high_enough) {
            if (low_enough && high_enough) {
                multiply(&a.r, 2);
                int half = compare(&a.r, &a.s);
                digit += half > 0 || (half == 0 && digit % 2 != 0);
            } else if (high_enough) {
                digit++;
            }
            digits[length++] = (char)('0' + digit);
            return length;
        }
        digits[length++] = (char)('0' + digit);
        multiply(&a.r, 10);
        multiply(&a.above, 10);
        multiply(&a.below, 10);
    }
}
