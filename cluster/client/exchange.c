/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exchange of HTTP with one place. The loop is here and not in curl_easy_perform, so that Ctrl-C and ticks are seen soon. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "client/client_internal.h"

#define CONNECT_MS 1000
#define TICK_MS    100

ter__ms ter__client_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (ter__ms)time.tv_sec * 1000 + (ter__ms)time.tv_nsec / 1000000;
}

bool ter__client_interrupted(const ter__client *client) {
    return client->interrupted != NULL && *client->interrupted;
}

ter_status ter__client_cancelled(ter_error *error) {
    return ter_error_set(error, TER_CANCELLED, "interrupted");
}

void ter__client_wait(const ter__client *client, unsigned ms) {
    for (ter__ms end = ter__client_now() + ms, now; (now = ter__client_now()) < end && !ter__client_interrupted(client);) {
        ter__ms part = end - now < 20 ? end - now : 20;
        struct timespec pause = {.tv_sec = 0, .tv_nsec = (long)part * 1000000};
        nanosleep(&pause, NULL);
    }
}

void ter__exchange_clear(ter__exchange *exchange) {
    free(exchange->bytes);
    exchange->bytes = NULL;
    exchange->length = exchange->room = exchange->sent = 0;
    exchange->code = 0;
    exchange->ended = exchange->too_long = exchange->final = exchange->refused = false;
}

static bool keep(ter__exchange *exchange, const char *bytes, size_t length) {
    if (length > exchange->answer_max - exchange->length) {
        exchange->too_long = true;
        return false;
    }
    size_t needed = exchange->length + length + 1;
    if (needed > exchange->room) {
        size_t room = exchange->room < 4096 ? 4096 : exchange->room;
        while (room < needed) {
            room += room / 2;
        }
        char *grown = realloc(exchange->bytes, room);
        if (grown == NULL) {
            return false;
        }
        exchange->bytes = grown;
        exchange->room = room;
    }
    memcpy(exchange->bytes + exchange->length, bytes, length);
    exchange->length += length;
    exchange->bytes[exchange->length] = '\0';
    return true;
}

typedef struct transfer {
    ter__client *client;
    ter__exchange *exchange;
} transfer;

static size_t on_answer(char *bytes, size_t one, size_t length, void *context) {
    transfer *t = context;
    ter__exchange *exchange = t->exchange;
    (void)one;
    if (exchange->piece != NULL) {
        long code = 0;
        curl_easy_getinfo(t->client->easy, CURLINFO_RESPONSE_CODE, &code);
        if (code < 300) {
            exchange->ended = !exchange->piece(exchange->context, bytes, length);
            return exchange->ended ? 0 : length;
        }
    }
    return keep(exchange, bytes, length) ? length : 0;
}

static size_t on_send(char *bytes, size_t one, size_t room, void *context) {
    ter__exchange *exchange = ((transfer *)context)->exchange;
    size_t rest = exchange->body_length - exchange->sent, part = one * room < rest ? one * room : rest;
    if (exchange->file < 0) {
        memcpy(bytes, exchange->body + exchange->sent, part);
    } else {
        ssize_t got = part > 0 ? pread(exchange->file, bytes, part, (off_t)exchange->sent) : 0;
        if (got < 0 || (got == 0 && part > 0)) {
            return CURL_READFUNC_ABORT; /* it became shorter than it was when it was digested */
        }
        part = (size_t)got;
    }
    exchange->sent += part;
    return part;
}

/* libcurl goes back when a kept connection turned out to be closed. */
static int on_seek(void *context, curl_off_t offset, int origin) {
    ter__exchange *exchange = ((transfer *)context)->exchange;
    if (origin != SEEK_SET || offset < 0 || (size_t)offset > exchange->body_length) {
        return CURL_SEEKFUNC_FAIL;
    }
    exchange->sent = (size_t)offset;
    return CURL_SEEKFUNC_OK;
}

static void set_tls(CURL *easy, const ter__client *client) {
    char path[TER__CLIENT_PATH_BYTES + 8];
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_CAINFO, client->authority);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL); /* the cluster's own authority and no other */
    snprintf(path, sizeof path, "%s.crt", client->identity);
    curl_easy_setopt(easy, CURLOPT_SSLCERT, path);
    snprintf(path, sizeof path, "%s.key", client->identity);
    curl_easy_setopt(easy, CURLOPT_SSLKEY, path);
}

static void set_body(CURL *easy, transfer *t) {
    const ter__exchange *exchange = t->exchange;
    if (exchange->body != NULL || exchange->file >= 0) {
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)exchange->body_length);
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_send);
        curl_easy_setopt(easy, CURLOPT_READDATA, t);
        curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
        curl_easy_setopt(easy, CURLOPT_SEEKDATA, t);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, exchange->method);
}

static bool set_up(CURL *easy, const ter__client *client, const ter__place *place, transfer *t, char *message,
                   struct curl_slist **headers) {
    const ter__exchange *exchange = t->exchange;
    char url[TER__ADDRESS_BYTES + 1024], type[128];
    bool secure = place->socket[0] == '\0';
    int length =
        snprintf(url, sizeof url, "%s://%s%s", secure ? "https" : "http", secure ? place->address : "tercile", exchange->path);
    snprintf(type, sizeof type, "Content-Type: %s", exchange->content_type != NULL ? exchange->content_type : "");
    struct curl_slist *list = curl_slist_append(NULL, "Expect:"); /* no round trip before a body */
    struct curl_slist *longer = list != NULL && exchange->content_type != NULL ? curl_slist_append(list, type) : list;
    *headers = list;
    if (length < 0 || (size_t)length >= sizeof url || longer == NULL) {
        return false;
    }
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, message);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)exchange->silence_seconds);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, secure ? NULL : place->socket);
    if (secure) {
        set_tls(easy, client);
    }
    set_body(easy, t);
    return true;
}

/* Runs the transfer to its end; CURLE_ABORTED_BY_CALLBACK when it was interrupted or a tick ended it. */
static CURLcode perform(ter__client *client, ter__exchange *exchange) {
    int running = 1;
    CURLcode result = CURLE_OUT_OF_MEMORY;
    if (curl_multi_add_handle(client->multi, client->easy) != CURLM_OK) {
        return result;
    }
    while (running > 0 && curl_multi_perform(client->multi, &running) == CURLM_OK && running > 0) {
        if (curl_multi_poll(client->multi, NULL, 0, TICK_MS, NULL) != CURLM_OK) {
            break;
        }
        exchange->ended = exchange->ended || (exchange->tick != NULL && !exchange->tick(exchange->context));
        if (exchange->ended || ter__client_interrupted(client)) {
            result = CURLE_ABORTED_BY_CALLBACK;
            break;
        }
    }
    int waiting = 0;
    for (const CURLMsg *note; running == 0 && (note = curl_multi_info_read(client->multi, &waiting)) != NULL;) {
        result = note->msg == CURLMSG_DONE ? note->data.result : result;
    }
    curl_multi_remove_handle(client->multi, client->easy);
    return result;
}

/* Words for what libcurl ran into; says whether another try at this place is of any use. */
static void describe(ter__client *client, ter__place *place, ter__exchange *exchange, CURLcode result, const char *message) {
    char *to = place->trouble;
    long number = 0;
    const char *alert = strstr(message, "alert ");
    curl_easy_getinfo(client->easy, CURLINFO_OS_ERRNO, &number);
    if (result == CURLE_PEER_FAILED_VERIFICATION) {
        exchange->final = true;
        snprintf(to, TER__TROUBLE_BYTES, "its certificate is not one of this cluster for this address: %.150s", message);
    } else if (alert != NULL) { /* OpenSSL: "... tlsv1 alert unknown ca, errno 0" */
        exchange->final = true;
        snprintf(to, TER__TROUBLE_BYTES, "it refuses this client's certificate: %.*s", (int)strcspn(alert + 6, ","), alert + 6);
    } else if (result == CURLE_SSL_CERTPROBLEM || result == CURLE_SSL_CACERT_BADFILE) {
        exchange->final = true;
        snprintf(to, TER__TROUBLE_BYTES, "certificate or key cannot be used: %.200s", message);
    } else if (result == CURLE_COULDNT_CONNECT && number != 0) {
        exchange->refused = true;
        snprintf(to, TER__TROUBLE_BYTES, "%s", strerror((int)number));
        to[0] = (char)tolower((unsigned char)to[0]);
    } else if (result == CURLE_COULDNT_CONNECT) {
        exchange->refused = true;
        snprintf(to, TER__TROUBLE_BYTES, "cannot be reached");
    } else if (result == CURLE_COULDNT_RESOLVE_HOST) {
        exchange->refused = true;
        snprintf(to, TER__TROUBLE_BYTES, "no such host");
    } else if (result == CURLE_OPERATION_TIMEDOUT) {
        snprintf(to, TER__TROUBLE_BYTES, "no answer in time");
    } else if (result == CURLE_ABORTED_BY_CALLBACK && exchange->file >= 0) {
        snprintf(to, TER__TROUBLE_BYTES, "the file became shorter while it was sent");
        exchange->final = true;
    } else {
        snprintf(to, TER__TROUBLE_BYTES, "connection lost (%.200s)", message[0] != '\0' ? message : curl_easy_strerror(result));
    }
}

ter_status ter__client_exchange(ter__client *client, ter__place *place, ter__exchange *exchange, ter_error *error) {
    char message[CURL_ERROR_SIZE] = "";
    struct curl_slist *headers = NULL;
    transfer t = {client, exchange};
    ter__exchange_clear(exchange);
    ter_status status = TER_OK;
    if (!set_up(client->easy, client, place, &t, message, &headers)) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory, or \"%.300s\" is too long a path", exchange->path);
    } else {
        CURLcode result = perform(client, exchange);
        curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &exchange->code);
        place->trouble[0] = '\0';
        if (exchange->ended) {
            status = TER_OK;
        } else if (ter__client_interrupted(client)) {
            status = ter__client_cancelled(error);
        } else if (exchange->too_long) {
            status = ter_error_set(error, TER_LIMIT, "%s: an answer of more than %zu bytes", place->name, exchange->answer_max);
        } else if (result == CURLE_OUT_OF_MEMORY || (result == CURLE_WRITE_ERROR && !exchange->ended)) {
            status = ter_error_set(error, TER_NO_MEMORY, "out of memory");
        } else if (result != CURLE_OK && !(exchange->code >= 400 && exchange->length > 0)) {
            /* (A node that refuses a long body says so and hangs up: its words count, not that the rest could not be sent.) */
            describe(client, place, exchange, result, message);
            status = ter_error_set(error, TER_INPUT_OUTPUT, "%s: %s", place->name, place->trouble);
        }
    }
    curl_slist_free_all(headers);
    return status;
}
