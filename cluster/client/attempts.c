/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From place to place until one answers. Everything the API offers is safe to repeat: a submission names its job. */
#include <stdio.h>
#include <string.h>

#include "client/client_internal.h"

#define PAUSE_MS 150
/* When nobody listens anywhere and nobody has answered yet, the cluster is not up: no reason to be patient for long. */
#define REFUSED_MS 1000

static ter_status status_of(long code) {
    static const struct {
        long code;
        ter_status status;
    } table[] = {{400, TER_BAD_ARGUMENT}, {403, TER_NO_PERMISSION}, {404, TER_UNKNOWN_NAME}, {409, TER_BAD_STATE},
                 {413, TER_LIMIT},        {422, TER_BAD_SPEC},      {503, TER_TIMEOUT},      {507, TER_DISK_FULL}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].code == code) {
            return table[i].status;
        }
    }
    return TER_INPUT_OUTPUT;
}

ter_status ter__client_refusal(const ter__exchange *exchange, ter_error *error) {
    ter_status status = status_of(exchange->code);
    json_t *answer = exchange->bytes != NULL ? json_loadb(exchange->bytes, exchange->length, 0, NULL) : NULL;
    const char *text = json_string_value(json_object_get(json_object_get(answer, "error"), "text"));
    if (text != NULL && text[0] != '\0') {
        status = ter_error_set(error, status, "%s", text);
    } else {
        status = ter_error_set(error, status, "the node answers %ld to %s %s", exchange->code, exchange->method, exchange->path);
    }
    json_decref(answer);
    return status;
}

/* Whether a later place of the same node says why it does not answer. */
static bool said_later(const ter__client *client, size_t index) {
    for (size_t i = index + 1; i < client->place_count; i++) {
        if (strcmp(client->places[i].name, client->places[index].name) == 0 && client->places[i].trouble[0] != '\0') {
            return true;
        }
    }
    return false;
}

ter_status ter__client_nobody(const ter__client *client, bool certificates, ter_error *error) {
    char list[700] = "";
    for (size_t i = 0; i < client->place_count; i++) {
        const ter__place *place = &client->places[i];
        size_t used = strlen(list);
        if (place->trouble[0] != '\0' && !said_later(client, i) && used < sizeof list - 1) {
            snprintf(list + used, sizeof list - used, "%s%.120s: %.200s", used > 0 ? "; " : "", place->name, place->trouble);
        }
    }
    if (certificates) {
        return ter_error_set(error, TER_NO_PERMISSION, "no node of the cluster talks to this client (%s)", list);
    }
    return ter_error_set(error, TER_TIMEOUT, "no node of the cluster answers (%s): is it up? `tercile cluster up`", list);
}

typedef struct round_result {
    bool answered; /* with anything but "not now" */
    bool busy;     /* a node answered "not now" */
    bool refused;  /* nobody listens at any place */
    bool final;    /* no place is of use to this client */
} round_result;

/* Asks each place once, beginning with the good one. */
static ter_status ask_all(ter__client *client, ter__exchange *exchange, round_result *result, ter_error *error) {
    *result = (round_result){.refused = true, .final = true};
    size_t first = client->good;
    ter_error trouble = {TER_OK, ""};
    for (size_t i = 0; i < client->place_count; i++) {
        size_t index = (first + i) % client->place_count;
        ter_status status = ter__client_exchange(client, &client->places[index], exchange, &trouble);
        /* A stream that broke after it had begun is not begun again here: whoever follows it knows from where on. */
        bool begun = status == TER_INPUT_OUTPUT && exchange->piece != NULL && exchange->code >= 200 && exchange->code < 300;
        if (begun || (status == TER_OK && (exchange->ended || exchange->code != 503))) {
            client->good = index;
            client->has_answered = result->answered = true;
            return TER_OK;
        }
        if (status == TER_OK) {
            result->busy = true;
            snprintf(client->places[index].trouble, TER__TROUBLE_BYTES, "not now");
            status = ter__client_refusal(exchange, error);
        } else if (status != TER_INPUT_OUTPUT) {
            return ter_error_set(error, status, "%s", trouble.text);
        }
        result->refused = result->refused && exchange->refused;
        result->final = result->final && exchange->final;
    }
    return TER_OK;
}

ter_status ter__client_attempt(ter__client *client, ter__exchange *exchange, ter_error *error) {
    ter__ms began = ter__client_now();
    for (;;) {
        round_result result;
        ter_status status = ask_all(client, exchange, &result, error);
        if (status != TER_OK || (result.answered && (exchange->ended || exchange->code < 300))) {
            return status;
        }
        if (result.answered) {
            return ter__client_refusal(exchange, error);
        }
        ter__ms patience =
            result.refused && !client->has_answered && client->patience_ms > REFUSED_MS ? REFUSED_MS : client->patience_ms;
        if (result.final || ter__client_now() - began >= patience) {
            /* A node that says why it cannot is worth more than those that say nothing. */
            return result.busy ? TER_TIMEOUT : ter__client_nobody(client, result.final, error);
        }
        ter__client_wait(client, PAUSE_MS);
        if (ter__client_interrupted(client)) {
            return ter__client_cancelled(error);
        }
    }
}
