/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/local_cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "node/save.h"

#define PATH_BYTES 4300

const char *ter__cluster_folder(const ter__cli *cli) {
    return cli->argument_count > 0 ? cli->arguments[0] : TER__CLUSTER_FOLDER;
}

void ter__pause_ms(unsigned ms) {
    struct timespec pause = {(time_t)(ms / 1000u), (long)(ms % 1000u) * 1000000L};
    (void)nanosleep(&pause, NULL);
}

static void path_of(char path[PATH_BYTES], const char *folder, const ter__config_member *member, const char *file) {
    (void)snprintf(path, PATH_BYTES, "%.3900s/%s%s%s", folder, member->folder, file[0] != '\0' ? "/" : "", file);
}

/* A process of that number may be somebody else's by now: its command line has to say `node` as one word. */
static bool is_node(long pid) {
    char path[64], line[4096];
    (void)snprintf(path, sizeof path, "/proc/%ld/cmdline", pid);
    FILE *file = fopen(path, "re");
    size_t length = file != NULL ? fread(line, 1, sizeof line - 1, file) : 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    line[length] = '\0';
    for (size_t at = 0; at < length; at += strlen(line + at) + 1) {
        if (strcmp(line + at, "node") == 0) {
            return true;
        }
    }
    return false;
}

long ter__node_pid(const char *cluster_folder, const ter__config_member *member) {
    char path[PATH_BYTES];
    long pid = 0;
    path_of(path, cluster_folder, member, "node.pid");
    FILE *file = fopen(path, "re");
    if (file != NULL) {
        if (fscanf(file, "%ld", &pid) != 1) {
            pid = 0;
        }
        (void)fclose(file);
    }
    return pid > 1 && kill((pid_t)pid, 0) == 0 && is_node(pid) ? pid : 0;
}

/* In the child: nothing of the parent's terminal stays; only functions that are safe after fork. */
static void become_node(int log, char *const arguments[]) {
    int null = open("/dev/null", O_RDONLY);
    if (setsid() < 0 || null < 0 || dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0) {
        _exit(127);
    }
    for (int descriptor = 3; descriptor < 256; descriptor++) {
        (void)close(descriptor);
    }
    (void)execv("/proc/self/exe", arguments);
    _exit(127);
}

ter_status ter__node_start(const char *cluster_folder, const ter__config_member *member, long *pid, ter_error *error) {
    char folder[PATH_BYTES], path[PATH_BYTES];
    static char program[] = "tercile", word[] = "node";
    path_of(folder, cluster_folder, member, "");
    path_of(path, cluster_folder, member, "node.log");
    int log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log < 0) {
        return ter__errno_failed(errno, "write", path, error);
    }
    char *arguments[] = {program, word, folder, NULL};
    pid_t child = fork();
    if (child == 0) {
        become_node(log, arguments);
    }
    int code = errno;
    (void)close(log);
    if (child < 0) {
        return ter__errno_failed(code, "start a process for", folder, error);
    }
    *pid = (long)child;
    return TER_OK;
}

void ter__node_last_words(const char *cluster_folder, const ter__config_member *member, char *text, size_t size) {
    char path[PATH_BYTES], line[2048];
    path_of(path, cluster_folder, member, "node.log");
    (void)snprintf(text, size, "see %s", path);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0') {
            (void)snprintf(text, size, "%s", line);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
}
