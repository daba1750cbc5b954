/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The id is chosen before the first request, so that every request can be repeated at another node: one id is one job. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "cli/commands.h"
#include "cli/fetch_pack.h"
#include "cli/job_file.h"
#include "cli/wait_job.h"
#include "tercile/steps.h"

#define RANDOM_LETTERS 6

/* NAME-xxxxxx: the name's letters and digits in lower case, what lies between them a hyphen. */
static bool choose_id(const char *name, char id[TER__JOB_ID_BYTES]) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    size_t length = 0, room = TER__JOB_ID_BYTES - RANDOM_LETTERS - 2;
    for (; *name != '\0' && length < room; name++) {
        unsigned char byte = (unsigned char)*name;
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
        if (plain) {
            id[length++] = (char)tolower(byte);
        } else if (length > 0 && id[length - 1] != '-') {
            id[length++] = '-';
        }
    }
    while (length > 0 && id[length - 1] == '-') {
        length--;
    }
    if (length == 0) {
        memcpy(id, "job", 3);
        length = 3;
    }
    unsigned char bytes[RANDOM_LETTERS];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) {
        return false;
    }
    id[length++] = '-';
    for (size_t i = 0; i < RANDOM_LETTERS; i++) {
        id[length++] = letters[bytes[i] % 32];
    }
    id[length] = '\0';
    return true;
}

static json_t *blob_json(const ter__blob *blob) {
    char hash[TER__HASH_TEXT_BYTES];
    ter__hash_text(&blob->hash, hash);
    return json_pack("{s:s, s:I}", "hash", hash, "bytes", (json_int_t)blob->length);
}

static ter_status send_inputs(ter__client *client, const ter_job *job, json_t *inputs, ter_error *error) {
    ter_status status = TER_OK;
    for (size_t i = 0; i < ter_job_input_count(job) && status == TER_OK; i++) {
        ter__blob blob;
        char *path = ter_job_input_path(job, i);
        status =
            path == NULL ? ter_error_set(error, TER_NO_MEMORY, "out of memory") : ter__client_put_file(client, path, &blob, error);
        free(path);
        json_t *input = status == TER_OK ? blob_json(&blob) : NULL;
        if (status == TER_OK && (json_object_set_new(input, "name", json_string(ter_job_input_name(job, i))) != 0 ||
                                 json_array_append(inputs, input) != 0)) {
            status = ter_error_set(error, TER_NO_MEMORY, "out of memory");
        }
        json_decref(input);
    }
    return status;
}

/* Sends the blobs, then the job. *answered is the job as the cluster has it. */
static int send_job(ter__cli *cli, ter__client *client, const ter_job *job, const char *id, json_t **answered) {
    ter_error error = {TER_OK, ""};
    ter__blob spec;
    size_t length = 0;
    const char *source = ter_job_source(job, &length);
    json_t *inputs = json_array();
    ter_status status = ter__client_put(client, source, length, &spec, &error);
    status = status == TER_OK ? send_inputs(client, job, inputs, &error) : status;
    if (status != TER_OK) {
        json_decref(inputs);
        int code = ter__fail_remote(cli, &error, NULL);
        ter__note(cli, "nothing was submitted");
        return code;
    }
    json_t *body = json_pack("{s:s, s:s, s:s, s:o, s:o, s:b}", "id", id, "name", ter_job_name(job), "file", ter_job_file_name(job),
                             "spec", blob_json(&spec), "inputs", inputs, "strict", ter__given(cli, "strict") ? 1 : 0);
    status = body == NULL ? ter_error_set(&error, TER_NO_MEMORY, "out of memory (or the job's name is not UTF-8)")
                          : ter__client_call(client, "POST", "/v1/jobs", body, answered, &error);
    json_decref(body);
    if (status == TER_OK) {
        return 0;
    }
    int code = ter__fail_remote(cli, &error, NULL);
    if (status == TER_TIMEOUT || status == TER_CANCELLED) { /* perhaps it has arrived and the answer has not */
        ter__note(cli, "whether job %s was accepted is not known: `tercile status %s` tells; the same command with --id %s is safe",
                  id, id, id);
    }
    return code;
}

static int wait_and_fetch(ter__cli *cli, ter__client *client, const char *id, double timeout_seconds) {
    json_t *job = NULL;
    ter__wait wait = {.timeout_seconds = timeout_seconds, .json = cli->json};
    int code = ter__wait_for_job(cli, client, id, &wait, &job);
    if (code == TER__EXIT_OK) {
        code = ter__say_outcome(cli, job);
        const char *folder = ter__given_text(cli, "out");
        if (folder != NULL && strcmp(ter__remote_text_at(job, "phase"), "done") == 0) {
            int fetched = ter__fetch_into(cli, client, job, folder);
            code = code != TER__EXIT_OK ? code : fetched;
        }
    }
    json_decref(job);
    return code;
}

static int submit(ter__cli *cli, const ter_job *job, const char *id, double timeout_seconds) {
    ter__client *client = NULL;
    json_t *answer = NULL;
    bool wait = ter__given(cli, "wait");
    int code = ter__remote_open(cli, &client);
    code = code != 0 ? code : send_job(cli, client, job, id, &answer);
    if (code == 0) {
        if (!cli->json) {
            ter__output_print(&cli->out, "%s\n", id);
        } else {
            code = ter__print_versioned(cli, "tercile_job", answer, wait);
        }
        ter__output_flush(&cli->out); /* the id is out before anything can go wrong */
        if (wait) {
            code = wait_and_fetch(cli, client, id, timeout_seconds);
        } else {
            ter__note(cli, "watch: `tercile status %s --watch`; results: `tercile show %s`", id, id);
        }
    }
    json_decref(answer);
    ter__client_close(client);
    return code;
}

int ter__cmd_submit(ter__cli *cli) {
    char chosen[TER__JOB_ID_BYTES];
    const char *id = ter__given_text(cli, "id");
    double timeout_seconds = 0;
    ter_job *job = NULL;
    int code = ter__given_timeout(cli, &timeout_seconds);
    if (code != 0) {
        return code;
    }
    if (!ter__given(cli, "wait") && (ter__given(cli, "timeout") || ter__given(cli, "out"))) {
        return ter__fail_usage(cli, NULL, "--timeout and --out go with --wait");
    }
    if (id != NULL && !ter__job_id_valid(id)) {
        return ter__fail_usage(cli, NULL,
                               "option \"--id\": \"%.200s\" is no id: lower-case letters, digits and hyphens, at most %d", id,
                               TER__JOB_ID_BYTES - 1);
    }
    if (ter__given(cli, "out")) {
        code = ter__check_result_folder(cli, ter__given_text(cli, "out"));
    }
    code = code != 0 ? code : ter__open_job(cli, true, &job);
    if (code != 0) {
        return code;
    }
    if (id == NULL && !choose_id(ter_job_name(job), chosen)) {
        code = ter__fail_usage(cli, NULL, "the system gives no random bytes for an id: name one with --id");
    } else {
        code = submit(cli, job, id != NULL ? id : chosen, timeout_seconds);
    }
    ter_job_destroy(job);
    return code;
}
