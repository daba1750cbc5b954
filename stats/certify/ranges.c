/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranges.h"

#include <string.h>

/* clang-format off */
#define LOCATION          {TER__SIGNED, 1e-10, 1e10, 2, {0.0, 1.0}}
#define SCALE             {TER__POSITIVE, 1e-100, 1e100, 2, {1.0, 2.0}}
#define MODERATE_LOCATION {TER__SIGNED, 0.1, 10.0, 2, {0.0, 1.0}}
#define MODERATE_SCALE    {TER__POSITIVE, 0.1, 10.0, 1, {1.0}}

static const ter__ranges table[] = {
    {"normal", 0.0, 0, {LOCATION, SCALE}, {MODERATE_LOCATION, MODERATE_SCALE}},
    {"lognormal", 0.0, 0, {{TER__SIGNED, 1e-5, 700.0, 2, {0.0, 1.0}}, {TER__POSITIVE, 1e-10, 1e5, 2, {1.0, 0.5}}},
                  {{TER__SIGNED, 0.1, 3.0, 2, {0.0, 1.0}}, {TER__POSITIVE, 0.1, 1.5, 1, {1.0}}}},
    {"exponential", 0.0, 0, {SCALE}, {MODERATE_SCALE}},
    {"uniform", 0.0, 0, {LOCATION, {TER__ABOVE_PREVIOUS, 1e-8, 1e10, 0, {0}}},
                {MODERATE_LOCATION, {TER__ABOVE_PREVIOUS, 0.1, 10.0, 0, {0}}}},
    {"gamma", 0.0, 0, {{TER__POSITIVE, 1e-3, 1e10, 6, {1.0, 0.5, 2.0, 1.5, 20.0, 200.0}}, SCALE},
              {{TER__POSITIVE, 0.3, 30.0, 3, {1.0, 0.5, 2.0}}, MODERATE_SCALE}},
    {"chi_squared", 0.0, 0, {{TER__POSITIVE, 2e-3, 2e10, 6, {1.0, 2.0, 3.0, 4.0, 40.0, 400.0}}},
                    {{TER__POSITIVE, 0.6, 60.0, 3, {1.0, 2.0, 4.0}}}},
    {"poisson", 0.0, 0, {{TER__POSITIVE, 1e-10, 1e15, 4, {1.0, 0.5, 10.0, 30.0}}}, {{TER__POSITIVE, 0.1, 50.0, 2, {1.0, 10.0}}}},
    {"binomial", 0.0, 0, {{TER__WHOLE, 1.0, 1e15, 5, {1.0, 2.0, 10.0, 100.0, 1e9}}, {TER__PROBABILITY, 1e-10, 0.5, 3, {0.5, 0.25, 0.999}}},
                 {{TER__WHOLE, 1.0, 60.0, 2, {1.0, 10.0}}, {TER__PROBABILITY, 0.05, 0.5, 2, {0.5, 0.25}}}},
    {"student_t", 0.0, 2, {{TER__POSITIVE, 1e-3, 1e20, 7, {1.0, 2.0, 3.0, 4.0, 5.0, 0.5, 1e10}}, LOCATION, SCALE},
                  {{TER__POSITIVE, 0.5, 100.0, 5, {1.0, 2.0, 3.0, 4.0, 5.0}}, MODERATE_LOCATION, MODERATE_SCALE}},
    {"gumbel", 0.0, 0, {LOCATION, SCALE}, {MODERATE_LOCATION, MODERATE_SCALE}},
    {"gev", 0.0, 0, {LOCATION, SCALE, {TER__SIGNED, 1e-12, 5.0, 7, {0.0, 1.0, -1.0, -0.5, 0.5, 1e-5, -1e-5}}},
            {MODERATE_LOCATION, MODERATE_SCALE, {TER__SIGNED, 0.01, 0.9, 3, {0.0, 0.2, -0.5}}}},
    {"weibull", 0.0, 0, {{TER__POSITIVE, 1e-2, 1e4, 4, {1.0, 2.0, 0.5, 3.5}}, SCALE},
                {{TER__POSITIVE, 0.5, 10.0, 3, {1.0, 2.0, 3.5}}, MODERATE_SCALE}},
    {"log_pearson3", 1e-6, 0, {{TER__SIGNED, 0.01, 10.0, 1, {3.0}}, {TER__POSITIVE, 0.01, 10.0, 2, {0.2, 0.5}},
                      {TER__SIGNED, 1e-8, 10.0, 5, {0.0, 2.0, -2.0, 1e-4, -1e-4}}},
                     {{TER__POSITIVE, 1.0, 4.0, 1, {3.0}}, {TER__POSITIVE, 0.05, 0.3, 1, {0.2}},
                      {TER__SIGNED, 0.05, 1.5, 2, {0.0, 0.5}}}},
};
/* clang-format on */

const ter__ranges *ter__ranges_of(const char *family) {
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(table[i].family, family) == 0) {
            return &table[i];
        }
    }
    return NULL;
}
