/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expectations under a law by integration or summation in ball arithmetic, for tests of summaries. The range is cut where the tails
 * that are left hold less than 2^-TER__EXPECTATION_CUT_BITS: that part of the error is not enclosed, so this is for laws with
 * light enough tails, and says nothing about divergence.
 */
#ifndef TER__EXPECTATION_H
#define TER__EXPECTATION_H

#include <acb.h>

#include "evaluate.h"

#define TER__EXPECTATION_CUT_BITS 120

/* E[(X - centre)^order], or the entropy E[-log f(X)] when order is TER__ENTROPY_ORDER. TER_NOT_ACCURATE when out is wider than
 * 2^-40 of itself. */
#define TER__ENTROPY_ORDER 1000u
ter_status ter__expectation(arb_t out, const ter__law *law, const double *parameters, const arb_t centre, unsigned order);

/* E[exp(i t X)], but for two tails of 2^-48.5 at most, else to 2^-50. */
ter_status ter__expectation_of_wave(acb_t out, const ter__law *law, const double *parameters, double t);

#endif
