/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a point is: a minimum, or why not. */
#ifndef TER__NONLINEAR_CERTIFICATE_H
#define TER__NONLINEAR_CERTIFICATE_H

#include "nonlinear/search.h"

typedef struct ter__nonlinear_certificate {
    ter_nonlinear_verdict verdict;
    double gradient, step, curvature, condition;
    size_t culprit; /* the parameter that is dependent, on a plateau */
    bool perfect;   /* residuals are the arithmetic's own error */
} ter__nonlinear_certificate;

/* Judges search->at, which is factored. It changes search->trial. */
void ter__nonlinear_certify(ter__nonlinear_search *search, ter__nonlinear_certificate *certificate);

#endif
