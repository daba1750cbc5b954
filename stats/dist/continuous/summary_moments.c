/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "summary_moments.h"

#include "dist/path/generic.h"

ter_status ter__raw_moment_of_summaries(const ter_dist *dist, unsigned order, double *value) {
    if (order == 1)
        return dist->family->summary[TER_MEAN](dist, value);
    return ter__generic_raw_moment(dist, order, value);
}

ter_status ter__central_moment_of_summaries(const ter_dist *dist, unsigned order, double *value) {
    ter__summary *const *summary = dist->family->summary;
    double variance, ratio;
    ter_status status = TER_OK;
    if (order >= 2 && order <= 4) {
        status = summary[TER_VARIANCE](dist, &variance);
        if (order == 2 || status == TER_UNDEFINED) {
            *value = variance;
            return status;
        }
        ter__summary *standardised = summary[order == 3 ? TER_SKEWNESS : TER_EXCESS_KURTOSIS];
        if (status == TER_OK && standardised != NULL && standardised(dist, &ratio) == TER_OK) {
            *value = order == 3 ? ratio * sqrt(variance) * variance : (ratio + 3.0) * variance * variance;
            return TER_OK;
        }
    }
    return ter__generic_central_moment(dist, order, value);
}
