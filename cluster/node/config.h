/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A node's folder: node.json (written by `tercile init`), ca.crt, node.crt, node.key, data/ (node.db, blobs/), node.sock (clients
 * on this machine), node.log and node.pid (written by `tercile cluster up`). A cluster's folder: cluster.json (how clients find
 * it), ca.crt, ca.key, clients/NAME.crt and .key, node1/, node2/, node3/.
 *
 *   node.json     {"tercile_node": 1, "cluster": "...", "id": 1, "name": "node1", "listen": "127.0.0.1:7401", "slots": 0,
 *                  "members": [{"id": 1, "name": "node1", "address": "127.0.0.1:7401"}, ...]}
 *   cluster.json  {"tercile_cluster": 1, "cluster": "...", "client": "clients/admin",
 *                  "members": [{"id": 1, "name": "node1", "address": "127.0.0.1:7401", "folder": "node1"}, ...]}
 */
#ifndef TER__CONFIG_H
#define TER__CONFIG_H

#include "core/types.h"

typedef struct ter__config_member {
    uint32_t id;
    char name[TER__NAME_BYTES], address[TER__ADDRESS_BYTES], folder[TER__NAME_BYTES]; /* folder: "" when it is elsewhere */
} ter__config_member;

typedef struct ter__node_config {
    char cluster[64], name[TER__NAME_BYTES], listen[TER__ADDRESS_BYTES];
    uint32_t id, slots; /* slots 0: as many as processors */
    size_t member_count;
    ter__config_member members[TER__NODES_MAX];
} ter__node_config;

typedef struct ter__cluster_config {
    char cluster[64], client[TER__NAME_BYTES]; /* client: path of certificate and key without their ends, relative to the folder */
    size_t member_count;
    ter__config_member members[TER__NODES_MAX];
} ter__cluster_config;

/* Errors name the file and the key: unknown keys, wrong types, two members of one name, id or address, a node that is no member, a
 * newer version. */
TER_MUST_USE ter_status ter__node_config_read(ter__node_config *config, const char *folder, ter_error *error);
TER_MUST_USE ter_status ter__node_config_write(const ter__node_config *config, const char *folder, ter_error *error);
TER_MUST_USE ter_status ter__cluster_config_read(ter__cluster_config *config, const char *folder, ter_error *error);
TER_MUST_USE ter_status ter__cluster_config_write(const ter__cluster_config *config, const char *folder, ter_error *error);

#endif
