# SPDX-License-Identifier: GPL-3.0-or-later
# The main job as an R user would write it: maximum likelihood by optim, choice by AIC, Kolmogorov-Smirnov, bootstrap of the 1 % flood
# with BCa intervals by the package boot. One process, one thread. Usage: Rscript flood_frequency.R PEAKS.csv REPLICATES LAWS
# (LAWS: "chosen" bootstraps the law that AIC chose, "all" every law). Prints one line per gauge and law.
suppressPackageStartupMessages(library(boot))
arguments <- commandArgs(trailingOnly = TRUE)
peaks <- read.csv(arguments[1], colClasses = c(gauge = "character"))
replicates <- as.integer(arguments[2])
bootstrap_all <- arguments[3] == "all"

log_densities <- list(
  gev = function(p, x) {
    z <- (x - p[1]) / p[2]
    if (p[2] <= 0) return(NA)
    if (abs(p[3]) < 1e-9) return(-log(p[2]) - z - exp(-z))
    t <- 1 + p[3] * z
    if (any(t <= 0)) return(NA)
    -log(p[2]) - (1 + 1 / p[3]) * log(t) - t^(-1 / p[3])
  },
  log_pearson3 = function(p, x) {
    if (p[2] <= 0 || abs(p[3]) >= 2) return(NA)
    y <- log10(x)
    if (abs(p[3]) < 1e-6) return(dnorm(y, p[1], p[2], log = TRUE) - log(x * log(10)))
    k <- 4 / p[3]^2
    u <- (y - (p[1] - 2 * p[2] / p[3])) / (p[2] * p[3] / 2)
    if (any(u <= 0)) return(NA)
    dgamma(u, k, log = TRUE) - log(abs(p[2] * p[3] / 2)) - log(x * log(10))
  },
  gumbel = function(p, x) {
    if (p[2] <= 0) return(NA)
    z <- (x - p[1]) / p[2]
    -log(p[2]) - z - exp(-z)
  },
  lognormal = function(p, x) if (p[2] <= 0) NA else dlnorm(x, p[1], p[2], log = TRUE),
  gamma = function(p, x) if (any(p <= 0)) NA else dgamma(x, p[1], scale = p[2], log = TRUE)
)
quantiles <- list(
  gev = function(p, q) if (abs(p[3]) < 1e-9) p[1] - p[2] * log(-log(q)) else p[1] + p[2] * ((-log(q))^(-p[3]) - 1) / p[3],
  log_pearson3 = function(p, q) {
    if (abs(p[3]) < 1e-6) return(10^qnorm(q, p[1], p[2]))
    k <- 4 / p[3]^2
    10^(p[1] - 2 * p[2] / p[3] + p[2] * p[3] / 2 * qgamma(if (p[3] > 0) q else 1 - q, k))
  },
  gumbel = function(p, q) p[1] - p[2] * log(-log(q)),
  lognormal = function(p, q) qlnorm(q, p[1], p[2]),
  gamma = function(p, q) qgamma(q, p[1], scale = p[2])
)
starts <- list(
  gev = function(x) c(mean(x) - 0.45 * sd(x), 0.78 * sd(x), 0.1),
  log_pearson3 = function(x) c(mean(log10(x)), sd(log10(x)), 0),
  gumbel = function(x) c(mean(x) - 0.45 * sd(x), 0.78 * sd(x)),
  lognormal = function(x) c(mean(log(x)), sd(log(x))),
  gamma = function(x) c(mean(x)^2 / var(x), var(x) / mean(x))
)

fit <- function(law, x, start = starts[[law]](x)) {
  cost <- function(p) {
    value <- -sum(log_densities[[law]](p, x))
    if (is.finite(value)) value else 1e10
  }
  found <- optim(start, cost, control = list(maxit = 2000, reltol = 1e-10, parscale = pmax(abs(start), 0.1)))
  optim(found$par, cost, method = "BFGS", control = list(reltol = 1e-12, parscale = pmax(abs(found$par), 0.1)))
}

set.seed(42)
for (gauge in unique(peaks$gauge)) {
  x <- peaks$peak[peaks$gauge == gauge & peaks$peak > 0 & peaks$historic == 0]
  fits <- lapply(names(log_densities), function(law) fit(law, x))
  names(fits) <- names(log_densities)
  aic <- sapply(fits, function(f) 2 * f$value + 2 * length(f$par))
  for (law in if (bootstrap_all) names(fits) else names(which.min(aic))) {
    statistic <- function(data, i) quantiles[[law]](fit(law, data[i], fits[[law]]$par)$par, 0.99)
    result <- boot(x, statistic, replicates)
    interval <- tryCatch(boot.ci(result, type = "bca")$bca[4:5], error = function(e) c(NA, NA))
    cat(sprintf("%s %s aic=%.3f q99=%.1f [%.1f, %.1f]\n", gauge, law, aic[[law]], result$t0, interval[1], interval[2]))
  }
}
