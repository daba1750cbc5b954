/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the contract tests share: they go through the registry and hold each family to its descriptor and to tercile/dist.h.
 * TER_TEST_POINTS multiplies the number of points (1 by default), TER_TEST_SEED repeats a run, TER_TEST_FAMILY names one family to
 * run alone.
 */
#ifndef TER_CONTRACT_H
#define TER_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tercile/dist.h"

/* `usual` times TER_TEST_POINTS, at least 1. */
size_t ter_contract_points(size_t usual);
/* Whether the family is to be run. */
bool ter_contract_runs(const ter_family *family);

/* Notes a broken promise, printed with the family's name; ter_contract_end fails the test when there was one since the last end. */
void ter_contract_broken(const ter_family *family, const char *format, ...) TER_PRINTF(2, 3);
void ter_contract_end(void);

/* The same bits; any NaN equals any NaN. */
bool ter_contract_same(double a, double b);

#endif
