/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a job as `run` shows them: from its spec and the results of its stages, which are blobs of the cluster. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/fetch_pack.h"
#include "cli/job_file.h"
#include "cli/run_show.h"
#include "tercile/steps.h"

static int get_blob(ter__cli *cli, ter__client *client, const ter__blob *blob, uint8_t **bytes, size_t *length) {
    char path[128] = "/v1/blobs/";
    ter_error error = {TER_OK, ""};
    ter__hash_text(&blob->hash, path + strlen(path));
    snprintf(path + strlen(path), sizeof path - strlen(path), "?bytes=%llu", (unsigned long long)blob->length);
    ter_status status = ter__client_get(client, path, &blob->hash, bytes, length, &error);
    return status == TER_OK ? 0 : ter__fail_remote(cli, &error, NULL);
}

static int parse_job(ter__cli *cli, ter__client *client, const json_t *remote, ter_job **job) {
    ter__blob spec;
    uint8_t *text = NULL;
    size_t length = 0;
    ter_error error = {TER_OK, ""};
    if (!ter__remote_blob_at(remote, "spec", &spec)) {
        ter_error_set(&error, TER_INPUT_OUTPUT, "%s says nothing of the job's spec", ter__client_node(client));
        return ter__fail(cli, &error);
    }
    int code = get_blob(cli, client, &spec, &text, &length);
    if (code != 0) {
        return code;
    }
    ter_diagnostics *diagnostics = ter_diagnostics_create();
    ter_status status = diagnostics == NULL ? ter_error_set(&error, TER_NO_MEMORY, "out of memory")
                                            : ter_job_parse(job, (const char *)text, length, ter__remote_text_at(remote, "file"),
                                                            ".", diagnostics, &error);
    if (status != TER_OK) {
        code = diagnostics != NULL ? ter__fail_job(cli, diagnostics, &error) : ter__fail(cli, &error);
    }
    ter_diagnostics_destroy(diagnostics);
    free(text);
    return code;
}

/* Takes the results that are there; *count: how many. */
static int accept_stages(ter__cli *cli, ter__client *client, const json_t *remote, ter_steps *steps, size_t *count) {
    const json_t *stages = json_object_get(remote, "stages");
    ter_error error = {TER_OK, ""};
    int code = 0;
    for (*count = 0; *count < json_array_size(stages) && code == 0; (*count)++) {
        ter__blob result;
        uint8_t *bytes = NULL;
        size_t length = 0;
        if (!ter__remote_blob_at(json_array_get(stages, *count), "result", &result)) {
            break;
        }
        code = get_blob(cli, client, &result, &bytes, &length);
        if (code == 0 && ter_steps_accept(steps, bytes, length, &error) != TER_OK) {
            code = ter__fail(cli, &error);
        }
        free(bytes);
    }
    return code;
}

static int show_tables(ter__cli *cli, ter__client *client, const json_t *remote) {
    ter_job *job = NULL;
    ter_steps *steps = NULL;
    ter_error error = {TER_OK, ""};
    size_t count = 0;
    int code = parse_job(cli, client, remote, &job);
    if (code == 0 && ter_steps_create(&steps, job, json_is_true(json_object_get(remote, "strict")), &error) != TER_OK) {
        code = ter__fail(cli, &error);
    }
    code = code != 0 ? code : accept_stages(cli, client, remote, steps, &count);
    if (code == 0) {
        const ter_run *run = ter_steps_run(steps);
        for (size_t i = 0; i < count; i++) {
            ter__show_stage(&cli->out, run, i);
        }
        ter__show_histogram(&cli->out, run);
        ter__output_flush(&cli->out);
        ter__show_warnings(cli, run, ter__remote_text_at(remote, "file"));
        if (!ter__remote_has_ended(remote) || strcmp(ter__remote_text_at(remote, "phase"), "done") != 0) {
            ter__note(cli, "job %s is %s: %zu of %zu stages are there", ter__remote_text_at(remote, "id"),
                      ter__remote_text_at(remote, "phase"), count, ter_job_stage_count(job));
        } else {
            ter__note(cli, "digest:  %s", ter__remote_text_at(remote, "digest"));
        }
    }
    ter_steps_destroy(steps);
    ter_job_destroy(job);
    return code;
}

/* results.json, byte for byte. */
static int show_json(ter__cli *cli, ter__client *client, const json_t *remote) {
    uint8_t *bytes = NULL;
    const uint8_t *file = NULL;
    size_t length = 0, file_length = 0;
    ter_error error = {TER_OK, ""};
    int code = ter__fetch_pack(cli, client, remote, &bytes, &length);
    if (code == 0 && ter__pack_find(bytes, length, "results.json", &file, &file_length)) {
        ter__output_bytes(&cli->out, (const char *)file, file_length);
    } else if (code == 0) {
        ter_error_set(&error, TER_BAD_DATA, "the result of job %s holds no results.json", ter__remote_text_at(remote, "id"));
        code = ter__fail(cli, &error);
    }
    free(bytes);
    return code;
}

int ter__cmd_show(ter__cli *cli) {
    ter__client *client = NULL;
    json_t *remote = NULL;
    int code = ter__remote_open(cli, &client);
    code = code != 0 ? code : ter__remote_job(cli, client, cli->arguments[0], &remote);
    if (code == 0) {
        code = cli->json ? show_json(cli, client, remote) : show_tables(cli, client, remote);
    }
    json_decref(remote);
    ter__client_close(client);
    return code;
}
