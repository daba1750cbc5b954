/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Least squares of ROWS x COLUMNS normal numbers by ter_linear_fit_create and by LAPACK's QR (dgels), by turns in one process on
 * one thread: medians of processor seconds, and the largest difference of the coefficients. Built and run by models.py.
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tercile/linear_model.h"
#include "tercile/stats.h"

/* LAPACK's own, as Fortran has it. */
extern void dgels_(const char *transposed, const int *rows, const int *columns, const int *sides, double *a, const int *a_rows,
                   double *b, const int *b_rows, double *work, const int *work_size, int *info, size_t transposed_length);

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A number from -1 to 1. */
static double next(unsigned long long *bits) {
    *bits = *bits * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(*bits >> 11) * 0x1p-52 - 1.0;
}

int main(int argc, char **argv) {
    const size_t rows = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000, columns = argc > 2 ? strtoul(argv[2], NULL, 10) : 20;
    const int repeat = argc > 3 ? atoi(argv[3]) : 5;
    double *x = malloc(rows * columns * sizeof *x), *y = malloc(rows * sizeof *y);
    double *a = malloc(rows * columns * sizeof *a), *b = malloc(rows * sizeof *b), times[2][64];
    unsigned long long bits = 1;
    if (x == NULL || y == NULL || a == NULL || b == NULL || repeat < 1 || repeat > 64) {
        fprintf(stderr, "out of memory, or a bad argument\n");
        return 1;
    }
    for (size_t i = 0; i < rows; i++) {
        y[i] = next(&bits);
        for (size_t j = 0; j < columns; j++) {
            x[j * rows + i] = j == 0 ? 1.0 : next(&bits) + next(&bits);
            y[i] += x[j * rows + i] * (double)(j + 1);
        }
    }
    double apart = 0.0;
    for (int k = 0; k < repeat; k++) {
        const ter_linear_problem problem = {
            .rows = rows, .columns = columns, .x = x, .y = y, .has_constant = true, .coefficients_only = true};
        ter_linear_fit *fit = NULL;
        ter_error error;
        double begin = seconds();
        if (ter_linear_fit_create(&fit, &problem, &error) != TER_OK) {
            fprintf(stderr, "%s\n", error.text);
            return 1;
        }
        times[0][k] = seconds() - begin;
        memcpy(a, x, rows * columns * sizeof *a);
        memcpy(b, y, rows * sizeof *b);
        begin = seconds();
        const int m = (int)rows, n = (int)columns, one = 1, size = 64 * (n + 64);
        double *work = malloc((size_t)size * sizeof *work);
        int info = -1;
        if (work != NULL) {
            dgels_("N", &m, &n, &one, a, &m, b, &m, work, &size, &info, 1);
        }
        free(work);
        if (info != 0) {
            fprintf(stderr, "dgels: %d\n", info);
            return 1;
        }
        times[1][k] = seconds() - begin;
        for (size_t j = 0; j < columns; j++) {
            apart = fmax(apart, fabs(b[j] - fit->coefficients[j]) / fabs(fit->coefficients[j]));
        }
        ter_linear_fit_destroy(fit);
    }
    for (int way = 0; way < 2; way++) {
        qsort(times[way], (size_t)repeat, sizeof times[way][0], ascending);
    }
    printf("%.3f\t%.3f\t%.1e\n", times[0][repeat / 2], times[1][repeat / 2], apart);
    free(x);
    free(y);
    free(a);
    free(b);
    return 0;
}
