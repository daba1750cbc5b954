/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Settings that a user need not repeat with every command. Precedence: option > TERCILE_NAME in the environment > ./tercile.yaml >
 * ~/.config/tercile/config.yaml (or $XDG_CONFIG_HOME) > /etc/tercile/config.yaml. A file holds lines `name: value`, comments with
 * #, and nothing else of YAML.
 */
#ifndef TER__CLI_SETTINGS_H
#define TER__CLI_SETTINGS_H

#include "cli/cli.h"

#define TER__SETTING_BYTES     4096
#define TER__SETTINGS_FILE_MAX 65536

typedef struct ter__setting {
    char text[TER__SETTING_BYTES];   /* "" when it is set nowhere */
    char origin[TER__SETTING_BYTES]; /* "--threads", "TERCILE_THREADS", "./tercile.yaml:3", "default" */
} ter__setting;

typedef struct ter__settings {
    ter__setting threads_text, out, color, cluster, address, identity;
    uint64_t threads; /* 0: as many as there are processors */
} ter__settings;

/* Reads and checks all of them; an exit code, 0 when all is well. "color: never" is applied to the streams. */
int ter__settings_read(ter__cli *cli, ter__settings *settings);
/* All of them by number, with their names; null past the end. */
const ter__setting *ter__setting_at(const ter__settings *settings, size_t index, const char **name);

#endif
