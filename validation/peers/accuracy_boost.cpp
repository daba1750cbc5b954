// SPDX-License-Identifier: GPL-3.0-or-later
// Boost.Math under `tercile validate accuracy`: reads questions, answers with numbers (cluster/cli/peer_program.h has the protocol).
// Its default policies but for errors: those are answered as NaN, and discrete quantiles are integers rounded up.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <boost/math/distributions.hpp>

namespace bm = boost::math;
using bm::policies::discrete_quantile;
using bm::policies::integer_round_up;
typedef bm::policies::policy<discrete_quantile<integer_round_up>> policy;

template <class Law> static bool evaluate(const Law &law, const std::string &word, double x, double *value) {
    if (word == "pdf")
        *value = pdf(law, x);
    else if (word == "logpdf")
        *value = std::log(pdf(law, x));
    else if (word == "cdf")
        *value = cdf(law, x);
    else if (word == "sf")
        *value = cdf(complement(law, x));
    else if (word == "quantile")
        *value = quantile(law, x);
    else if (word == "isf")
        *value = quantile(complement(law, x));
    else if (word == "hazard")
        *value = hazard(law, x);
    else if (word == "cumhazard")
        *value = chf(law, x);
    else
        return false;
    return true;
}

static bool answer(const std::string &word, const std::string &name, const std::vector<double> &p, double x, double *value) {
#define LAW(family, ...)                                                                                                           \
    if (name == family)                                                                                                            \
        return evaluate(__VA_ARGS__, word, x, value);
    LAW("normal", bm::normal(p[0], p[1]))
    LAW("lognormal", bm::lognormal(p[0], p[1]))
    LAW("exponential", bm::exponential(1.0 / p[0]))
    LAW("uniform", bm::uniform(p[0], p[1]))
    LAW("gamma", bm::gamma_distribution<>(p[0], p[1]))
    LAW("erlang", bm::gamma_distribution<>(p[0], p[1]))
    LAW("chi_squared", bm::chi_squared(p[0]))
    LAW("f", bm::fisher_f(p[0], p[1]))
    LAW("beta", bm::beta_distribution<>(p[0], p[1]))
    LAW("gumbel", bm::extreme_value(p[0], p[1]))
    LAW("weibull", bm::weibull(p[0], p[1]))
    LAW("logistic", bm::logistic(p[0], p[1]))
    LAW("laplace", bm::laplace(p[0], p[1]))
    LAW("cauchy", bm::cauchy(p[0], p[1]))
    LAW("rayleigh", bm::rayleigh(p[0]))
    LAW("inverse_gamma", bm::inverse_gamma_distribution<>(p[0], p[1]))
    LAW("inverse_gaussian", bm::inverse_gaussian(p[0], p[1]))
    LAW("arcsine", bm::arcsine_distribution<>(p[0], p[1]))
    LAW("skew_normal", bm::skew_normal(p[0], p[1], p[2]))
    LAW("triangular", bm::triangular(p[0], p[1], p[2]))
    LAW("noncentral_chi_squared", bm::non_central_chi_squared(p[0], p[1]))
    LAW("noncentral_beta", bm::non_central_beta(p[0], p[1], p[2]))
    LAW("noncentral_f", bm::non_central_f(p[0], p[1], p[2]))
    LAW("noncentral_t", bm::non_central_t(p[0], p[1]))
    LAW("binomial", bm::binomial_distribution<double, policy>(p[0], p[1]))
    LAW("bernoulli", bm::bernoulli_distribution<double, policy>(p[0]))
    LAW("poisson", bm::poisson_distribution<double, policy>(p[0]))
    LAW("geometric", bm::geometric_distribution<double, policy>(p[0]))
    LAW("negative_binomial", bm::negative_binomial_distribution<double, policy>(p[0], p[1]))
    if (name == "hypergeometric" && p[0] < 4294967296.0)
        return evaluate(bm::hypergeometric_distribution<double, policy>((unsigned)p[1], (unsigned)p[2], (unsigned)p[0]), word, x, value);
    if (name == "student_t" && (word == "quantile" || word == "isf")) {
        bool known = evaluate(bm::students_t(p[0]), word, x, value);
        *value = p[1] + p[2] * *value;
        return known;
    }
    if (name == "student_t" && word != "logpdf" && word != "hazard") {
        bool known = evaluate(bm::students_t(p[0]), word, (x - p[1]) / p[2], value);
        *value = word == "pdf" ? *value / p[2] : *value;
        return known;
    }
    return false;
}

int main() {
    char line[1024];
    while (std::fgets(line, sizeof line, stdin) != nullptr) {
        char *word = std::strtok(line, "\t"), *name = std::strtok(nullptr, "\t"), *list = std::strtok(nullptr, "\t");
        char *point = std::strtok(nullptr, "\t\n");
        double value = std::numeric_limits<double>::quiet_NaN();
        bool known = false;
        if (point != nullptr) {
            std::vector<double> p;
            for (char *end = list;; list = end) {
                double x = std::strtod(list, &end);
                if (end == list)
                    break;
                p.push_back(x);
            }
            p.resize(16);
            try {
                known = answer(word, name, p, std::strtod(point, nullptr), &value);
            } catch (const std::exception &) {
                known = true; // an exception where a value was asked for
                value = std::numeric_limits<double>::quiet_NaN();
            }
        }
        if (known)
            std::printf("%a\n", value);
        else
            std::puts("none");
        std::fflush(stdout);
    }
    return 0;
}
