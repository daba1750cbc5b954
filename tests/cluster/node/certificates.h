/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of certificates for tests of the network: an authority, nodes, clients, what has expired, and what is foreign. */
#ifndef TER_TEST_CERTIFICATES_H
#define TER_TEST_CERTIFICATES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/certificate.h"

static char test_folder[64];
static const char *const test_files[] = {"ca",    "node1", "node2",  "node3",    "expired",
                                         "admin", "none",  "viewer", "other/ca", "other/node2"};

static inline const char *test_path(char path[256], const char *file, const char *end) {
    (void)snprintf(path, 256, "%s/%s%s", test_folder, file, end);
    return path;
}

static inline int test_certificates_make(void **state) {
    static const char *const hosts[] = {"127.0.0.1", "::1", "localhost", NULL};
    char other[128];
    (void)state;
    (void)snprintf(test_folder, sizeof test_folder, "/tmp/tercile-tls-XXXXXX");
    if (mkdtemp(test_folder) == NULL) {
        return -1;
    }
    (void)snprintf(other, sizeof other, "%s/other", test_folder);
    (void)mkdir(other, 0700);
    const struct {
        const char *authority, *folder, *file, *name;
        ter__role role;
        int days;
    } leaves[] = {
        {test_folder, test_folder, "node1", "node1", TER__ROLE_NODE, 10},
        {test_folder, test_folder, "node2", "node2", TER__ROLE_NODE, 10},
        {test_folder, test_folder, "node3", "node3", TER__ROLE_NODE, 10},
        {test_folder, test_folder, "expired", "node2", TER__ROLE_NODE, 0},
        {test_folder, test_folder, "admin", "ada", TER__ROLE_ADMIN, 10},
        {test_folder, test_folder, "none", "nobody", TER__ROLE_NONE, 10},
        {test_folder, test_folder, "viewer", "vera", TER__ROLE_VIEWER, 10},
        {other, other, "node2", "node2", TER__ROLE_NODE, 10},
    };
    int bad = ter__certificate_authority(test_folder, "test", 10, NULL) != TER_OK ||
              ter__certificate_authority(other, "test", 10, NULL) != TER_OK;
    for (size_t i = 0; i < sizeof leaves / sizeof leaves[0]; i++) {
        bad |= ter__certificate_issue(leaves[i].authority, leaves[i].folder, leaves[i].file, leaves[i].name, leaves[i].role, hosts,
                                      leaves[i].days, NULL) != TER_OK;
    }
    return bad;
}

static inline int test_certificates_remove(void **state) {
    char path[256];
    (void)state;
    for (size_t i = 0; i < sizeof test_files / sizeof test_files[0]; i++) {
        (void)unlink(test_path(path, test_files[i], ".crt"));
        (void)unlink(test_path(path, test_files[i], ".key"));
    }
    (void)rmdir(test_path(path, "other", ""));
    return rmdir(test_folder);
}

/* Null when it cannot be used. */
static inline ter__tls_context *test_context(const char *file) {
    char authority[256], certificate[256], key[256];
    ter__tls_context *context = NULL;
    ter_error error;
    (void)test_path(authority, strncmp(file, "other/", 6) == 0 ? "other/ca" : "ca", ".crt");
    (void)test_path(certificate, file, ".crt");
    (void)test_path(key, file, ".key");
    if (ter__tls_context_create(&context, authority, certificate, key, &error) != TER_OK) {
        (void)fprintf(stderr, "%s\n", error.text);
        return NULL;
    }
    return context;
}

#endif
