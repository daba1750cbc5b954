/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of commands. To add one: write cmd_NAME.c, declare its function in commands.h, put a line here. */
#include "cli/commands.h"

#include <string.h>

#include "cli/remote.h"
#include "tercile/dist.h"

const ter__option ter__common_options[] = {
    {"json", 0, NULL, "print one JSON object for programs"},
    {"quiet", 'q', NULL, "no progress, no hints; errors only"},
    {"no-color", 0, NULL, "no colours (NO_COLOR and TERM=dumb do the same)"},
    {"help", 'h', NULL, "show this help"},
    {NULL, 0, NULL, NULL},
};

static const ter__option run_options[] = {
    {"threads", 't', "N", "worker threads; as many as processors when left out"},
    {"out", 'o', "DIR", "folder for the results; <name>.results when left out"},
    {"until", 0, "STAGE", "run up to this stage only"},
    {"strict", 0, NULL, "warnings are failures: exit code 6"},
    {NULL, 0, NULL, NULL},
};
static const ter__option operation_options[] = {
    {"hex", 'x', NULL, "print hexadecimal doubles"},
    {"certify", 'c', NULL, "print the true value: proved digits from ball arithmetic"},
    {NULL, 0, NULL, NULL},
};
static const ter__option moments_options[] = {
    {"order", 'k', "N", "up to this order; 4 when left out"},
    {NULL, 0, NULL, NULL},
};
static const ter__option fit_options[] = {
    {"data", 'd', "FILE", "CSV file with a heading; - is standard input"},
    {"column", 'c', "NAME", "its column; the only one of numbers when left out"},
    {"weights", 'w', "NAME", "column of weights: how often each row counts"},
    {"method", 'm', "WORD", "likelihood (the default) or moments"},
    {"fix", 0, "PARAMETER=NUMBER", "hold a parameter; may be given several times"},
    {NULL, 0, NULL, NULL},
};
static const ter__option describe_options[] = {
    {"data", 'd', "FILE", "CSV file with a heading; - is standard input"},
    {"decimal", 0, NULL, "numbers keep the value of their text, beyond what a double holds"},
    {NULL, 0, NULL, NULL},
};
static const ter__option lm_options[] = {
    {"data", 'd', "FILE", "CSV file with a heading; - is standard input"},
    {"weights", 'w', "NAME", "column of weights: inverse variances of the rows"},
    {"robust", 'r', "HC0|HC1|HC2|HC3", "standard errors that hold under unequal variances"},
    {"level", 0, "NUMBER", "print limits of the coefficients at this level; 0.95 for --predict when left out"},
    {"predict", 'p', "FILE", "CSV file of new rows: print the mean there, its error, its limits and those of a new observation"},
    {"ridge", 0, "LAMBDA", "add LAMBDA times the squared coefficients of columns that vary to the sum of squares"},
    {"standardize", 0, NULL, "with --ridge: as for columns divided by their standard deviations"},
    {"decimal", 0, NULL, "numbers keep the value of their text, beyond what a double holds"},
    {NULL, 0, NULL, NULL},
};
static const ter__option anova_options[] = {
    {"data", 'd', "FILE", "CSV file with a heading; - is standard input"},
    {"weights", 'w', "NAME", "column of weights: inverse variances of the rows"},
    {"type", 't', "1|2|3", "each term adjusted for those before it (the default), for those not containing it, for all"},
    {"decimal", 0, NULL, "numbers keep the value of their text, beyond what a double holds"},
    {NULL, 0, NULL, NULL},
};
static const ter__option glm_options[] = {
    {"data", 'd', "FILE", "CSV file with a heading; - is standard input"},
    {"weights", 'w', "NAME", "column of weights: trials of a binomial share, else how often each row counts"},
    {"family", 'f', "NAME", "gaussian, binomial, poisson, gamma, inverse_gaussian, negative_binomial"},
    {"link", 'l', "NAME", "identity, log, logit, probit, cloglog, inverse, inverse_squared, sqrt; canonical when left out"},
    {"size", 0, "NUMBER", "size of the negative binomial law; estimated when not given"},
    {"level", 0, "NUMBER", "print Wald limits of the coefficients at this level; 0.95 for --predict when left out"},
    {"predict", 'p', "FILE", "CSV file of new rows: print predictor and mean there, with errors and limits"},
    {NULL, 0, NULL, NULL},
};
static const ter__option nls_options[] = {
    {"data", 'd', "FILE", "CSV file with a heading; - is standard input"},
    {"weights", 'w', "NAME", "column of weights: inverse variances of the rows"},
    {"start", 's', "NAME=NUMBER", "a parameter and where to start; one for each"},
    {"restarts", 0, "N", "other starts to try when these lead to no minimum (60)"},
    {"profile", 0, NULL, "print profile-likelihood intervals of the parameters"},
    {"level", 0, "NUMBER", "of these intervals; 0.95 when left out"},
    {"decimal", 0, NULL, "numbers keep the value of their text, beyond what a double holds"},
    {NULL, 0, NULL, NULL},
};
static const ter__option number_options[] = {
    {"hex", 'x', NULL, "print hexadecimal doubles"},
    {NULL, 0, NULL, NULL},
};
static const ter__option sample_options[] = {
    {"count", 'n', "N", "how many draws; 1 when left out"},
    {"seed", 's', "SEED", "0 to 2^64 - 1; 0 when left out"},
    {"stream", 0, "STAGE/PARTITION", "which stream of the seed; 0/0 when left out"},
    {"hex", 'x', NULL, "print hexadecimal doubles"},
    {NULL, 0, NULL, NULL},
};
static const ter__option plot_options[] = {
    {"from", 0, "X", "left end; the 0.1 % quantile when left out"},
    {"to", 0, "X", "right end; the 99.9 % quantile when left out"},
    {"width", 'w', "N", "columns of the plot"},
    {NULL, 0, NULL, NULL},
};
static const ter__option eval_options[] = {
    {"batch", 'b', "FILE", "the file of lines; - is standard input"},
    {NULL, 0, NULL, NULL},
};
static const ter__option nist_options[] = {
    {"family", 'f', "NAME", "univariate, anova, linear or nonlinear; all of them when left out"},
    {"data", 0, "DIR", "the folder of the datasets, when it is not the one that came with the program"},
    {NULL, 0, NULL, NULL}};

static const ter__option accuracy_options[] = {
    {"family", 'f', "NAME", "only this family"},
    {"operation", 0, "WORD", "only this operation"},
    {"points", 'n', "N", "hard points for each operation of each law; 200 when left out"},
    {"seed", 's', "SEED", "repeats a run; a fresh one when left out"},
    {"peer", 0, "NAME=COMMAND", "measure another system on the same points; may be given several times"},
    {"report", 0, "FILE", "write the results as Markdown too"},
    {NULL, 0, NULL, NULL},
};
static const ter__option init_options[] = {
    {"nodes", 'n', "N", "how many nodes; 3 when left out"},
    {"name", 0, "NAME", "what the cluster is called"},
    {"hosts", 0, "A,B,C", "a node each, HOST or HOST:PORT; when left out all run on this machine"},
    {"port", 'p', "PORT", "the first port; 7401, or the next free ones, when left out"},
    {"slots", 0, "N", "threads that compute on each node; the processors, shared on one machine, when left out"},
    {"days", 0, "N", "how long the certificates are good; 3650 when left out"},
    {"client", 0, "NAME", "add a client to a cluster that is there"},
    {"role", 0, "ROLE", "of that client: admin, user (the default) or viewer"},
    {NULL, 0, NULL, NULL},
};
static const ter__option node_options[] = {
    {"slots", 0, "N", "threads that compute; as node.json says when left out"},
    {"grace", 0, "SECONDS", "what runs may go on for after SIGTERM; 10 when left out"},
    {NULL, 0, NULL, NULL},
};
static const ter__option cluster_up_options[] = {
    {"nodes", 'n', "N", "how many nodes, when the cluster is made; 3 when left out"},
    {"slots", 0, "N", "threads that compute on each node, when it is made"},
    {NULL, 0, NULL, NULL},
};

static const ter__option submit_options[] = {
    {"id", 0, "ID", "the job's id; its name and six letters when left out"},
    {"wait", 'w', NULL, "wait until it has ended; exit code as of status --watch"},
    {"timeout", 0, "SECONDS", "with --wait: wait so long at most (exit code 5)"},
    {"strict", 0, NULL, "warnings are failures: exit code 6"},
    {"out", 'o', "DIR", "with --wait: fetch the results to this folder"},
    TER__REMOTE_OPTIONS,
    {NULL, 0, NULL, NULL},
};
static const ter__option list_options[] = {
    {"phase", 0, "WORD", "only waiting, running, done, failed or cancelled ones"},
    {"last", 0, "N", "only the last N"},
    TER__REMOTE_OPTIONS,
    {NULL, 0, NULL, NULL},
};
static const ter__option status_options[] = {
    {"watch", 'w', NULL, "follow the job until it has ended"},
    {"timeout", 0, "SECONDS", "with --watch: so long at most (exit code 5)"},
    TER__REMOTE_OPTIONS,
    {NULL, 0, NULL, NULL},
};
static const ter__option logs_options[] = {
    {"follow", 'f', NULL, "go on until the job has ended"},
    {"timeout", 0, "SECONDS", "with --follow: so long at most (exit code 5)"},
    TER__REMOTE_OPTIONS,
    {NULL, 0, NULL, NULL},
};
static const ter__option fetch_options[] = {
    {"out", 'o', "DIR", "folder for the results; <name>.results when left out"},
    TER__REMOTE_OPTIONS,
    {NULL, 0, NULL, NULL},
};
static const ter__option remote_options[] = {
    TER__REMOTE_OPTIONS,
    {NULL, 0, NULL, NULL},
};

#define WAIT_CODES                                                                                                                 \
    "Exit code when it has ended: 0 done, 1 failed, 4 cancelled, 5 its time was over, 6 a check was not met; 3 no node\n"          \
    "answers, 5 --timeout, 130 Ctrl-C (the job goes on)."

#define FORMULA_HELP                                                                                                               \
    "FORMULA: 'y ~ x + poly(x, 3) + factor(g) + a:b + a*b + offset(log(n)) - 1'; columns of texts are factors. Rows that miss a\n" \
    "value which the formula names are left out and counted.\n"
#define LAW_HELP                                                                                                                   \
    "LAW is a family and its parameters: 'gamma(shape=2, scale=3)', 'gamma(2, 3)', 'normal'. Numbers are decimal or\n"             \
    "hexadecimal. `tercile dist list` has the families."

static const ter__command commands[] = {
    {"run", "JOB", "compute a job in this process, show and write its results",
     "JOB is a job file in YAML or JSON (`tercile schema` has its keys). Tables of results go to standard output, progress to\n"
     "standard error. The results are written to a folder that appears complete or not at all.\n"
     "Ctrl-C stops the run and leaves nothing behind (exit code 130).",
     1, 1, run_options, TER__COMPLETES_FILES, ter__cmd_run},
    {"plan", "JOB", "show what a job would compute: stages and their tasks", NULL, 1, 1, NULL, TER__COMPLETES_FILES, ter__cmd_plan},
    {"check", "JOB", "check a job file and its inputs without computing",
     "Prints \"ok\", or everything that is wrong, with places.", 1, 1, NULL, TER__COMPLETES_FILES, ter__cmd_check},
    {"submit", "JOB", "have the cluster compute a job; prints its id",
     "The job file and its inputs are checked here first, then sent. Submitting one id twice is one job. With --wait:\n" WAIT_CODES,
     1, 1, submit_options, TER__COMPLETES_FILES, ter__cmd_submit},
    {"list", "", "list the jobs of the cluster", NULL, 0, 0, list_options, TER__COMPLETES_NOTHING, ter__cmd_list},
    {"status", "[ID]", "show the cluster, or how far a job is", "ID is a job's id or number. With --watch:\n" WAIT_CODES, 0, 1,
     status_options, TER__COMPLETES_NOTHING, ter__cmd_status},
    {"logs", "[ID]", "show what happened to a job, or to the cluster", "With --follow:\n" WAIT_CODES, 0, 1, logs_options,
     TER__COMPLETES_NOTHING, ter__cmd_logs},
    {"cancel", "ID", "stop a job", "A job that has ended already stays as it is (exit code 0).", 1, 1, remote_options,
     TER__COMPLETES_NOTHING, ter__cmd_cancel},
    {"fetch", "ID", "write the results of a job to a folder", "Prints their digest.", 1, 1, fetch_options, TER__COMPLETES_NOTHING,
     ter__cmd_fetch},
    {"show", "ID", "show the results of a job as `run` shows them", "With --json: results.json.", 1, 1, remote_options,
     TER__COMPLETES_NOTHING, ter__cmd_show},
    {"diff", "A B", "compare two results: job ids, or folders", "Exit code 0: the same bytes. 6: they differ.", 2, 2,
     remote_options, TER__COMPLETES_FILES, ter__cmd_diff},
    {"schema", "[STAGE]", "show the keys of a job file, or of one kind of stage",
     "With --json: a JSON Schema for editors and validators.", 0, 1, NULL, TER__COMPLETES_STAGES, ter__cmd_schema},
    {"dist list", "", "list the families of distributions", NULL, 0, 0, NULL, TER__COMPLETES_NOTHING, ter__cmd_dist_list},
    {"dist show", "NAME|'LAW'", "show a family: parameters, formula, accuracy; or a law: its moments and quantiles", LAW_HELP, 1, 1,
     NULL, TER__COMPLETES_FAMILIES, ter__cmd_dist_show},
#define OPERATION(name, word, argument, text)                                                                                      \
    {"dist " #word,           "'LAW' X...",           text, LAW_HELP, 2, TER__ARGUMENTS_MAX, operation_options,                    \
     TER__COMPLETES_FAMILIES, ter__cmd_dist_operation},
    TER_OPERATION_LIST(OPERATION)
#undef OPERATION
        {"dist interval", "'LAW' A B", "P(A < X <= B) without cancellation", LAW_HELP, 3, 3, operation_options,
         TER__COMPLETES_FAMILIES, ter__cmd_dist_interval},
    {"dist characteristic", "'LAW' T...", "characteristic function E[exp(i T X)]: real and imaginary part",
     LAW_HELP "\nExit code 1 where a law has no closed form for it.", 2, TER__ARGUMENTS_MAX, number_options,
     TER__COMPLETES_FAMILIES, ter__cmd_dist_characteristic},
    {"dist moments", "'LAW'", "moments of a law: raw and central, and what exists", LAW_HELP, 1, 1, moments_options,
     TER__COMPLETES_FAMILIES, ter__cmd_dist_moments},
    {"dist fit", "FAMILY --data FILE", "fit a family to a column of numbers, with standard errors",
     "Missing values are left out and counted. The result carries its certificate: the gradient at the estimate in standard "
     "errors\n"
     "and the curvature. Exit code 1 when there is no maximum, with the reason.",
     1, 1, fit_options, TER__COMPLETES_FAMILIES, ter__cmd_dist_fit},
    {"dist sample", "'LAW' [-n N] [-s SEED]", "draw random numbers, the same everywhere",
     LAW_HELP "\nDraws are made in blocks of 65536, so that a longer sample begins with the shorter one's blocks.", 1, 1,
     sample_options, TER__COMPLETES_FAMILIES, ter__cmd_dist_sample},
    {"dist plot", "'LAW'", "draw the density or mass in the terminal", LAW_HELP, 1, 1, plot_options, TER__COMPLETES_FAMILIES,
     ter__cmd_dist_plot},
    {"dist eval", "--batch FILE", "evaluate many lines: operation, law and x, separated by tabs",
     "Each line is OPERATION<TAB>LAW<TAB>X, numbers in decimal or hexadecimal; OPERATION may also be a summary (mean,\n"
     "variance, ...), then without X. One hexadecimal double a line comes out, in the order of the lines; blank lines and lines\n"
     "that begin with # are skipped. A line that cannot be read gives the line \"error\", a message FILE:LINE, and exit code 2.",
     0, 0, eval_options, TER__COMPLETES_NOTHING, ter__cmd_dist_eval},
    {"stat describe", "--data FILE", "columns of a file in numbers: moments, quartiles, missing values", NULL, 0, 0,
     describe_options, TER__COMPLETES_NOTHING, ter__cmd_stat_describe},
    {"stat lm", "FORMULA --data FILE", "fit a linear model by least squares",
     FORMULA_HELP "All arithmetic is double-double: a polynomial of degree 10 needs no centring.", 1, 1, lm_options,
     TER__COMPLETES_NOTHING, ter__cmd_stat_lm},
    {"stat anova", "FORMULA --data FILE", "analysis of variance of a linear model, term by term",
     FORMULA_HELP "Type 3 codes factors by sums.", 1, 1, anova_options, TER__COMPLETES_NOTHING, ter__cmd_stat_anova},
    {"stat glm", "FORMULA --data FILE --family NAME", "fit a generalised linear model",
     FORMULA_HELP
     "A condition as response counts as 0 and 1. Exit code 1, with the reason, where the likelihood has no finite maximum.",
     1, 1, glm_options, TER__COMPLETES_NOTHING, ter__cmd_stat_glm},
    {"stat nls", "FORMULA --data FILE --start NAME=NUMBER...", "fit a nonlinear model by least squares",
     "FORMULA: RESPONSE ~ MODEL, both expressions: 'y ~ b1 * (1 - exp(-b2 * x))'. What was found is judged by its gradient and "
     "second\n"
     "derivatives; exit code 1, with the reason, when it is no minimum.",
     1, 1, nls_options, TER__COMPLETES_NOTHING, ter__cmd_stat_nls},
    {"validate accuracy", "", "measure every operation of every law against enclosures of the true value",
     "Points are drawn where implementations fail: both tails to 1e-300, logs beyond, extreme parameters, next to modes, ends and\n"
     "switches. A peer's COMMAND reads lines OPERATION<TAB>FAMILY<TAB>PARAMETERS<TAB>X and answers each with a number or "
     "\"none\";\n"
     "validation/accuracy.sh has those of scipy, R, Boost and GSL. Exit code 6 when a law is beyond its own bound.",
     0, 0, accuracy_options, TER__COMPLETES_NOTHING, ter__cmd_validate_accuracy},
    {"validate nist", "", "digits reached on NIST's Statistical Reference Datasets, and those that doubles allow",
     "digits: -log10 of the relative error, at most 15, for data read as doubles; ceiling: what exact arithmetic reaches on the "
     "same\n"
     "doubles; decimal: digits for columns that keep the decimal value of their text. Exit code 6 when a value is more than 0.3\n"
     "digits below its ceiling, or below 14 digits on decimal columns. Nonlinear sets have 11 certified digits and are fitted "
     "from\n"
     "both starts that NIST gives, the worse counts: 1 digit below the ceiling is allowed, parameters must have 10 digits, and "
     "all\n"
     "values on decimal columns; exit code 6 also when a run does not end in a proved minimum. --json adds the values themselves,\n"
     "one from each start; validation/nist.py puts them beside those of R, scipy, statsmodels and GSL.",
     0, 0, nist_options, TER__COMPLETES_NOTHING, ter__cmd_validate_nist},
    {"cluster up", "[DIR]", "start the nodes of a cluster on this machine; make one first when there is none",
     "DIR is the cluster's folder, ./tercile-cluster when left out. Nodes that run already are left alone.", 0, 1,
     cluster_up_options, TER__COMPLETES_FILES, ter__cmd_cluster_up},
    {"cluster down", "[DIR]", "stop the nodes of a cluster on this machine; jobs go on when they are started again", NULL, 0, 1,
     NULL, TER__COMPLETES_FILES, ter__cmd_cluster_down},
    {"cluster status", "[DIR]", "show the nodes of a cluster: process, role, how far they are",
     "Exit code 3 when no majority of them has a leader.", 0, 1, NULL, TER__COMPLETES_FILES, ter__cmd_cluster_status},
    {"init", "[DIR]", "make a cluster's folder: authority, certificates, a folder for each node; or add a client",
     "DIR is ./tercile-cluster when left out. `tercile cluster up` does it by itself for three nodes on this machine.", 0, 1,
     init_options, TER__COMPLETES_FILES, ter__cmd_init},
    {"node", "DIR", "run one node in this process until SIGTERM",
     "DIR is a node's folder (`tercile init`). Messages go to standard error. After the first SIGTERM no work is taken and what "
     "runs\n"
     "may end; the second one ends it at once. SIGKILL at any moment harms nothing.",
     1, 1, node_options, TER__COMPLETES_FILES, ter__cmd_node},
    {"doctor", "", "say what was found on this machine and whether it works", "Exit code 1 when something does not work.", 0, 0,
     NULL, TER__COMPLETES_NOTHING, ter__cmd_doctor},
    {"completion", "bash|zsh|fish", "print the completion script of a shell",
     "bash: source <(tercile completion bash)\nzsh:  source <(tercile completion zsh)\nfish: tercile completion fish | source", 1,
     1, NULL, TER__COMPLETES_SHELLS, ter__cmd_completion},
    {"version", "", "print the version", NULL, 0, 0, NULL, TER__COMPLETES_NOTHING, ter__cmd_version},
    {"help", "[COMMAND]", "show help", NULL, 0, 2, NULL, TER__COMPLETES_COMMANDS, ter__cmd_help},
};

size_t ter__command_count(void) {
    return sizeof commands / sizeof commands[0];
}

const ter__command *ter__command_at(size_t index) {
    return index < ter__command_count() ? &commands[index] : NULL;
}

size_t ter__command_group_length(const ter__command *command) {
    const char *blank = strchr(command->name, ' ');
    return blank != NULL ? (size_t)(blank - command->name) : 0;
}
