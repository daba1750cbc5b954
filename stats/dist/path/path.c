/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one symbol that a sealed copy of special/ and dist/ shows: its table. TER__PATH_NAME comes from the build. */
#include "generic.h"
#include "special/table.h"
#include "stated.h"

#define ONE(name)   double ter__##name(double);
#define TWO(name)   double ter__##name(double, double);
#define THREE(name) double ter__##name(double, double, double);
#include "special/special.def"
#undef ONE
#undef TWO
#undef THREE

static const ter__special special = {
    .exp = ter__path_exp,
    .expm1 = ter__path_expm1,
    .log = ter__path_log,
    .log1p = ter__path_log1p,
    .log10 = ter__path_log10,
    .pow = ter__path_pow,
    .reflect = ter__dd_reflect,
    .tall_roots = ter__tall_roots,
    .tall_weigh = ter__tall_weigh,
    .tall_products = ter__tall_products,
    .tall_combine = ter__tall_combine,
#define ONE(name)   .name = ter__##name,
#define TWO(name)   .name = ter__##name,
#define THREE(name) .name = ter__##name,
#include "special/special.def"
};

#define TER__FAMILY(name) extern const ter_family ter__family_##name;
#include "dist/families.def"
#undef TER__FAMILY

static const ter_family *const families[] = {
#define TER__FAMILY(name) &ter__family_##name,
#include "dist/families.def"
#undef TER__FAMILY
    NULL,
};

#define TEXT_OF(name) #name
#define TEXT(name)    TEXT_OF(name)
#define JOIN_OF(a, b) a##b
#define JOIN(a, b)    JOIN_OF(a, b)

extern const ter__path JOIN(ter__path_, TER__PATH_NAME);

const ter__path JOIN(ter__path_, TER__PATH_NAME) = {
    .name = TEXT(TER__PATH_NAME),
    .family_count = sizeof families / sizeof families[0] - 1,
    .families = families,
    .special = &special,
    .fill = ter__generic_fill,
    .generic_summary =
        {
            [TER_MEAN] = ter__generic_mean,
            [TER_VARIANCE] = ter__generic_variance,
            [TER_SKEWNESS] = ter__generic_skewness,
            [TER_EXCESS_KURTOSIS] = ter__generic_excess_kurtosis,
            [TER_MODE] = ter__generic_mode,
            [TER_MEDIAN] = ter__generic_median,
            [TER_ENTROPY] = ter__generic_entropy,
        },
    .generic_raw_moment = ter__generic_raw_moment,
    .generic_central_moment = ter__generic_central_moment,
    .generic_interval = ter__generic_interval,
    .generic_gradient = ter__generic_gradient,
    .generic_sample = ter__generic_sample,
    .stated_interval = ter__stated_interval,
    .stated_gradient = ter__stated_gradient,
};
