/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening: where the cluster's nodes answer, and which certificate is shown to them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "client/client_internal.h"

#define PATIENCE_MS 10000
#define MAKE_ONE    "make one with `tercile cluster up`, or name its folder with --cluster DIR"

static ter_status join(char *path, size_t size, const char *folder, const char *file, const char *end, ter_error *error) {
    bool whole = file[0] == '/' || folder[0] == '\0';
    int length = snprintf(path, size, "%s%s%s%s", whole ? "" : folder, whole ? "" : "/", file, end);
    return length > 0 && (size_t)length < size ? TER_OK
                                               : ter_error_set(error, TER_LIMIT, "a path in the cluster's folder is too long");
}

static ter_status readable(const char *path, const char *what, ter_error *error) {
    if (access(path, R_OK) == 0) {
        return TER_OK;
    }
    return ter_error_set(error, TER_NO_PERMISSION, "%s \"%.600s\" cannot be read: %s", what, path, strerror(errno));
}

static ter_status check_identity(const ter__client *client, ter_error *error) {
    static const struct { const char *end, *what; } files[] = {{".crt", "the client's certificate"}, {".key", "the client's key"}};
    char path[TER__CLIENT_PATH_BYTES + 8];
    ter_status status = readable(client->authority, "the cluster's certificate", error);
    for (size_t i = 0; i < sizeof files / sizeof files[0] && status == TER_OK; i++) {
        snprintf(path, sizeof path, "%s%s", client->identity, files[i].end);
        status = readable(path, files[i].what, error);
    }
    if (status == TER_OK) {
        snprintf(path, sizeof path, "%s.crt", client->identity);
        status = ter__client_check_identity(client->authority, path, error);
    }
    return status;
}

static ter__place *add_place(ter__client *client, const char *name) {
    ter__place *place = &client->places[client->place_count++];
    snprintf(place->name, sizeof place->name, "%s", name);
    return place;
}

/* Sockets of nodes on this machine come first: they need no certificate; but who names an identity wants to be known by it. */
static void add_members(ter__client *client, const ter__client_options *options, const ter__cluster_config *config) {
    for (size_t i = 0; i < config->member_count && options->identity == NULL; i++) {
        const ter__config_member *member = &config->members[i];
        char path[TER__CLIENT_PATH_BYTES];
        int length = snprintf(path, sizeof path, "%s/%s/node.sock", options->cluster, member->folder);
        /* Whoever may not write to it asks over TLS like everybody else. */
        if (member->folder[0] != '\0' && length > 0 && (size_t)length < sizeof((struct sockaddr_un *)NULL)->sun_path &&
            access(path, R_OK | W_OK) == 0) {
            ter__place *place = add_place(client, member->address);
            memcpy(place->socket, path, (size_t)length + 1);
        }
    }
    for (size_t i = 0; i < config->member_count; i++) {
        ter__place *place = add_place(client, config->members[i].address);
        snprintf(place->address, sizeof place->address, "%s", config->members[i].address);
    }
}

static ter_status use_socket(ter__client *client, const char *address, ter_error *error) {
    const char *path = address + strlen("unix:");
    ter__place *place = add_place(client, address);
    if (path[0] == '\0' || strlen(path) >= sizeof((struct sockaddr_un *)NULL)->sun_path) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "address \"%.300s\": the path of a socket has 1 to %zu bytes", address,
                             sizeof((struct sockaddr_un *)NULL)->sun_path - 1);
    }
    snprintf(place->socket, sizeof place->socket, "%s", path);
    return TER_OK;
}

static ter_status use_address(ter__client *client, const char *address, ter_error *error) {
    const char *colon = strrchr(address, ':');
    bool valid =
        colon != NULL && colon > address && strlen(address) < TER__ADDRESS_BYTES && strpbrk(address, "/@?#% \t\r\n") == NULL;
    char *end = NULL;
    unsigned long port = valid ? strtoul(colon + 1, &end, 10) : 0;
    if (!valid || colon[1] < '0' || colon[1] > '9' || *end != '\0' || port < 1 || port > 65535) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "address \"%.300s\" is neither HOST:PORT nor unix:PATH", address);
    }
    snprintf(add_place(client, address)->address, TER__ADDRESS_BYTES, "%s", address);
    return TER_OK;
}

static ter_status find_places(ter__client *client, const ter__client_options *options, ter_error *error) {
    ter__cluster_config config;
    char path[TER__CLIENT_PATH_BYTES];
    if (options->address != NULL && strncmp(options->address, "unix:", 5) == 0) {
        return use_socket(client, options->address, error);
    }
    ter_status status = options->address != NULL ? use_address(client, options->address, error) : TER_OK;
    status = status != TER_OK ? status : join(path, sizeof path, options->cluster, "cluster.json", "", error);
    if (status != TER_OK) {
        return status;
    }
    bool named = options->address != NULL && options->identity != NULL; /* nothing of cluster.json is needed then */
    if (!named && access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
        return ter_error_set(error, TER_NOT_FOUND, "no cluster in \"%.600s\": " MAKE_ONE, options->cluster);
    }
    status = named ? TER_OK : ter__cluster_config_read(&config, options->cluster, error);
    if (status == TER_OK && options->address == NULL) {
        add_members(client, options, &config);
    }
    const char *identity = options->identity;
    status = status != TER_OK ? status : join(client->authority, TER__CLIENT_PATH_BYTES, options->cluster, "ca.crt", "", error);
    if (status == TER_OK) { /* a path on the command line is as the shell has it, one of cluster.json is of its folder */
        status = join(client->identity, TER__CLIENT_PATH_BYTES - 4, identity != NULL ? "" : options->cluster,
                      identity != NULL ? identity : config.client, "", error);
    }
    return status != TER_OK ? status : check_identity(client, error);
}

ter_status ter__client_open(ter__client **client, const ter__client_options *options, ter_error *error) {
    ter__client *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    opened->patience_ms = options->patience_ms > 0 ? options->patience_ms : PATIENCE_MS;
    opened->interrupted = options->interrupted;
    ter_status status = find_places(opened, options, error);
    if (status == TER_OK && curl_global_init(CURL_GLOBAL_DEFAULT) != 0) {
        status = ter_error_set(error, TER_INTERNAL, "libcurl does not start");
    } else if (status == TER_OK) {
        opened->easy = curl_easy_init();
        opened->multi = curl_multi_init();
        if (opened->easy == NULL || opened->multi == NULL) {
            status = ter_error_set(error, TER_NO_MEMORY, "out of memory");
        }
    }
    if (status != TER_OK) {
        ter__client_close(opened);
        return status;
    }
    *client = opened;
    return TER_OK;
}

void ter__client_close(ter__client *client) {
    if (client != NULL) {
        if (client->multi != NULL) {
            curl_multi_cleanup(client->multi);
        }
        if (client->easy != NULL) {
            curl_easy_cleanup(client->easy);
        }
        free(client);
    }
}

const char *ter__client_node(const ter__client *client) {
    return client->has_answered ? client->places[client->good].name : "";
}
