/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folders, the authority and the certificates of a new cluster. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/local_cluster.h"
#include "node/certificate.h"
#include "node/save.h"

#define PATH_BYTES 4300
#define LOOPBACK   "127.0.0.1"

static bool is_free(unsigned port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int on = 1, descriptor = socket(AF_INET, SOCK_STREAM, 0);
    bool free = descriptor >= 0 && setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0;
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    return free;
}

static ter_status fill_members(const ter__new_cluster *wanted, ter__config_member *members, ter_error *error) {
    unsigned port = wanted->port;
    for (size_t i = 0; i < wanted->nodes; i++) {
        ter__config_member *m = &members[i];
        m->id = (uint32_t)i + 1;
        (void)snprintf(m->name, sizeof m->name, "node%zu", i + 1);
        (void)snprintf(m->folder, sizeof m->folder, "node%zu", i + 1);
        if (wanted->hosts != NULL) {
            const char *colon = strrchr(wanted->hosts[i], ':');
            bool has_port = colon != NULL && strchr(wanted->hosts[i], ']') < colon;
            (void)snprintf(m->address, sizeof m->address, has_port ? "%s" : "%s:%u", wanted->hosts[i], wanted->port);
            continue;
        }
        while (port < 65536 && !is_free(port)) {
            port++;
        }
        if (port >= 65536) {
            return ter_error_set(error, TER_LIMIT, "no free port from %u on: give another one (--port)", wanted->port);
        }
        (void)snprintf(m->address, sizeof m->address, LOOPBACK ":%u", port++);
    }
    return TER_OK;
}

/* The host of "host:port" or "[host]:port". */
static void host_of(const char *address, char host[TER__ADDRESS_BYTES]) {
    (void)snprintf(host, TER__ADDRESS_BYTES, "%s", address[0] == '[' ? address + 1 : address);
    char *end = address[0] == '[' ? strchr(host, ']') : strrchr(host, ':');
    if (end != NULL) {
        *end = '\0';
    }
}

static ter_status make_node(const ter__new_cluster *wanted, const ter__cluster_config *cluster, size_t number, ter_error *error) {
    const ter__config_member *m = &cluster->members[number];
    ter__node_config config = {.id = m->id, .member_count = cluster->member_count};
    char folder[PATH_BYTES], host[TER__ADDRESS_BYTES];
    (void)snprintf(folder, sizeof folder, "%s/%s", wanted->folder, m->folder);
    (void)snprintf(config.cluster, sizeof config.cluster, "%s", cluster->cluster);
    (void)snprintf(config.name, sizeof config.name, "%s", m->name);
    (void)snprintf(config.listen, sizeof config.listen, "%s", m->address);
    memcpy(config.members, cluster->members, sizeof config.members);
    for (size_t i = 0; i < config.member_count; i++) {
        config.members[i].folder[0] = '\0';
    }
    config.slots = wanted->slots;
    if (config.slots == 0 && wanted->hosts == NULL) {
        long processors = sysconf(_SC_NPROCESSORS_ONLN);
        config.slots = processors > (long)wanted->nodes ? (uint32_t)((size_t)processors / wanted->nodes) : 1;
    }
    host_of(m->address, host);
    const char *const hosts[] = {host, "localhost", LOOPBACK, NULL};
    ter_status status = ter__make_folder(folder, error);
    status = status == TER_OK ? ter__node_config_write(&config, folder, error) : status;
    status = status == TER_OK
                 ? ter__certificate_issue(wanted->folder, folder, "node", m->name, TER__ROLE_NODE, hosts, wanted->days, error)
                 : status;
    if (status == TER_OK) { /* each node's folder can be taken to its machine as it is */
        char from[PATH_BYTES], to[PATH_BYTES + 16], text[16384];
        (void)snprintf(from, sizeof from, "%s/ca.crt", wanted->folder);
        (void)snprintf(to, sizeof to, "%s/ca.crt", folder);
        FILE *file = fopen(from, "re");
        size_t length = file != NULL ? fread(text, 1, sizeof text, file) : 0;
        status = length > 0 ? ter__save(to, text, length, 0644, error) : ter__errno_failed(errno, "read", from, error);
        if (file != NULL) {
            (void)fclose(file);
        }
    }
    return status;
}

static ter_status make_clients(const ter__new_cluster *wanted, ter_error *error) {
    static const ter__role roles[] = {TER__ROLE_ADMIN, TER__ROLE_USER, TER__ROLE_VIEWER};
    char folder[PATH_BYTES];
    (void)snprintf(folder, sizeof folder, "%s/clients", wanted->folder);
    ter_status status = ter__make_folder(folder, error);
    for (size_t i = 0; status == TER_OK && i < sizeof roles / sizeof roles[0]; i++) {
        const char *word = ter__role_word(roles[i]);
        status = ter__certificate_issue(wanted->folder, folder, word, word, roles[i], NULL, wanted->days, error);
    }
    return status;
}

static ter_status name_cluster(const ter__new_cluster *wanted, ter__cluster_config *config, ter_error *error) {
    uint8_t chance[6];
    if (getrandom(chance, sizeof chance, 0) != (ssize_t)sizeof chance) {
        return ter_error_set(error, TER_INPUT_OUTPUT, "the system gives no random numbers");
    }
    int length = snprintf(config->cluster, sizeof config->cluster, "%.40s-", wanted->name != NULL ? wanted->name : "tercile");
    for (size_t i = 0; i < sizeof chance; i++) {
        length += snprintf(config->cluster + length, sizeof config->cluster - (size_t)length, "%02x", chance[i]);
    }
    (void)snprintf(config->client, sizeof config->client, "clients/%s", ter__role_word(TER__ROLE_ADMIN));
    return TER_OK;
}

ter_status ter__cluster_make(const ter__new_cluster *wanted, ter_error *error) {
    char path[PATH_BYTES];
    struct stat found;
    (void)snprintf(path, sizeof path, "%s/cluster.json", wanted->folder);
    if (stat(path, &found) == 0) {
        return ter_error_set(error, TER_BAD_STATE, "%s holds a cluster already: `tercile cluster up %s` starts it", wanted->folder,
                             wanted->folder);
    }
    ter__cluster_config config = {.member_count = wanted->nodes};
    ter_status status = name_cluster(wanted, &config, error);
    status = status == TER_OK ? fill_members(wanted, config.members, error) : status;
    status = status == TER_OK ? ter__make_folder(wanted->folder, error) : status;
    status = status == TER_OK ? ter__certificate_authority(wanted->folder, config.cluster, (unsigned)wanted->days, error) : status;
    for (size_t i = 0; status == TER_OK && i < wanted->nodes; i++) {
        status = make_node(wanted, &config, i, error);
    }
    status = status == TER_OK ? make_clients(wanted, error) : status;
    return status == TER_OK ? ter__cluster_config_write(&config, wanted->folder, error) : status; /* last: now it is one */
}
