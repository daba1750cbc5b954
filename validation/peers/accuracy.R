# SPDX-License-Identifier: GPL-3.0-or-later
# R under `tercile validate accuracy`: reads questions, answers with numbers (cluster/cli/peer_program.h has the protocol).
# A law is its d, p and q functions and the arguments made of our parameters; location and scale that R's function lacks are
# applied outside, as its users do.
options(warn = -1)
plain <- function(name, arguments) list(name = name, arguments = arguments, location = function(p) 0, scale = function(p) 1)
moved <- function(name, arguments, location, scale) {
  list(name = name, arguments = arguments, location = function(p) p[location], scale = function(p) p[scale])
}
scaled <- function(name, arguments, scale) {
  list(name = name, arguments = arguments, location = function(p) 0, scale = function(p) p[scale])
}
laws <- list(
  normal = plain("norm", function(p) list(p[1], p[2])),
  lognormal = plain("lnorm", function(p) list(p[1], p[2])),
  exponential = plain("exp", function(p) list(1 / p[1])),
  uniform = plain("unif", function(p) list(p[1], p[2])),
  gamma = plain("gamma", function(p) list(shape = p[1], scale = p[2])),
  erlang = plain("gamma", function(p) list(shape = p[1], scale = p[2])),
  chi_squared = plain("chisq", function(p) list(p[1])),
  student_t = moved("t", function(p) list(p[1]), 2, 3),
  binomial = plain("binom", function(p) list(p[1], p[2])),
  poisson = plain("pois", function(p) list(p[1])),
  weibull = plain("weibull", function(p) list(p[1], p[2])),
  logistic = plain("logis", function(p) list(p[1], p[2])),
  cauchy = plain("cauchy", function(p) list(p[1], p[2])),
  beta = plain("beta", function(p) list(p[1], p[2])),
  f = plain("f", function(p) list(p[1], p[2])),
  geometric = plain("geom", function(p) list(p[1])),
  bernoulli = plain("binom", function(p) list(1, p[1])),
  negative_binomial = plain("nbinom", function(p) list(size = p[1], prob = p[2])),
  hypergeometric = plain("hyper", function(p) list(p[2], p[1] - p[2], p[3])),
  noncentral_chi_squared = plain("chisq", function(p) list(p[1], ncp = p[2])),
  noncentral_f = plain("f", function(p) list(p[1], p[2], ncp = p[3])),
  noncentral_t = plain("t", function(p) list(p[1], ncp = p[2])),
  noncentral_beta = plain("beta", function(p) list(p[1], p[2], ncp = p[3])),
  studentized_range = plain("tukey", function(p) list(nmeans = p[1], df = p[2]))
)
operations <- list(
  pdf = c("d", FALSE, FALSE), logpdf = c("d", FALSE, TRUE), cdf = c("p", TRUE, FALSE), logcdf = c("p", TRUE, TRUE),
  sf = c("p", FALSE, FALSE), logsf = c("p", FALSE, TRUE), quantile = c("q", TRUE, FALSE), isf = c("q", FALSE, FALSE),
  quantile_log = c("q", TRUE, TRUE), isf_log = c("q", FALSE, TRUE)
)

answer <- function(line) {
  field <- strsplit(line, "\t", fixed = TRUE)[[1]]
  law <- laws[[field[2]]]
  operation <- operations[[field[1]]]
  if (is.null(law) || is.null(operation)) return(NULL)
  parameters <- as.numeric(strsplit(field[3], " ", fixed = TRUE)[[1]])
  x <- as.numeric(field[4])
  name <- paste0(operation[1], law$name)
  if (!exists(name)) return(NULL)
  evaluate <- get(name)
  logarithm <- operation[3] == "TRUE"
  location <- law$location(parameters)
  scale <- law$scale(parameters)
  arguments <- law$arguments(parameters)
  if (operation[1] == "d") {
    value <- do.call(evaluate, c(list((x - location) / scale), arguments, log = logarithm))
    return(if (logarithm) value - log(scale) else value / scale)
  }
  point <- if (operation[1] == "p") (x - location) / scale else x
  value <- do.call(evaluate, c(list(point), arguments, lower.tail = operation[2] == "TRUE", log.p = logarithm))
  if (operation[1] == "q") location + scale * value else value
}

input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  value <- tryCatch(answer(line), error = function(e) NaN)
  if (is.null(value)) {
    cat("none\n")
  } else if (is.nan(value) || is.na(value)) {
    cat("nan\n")
  } else if (is.infinite(value)) {
    cat(if (value > 0) "inf\n" else "-inf\n")
  } else {
    cat(sprintf("%a\n", value))
  }
  flush(stdout())
}
