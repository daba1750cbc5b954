/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Introspective sort (Musser 1997): quicksort on the median of three, insertion sort for short pieces, heapsort when the
 * partitions go bad. No memory, no recursion deeper than log2 n.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "tercile/describe.h"

#define SHORT 24

/* An integer in the order wanted: -inf < ... < -0 < +0 < ... < +inf < NaN. */
static inline uint64_t key(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (isnan(x)) {
        return UINT64_MAX;
    }
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static inline void swap(double *a, double *b) {
    double keep = *a;
    *a = *b;
    *b = keep;
}

static void insertion_sort(size_t n, double *x) {
    for (size_t i = 1; i < n; i++) {
        double moving = x[i];
        uint64_t moving_key = key(moving);
        size_t place = i;
        for (; place > 0 && key(x[place - 1]) > moving_key; place--) {
            x[place] = x[place - 1];
        }
        x[place] = moving;
    }
}

static void sift_down(size_t n, double *x, size_t i) {
    while (2 * i + 1 < n) {
        size_t child = 2 * i + 1;
        if (child + 1 < n && key(x[child + 1]) > key(x[child])) {
            child++;
        }
        if (key(x[i]) >= key(x[child])) {
            return;
        }
        swap(&x[i], &x[child]);
        i = child;
    }
}

static void heap_sort(size_t n, double *x) {
    for (size_t i = n / 2; i-- > 0;) {
        sift_down(n, x, i);
    }
    for (size_t end = n; end-- > 1;) {
        swap(&x[0], &x[end]);
        sift_down(end, x, 0);
    }
}

/* Splits x[n], n >= 3, so that [0, result) <= [result, n), both parts not empty (Hoare). */
static size_t partition(size_t n, double *x) {
    size_t middle = n / 2;
    if (key(x[middle]) < key(x[0])) {
        swap(&x[middle], &x[0]);
    }
    if (key(x[n - 1]) < key(x[0])) {
        swap(&x[n - 1], &x[0]);
    }
    if (key(x[n - 1]) < key(x[middle])) {
        swap(&x[n - 1], &x[middle]);
    }
    uint64_t pivot = key(x[middle]);
    size_t low = 0, high = n - 1;
    while (1) {
        do {
            low++;
        } while (key(x[low]) < pivot);
        do {
            high--;
        } while (key(x[high]) > pivot);
        if (low >= high) {
            return low;
        }
        swap(&x[low], &x[high]);
    }
}

static void sort(size_t n, double *x, unsigned splits) {
    while (n > SHORT) {
        if (splits-- == 0) {
            heap_sort(n, x);
            return;
        }
        size_t left = partition(n, x);
        /* The shorter part by recursion, the longer by the loop. */
        if (left < n - left) {
            sort(left, x, splits);
            x += left;
            n -= left;
        } else {
            sort(n - left, x + left, splits);
            n = left;
        }
    }
    insertion_sort(n, x);
}

void ter_sort(size_t n, double *x) {
    unsigned splits = 0;
    for (size_t rest = n; rest > 0; rest /= 2) {
        splits += 2;
    }
    sort(n, x, splits);
}
