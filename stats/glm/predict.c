/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last step of the fit is a linear model of the predictor: its predictions, and what the link makes of them. */
#include <math.h>
#include <stdlib.h>

#include "glm/family.h"
#include "linear/basis.h"

static ter_status quantile_of(const ter_glm_fit *fit, double level, double *quantile, ter_error *error) {
    const bool known = ter__glm_family(fit->family)->known_dispersion;
    return ter__interval_quantile(known ? TER__INFINITY : (double)fit->residual_df, level, quantile, error);
}

ter_status ter_glm_confidence(const ter_glm_fit *fit, double level, double *lower, double *upper, ter_error *error) {
    double quantile = TER__NAN;
    const ter_status status = quantile_of(fit, level, &quantile, error);
    for (size_t j = 0; status == TER_OK && j < fit->columns; j++) {
        lower[j] = fma(-quantile, fit->standard_errors[j], fit->coefficients[j]);
        upper[j] = fma(quantile, fit->standard_errors[j], fit->coefficients[j]);
    }
    return status;
}

/* The mean of a limit of the predictor eta at `middle`; NaN beyond the range of link or family, past the pole of the inverse link,
 * and where the link's inverse has turned round on the way. */
static double mean_of(const ter_glm_fit *fit, double limit, double middle) {
    const ter__glm_link_row *link = ter__glm_link(fit->link);
    const ter__glm_family_row *family = ter__glm_family(fit->family);
    const double mean = link->inverse(limit);
    const bool turned = link->slope(middle) * link->slope(limit) < 0.0 || (fit->link == TER_GLM_INVERSE && limit * middle <= 0.0);
    const bool inside = mean >= link->lower && mean <= link->upper && mean >= family->lower && mean <= family->upper;
    return inside && !turned ? mean : TER__NAN;
}

static ter_glm_prediction predict_row(const ter_glm_fit *fit, const ter_linear_prediction *linear, double offset, double quantile) {
    ter_glm_prediction p = {.estimable = linear->estimable && isfinite(offset)};
    const double eta = p.estimable ? linear->fitted + offset : TER__NAN, slope = ter__glm_link(fit->link)->slope(eta);
    p.predictor = eta;
    p.predictor_error = p.estimable ? sqrt(linear->leverage * fit->dispersion) : TER__NAN;
    p.predictor_lower = fma(-quantile, p.predictor_error, eta);
    p.predictor_upper = fma(quantile, p.predictor_error, eta);
    p.mean = mean_of(fit, eta, eta);
    p.mean_error = isnan(p.mean) ? TER__NAN : fabs(slope) * p.predictor_error;
    const double a = mean_of(fit, p.predictor_lower, eta), b = mean_of(fit, p.predictor_upper, eta);
    p.mean_lower = slope < 0.0 ? b : a;
    p.mean_upper = slope < 0.0 ? a : b;
    return p;
}

ter_status ter_glm_predict(ter_glm_prediction *predictions, const ter_glm_fit *fit, const ter_glm_rows *rows, double level,
                           ter_error *error) {
    double quantile = TER__NAN;
    ter_status status = quantile_of(fit, level, &quantile, error);
    ter_linear_prediction *linear = calloc(rows->rows + 1, sizeof *linear);
    if (status == TER_OK && linear == NULL) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu new rows", rows->rows);
    }
    const ter_linear_rows x = {.rows = rows->rows, .x = rows->x, .x_low = rows->x_low};
    status = status == TER_OK ? ter__linear_predict(linear, fit->basis, fit->tolerance, &x, quantile, error) : status;
    for (size_t i = 0; status == TER_OK && i < rows->rows; i++) {
        predictions[i] = predict_row(fit, &linear[i], rows->offset == NULL ? 0.0 : rows->offset[i], quantile);
    }
    free(linear);
    return status;
}
