/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/remote.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/settings.h"

#define DEFAULT_CLUSTER "./tercile-cluster"

/* Written by the handler, read by the client: like that of `run`, state that cannot be passed along. */
static volatile bool interrupted;

static void on_signal(int number) {
    (void)number;
    if (interrupted) {
        _exit(TER__EXIT_INTERRUPTED); /* nothing here is left half-done by it */
    }
    interrupted = true;
}

bool ter__remote_interrupted(void) {
    return interrupted;
}

int ter__remote_open(ter__cli *cli, ter__client **client) {
    static ter__settings settings; /* large */
    int code = ter__settings_read(cli, &settings);
    if (code != 0) {
        return code;
    }
    ter_error error = {TER_OK, ""};
    ter__client_options options = {.interrupted = &interrupted};
    options.cluster = settings.cluster.text[0] != '\0' ? settings.cluster.text : DEFAULT_CLUSTER;
    options.address = settings.address.text[0] != '\0' ? settings.address.text : NULL;
    options.identity = settings.identity.text[0] != '\0' ? settings.identity.text : NULL;
    ter_status status = ter__client_open(client, &options, &error);
    if (status != TER_OK) {
        code = ter__fail(cli, &error);
        return status == TER_NOT_FOUND ? TER__EXIT_UNREACHABLE : code;
    }
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    return 0;
}

int ter__fail_remote(ter__cli *cli, const ter_error *error, const char *job) {
    if (error->status == TER_CANCELLED && interrupted) {
        ter__output_flush(&cli->out);
        if (job != NULL) {
            ter__output_print(&cli->err, "interrupted: job %s goes on; `tercile cancel %s` stops it\n", job, job);
        } else {
            ter__output_text(&cli->err, "interrupted\n");
        }
        ter__output_flush(&cli->err);
        return TER__EXIT_INTERRUPTED;
    }
    int code = ter__fail(cli, error);
    return error->status == TER_TIMEOUT ? TER__EXIT_UNREACHABLE : code;
}

bool ter__remote_path(char *path, size_t size, const char *id, const char *end) {
    if (!ter__job_id_valid(id)) {
        return false;
    }
    snprintf(path, size, "/v1/jobs/%s%s", id, end);
    return true;
}

/* The job of a number: "7" is an id only if somebody has chosen it. */
static ter_status job_of_number(ter__client *client, const char *number, json_t **job, ter_error *error) {
    json_t *answer = NULL, *one;
    size_t index;
    ter_error ignored = {TER_OK, ""};
    if (ter__client_call(client, "GET", "/v1/jobs", NULL, &answer, &ignored) == TER_OK) {
        json_array_foreach(json_object_get(answer, "jobs"), index, one) {
            char text[32];
            snprintf(text, sizeof text, "%llu", (unsigned long long)ter__remote_number_at(one, "number"));
            if (strcmp(text, number) == 0) {
                *job = json_incref(one);
            }
        }
    }
    json_decref(answer);
    return *job != NULL ? TER_OK : error->status;
}

int ter__remote_job(ter__cli *cli, ter__client *client, const char *argument, json_t **job) {
    char path[TER__REMOTE_PATH_BYTES];
    ter_error error = {TER_OK, ""};
    *job = NULL;
    if (!ter__remote_path(path, sizeof path, argument, "")) {
        return ter__fail_usage(cli, NULL, "\"%.200s\" is no job id: lower-case letters, digits and hyphens, at most %d", argument,
                               TER__JOB_ID_BYTES - 1);
    }
    ter_status status = ter__client_call(client, "GET", path, NULL, job, &error);
    if (status == TER_UNKNOWN_NAME && strspn(argument, "0123456789") == strlen(argument)) {
        status = job_of_number(client, argument, job, &error);
    }
    if (status == TER_OK && !ter__job_id_valid(ter__remote_text_at(*job, "id"))) {
        json_decref(*job);
        *job = NULL;
        status = ter_error_set(&error, TER_INPUT_OUTPUT, "%s answers with something that is no job", ter__client_node(client));
    }
    return status == TER_OK ? 0 : ter__fail_remote(cli, &error, NULL);
}

int ter__print_versioned(ter__cli *cli, const char *key, const json_t *value, bool one_line) {
    json_t *object = json_object();
    char *text = NULL;
    if (object != NULL && json_object_set_new(object, key, json_integer(1)) == 0 &&
        json_object_update(object, (json_t *)value) == 0) {
        text = json_dumps(object, one_line ? 0 : JSON_INDENT(2));
    }
    json_decref(object);
    if (text == NULL) {
        ter_error error = {TER_OK, ""};
        ter_error_set(&error, TER_NO_MEMORY, "out of memory");
        return ter__fail(cli, &error);
    }
    ter__output_text(&cli->out, text);
    ter__output_text(&cli->out, "\n");
    ter__output_flush(&cli->out);
    void (*release)(void *);
    json_get_alloc_funcs(NULL, &release);
    release(text);
    return TER__EXIT_OK;
}
