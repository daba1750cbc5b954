# SPDX-License-Identifier: GPL-3.0-or-later
"""scipy.stats under `tercile validate accuracy`: reads questions, answers with numbers (cluster/cli/peer_program.h)."""
import sys
import warnings

import numpy
from scipy import stats

warnings.simplefilter("ignore")
numpy.seterr(all="ignore")

# Family: scipy's name, its shape arguments, loc, scale, each from our parameters p.
LAWS = {
    "normal": ("norm", lambda p: (), lambda p: p[0], lambda p: p[1]),
    "lognormal": ("lognorm", lambda p: (p[1],), lambda p: 0.0, lambda p: numpy.exp(p[0])),
    "exponential": ("expon", lambda p: (), lambda p: 0.0, lambda p: p[0]),
    "uniform": ("uniform", lambda p: (), lambda p: p[0], lambda p: p[1] - p[0]),
    "gamma": ("gamma", lambda p: (p[0],), lambda p: 0.0, lambda p: p[1]),
    "erlang": ("gamma", lambda p: (p[0],), lambda p: 0.0, lambda p: p[1]),
    "chi_squared": ("chi2", lambda p: (p[0],), lambda p: 0.0, lambda p: 1.0),
    "student_t": ("t", lambda p: (p[0],), lambda p: p[1], lambda p: p[2]),
    "gumbel": ("gumbel_r", lambda p: (), lambda p: p[0], lambda p: p[1]),
    "gumbel_min": ("gumbel_l", lambda p: (), lambda p: p[0], lambda p: p[1]),
    "gev": ("genextreme", lambda p: (-p[2],), lambda p: p[0], lambda p: p[1]),
    "weibull": ("weibull_min", lambda p: (p[0],), lambda p: 0.0, lambda p: p[1]),
    "weibull_max": ("weibull_max", lambda p: (p[0],), lambda p: 0.0, lambda p: p[1]),
    "frechet": ("invweibull", lambda p: (p[0],), lambda p: 0.0, lambda p: p[1]),
    "logistic": ("logistic", lambda p: (), lambda p: p[0], lambda p: p[1]),
    "laplace": ("laplace", lambda p: (), lambda p: p[0], lambda p: p[1]),
    "cauchy": ("cauchy", lambda p: (), lambda p: p[0], lambda p: p[1]),
    "half_cauchy": ("halfcauchy", lambda p: (), lambda p: 0.0, lambda p: p[0]),
    "half_normal": ("halfnorm", lambda p: (), lambda p: 0.0, lambda p: p[0]),
    "rayleigh": ("rayleigh", lambda p: (), lambda p: 0.0, lambda p: p[0]),
    "maxwell": ("maxwell", lambda p: (), lambda p: 0.0, lambda p: p[0]),
    "beta": ("beta", lambda p: (p[0], p[1]), lambda p: 0.0, lambda p: 1.0),
    "f": ("f", lambda p: (p[0], p[1]), lambda p: 0.0, lambda p: 1.0),
    "beta_prime": ("betaprime", lambda p: (p[0], p[1]), lambda p: 0.0, lambda p: p[2]),
    "chi": ("chi", lambda p: (p[0],), lambda p: 0.0, lambda p: 1.0),
    "inverse_gamma": ("invgamma", lambda p: (p[0],), lambda p: 0.0, lambda p: p[1]),
    "generalized_pareto": ("genpareto", lambda p: (p[2],), lambda p: p[0], lambda p: p[1]),
    "arcsine": ("arcsine", lambda p: (), lambda p: p[0], lambda p: p[1] - p[0]),
    "levy": ("levy", lambda p: (), lambda p: p[0], lambda p: p[1]),
    "moyal": ("moyal", lambda p: (), lambda p: p[0], lambda p: p[1]),
    "hyperbolic_secant": ("hypsecant", lambda p: (), lambda p: p[0], lambda p: p[1]),
    "inverse_gaussian": ("invgauss", lambda p: (p[0] / p[1],), lambda p: 0.0, lambda p: p[1]),
    "skew_normal": ("skewnorm", lambda p: (p[2],), lambda p: p[0], lambda p: p[1]),
    "noncentral_chi_squared": ("ncx2", lambda p: (p[0], p[1]), lambda p: 0.0, lambda p: 1.0),
    "noncentral_f": ("ncf", lambda p: (p[0], p[1], p[2]), lambda p: 0.0, lambda p: 1.0),
    "noncentral_t": ("nct", lambda p: (p[0], p[1]), lambda p: 0.0, lambda p: 1.0),
    "von_mises": ("vonmises_line", lambda p: (p[1],), lambda p: p[0], lambda p: 1.0),
    "kolmogorov": ("kstwobign", lambda p: (), lambda p: 0.0, lambda p: 1.0),
    # counts
    "binomial": ("binom", lambda p: (p[0], p[1]), lambda p: 0, None),
    "poisson": ("poisson", lambda p: (p[0],), lambda p: 0, None),
    "geometric": ("geom", lambda p: (p[0],), lambda p: -1, None),
    "planck": ("planck", lambda p: (p[0],), lambda p: 0, None),
    "discrete_laplace": ("dlaplace", lambda p: (p[0],), lambda p: 0, None),
    "bernoulli": ("bernoulli", lambda p: (p[0],), lambda p: 0, None),
    "negative_binomial": ("nbinom", lambda p: (p[0], p[1]), lambda p: 0, None),
    "hypergeometric": ("hypergeom", lambda p: (p[0], p[1], p[2]), lambda p: 0, None),
    "beta_binomial": ("betabinom", lambda p: (p[0], p[1], p[2]), lambda p: 0, None),
    "logarithmic": ("logser", lambda p: (p[0],), lambda p: 0, None),
    "zipf": ("zipf", lambda p: (p[0],), lambda p: 0, None),
    "zipfian": ("zipfian", lambda p: (p[0], p[1]), lambda p: 0, None),
    "yule_simon": ("yulesimon", lambda p: (p[0],), lambda p: 0, None),
    "skellam": ("skellam", lambda p: (p[0], p[1]), lambda p: 0, None),
}
OPERATIONS = {"pdf": "pdf", "logpdf": "logpdf", "cdf": "cdf", "logcdf": "logcdf", "sf": "sf", "logsf": "logsf",
              "quantile": "ppf", "isf": "isf"}


def answer(line):
    operation, family, parameters, x = line.rstrip("\n").split("\t")
    if family not in LAWS or operation not in OPERATIONS:
        return "none"
    name, shapes, location, scale = LAWS[family]
    p = [float.fromhex(word) for word in parameters.split()]
    method = OPERATIONS[operation]
    law = getattr(stats, name)
    if scale is None:
        method = method.replace("pdf", "pmf") if method in ("pdf", "logpdf") else method
        value = getattr(law, method)(float.fromhex(x), *shapes(p), loc=location(p))
    else:
        value = getattr(law, method)(float.fromhex(x), *shapes(p), loc=location(p), scale=scale(p))
    value = float(value)
    return value.hex() if value - value == 0.0 else str(value)


for question in sys.stdin:
    try:
        print(answer(question), flush=True)
    except (ArithmeticError, ValueError, MemoryError):
        print("nan", flush=True)
