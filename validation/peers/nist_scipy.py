# SPDX-License-Identifier: GPL-3.0-or-later
"""numpy with scipy, or statsmodels, on NIST's reference datasets, as their users write first:  nist_scipy.py FOLDER scipy|statsmodels

Prints "# version", then lines DATASET<TAB>QUANTITY<TAB>START<TAB>VALUE; quantity "status" says what the library itself said was wrong.
"""
import csv
import re
import sys
import warnings
from pathlib import Path

import numpy
import scipy
from scipy import optimize, stats

NAMES = {"exp": numpy.exp, "log": numpy.log, "cos": numpy.cos, "sin": numpy.sin, "atan": numpy.arctan, "pi": numpy.pi}


def say(name, quantity, start, value):
    print(f"{name}\t{quantity}\t{start}\t{float(value):.17g}")


def status(name, start, text):
    print(f"{name}\tstatus\t{start}\t{' '.join(str(text).split())}")


def table_of(path, delimiter):
    with open(path, newline="", encoding="ascii") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))


def design(model, data):
    """Columns, least power first, and the number of the first coefficient."""
    polynomial = re.search(r"poly\(x, (\d+)\)", model)
    if polynomial:
        return numpy.column_stack([data["x"] ** k for k in range(int(polynomial.group(1)) + 1)]), 0
    columns = [data[word] for word in data if word != "y"]
    constant = "- 1" not in model
    return numpy.column_stack([numpy.ones(len(data["y"]))] * constant + columns), 0 if constant else 1


def compiled(model):
    """The committed formula as Python: the response, and a function of columns and parameters."""
    response, formula = model.replace("^", "**").split(" = ")
    left, right = compile(response, model, "eval"), compile(formula, model, "eval")
    scope = {"__builtins__": {}}

    def value(data, b):
        return eval(right, scope, {**NAMES, **data, **{f"b{k + 1}": b[k] for k in range(len(b))}})
    return (lambda data: eval(left, scope, {**NAMES, **data})), value


class Scipy:
    VERSION = f"scipy {scipy.__version__}, numpy {numpy.__version__}"

    @staticmethod
    def univariate(name, data):
        say(name, "mean", 0, numpy.mean(data["y"]))
        say(name, "sd", 0, numpy.std(data["y"], ddof=1))

    @staticmethod
    def anova(name, data):
        groups = [data["y"][data["treatment"] == t] for t in numpy.unique(data["treatment"])]
        say(name, "F", 0, stats.f_oneway(*groups).statistic)

    @staticmethod
    def linear(name, model, data):
        columns, first = design(model, data)
        degree = columns.shape[1] - 1
        if "poly(" in model or model == "y ~ x":
            found, covariance = numpy.polyfit(data["x"], data["y"], degree, cov=True)
            found, deviations = found[::-1], numpy.sqrt(numpy.diag(covariance))[::-1]
            residuals = data["y"] - numpy.polyval(found[::-1], data["x"])
        else:
            found, _, rank, _ = numpy.linalg.lstsq(columns, data["y"], rcond=None)
            residuals, deviations = data["y"] - columns @ found, []
            if rank < columns.shape[1]:
                status(name, 0, f"rank deficient: lstsq gives rank {rank}")
        for k, value in enumerate(found):
            say(name, f"B{k + first}", 0, value)
        for k, value in enumerate(deviations):
            say(name, f"sd_B{k + first}", 0, value)
        say(name, "ss_residual", 0, numpy.sum(residuals ** 2))

    @staticmethod
    def nonlinear(name, model, data, start, values):
        response, function = compiled(model)
        y = response(data)
        x = {word: column for word, column in data.items() if word != "y"}
        found, covariance = optimize.curve_fit(lambda _, *b: function(x, b), numpy.arange(len(y)), y, p0=values)
        residual = numpy.sum((y - function(x, found)) ** 2)
        for k, value in enumerate(found):
            say(name, f"b{k + 1}", start, value)
            say(name, f"sd_b{k + 1}", start, numpy.sqrt(covariance[k, k]))
        say(name, "rss", start, residual)
        say(name, "residual_sd", start, numpy.sqrt(residual / (len(y) - len(found))))


class Statsmodels:
    VERSION = ""
    nonlinear = None

    @staticmethod
    def univariate(name, data):
        from statsmodels.stats.weightstats import DescrStatsW
        from statsmodels.tsa.stattools import acf
        described = DescrStatsW(data["y"])
        say(name, "mean", 0, described.mean)
        say(name, "sd", 0, described.std_ddof(1))
        say(name, "lag1_autocorrelation", 0, acf(data["y"], nlags=1)[1])

    @staticmethod
    def anova(name, data):
        from statsmodels.formula.api import ols
        from statsmodels.stats.anova import anova_lm
        fit = ols("y ~ C(treatment)", data).fit()
        table = anova_lm(fit)
        for k, row in enumerate(("between", "within")):
            say(name, f"df_{row}", 0, table["df"].iloc[k])
            say(name, f"ss_{row}", 0, table["sum_sq"].iloc[k])
            say(name, f"ms_{row}", 0, table["mean_sq"].iloc[k])
        say(name, "F", 0, table["F"].iloc[0])
        say(name, "r_squared", 0, fit.rsquared)
        say(name, "residual_sd", 0, numpy.sqrt(fit.mse_resid))

    @staticmethod
    def linear(name, model, data):
        from statsmodels.api import OLS
        columns, first = design(model, data)
        fit = OLS(data["y"], columns).fit()
        for k, value in enumerate(fit.params):
            say(name, f"B{k + first}", 0, value)
            say(name, f"sd_B{k + first}", 0, fit.bse[k])
        for quantity, value in (("df_residual", fit.df_resid), ("ss_residual", fit.ssr), ("ms_residual", fit.mse_resid),
                                ("residual_sd", numpy.sqrt(fit.mse_resid)), ("ss_regression", fit.ess),
                                ("ms_regression", fit.mse_model), ("r_squared", fit.rsquared), ("F", fit.fvalue)):
            say(name, quantity, 0, value)
        with warnings.catch_warnings():  # of tests in the summary that few rows do not allow
            warnings.simplefilter("ignore")
            note = re.search(r"The smallest eigenvalue is.*?singular", str(fit.summary()), re.DOTALL)
        if note:
            status(name, 0, f"noted in the summary: {note.group()}")


def listened(name, start, run, *arguments):
    """Exceptions, and warnings of any kind, are a status of the run."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            run(*arguments)
        except (ArithmeticError, ValueError, RuntimeError, numpy.linalg.LinAlgError) as error:
            status(name, start, f"failed: {error}")
    for text in dict.fromkeys(str(warning.message) for warning in heard):
        status(name, start, f"warned: {text}")


def main():
    folder, library = Path(sys.argv[1]), Scipy
    if sys.argv[2] == "statsmodels":
        import statsmodels
        library = Statsmodels
        library.VERSION = f"statsmodels {statsmodels.__version__}"
    print(f"# {library.VERSION}")
    certified = table_of(folder / "certified.tsv", "\t")
    for row in table_of(folder / "models.tsv", "\t"):
        name, family, model = row["dataset"], row["family"], row["model"]
        lines = table_of(folder / family / f"{name}.csv", ",")
        data = {word: numpy.array([float(line[word]) for line in lines]) for word in lines[0]}
        if family == "nonlinear":
            for start in (1, 2) if library.nonlinear else ():
                values = [float(v["certified"]) for v in certified
                          if v["dataset"] == name and v["quantity"].startswith(f"start{start}_")]
                listened(name, start, library.nonlinear, name, model, data, start, values)
        elif family == "linear":
            listened(name, 0, library.linear, name, model, data)
        else:
            listened(name, 0, getattr(library, family), name, data)


main()
