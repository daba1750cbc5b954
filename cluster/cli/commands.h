/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One function per command, each in the file cmd_NAME.c. */
#ifndef TER__CLI_COMMANDS_H
#define TER__CLI_COMMANDS_H

#include "cli/cli.h"

int ter__cmd_run(ter__cli *cli);
int ter__cmd_plan(ter__cli *cli);
int ter__cmd_check(ter__cli *cli);
int ter__cmd_submit(ter__cli *cli);
int ter__cmd_list(ter__cli *cli);
int ter__cmd_status(ter__cli *cli);
int ter__cmd_logs(ter__cli *cli);
int ter__cmd_cancel(ter__cli *cli);
int ter__cmd_fetch(ter__cli *cli);
int ter__cmd_show(ter__cli *cli);
int ter__cmd_diff(ter__cli *cli);
int ter__cmd_schema(ter__cli *cli);
int ter__cmd_dist_list(ter__cli *cli);
int ter__cmd_dist_show(ter__cli *cli);
int ter__cmd_dist_operation(ter__cli *cli);
int ter__cmd_dist_characteristic(ter__cli *cli);
int ter__cmd_dist_interval(ter__cli *cli);
int ter__cmd_dist_sample(ter__cli *cli);
int ter__cmd_dist_plot(ter__cli *cli);
int ter__cmd_dist_moments(ter__cli *cli);
int ter__cmd_dist_fit(ter__cli *cli);
int ter__cmd_dist_eval(ter__cli *cli);
int ter__cmd_stat_describe(ter__cli *cli);
int ter__cmd_stat_lm(ter__cli *cli);
int ter__cmd_stat_anova(ter__cli *cli);
int ter__cmd_stat_glm(ter__cli *cli);
int ter__cmd_stat_nls(ter__cli *cli);
int ter__cmd_validate_accuracy(ter__cli *cli);
int ter__cmd_validate_nist(ter__cli *cli);
int ter__cmd_init(ter__cli *cli);
int ter__cmd_node(ter__cli *cli);
int ter__cmd_cluster_up(ter__cli *cli);
int ter__cmd_cluster_down(ter__cli *cli);
int ter__cmd_cluster_status(ter__cli *cli);
int ter__cmd_doctor(ter__cli *cli);
int ter__cmd_completion(ter__cli *cli);
int ter__cmd_version(ter__cli *cli);
int ter__cmd_help(ter__cli *cli);

#endif
