/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <sys/types.h>

#include "cli/commands.h"
#include "cli/local_cluster.h"

/* A node gives what it computes ten seconds; then it is told again, which ends it at once. */
#define ORDERLY_MS 12000u
#define HURRIED_MS 5000u
#define PAUSE_MS   20u

static bool all_gone(const long *pids, size_t count, const char *folder, const ter__cluster_config *config) {
    for (size_t i = 0; i < count; i++) {
        if (pids[i] != 0 && ter__node_pid(folder, &config->members[i]) == pids[i]) {
            return false;
        }
    }
    return true;
}

static void tell_all(const long *pids, size_t count, const char *folder, const ter__cluster_config *config) {
    for (size_t i = 0; i < count; i++) {
        if (pids[i] != 0 && ter__node_pid(folder, &config->members[i]) == pids[i]) {
            (void)kill((pid_t)pids[i], SIGTERM);
        }
    }
}

static bool wait_gone(const long *pids, size_t count, const char *folder, const ter__cluster_config *config, unsigned ms) {
    for (unsigned waited = 0; waited < ms; waited += PAUSE_MS) {
        if (all_gone(pids, count, folder, config)) {
            return true;
        }
        ter__pause_ms(PAUSE_MS);
    }
    return false;
}

int ter__cmd_cluster_down(ter__cli *cli) {
    const char *folder = ter__cluster_folder(cli);
    ter__cluster_config config;
    ter_error error = {TER_OK, ""};
    if (ter__cluster_config_read(&config, folder, &error) != TER_OK) {
        return ter__fail(cli, &error);
    }
    long pids[TER__NODES_MAX] = {0};
    size_t running = 0;
    for (size_t i = 0; i < config.member_count; i++) {
        pids[i] = config.members[i].folder[0] != '\0' ? ter__node_pid(folder, &config.members[i]) : 0;
        running += pids[i] != 0;
    }
    tell_all(pids, config.member_count, folder, &config);
    bool gone = wait_gone(pids, config.member_count, folder, &config, ORDERLY_MS);
    if (!gone) {
        tell_all(pids, config.member_count, folder, &config);
        gone = wait_gone(pids, config.member_count, folder, &config, HURRIED_MS);
    }
    if (!gone) {
        (void)ter_error_set(&error, TER_TIMEOUT, "a node goes on running although it was told to stop twice: see its node.log");
        (void)ter__fail(cli, &error);
        return TER__EXIT_FAILED;
    }
    ter__note(cli, running > 0 ? "%zu nodes stopped" : "no node was running (%zu)", running);
    return TER__EXIT_OK;
}
