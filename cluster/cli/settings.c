/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tercile/text.h"

#define THREADS_MAX 1024

static const char *const names[] = {"threads", "out", "color", "cluster", "address", "identity"};
static const char *const variables[] = {"TERCILE_THREADS", "TERCILE_OUT",     "TERCILE_COLOR",
                                        "TERCILE_CLUSTER", "TERCILE_ADDRESS", "TERCILE_IDENTITY"};
#define NAME_COUNT (sizeof names / sizeof names[0])

static ter__setting *setting_at(ter__settings *settings, size_t index) {
    ter__setting *all[NAME_COUNT] = {&settings->threads_text, &settings->out,     &settings->color,
                                     &settings->cluster,      &settings->address, &settings->identity};
    return all[index];
}

const ter__setting *ter__setting_at(const ter__settings *settings, size_t index, const char **name) {
    if (index >= NAME_COUNT) {
        return NULL;
    }
    *name = names[index];
    return setting_at((ter__settings *)settings, index);
}

static char *trimmed(char *text) {
    text += strspn(text, " \t\r");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) {
        text[--length] = '\0';
    }
    if (length >= 2 && (text[0] == '"' || text[0] == '\'') && text[length - 1] == text[0]) {
        text[length - 1] = '\0';
        text++;
    }
    return text;
}

static int fail_line(ter__cli *cli, const char *path, size_t line, const char *text, const char *near) {
    ter__output_print(
        &cli->err,
        "%s:%zu: error: \"%s\" is no setting; there are threads, out, color, cluster, address and identity, as in \"threads: 2\"\n",
        path, line, text);
    if (near != NULL) {
        ter__output_print(&cli->err, "help: did you mean \"%s\"?\n", near);
    }
    return TER__EXIT_USAGE;
}

static int read_line(ter__cli *cli, ter__settings *settings, const char *path, size_t line, char *text) {
    text[strcspn(text, "#")] = '\0';
    text = trimmed(text);
    if (text[0] == '\0' || strcmp(text, "---") == 0) {
        return 0;
    }
    char *colon = strchr(text, ':');
    if (colon == NULL) {
        return fail_line(cli, path, line, text, NULL);
    }
    *colon = '\0';
    const char *name = trimmed(text), *value = trimmed(colon + 1);
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            ter__setting *setting = setting_at(settings, i);
            snprintf(setting->text, sizeof setting->text, "%s", value);
            snprintf(setting->origin, sizeof setting->origin, "%.4000s:%zu", path, line);
            return 0;
        }
    }
    return fail_line(cli, path, line, name, ter_text_suggest(name, names, NAME_COUNT));
}

/* A file that is not there is no mistake. */
static int read_file(ter__cli *cli, ter__settings *settings, const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return errno == ENOENT || errno == ENOTDIR
                   ? 0
                   : ter__fail_usage(cli, NULL, "settings file %s cannot be read: %s", path, strerror(errno));
    }
    char text[TER__SETTING_BYTES];
    int code = 0;
    for (size_t line = 1; code == 0 && line <= TER__SETTINGS_FILE_MAX && fgets(text, sizeof text, file) != NULL; line++) {
        code = read_line(cli, settings, path, line, text);
    }
    bool failed = ferror(file) != 0;
    fclose(file);
    return code == 0 && failed ? ter__fail_usage(cli, NULL, "settings file %s cannot be read", path) : code;
}

static int check(ter__cli *cli, ter__settings *settings) {
    char *end = NULL;
    const char *threads = settings->threads_text.text;
    if (threads[0] != '\0') {
        errno = 0;
        unsigned long long count = strtoull(threads, &end, 10);
        if (threads[0] < '0' || threads[0] > '9' || *end != '\0' || errno != 0 || count < 1 || count > THREADS_MAX) {
            return ter__fail_usage(cli, NULL, "%s: \"%s\" is no number of threads from 1 to %d", settings->threads_text.origin,
                                   threads, THREADS_MAX);
        }
        settings->threads = count;
    }
    const char *color = settings->color.text;
    if (color[0] != '\0' && strcmp(color, "auto") != 0 && strcmp(color, "never") != 0) {
        return ter__fail_usage(cli, NULL, "%s: color is \"auto\" or \"never\", not \"%s\"", settings->color.origin, color);
    }
    if (strcmp(color, "never") == 0) {
        cli->out.color = cli->err.color = false;
    }
    return 0;
}

int ter__settings_read(ter__cli *cli, ter__settings *settings) {
    memset(settings, 0, sizeof *settings);
    for (size_t i = 0; i < NAME_COUNT; i++) {
        snprintf(setting_at(settings, i)->origin, TER__SETTING_BYTES, "default");
    }
    char user[TER__SETTING_BYTES] = "";
    const char *home = getenv("HOME"), *config = getenv("XDG_CONFIG_HOME");
    if (config != NULL && config[0] == '/') {
        snprintf(user, sizeof user, "%s/tercile/config.yaml", config);
    } else if (home != NULL && home[0] != '\0') {
        snprintf(user, sizeof user, "%s/.config/tercile/config.yaml", home);
    }
    const char *const files[] = {"/etc/tercile/config.yaml", user, "./tercile.yaml"};
    int code = 0;
    for (size_t i = 0; i < sizeof files / sizeof files[0] && code == 0; i++) {
        code = files[i][0] != '\0' ? read_file(cli, settings, files[i]) : 0;
    }
    for (size_t i = 0; i < NAME_COUNT && code == 0; i++) {
        ter__setting *setting = setting_at(settings, i);
        const char *variable = getenv(variables[i]), *option = ter__given_text(cli, names[i]);
        if (variable != NULL && variable[0] != '\0') {
            snprintf(setting->text, sizeof setting->text, "%s", variable);
            snprintf(setting->origin, sizeof setting->origin, "%s", variables[i]);
        }
        if (option != NULL) {
            snprintf(setting->text, sizeof setting->text, "%s", option);
            snprintf(setting->origin, sizeof setting->origin, "option --%s", names[i]);
        }
    }
    return code != 0 ? code : check(cli, settings);
}
