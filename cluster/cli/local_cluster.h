/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What init and the cluster commands share: the folder of a cluster whose nodes run on this machine (node/config.h), their
 * processes. */
#ifndef TER__CLI_LOCAL_CLUSTER_H
#define TER__CLI_LOCAL_CLUSTER_H

#include "cli/cli.h"
#include "node/config.h"

#define TER__CLUSTER_FOLDER "tercile-cluster"

/* The folder that the first argument names, or the default. */
const char *ter__cluster_folder(const ter__cli *cli);

typedef struct ter__new_cluster {
    const char *folder, *name; /* name: null for the folder's own */
    size_t nodes;
    const char *const *hosts; /* [nodes], or null: all on 127.0.0.1 */
    unsigned port;            /* the first; on this machine the first free ones from there on */
    unsigned slots;           /* 0: as many as processors, shared by the nodes of one machine */
    int days;
} ter__new_cluster;
/* Makes the folders, the authority and the certificates of a new cluster. TER_BAD_STATE: there is one already. */
TER_MUST_USE ter_status ter__cluster_make(const ter__new_cluster *wanted, ter_error *error);

/* The process of a local node, 0 when it does not run. */
long ter__node_pid(const char *cluster_folder, const ter__config_member *member);
/* Starts it, detached from this terminal, its messages appended to node.log. *pid is the process that was started. */
TER_MUST_USE ter_status ter__node_start(const char *cluster_folder, const ter__config_member *member, long *pid, ter_error *error);
/* The last line of a node's log, without its end: why it did not start. */
void ter__node_last_words(const char *cluster_folder, const ter__config_member *member, char *text, size_t size);
void ter__pause_ms(unsigned ms);

#endif
