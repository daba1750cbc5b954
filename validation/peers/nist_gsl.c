/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GSL on NIST's reference datasets, as its users write first:  nist_gsl FOLDER
 * gsl_stats_*, gsl_multifit_linear on raw powers, gsl_multifit_nlinear as in its manual: trust region, defaults, differences for
 * derivatives, tolerances 1e-8, 100 steps. GSL has no analysis of variance.
 * Prints "# version", then lines DATASET<TAB>QUANTITY<TAB>START<TAB>VALUE; quantity "status" says what GSL itself said was wrong.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <gsl/gsl_statistics.h>
#include <gsl/gsl_version.h>

enum { ROWS = 20000, COLUMNS = 8, PARAMETERS = 16, LINE = 1024 };

typedef struct table {
    size_t rows, columns;
    char names[COLUMNS][16];
    double *values; /* column after column, ROWS apart */
} table;

static void say(const char *set, const char *quantity, int number, int start, double value) {
    if (number >= 0) {
        printf("%s\t%s%d\t%d\t%.17g\n", set, quantity, number, start, value);
    } else {
        printf("%s\t%s\t%d\t%.17g\n", set, quantity, start, value);
    }
}

static const double *column(const table *t, const char *name) {
    for (size_t j = 0; j < t->columns; j++) {
        if (strcmp(t->names[j], name) == 0) {
            return t->values + j * ROWS;
        }
    }
    return NULL;
}

static int read_table(table *t, const char *folder, const char *family, const char *set) {
    char path[LINE], line[LINE];
    snprintf(path, sizeof path, "%s/%s/%s.csv", folder, family, set);
    FILE *file = fopen(path, "r");
    t->rows = t->columns = 0;
    if (file == NULL || fgets(line, sizeof line, file) == NULL) {
        return 0;
    }
    for (char *word = strtok(line, ",\r\n"); word != NULL && t->columns < COLUMNS; word = strtok(NULL, ",\r\n")) {
        snprintf(t->names[t->columns++], sizeof t->names[0], "%s", word);
    }
    while (fgets(line, sizeof line, file) != NULL && t->rows < ROWS) {
        char *at = line;
        for (size_t j = 0; j < t->columns; j++, at++) {
            t->values[j * ROWS + t->rows] = strtod(at, &at);
        }
        t->rows++;
    }
    fclose(file);
    return 1;
}

/* A formula of models.tsv, computed as it is read: ^ binds most, then * and /, then + and -, a leading - among them. */
typedef struct formula {
    const char *at;
    const table *data;
    size_t row;
    const double *b;
} formula;

static double sum(formula *f);

static double word_value(formula *f) {
    static const struct {
        const char *name;
        double (*of)(double);
    } functions[] = {{"exp", exp}, {"log", log}, {"cos", cos}, {"sin", sin}, {"atan", atan}};
    char word[16] = "";
    for (size_t n = 0; isalnum((unsigned char)*f->at) && n + 1 < sizeof word; n++) {
        word[n] = *f->at++;
    }
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (*f->at == '(' && strcmp(word, functions[i].name) == 0) {
            f->at++;
            const double inside = sum(f);
            f->at++;
            return functions[i].of(inside);
        }
    }
    if (strcmp(word, "pi") == 0) {
        return M_PI;
    }
    if (word[0] == 'b') {
        return f->b[atoi(word + 1) - 1];
    }
    const double *values = column(f->data, word);
    return values != NULL ? values[f->row] : (double)NAN;
}

static double atom(formula *f) {
    if (*f->at == '(') {
        f->at++;
        const double inside = sum(f);
        f->at++;
        return inside;
    }
    if (isalpha((unsigned char)*f->at)) {
        return word_value(f);
    }
    char *end;
    const double number = strtod(f->at, &end);
    f->at = end;
    return number;
}

static double power(formula *f) {
    const double base = atom(f);
    if (*f->at == '^') {
        f->at++;
        return pow(base, power(f));
    }
    return base;
}

static double product(formula *f) {
    double value = power(f);
    while (*f->at == '*' || *f->at == '/') {
        const char sign = *f->at++;
        const double next = power(f);
        value = sign == '*' ? value * next : value / next;
    }
    return value;
}

static double sum(formula *f) {
    const int minus = *f->at == '-';
    f->at += minus;
    double value = product(f);
    value = minus ? -value : value;
    while (*f->at == '+' || *f->at == '-') {
        const char sign = *f->at++;
        const double next = product(f);
        value = sign == '+' ? value + next : value - next;
    }
    return value;
}

static void univariate(const char *set, const table *t) {
    say(set, "mean", -1, 0, gsl_stats_mean(t->values, 1, t->rows));
    say(set, "sd", -1, 0, gsl_stats_sd(t->values, 1, t->rows));
    say(set, "lag1_autocorrelation", -1, 0, gsl_stats_lag1_autocorrelation(t->values, 1, t->rows));
}

static gsl_matrix *design(const char *model, const table *t, int constant) {
    const char *polynomial = strstr(model, "poly(x, ");
    const size_t degree = polynomial != NULL ? strtoul(polynomial + strlen("poly(x, "), NULL, 10) : 0;
    const size_t columns = polynomial != NULL ? degree + 1 : t->columns - 1 + (size_t)constant;
    gsl_matrix *x = gsl_matrix_alloc(t->rows, columns);
    for (size_t i = 0; i < t->rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            const size_t source = j + !constant; /* column 0 is y */
            const double value = polynomial != NULL ? gsl_pow_uint(t->values[ROWS + i], (unsigned)j)
                                 : source == 0      ? 1.0
                                                    : t->values[source * ROWS + i];
            gsl_matrix_set(x, i, j, value);
        }
    }
    return x;
}

static void linear(const char *set, const char *model, const table *t) {
    const int constant = strstr(model, "- 1") == NULL;
    gsl_matrix *x = design(model, t, constant);
    const size_t n = t->rows, p = x->size2;
    gsl_vector_const_view y = gsl_vector_const_view_array(t->values, n);
    gsl_vector *c = gsl_vector_alloc(p);
    gsl_matrix *covariance = gsl_matrix_alloc(p, p);
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(n, p);
    double rss = 0.0;
    const int code = gsl_multifit_linear(x, &y.vector, c, covariance, &rss, work);
    if (code != GSL_SUCCESS) {
        printf("%s\tstatus\t0\tfailed: %s\n", set, gsl_strerror(code));
    } else {
        for (size_t j = 0; j < p; j++) {
            say(set, "B", (int)j + !constant, 0, gsl_vector_get(c, j));
            say(set, "sd_B", (int)j + !constant, 0, sqrt(gsl_matrix_get(covariance, j, j)));
        }
        say(set, "ss_residual", -1, 0, rss);
        say(set, "residual_sd", -1, 0, sqrt(rss / (double)(n - p)));
        if (constant) {
            say(set, "r_squared", -1, 0, 1.0 - rss / gsl_stats_tss(t->values, 1, n));
        }
    }
    gsl_multifit_linear_free(work);
    gsl_matrix_free(covariance);
    gsl_vector_free(c);
    gsl_matrix_free(x);
}

typedef struct problem {
    const table *data;
    const char *response, *model;
} problem;

static int residuals(const gsl_vector *b, void *context, gsl_vector *f) {
    const problem *p = context;
    for (size_t i = 0; i < p->data->rows; i++) {
        formula left = {p->response, p->data, i, b->data}, right = {p->model, p->data, i, b->data};
        gsl_vector_set(f, i, sum(&right) - sum(&left));
    }
    return GSL_SUCCESS;
}

static void nonlinear_answers(const char *set, int start, gsl_multifit_nlinear_workspace *work, size_t n, size_t p) {
    gsl_matrix *covariance = gsl_matrix_alloc(p, p);
    double rss = 0.0;
    gsl_vector *f = gsl_multifit_nlinear_residual(work), *b = gsl_multifit_nlinear_position(work);
    gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(work), 0.0, covariance);
    for (size_t i = 0; i < n; i++) {
        rss += gsl_vector_get(f, i) * gsl_vector_get(f, i);
    }
    for (size_t k = 0; k < p; k++) {
        say(set, "b", (int)k + 1, start, gsl_vector_get(b, k));
        say(set, "sd_b", (int)k + 1, start, sqrt(rss / (double)(n - p) * gsl_matrix_get(covariance, k, k)));
    }
    say(set, "rss", -1, start, rss);
    say(set, "residual_sd", -1, start, sqrt(rss / (double)(n - p)));
    gsl_matrix_free(covariance);
}

/* `model`: RESPONSE = FORMULA. */
static void nonlinear(const char *set, char *model, const table *t, int start, const double *starts, size_t p) {
    char *middle = strstr(model, " = "), response[64];
    snprintf(response, sizeof response, "%.*s", (int)(middle - model), model);
    problem task = {t, response, middle + 3};
    gsl_multifit_nlinear_fdf fdf = {.f = residuals, .n = t->rows, .p = p, .params = &task};
    gsl_multifit_nlinear_parameters defaults = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_workspace *work = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &defaults, t->rows, p);
    gsl_vector_const_view from = gsl_vector_const_view_array(starts, p);
    int info = 0, code = gsl_multifit_nlinear_init(&from.vector, &fdf, work);
    code = code == GSL_SUCCESS ? gsl_multifit_nlinear_driver(100, 1e-8, 1e-8, 0.0, NULL, NULL, &info, work) : code;
    if (code != GSL_SUCCESS) {
        printf("%s\tstatus\t%d\tfailed: %s\n", set, start, gsl_strerror(code));
    } else {
        nonlinear_answers(set, start, work, t->rows, p);
    }
    gsl_multifit_nlinear_free(work);
}

static size_t read_starts(const char *folder, const char *set, int start, double *starts) {
    char path[LINE], line[LINE], name[32], quantity[32], value[64];
    size_t count = 0;
    int number = 0, parameter = 0;
    snprintf(path, sizeof path, "%s/certified.tsv", folder);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%31s %31s %63s", name, quantity, value) == 3 && strcmp(name, set) == 0 &&
            sscanf(quantity, "start%d_b%d", &number, &parameter) == 2 && number == start && parameter <= PARAMETERS) {
            starts[parameter - 1] = strtod(value, NULL);
            count++;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return count;
}

static void one_set(const char *folder, const char *set, const char *family, char *model, table *t) {
    double starts[PARAMETERS] = {0.0};
    if (!read_table(t, folder, family, set)) {
        printf("%s\tstatus\t0\tfailed: no data\n", set);
    } else if (strcmp(family, "univariate") == 0) {
        univariate(set, t);
    } else if (strcmp(family, "linear") == 0) {
        linear(set, model, t);
    } else if (strcmp(family, "nonlinear") == 0) {
        for (int start = 1; start <= 2; start++) {
            const size_t parameters = read_starts(folder, set, start, starts);
            nonlinear(set, model, t, start, starts, parameters);
        }
    }
}

int main(int argc, char **argv) {
    char path[LINE], line[LINE];
    table t = {.values = malloc(sizeof(double) * ROWS * COLUMNS)};
    snprintf(path, sizeof path, "%s/models.tsv", argc > 1 ? argv[1] : ".");
    FILE *models = fopen(path, "r");
    if (models == NULL || t.values == NULL || fgets(line, sizeof line, models) == NULL) {
        return 1;
    }
    gsl_set_error_handler_off();
    printf("# GSL %s\n", gsl_version);
    while (fgets(line, sizeof line, models) != NULL) {
        char *set = strtok(line, "\t"), *family = strtok(NULL, "\t");
        (void)strtok(NULL, "\t"); /* difficulty */
        (void)strtok(NULL, "\t"); /* rows */
        char model[LINE];
        snprintf(model, sizeof model, "%s", strtok(NULL, "\t\r\n"));
        one_set(argv[1], set, family, model, &t);
    }
    fclose(models);
    free(t.values);
    return 0;
}
