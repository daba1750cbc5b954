/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GSL under `tercile validate accuracy`: reads questions, answers with numbers (cluster/cli/peer_program.h has the protocol). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>

typedef enum kind { PDF, CDF, SF, QUANTILE, ISF, OTHER } kind;

static kind kind_of(const char *word) {
    static const char *const words[] = {"pdf", "cdf", "sf", "quantile", "isf"};
    for (int i = 0; i < OTHER; i++) {
        if (strcmp(words[i], word) == 0) {
            return (kind)i;
        }
    }
    return OTHER;
}

#define LAW(family, pdf, P, Q, Pinv, Qinv)                                                                                         \
    if (strcmp(name, family) == 0) {                                                                                               \
        switch (k) {                                                                                                               \
        case PDF:                                                                                                                  \
            *value = pdf;                                                                                                          \
            return 1;                                                                                                              \
        case CDF:                                                                                                                  \
            *value = P;                                                                                                            \
            return 1;                                                                                                              \
        case SF:                                                                                                                   \
            *value = Q;                                                                                                            \
            return 1;                                                                                                              \
        case QUANTILE:                                                                                                             \
            *value = Pinv;                                                                                                         \
            return 1;                                                                                                              \
        case ISF:                                                                                                                  \
            *value = Qinv;                                                                                                         \
            return 1;                                                                                                              \
        default:                                                                                                                   \
            return 0;                                                                                                              \
        }                                                                                                                          \
    }

#define CONTINUOUS(family, f, x, ...)                                                                                              \
    LAW(family, gsl_ran_##f##_pdf(x, __VA_ARGS__), gsl_cdf_##f##_P(x, __VA_ARGS__), gsl_cdf_##f##_Q(x, __VA_ARGS__),               \
        gsl_cdf_##f##_Pinv(x, __VA_ARGS__), gsl_cdf_##f##_Qinv(x, __VA_ARGS__))

/* GSL has no locations: z is standardised here, as its users do. */
#define MOVED(family, f, m, s, ...)                                                                                                \
    LAW(family, gsl_ran_##f##_pdf((x - (m)) / (s), __VA_ARGS__) / (s), gsl_cdf_##f##_P((x - (m)) / (s), __VA_ARGS__),              \
        gsl_cdf_##f##_Q((x - (m)) / (s), __VA_ARGS__), (m) + (s)*gsl_cdf_##f##_Pinv(x, __VA_ARGS__),                               \
        (m) + (s)*gsl_cdf_##f##_Qinv(x, __VA_ARGS__))

static int continuous(const char *name, kind k, const double *p, double x, double *value) {
    MOVED("normal", gaussian, p[0], 1.0, p[1])
    CONTINUOUS("lognormal", lognormal, x, p[0], p[1])
    CONTINUOUS("exponential", exponential, x, p[0])
    CONTINUOUS("uniform", flat, x, p[0], p[1])
    CONTINUOUS("gamma", gamma, x, p[0], p[1])
    CONTINUOUS("chi_squared", chisq, x, p[0])
    MOVED("student_t", tdist, p[1], p[2], p[0])
    CONTINUOUS("f", fdist, x, p[0], p[1])
    CONTINUOUS("beta", beta, x, p[0], p[1])
    MOVED("logistic", logistic, p[0], 1.0, p[1])
    MOVED("cauchy", cauchy, p[0], 1.0, p[1])
    MOVED("laplace", laplace, p[0], 1.0, p[1])
    CONTINUOUS("rayleigh", rayleigh, x, p[0])
    CONTINUOUS("weibull", weibull, x, p[1], p[0])
    CONTINUOUS("pareto", pareto, x, p[1], p[0])
    return 0;
}

/* GSL's counts are unsigned int, and its cumulative sums have no inverses. */
static int counts(const char *name, kind k, const double *p, double x, double *value) {
    if (k > SF || !(x >= 0.0 && x < 4294967296.0) || (k == PDF && x != floor(x))) {
        return 0;
    }
    unsigned n = (unsigned)x;
#define COUNTS(family, f, ...)                                                                                                     \
    if (strcmp(name, family) == 0) {                                                                                               \
        *value = k == PDF   ? gsl_ran_##f##_pdf(__VA_ARGS__)                                                                       \
                 : k == CDF ? gsl_cdf_##f##_P(__VA_ARGS__)                                                                         \
                            : gsl_cdf_##f##_Q(__VA_ARGS__);                                                                        \
        return 1;                                                                                                                  \
    }
    COUNTS("poisson", poisson, n, p[0])
    if (p[0] < 4294967296.0) {
        COUNTS("binomial", binomial, n, p[1], (unsigned)p[0])
    }
    COUNTS("negative_binomial", negative_binomial, n, p[1], p[0])
    if (strcmp(name, "hypergeometric") == 0 && p[0] < 4294967296.0) {
        unsigned successes = (unsigned)p[1], failures = (unsigned)(p[0] - p[1]), draws = (unsigned)p[2];
        COUNTS("hypergeometric", hypergeometric, n, successes, failures, draws)
    }
    return 0;
}

int main(void) {
    char line[1024];
    gsl_set_error_handler_off();
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *word = strtok(line, "\t"), *name = strtok(NULL, "\t"), *list = strtok(NULL, "\t"), *point = strtok(NULL, "\t\n");
        double p[16] = {0}, value = 0.0;
        int known = 0;
        if (point != NULL) {
            for (int i = 0; i < 16 && *list != '\0'; i++) {
                p[i] = strtod(list, &list);
            }
            double x = strtod(point, NULL);
            known = continuous(name, kind_of(word), p, x, &value) || counts(name, kind_of(word), p, x, &value);
        }
        if (known) {
            printf("%a\n", value);
        } else {
            puts("none");
        }
        fflush(stdout);
    }
    return 0;
}
