/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cluster's own authority and what it signs: P-256 keys, X.509, files in PEM, written whole or not at all; keys are for their
 * owner only (mode 0600). */
#ifndef TER__CERTIFICATE_H
#define TER__CERTIFICATE_H

#include "node/tls.h"

/* `folder`/ca.crt and ca.key. Refuses to replace what is there (TER_BAD_STATE). Common name: "tercile CA " + cluster. */
TER_MUST_USE ter_status ter__certificate_authority(const char *folder, const char *cluster, unsigned days, ter_error *error);
/* `folder`/`file`.crt and .key, signed by `authority`/ca.*, for CN=name, OU=role; `hosts` (null-ended) are the names and addresses
 * of a server. days may be 0 or less: expired already, for tests. Replaces what is there. */
TER_MUST_USE ter_status ter__certificate_issue(const char *authority, const char *folder, const char *file, const char *name,
                                               ter__role role, const char *const *hosts, int days, ter_error *error);

#endif
