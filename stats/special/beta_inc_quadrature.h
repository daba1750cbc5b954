/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The integral J of beta_inc.h by Gauss-Legendre quadrature. */
#ifndef TER__BETA_INC_QUADRATURE_H
#define TER__BETA_INC_QUADRATURE_H

#include "special/dd.h"

#define TER__BETA_NODES 32

/* Roots of the Legendre polynomial of degree TER__BETA_NODES and their weights, for the interval [0, 1]. */
extern const double ter__beta_node[TER__BETA_NODES];
extern const double ter__beta_weight[TER__BETA_NODES];

/* The same in double-double, for the sharp form. */
#define TER__BETA_NODES_SHARP 48
extern const ter__dd ter__beta_node_sharp[TER__BETA_NODES_SHARP];
extern const ter__dd ter__beta_weight_sharp[TER__BETA_NODES_SHARP];

/* J for the lower tail; a >= 6, lambda = a y - b x >= 0, and lambda >= 1 - b x where b < 6. Relative error below 5e-16. */
double ter__beta_quadrature(double a, double b, ter__dd x, ter__dd y, double lambda);
/* The same with an error below 1e-21, at some twenty times the cost: for decisions between neighbouring counts. */
ter__dd ter__beta_quadrature_sharp(ter__dd a, ter__dd b, ter__dd x, ter__dd y, double lambda);

#endif
