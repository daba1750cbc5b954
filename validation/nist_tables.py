# SPDX-License-Identifier: GPL-3.0-or-later
"""Digits of runs on NIST's reference datasets, what they amount to, and the tables of validation/report/nist.md."""
import dataclasses
import math
import re
import statistics

PEERS = ("R", "R poly", "R port", "scipy", "statsmodels", "GSL")
TITLES = {"univariate": "One variable", "anova": "Analysis of variance", "linear": "Linear regression",
          "nonlinear": "Nonlinear regression"}
MOST = {"univariate": 15.0, "anova": 15.0, "linear": 15.0, "nonlinear": 11.0}
WAYS = {  # what is called for each family
    "Tercile": ("ter_exact_*", "ter_anova_one_way", "ter_linear_fit", "ter_nonlinear_fit"),
    "R": ("mean, sd, acf", "aov, lm", "lm, I(x^k)", "nls"),
    "R poly": ("", "", "lm, poly(x, k)", ""),
    "R port": ("", "", "", "nls, algorithm \"port\""),
    "scipy": ("numpy mean, std", "f_oneway", "numpy polyfit, lstsq", "curve_fit"),
    "statsmodels": ("DescrStatsW, acf", "ols, anova_lm", "OLS, powers of x", ""),
    "GSL": ("gsl_stats_*", "", "gsl_multifit_linear, powers of x", "gsl_multifit_nlinear, trust region, 100 steps, 1e-8"),
}
# Quantities of a kind are one row, the worst of them; the first of a family (of univariate: all) are the estimates.
KINDS = {
    "univariate": (("mean", r"mean"), ("standard deviation", r"sd"), ("autocorrelation", r"lag1_autocorrelation")),
    "anova": (("F", r"F"), ("sums of squares", r"[sm]s_.*"), ("R², residual deviation", r"r_squared|residual_sd")),
    "linear": (("coefficients", r"B\d+"), ("their deviations", r"sd_B\d+"), ("residuals", r"[sm]s_residual|residual_sd"),
               ("regression", r"[sm]s_regression"), ("R²", r"r_squared"), ("F", r"F")),
    "nonlinear": (("parameters", r"b\d+"), ("their deviations", r"sd_b\d+"), ("residuals", r"rss|residual_sd")),
}
ESTIMATES = {"univariate": 3, "anova": 1, "linear": 1, "nonlinear": 1}
ENOUGH = 4.0


@dataclasses.dataclass
class Run:
    """One program on one set from one start: what it gave, and what it said was wrong."""
    values: dict = dataclasses.field(default_factory=dict)
    said: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Set:
    name: str
    difficulty: str
    starts: tuple
    certified: dict  # quantity: value, ceiling


def digits(value, certified, most):
    """-log10 of the relative error, of the absolute one where 0 is certified; of the inverse where infinity is."""
    if math.isinf(certified):
        certified, value = 0.0, 1.0 / value if value != 0.0 else math.inf
    if not math.isfinite(value):
        return 0.0
    error = abs(value) if certified == 0.0 else abs(value - certified) / abs(certified)
    return most if error == 0.0 else min(max(0.0, -math.log10(error)), most)


def of_kind(one, pattern):
    return [quantity for quantity in one.certified if re.fullmatch(pattern, quantity)]


def ceiling(one, pattern):
    return min((one.certified[quantity][1] for quantity in of_kind(one, pattern)), default=None)


def reached(one, run, pattern, most):
    """The worst of a kind; None when the program gives none of it."""
    given = [quantity for quantity in of_kind(one, pattern) if run is not None and quantity in run.values]
    return min((digits(run.values[quantity], one.certified[quantity][0], most) for quantity in given), default=None)


def is_wrong(worst, top):
    return worst < min(ENOUGH, top - 1.0)


def missing(one, run):
    """Quantities with an answer that is no number, where the certified value is one."""
    return [q for q in one.certified if not math.isfinite(run.values.get(q, 0.0)) and math.isfinite(one.certified[q][0])]


def judge(family, one, run):
    """right, said or silent, by the estimates; "" when none are offered. And the kinds beside them that are wrong in silence."""
    kinds = [(name, reached(one, run, pattern, MOST[family]), ceiling(one, pattern)) for name, pattern in KINDS[family]]
    estimates = [kind for kind in kinds[:ESTIMATES[family]] if kind[1] is not None]
    rest = [kind for kind in kinds[ESTIMATES[family]:] if kind[1] is not None]
    if run is None or not (estimates or rest or run.said):
        return "", []
    wrong = [kind for kind in estimates if is_wrong(*kind[1:])]
    loud = bool(run.said or missing(one, run))
    if not estimates:
        verdict = "said" if any(text.startswith("failed") for text in run.said) else ""
    else:
        verdict = "right" if not wrong else "said" if loud else "silent"
    beside = [] if loud else [kind for kind in rest if is_wrong(*kind[1:])]
    return verdict, (wrong if verdict == "silent" else []) + beside


def row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def head(*cells):
    return [row(*cells), "|" + "---|" * len(cells)]


def runs_of(sets):
    return [(one, start) for one in sets for start in one.starts]


def offering(family, sets, systems):
    return [name for name in systems if any((one.name, start) in systems[name] for one, start in runs_of(sets))]


def summary(sets, systems):
    lines = head("class", "program", "runs", "right", "wrong, and says so", "wrong in silence", "deviations or sums wrong in silence",
                 "median digits", "least digits where right")
    for family in TITLES:
        for name in offering(family, sets[family], systems):
            verdicts, worst = [], []
            beside = 0
            for one, start in runs_of(sets[family]):
                run = systems[name].get((one.name, start))
                verdict, wrong = judge(family, one, run)
                beside += any(kind[0] not in [k[0] for k in KINDS[family][:ESTIMATES[family]]] for kind in wrong)
                verdicts += [verdict] if verdict else []
                found = [reached(one, run, pattern, MOST[family]) for _, pattern in KINDS[family][:ESTIMATES[family]]]
                worst += [(verdict, min((d for d in found if d is not None), default=0.0))] if verdict else []
            right = [d for verdict, d in worst if verdict == "right"]
            counts = [verdicts.count(word) for word in ("right", "said", "silent")] if verdicts else ["-"] * 3
            lines.append(row(TITLES[family], name, len(verdicts) or "-", *counts, beside,
                             f"{statistics.median(d for _, d in worst):.1f}" if worst else "-", f"{min(right):.1f}" if right else "-"))
    return lines


def silent(sets, systems):
    lines = head("program", "dataset", "start", "what", "digits", "ceiling")
    for name in systems:
        for family in TITLES:
            for one, start in runs_of(sets[family]):
                for kind, worst, top in judge(family, one, systems[name].get((one.name, start)))[1]:
                    lines.append(row(name, one.name, start or "", kind, f"{worst:.2f}", f"{top:.2f}"))
    return lines if len(lines) > 2 else ["None."]


def said(sets, systems):
    lines = head("program", "dataset", "start", "what it said")
    for name in systems:
        for family in TITLES:
            for one, start in runs_of(sets[family]):
                run = systems[name].get((one.name, start))
                if run is None:
                    continue
                given = ", ".join(f"{q} = {run.values[q]}" for q in missing(one, run))
                for text in run.said + [given] * bool(given):
                    lines.append(row(name, one.name, start or "", text.replace("|", "/")))
    return lines if len(lines) > 2 else ["Nothing."]


def cell(one, run, pattern, most):
    worst = reached(one, run, pattern, most)
    if worst is not None:
        return f"{worst:.1f}" + ("*" if run.said else "")
    return "failed" if run is not None and any(text.startswith("failed") for text in run.said) else "-"


def family_table(family, sets, systems):
    names = offering(family, sets, systems)
    start_title = ["start"] if family == "nonlinear" else []
    lines = head("dataset", *start_title, "what", "ceiling", *names)
    for one, start in runs_of(sets):
        for kind, pattern in KINDS[family]:
            if of_kind(one, pattern):
                cells = [cell(one, systems[name].get((one.name, start)), pattern, MOST[family]) for name in names]
                lines.append(row(one.name, *([start] if start else []), kind, f"{ceiling(one, pattern):.1f}", *cells))
    return lines


def decimal_table(sets, doubles, decimal):
    lines = head("dataset", "difficulty", "ceiling of doubles", "doubles", "decimal columns")
    for family in TITLES:
        every = "|".join(pattern for _, pattern in KINDS[family])
        for one in sets[family]:
            worst = [min(reached(one, runs.get((one.name, start)), every, MOST[family]) for start in one.starts)
                     for runs in (doubles, decimal)]
            lines.append(row(one.name, one.difficulty, f"{ceiling(one, every):.1f}", *(f"{d:.1f}" for d in worst)))
    return lines


def programs(systems, versions):
    lines = head("program", "version", *(title.lower() for title in TITLES.values()))
    for name in systems:
        version = versions.get(name, "").removeprefix("tercile ").split("+")[0]
        lines.append(row(name, version, *(f"`{way}`" if way else "-" for way in WAYS[name])))
    absent = [name for name in PEERS if name not in systems]
    return lines + ([""] + [f"Not here, since not installed or ended by an error: {', '.join(absent)}."] if absent else [])


def report(sets, systems, versions, decimal):
    text = ["# NIST's 58 reference datasets: digits", "",
            "Written by `validation/nist.py`, which runs the programs below on the same files; `validation/nist/README.md` has their source.",
            "Digits: -log10 of the relative error, at most 15 (nonlinear: 11), the worst of the quantities of a kind that a program gives.",
            "Ceiling: what exact arithmetic reaches on data read as doubles; digits beyond it are luck. Every program is used as a first",
            "attempt would: by its defaults, on the columns as they are, nonlinear fits from both of NIST's starts.", "",
            "## Programs", "", *programs(systems, versions), "",
            "## Summary", "",
            f"Wrong: fewer than {ENOUGH:.0f} digits in an estimate (or more than one below the ceiling, where that is lower than 5); or no answer.",
            "Estimates are mean, deviation and autocorrelation; F; coefficients; parameters. In silence: without an error, a warning or",
            "a value that is no number. Digits are those of the worst estimate that a program gives (scipy gives no autocorrelation), 0 where it",
            "failed. A run of a nonlinear set is a start. The coefficients of R's poly() are of other polynomials: no estimates here.",
            "Of the notes in statsmodels' summary, the one on singular columns counts as saying so; the one on large condition numbers,",
            "which stands below right answers too, does not.", "",
            *summary(sets, systems), "",
            "## Wrong in silence", "", *silent(sets, systems), "",
            "## What programs said", "", *said(sets, systems), ""]
    for family, title in TITLES.items():
        text += [f"## {title}", ""]
        text += ["`*`: with a warning; `failed`: the program said so and gave nothing; `-`: not offered.", ""] if family == "univariate" else []
        text += [*family_table(family, sets[family], systems), ""]
    text += ["## Decimal columns", "",
             "Tercile alone: the same sets as doubles and as decimal columns, which keep the value of each text; the worst of all quantities.",
             "", *decimal_table(sets, systems["Tercile"], decimal)]
    return "\n".join(text) + "\n"
