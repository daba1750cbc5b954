/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tilted_uniform.h"

#define TERMS 12

/* (-1)^order times the derivative of -theta / 2 + log(sinh(theta / 2) / (theta / 2)) = ... + sum B_2n theta^2n / (2n (2n)!). */
static double series(int order, double theta) {
    static const double bernoulli[TERMS] = {1.0 / 6.0,       -1.0 / 30.0,       1.0 / 42.0,       -1.0 / 30.0,
                                            5.0 / 66.0,      -691.0 / 2730.0,   7.0 / 6.0,        -3617.0 / 510.0,
                                            43867.0 / 798.0, -174611.0 / 330.0, 854513.0 / 138.0, -236364091.0 / 2730.0};
    double sum = 0.0;
    for (int n = TERMS; n >= 1; n--) {
        int power = 2 * n - order;
        if (power < 0)
            continue;
        double term = bernoulli[n - 1] / (2.0 * n);
        for (int i = 2; i <= power; i++)
            term /= i; /* (2n)! over the factors that the derivatives bring down */
        for (int i = 0; i < power; i++)
            term *= theta;
        sum += term;
    }
    return (order == 1 ? 0.5 : 0.0) + (order % 2 == 0 ? sum : -sum);
}

/* (order - 1)! - theta^order times a quotient in q = exp(-theta), over theta^order. */
double ter__tilted_cumulant(int order, double theta) {
    if (theta < 1.0)
        return series(order, theta);
    double q = ter__exp(-theta), rest = -ter__expm1(-theta), ratio = theta / rest, whole, part = q;
    if (order == 1)
        return 1.0 / theta - q / rest;
    if (theta > 700.0)
        q = part = 0.0;
    switch (order) {
    case 2:
        whole = 1.0;
        part *= ratio * ratio;
        break;
    case 3:
        whole = 2.0;
        part *= ratio * ratio * ratio * (1.0 + q);
        break;
    default:
        whole = 6.0;
        part *= ratio * ratio * ratio * ratio * (1.0 + q * (4.0 + q));
    }
    double out = whole - (theta > 700.0 ? 0.0 : part);
    for (int i = 0; i < order; i++)
        out /= theta;
    return out;
}
