# SPDX-License-Identifier: GPL-3.0-or-later
# R on NIST's reference datasets, as its users write first:  Rscript nist.R FOLDER WAY
#   WAY  default: mean, sd, acf, aov, lm on raw powers, nls;  poly: lm on poly();  port: nls by algorithm "port"
# Prints "# version", then lines DATASET<TAB>QUANTITY<TAB>START<TAB>VALUE; quantity "status" says what R itself said was wrong.
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
way <- arguments[2]
models <- read.delim(file.path(folder, "models.tsv"), quote = "")
certified <- read.delim(file.path(folder, "certified.tsv"), quote = "")

say <- function(set, quantity, start, value) {
  cat(sprintf("%s\t%s\t%d\t%.17g\n", set, quantity, start, as.double(value)), sep = "")
}
status <- function(set, start, text) {
  cat(sprintf("%s\tstatus\t%d\t%s\n", set, start, gsub("[[:space:]]+", " ", text)))
}

univariate <- function(set, data) {
  say(set, c("mean", "sd", "lag1_autocorrelation"), 0L, c(mean(data$y), sd(data$y), acf(data$y, lag.max = 1, plot = FALSE)$acf[2]))
}

anova_one_way <- function(set, data) {
  table <- summary(aov(y ~ factor(treatment), data))[[1]]
  fit <- summary(lm(y ~ factor(treatment), data))
  say(set, c("df_between", "df_within", "ss_between", "ss_within", "ms_between", "ms_within", "F", "r_squared", "residual_sd"), 0L,
      c(table[["Df"]], table[["Sum Sq"]], table[["Mean Sq"]], table[["F value"]][1], fit$r.squared, fit$sigma))
}

# y ~ poly(x, 3) becomes y ~ x + I(x^2) + I(x^3)
raw_powers <- function(model) {
  degree <- as.integer(sub(".*poly\\(x, ([0-9]+)\\).*", "\\1", model))
  paste("y ~ x +", paste0("I(x^", 2:degree, ")", collapse = " + "))
}

linear <- function(set, model, data) {
  polynomial <- grepl("poly(", model, fixed = TRUE)
  if (way == "poly" && !polynomial) return()
  fit <- lm(as.formula(if (polynomial && way != "poly") raw_powers(model) else model), data)
  table <- summary(fit)
  if (way != "poly") { # the coefficients of poly() are those of other polynomials
    first <- if (names(coef(fit))[1] == "(Intercept)") 0L else 1L
    index <- seq_along(coef(fit)) - 1L + first
    say(set, paste0("B", index), 0L, coef(fit))
    say(set, paste0("sd_B", index), 0L, table$coefficients[match(names(coef(fit)), rownames(table$coefficients)), 2])
  }
  rows <- anova(fit)
  regression <- sum(rows[["Sum Sq"]][-nrow(rows)])
  say(set, c("df_residual", "ss_residual", "residual_sd", "ms_residual", "ss_regression", "ms_regression", "r_squared", "F"), 0L,
      c(fit$df.residual, deviance(fit), table$sigma, rows[["Mean Sq"]][nrow(rows)], regression, regression / table$fstatistic[2],
        table$r.squared, table$fstatistic[1]))
  if (anyNA(coef(fit))) status(set, 0L, "rank deficient: a coefficient is NA")
}

nonlinear <- function(set, model, data, start) {
  of_set <- certified[certified$dataset == set & startsWith(certified$quantity, paste0("start", start, "_")), ]
  values <- setNames(as.list(as.double(of_set$certified)), sub("start._", "", of_set$quantity))
  formula <- as.formula(sub(" = ", " ~ ", model, fixed = TRUE))
  fit <- if (way == "port") nls(formula, data, start = values, algorithm = "port") else nls(formula, data, start = values)
  table <- summary(fit)$coefficients
  say(set, rownames(table), start, table[, 1])
  say(set, paste0("sd_", rownames(table)), start, table[, 2])
  say(set, c("rss", "residual_sd", "df_residual"), start, c(deviance(fit), sigma(fit), df.residual(fit)))
}

# What R says, errors and warnings alike, is a status of the run.
listened <- function(set, start, run) {
  withCallingHandlers(
    tryCatch(run(), error = function(e) status(set, start, paste("failed:", conditionMessage(e)))),
    warning = function(w) {
      status(set, start, paste("warned:", conditionMessage(w)))
      invokeRestart("muffleWarning")
    }
  )
}

one_set <- function(k) {
  set <- models$dataset[k]
  family <- models$family[k]
  data <- read.csv(file.path(folder, family, paste0(set, ".csv")))
  if (family == "univariate" && way == "default") listened(set, 0L, function() univariate(set, data))
  if (family == "anova" && way == "default") listened(set, 0L, function() anova_one_way(set, data))
  if (family == "linear" && way != "port") listened(set, 0L, function() linear(set, models$model[k], data))
  if (family == "nonlinear" && way != "poly") {
    for (start in 1:2) listened(set, start, function() nonlinear(set, models$model[k], data, start))
  }
}

cat("# R ", as.character(getRversion()), "\n", sep = "")
for (k in seq_len(nrow(models))) one_set(k)
