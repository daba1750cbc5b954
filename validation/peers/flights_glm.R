# SPDX-License-Identifier: GPL-3.0-or-later
# The logistic model of validation/jobs/flights_late.yaml in R: one process from the file to the coefficients.
file <- commandArgs(trailingOnly = TRUE)[1]
flights <- read.csv(file)
flights <- flights[!is.na(flights$arr_delay), ]
flights$late <- as.integer(flights$arr_delay > 15)
flights$hour <- pmin(flights$dep_time %/% 100, 23)
model <- glm(late ~ origin + factor(month) + I(distance / 1000) + hour, family = binomial, data = flights)
cat(sprintf("%s\t%.6f\n", R.version.string, deviance(model)))
