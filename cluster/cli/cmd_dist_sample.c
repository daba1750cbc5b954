/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/law.h"
#include "tercile/random.h"

#define BLOCK     65536
#define COUNT_MAX UINT64_C(1000000000000)

static bool read_part(const char *text, size_t length, uint32_t *part) {
    uint64_t number = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        number = number * 10 + (uint64_t)(text[i] - '0');
        if (number > UINT32_MAX) {
            return false;
        }
    }
    *part = (uint32_t)number;
    return length > 0;
}

static int read_stream(ter__cli *cli, uint32_t *stage, uint32_t *partition) {
    const char *text = ter__given_text(cli, "stream");
    if (text == NULL) {
        return 0;
    }
    size_t length = strcspn(text, "/");
    if (text[length] == '/' && read_part(text, length, stage) &&
        read_part(text + length + 1, strlen(text + length + 1), partition)) {
        return 0;
    }
    return ter__fail_usage(cli, NULL, "option \"--stream\": \"%s\" is no STAGE/PARTITION (whole numbers below 2^32, as in 2/17)",
                           text);
}

static int print_draws(ter__cli *cli, const ter_dist *dist, ter_stream *stream, uint64_t count, double *draws) {
    bool hexadecimal = ter__given(cli, "hex");
    while (count > 0 && cli->out.failure == 0) {
        size_t block = count < BLOCK ? (size_t)count : BLOCK;
        ter_dist_sample(dist, stream, block, draws);
        for (size_t i = 0; i < block; i++) {
            ter__print_double(&cli->out, draws[i], hexadecimal);
            ter__output_text(&cli->out, "\n");
        }
        count -= block;
    }
    return TER__EXIT_OK;
}

static int print_draws_json(ter__cli *cli, const ter_dist *dist, ter_stream *stream, uint64_t seed, uint64_t count, double *draws) {
    ter_json *json = ter_json_create();
    ter__begin_law_json(json, "tercile_dist_sample", dist);
    ter_json_unsigned(json, "seed", seed);
    ter_json_array(json, "draws", true);
    while (count > 0) {
        size_t block = count < BLOCK ? (size_t)count : BLOCK;
        ter_dist_sample(dist, stream, block, draws);
        for (size_t i = 0; i < block; i++) {
            ter_json_double(json, NULL, draws[i]);
        }
        count -= block;
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

int ter__cmd_dist_sample(ter__cli *cli) {
    uint64_t count = 1, seed = 0;
    uint32_t stage = 0, partition = 0;
    ter_dist *dist = NULL;
    int code = ter__given_number(cli, "count", 0, COUNT_MAX, &count);
    code = code != 0 ? code : ter__given_number(cli, "seed", 0, UINT64_MAX, &seed);
    code = code != 0 ? code : read_stream(cli, &stage, &partition);
    code = code != 0 ? code : ter__read_law(cli, &dist);
    if (code != 0) {
        return code;
    }
    double *draws = malloc(BLOCK * sizeof *draws);
    if (draws == NULL) {
        ter_error error = {TER_NO_MEMORY, "out of memory for a block of draws"};
        code = ter__fail(cli, &error);
    } else {
        ter_stream stream = ter_stream_open(seed, stage, partition);
        code = cli->json ? print_draws_json(cli, dist, &stream, seed, count, draws) : print_draws(cli, dist, &stream, count, draws);
    }
    free(draws);
    ter_dist_destroy(dist);
    return code;
}
