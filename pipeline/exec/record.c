/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a run went: times, threads, machine. Kept beside the result, never in it (promise P1). */
#include <sys/utsname.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exec/run.h"
#include "tercile/dist.h"
#include "tercile/linalg.h"
#include "tercile/version.h"

static void processor_name(char *text, size_t size) {
    (void)snprintf(text, size, "unknown");
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[256];
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) == 0 && colon != NULL && colon[1] == ' ') {
            (void)snprintf(text, size, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
            break;
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
}

static double rounded(double seconds) {
    return (double)(long long)(seconds * 1e6 + 0.5) / 1e6;
}

static json_t *stages_record(const ter_run *run) {
    json_t *stages = json_array();
    for (size_t i = 0; i < run->job->stage_count; i++) {
        json_t *stage = json_pack("{s:s, s:s, s:b, s:f, s:I}", "id", run->job->stages[i].id, "kind", run->job->stages[i].kind->name,
                                  "finished", (int)run->results[i].finished, "seconds", rounded(run->stage_seconds[i]), "tasks",
                                  (json_int_t)run->stage_tasks[i]);
        if (json_array_append_new(stages, stage) != 0) {
            json_decref(stages);
            return NULL;
        }
    }
    return stages;
}

ter_status ter_run_record(const ter_run *run, char **text, ter_error *error) {
    struct utsname host = {0};
    char processor[128];
    (void)uname(&host);
    processor_name(processor, sizeof processor);
    json_t *record = json_pack(
        "{s:i, s:s, s:s, s:s, s:s, s:i, s:f, s:o, s:{s:s, s:s, s:s, s:s}, s:s, s:s, s:s}", "format", 1, "version", ter_version(),
        "job", run->job->name, "job_digest", run->job->digest, "executor", run->executor, "threads", (int)run->threads, "seconds",
        rounded(run->seconds), "stages", stages_record(run), "host", "name", host.nodename, "system", host.sysname, "release",
        host.release, "machine", host.machine, "processor", processor, "kernels", ter_dist_path(), "blas", ter_blas_description());
    char *made = record != NULL ? json_dumps(record, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) : NULL;
    json_decref(record);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    *text = made;
    return TER_OK;
}
