/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/battery.h"

#include <math.h>
#include <openssl/evp.h>
#include <string.h>

#include "tercile/dist.h"
#include "tercile/fit.h"
#include "tercile/linalg.h"
#include "tercile/random.h"
#include "tercile/special.h"
#include "tercile/sum.h"

/* A node computes the battery before it is ready: few points for a law, as some take a millisecond for one value. */
#define LAW_POINTS 4
#define POINTS     33
/* Orders at which BLAS kernels differ: below, at and above their blocks. */
#define ORDER       37
#define SUMMANDS    1001
#define BATTERY_KEY 0x7465726369u

/* Digests doubles by their bits, little-endian. */
static ter_status add(EVP_MD_CTX *digest, size_t n, const double *values) {
    for (size_t i = 0; i < n; i++) {
        uint8_t bytes[8];
        uint64_t bits;
        double value = isnan(values[i]) ? (double)NAN : values[i];
        memcpy(&bits, &value, sizeof bits);
        bits = isnan(value) ? UINT64_C(0x7ff8000000000000) : bits;
        for (int k = 0; k < 8; k++) {
            bytes[k] = (uint8_t)(bits >> (8 * k));
        }
        if (EVP_DigestUpdate(digest, bytes, sizeof bytes) != 1) {
            return TER_INTERNAL;
        }
    }
    return TER_OK;
}

/* A law of the family that is allowed whatever its parameters are: their defaults, or small numbers within their intervals. */
static ter_status make_law(ter_dist **dist, const ter_family *family, ter_error *error) {
    double parameters[TER_PARAMETERS_MAX];
    size_t count = ter_family_parameter_count(family);
    for (size_t i = 0; i < count; i++) {
        const ter_parameter *p = ter_family_parameter(family, i);
        double least = isfinite(p->lower) ? p->lower : -1.0, most = fmin(p->upper, least + 5.0);
        double value = least + (most - least) * 0.3;
        parameters[i] = p->has_default ? p->default_value : p->integer ? floor(value) + 1.0 : value;
    }
    if (ter_dist_create(dist, family, count, parameters, NULL) == TER_OK) {
        return TER_OK;
    }
    for (size_t i = 0; i < count; i++) { /* parameters that stand in order: ends, and what is between them */
        parameters[i] += isfinite(ter_family_parameter(family, i)->upper) ? 0.0 : (double)i;
    }
    return ter_dist_create(dist, family, count, parameters, error);
}

static ter_status try_family(EVP_MD_CTX *digest, const ter_family *family, ter_error *error) {
    ter_dist *dist = NULL;
    double p[LAW_POINTS], log_p[LAW_POINTS], x[LAW_POINTS], value[POINTS];
    ter_status status = make_law(&dist, family, error);
    if (status != TER_OK) {
        return status;
    }
    ter_stream stream = ter_stream_open(BATTERY_KEY, 1, 0);
    ter_dist_sample(dist, &stream, POINTS, value);
    status = add(digest, POINTS, value);
    for (int i = 0; i < LAW_POINTS; i++) {
        p[i] = (i + 0.5) / LAW_POINTS;
        log_p[i] = ter_log(p[i]);
        x[i] = ter_dist_quantile(dist, p[i]);
    }
    for (int operation = 0; status == TER_OK && operation < TER_OPERATION_COUNT; operation++) {
        ter_argument kind = ter_operation_argument((ter_operation)operation);
        const double *argument = kind == TER_ARGUMENT_POINT ? x : kind == TER_ARGUMENT_PROBABILITY ? p : log_p;
        ter_dist_eval_array(dist, (ter_operation)operation, LAW_POINTS, argument, value);
        status = add(digest, LAW_POINTS, value);
    }
    ter_dist_destroy(dist);
    return status;
}

static ter_status try_fit(EVP_MD_CTX *digest, ter_error *error) {
    double x[POINTS];
    const ter_family *family = NULL;
    ter_fit fit;
    ter_stream stream = ter_stream_open(BATTERY_KEY, 2, 0);
    for (int i = 0; i < POINTS; i++) {
        x[i] = 1.0 - ter_log(ter_stream_uniform(&stream));
    }
    ter_status status = ter_family_find(&family, "gamma", error);
    status = status == TER_OK ? ter_fit_run(&fit, family, POINTS, x, NULL, error) : status;
    return status == TER_OK ? add(digest, ter_family_parameter_count(family), fit.estimate) : status;
}

/* Products, sums and a least-squares problem: what depends on the kernels that BLAS has chosen. */
static ter_status try_blas(EVP_MD_CTX *digest, ter_error *error) {
    static const size_t columns = 9;
    double a[ORDER * ORDER], b[ORDER * ORDER], c[ORDER * ORDER], terms[SUMMANDS];
    ter_stream stream = ter_stream_open(BATTERY_KEY, 3, 0);
    ter_stream_uniform_array(&stream, ORDER * ORDER, a);
    ter_stream_uniform_array(&stream, ORDER * ORDER, b);
    ter_stream_uniform_array(&stream, SUMMANDS, terms);
    double sum = ter_sum_of(ter_vector_of(terms, SUMMANDS));
    ter_status status = add(digest, 1, &sum);
    for (size_t order = 1; status == TER_OK && order <= ORDER; order += 4) {
        ter_matrix ma = {a, order, order, order}, mb = {b, order, order, order}, mc = {c, order, order, order};
        status = ter_blas_multiply(1.0, ma, mb, 0.0, mc, error);
        status = status == TER_OK ? add(digest, order * order, c) : status;
    }
    if (status == TER_OK) {
        ter_matrix design = {a, ORDER, columns, ORDER};
        status = ter_blas_least_squares(design, b, error);
    }
    return status == TER_OK ? add(digest, columns, b) : status;
}

ter_status ter__battery(ter__hash *digest, ter_error *error) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
        EVP_MD_CTX_free(context);
        return ter_error_set(error, TER_NO_MEMORY, "battery: no memory for a digest");
    }
    ter_status status = TER_OK;
    for (size_t i = 0; status == TER_OK && i < ter_family_count(); i++) {
        status = try_family(context, ter_family_at(i), error);
    }
    status = status == TER_OK ? try_fit(context, error) : status;
    status = status == TER_OK ? try_blas(context, error) : status;
    unsigned length = 0;
    if (status == TER_OK && EVP_DigestFinal_ex(context, digest->bytes, &length) != 1) {
        status = ter_error_set(error, TER_INTERNAL, "battery: the digest fails");
    }
    EVP_MD_CTX_free(context);
    return status == TER_OK ? TER_OK : ter_error_prefix(error, status, "the battery of arithmetic: ");
}
