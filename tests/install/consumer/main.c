/* SPDX-License-Identifier: GPL-3.0-or-later */
/* P(X <= 1.5) = 1 - 1.5 exp(-0.5) for a gamma law of shape 2 and scale 3. */
#include <stdio.h>
#include <tercile/stats.h>

int main(void) {
    ter_dist *law = NULL;
    ter_error error;
    if (ter_dist_parse(&law, "gamma(shape=2, scale=3)", &error) != TER_OK) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    char text[TER_DOUBLE_TEXT_BYTES];
    ter_text_from_double(ter_dist_cdf(law, 1.5), text);
    printf("P(X <= 1.5) = %s\n", text);
    ter_dist_destroy(law);
    return 0;
}
