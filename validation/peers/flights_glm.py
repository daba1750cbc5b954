# SPDX-License-Identifier: GPL-3.0-or-later
"""The logistic model of validation/jobs/flights_late.yaml in statsmodels: one process from the file to the coefficients."""
import sys

import pandas
import statsmodels
import statsmodels.api as sm
import statsmodels.formula.api as smf

flights = pandas.read_csv(sys.argv[1])
flights = flights[flights.arr_delay.notna()].copy()
flights["late"] = (flights.arr_delay > 15).astype(int)
flights["hour"] = (flights.dep_time // 100).clip(upper=23)
model = smf.glm("late ~ origin + C(month) + I(distance / 1000) + hour", data=flights, family=sm.families.Binomial()).fit()
print(f"statsmodels {statsmodels.__version__}\t{model.deviance:.6f}")
