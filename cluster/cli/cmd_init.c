/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/local_cluster.h"
#include "node/certificate.h"

#define DAYS_MAX 36500u

/* Cuts "a,b,c" into hosts[most] in place; the number, or most + 1 when there are more. */
static size_t cut_hosts(char *text, const char *hosts[], size_t most) {
    size_t count = 0;
    for (char *rest = NULL, *host = strtok_r(text, ",", &rest); host != NULL; host = strtok_r(NULL, ",", &rest)) {
        if (count < most) {
            hosts[count] = host;
        }
        count++;
    }
    return count < most ? count : count > most ? most + 1 : most;
}

static int add_client(ter__cli *cli, const char *folder, int days) {
    const char *name = ter__given_text(cli, "client"), *word = ter__given_text(cli, "role");
    ter__role role = word != NULL ? ter__role_find(word) : TER__ROLE_USER;
    ter_error error = {TER_OK, ""};
    char clients[4300];
    if (role == TER__ROLE_NONE || role == TER__ROLE_NODE) {
        return ter__fail_usage(cli, NULL, "option \"--role\": \"%s\" is none of admin, user, viewer", word);
    }
    if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL || strlen(name) > 60) {
        return ter__fail_usage(cli, NULL, "option \"--client\": a name of 1 to 60 characters without / is needed");
    }
    (void)snprintf(clients, sizeof clients, "%s/clients", folder);
    if (ter__certificate_issue(folder, clients, name, name, role, NULL, days, &error) != TER_OK) {
        return ter__fail(cli, &error);
    }
    ter__note(cli, "client \"%s\" (%s): %s/%s.crt and .key, with %s/ca.crt", name, ter__role_word(role), clients, name, folder);
    return TER__EXIT_OK;
}

int ter__cmd_init(ter__cli *cli) {
    uint64_t nodes = 3, port = 7401, slots = 0, days = 3650;
    const char *hosts[TER__NODES_MAX];
    const char *folder = ter__cluster_folder(cli), *list = ter__given_text(cli, "hosts");
    int code = ter__given_number(cli, "nodes", 1, TER__NODES_MAX, &nodes);
    code = code != 0 ? code : ter__given_number(cli, "port", 1, 65535, &port);
    code = code != 0 ? code : ter__given_number(cli, "slots", 1, 1024, &slots);
    code = code != 0 ? code : ter__given_number(cli, "days", 0, DAYS_MAX, &days);
    if (code != 0) {
        return code;
    }
    if (ter__given_text(cli, "client") != NULL) {
        return add_client(cli, folder, (int)days);
    }
    char *copy = list != NULL ? strdup(list) : NULL;
    if (copy != NULL) {
        nodes = cut_hosts(copy, hosts, TER__NODES_MAX);
        if (nodes < 1 || nodes > TER__NODES_MAX) {
            free(copy);
            return ter__fail_usage(cli, NULL, "option \"--hosts\": 1 to %d hosts, with commas between them", TER__NODES_MAX);
        }
    }
    ter_error error = {TER_OK, ""};
    ter__new_cluster wanted = {
        folder, ter__given_text(cli, "name"), nodes, copy != NULL ? hosts : NULL, (unsigned)port, (unsigned)slots, (int)days};
    ter_status status = ter__cluster_make(&wanted, &error);
    free(copy);
    if (status != TER_OK) {
        return ter__fail(cli, &error);
    }
    ter__note(cli, "%s: an authority, %zu nodes, clients admin, user and viewer", folder, (size_t)nodes);
    if (list != NULL) {
        ter__note(cli, "next: copy %s/node1 to %s (and so on), and start there: tercile node node1", folder, hosts[0]);
    } else {
        ter__note(cli, "next: tercile cluster up %s", strcmp(folder, TER__CLUSTER_FOLDER) == 0 ? "" : folder);
    }
    return TER__EXIT_OK;
}
