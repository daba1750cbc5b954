/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__TEXT_SHORTEST_H
#define TER__TEXT_SHORTEST_H

#define TER__SHORTEST_DIGITS_MAX 17

/*
 * The shortest decimal digits that read back as `value` (finite, > 0), the nearest to it of those of that length:
 * value ~ 0.d1 d2 ... dn x 10^point. Writes the digits as characters without end mark, returns n.
 */
int ter__text_shortest(double value, char *digits, int *point);

#endif
