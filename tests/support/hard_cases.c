/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hard_cases.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ter_assert.h"

#define LINE_BYTES 512
#define FIELDS     5

static bool split(char *line, char *field[FIELDS]) {
    line[strcspn(line, "\r\n")] = '\0';
    for (int i = 0; i < FIELDS; i++) {
        field[i] = line;
        if (i < FIELDS - 1) {
            char *comma = strchr(line, ',');
            if (!comma) {
                return false;
            }
            *comma = '\0';
            line = comma + 1;
        }
    }
    return true;
}

static bool read_case(ter_hard_case *hard, char *line) {
    char *field[FIELDS], *end;
    if (!split(line, field) || ter_operation_find(&hard->operation, field[2], NULL) != TER_OK) {
        return false;
    }
    memset(hard->parameters, 0, sizeof hard->parameters);
    char *at = field[1];
    for (size_t i = 0; i < ter_family_parameter_count(hard->family); i++) {
        hard->parameters[i] = strtod(at, &end);
        if (end == at) {
            return false;
        }
        at = end;
    }
    hard->argument = strtod(field[3], &end);
    hard->reason = field[4];
    return *at == '\0' && end != field[3] && *end == '\0';
}

static size_t each_line(const char *path, const char *name, void (*check)(const ter_hard_case *hard)) {
    FILE *file = fopen(path, "r");
    if (!file) {
        fail_msg("%s: cannot be read", path);
    }
    char line[LINE_BYTES];
    size_t count = 0, number = 0;
    while (fgets(line, sizeof line, file)) {
        number++;
        if (number == 1 || line[0] == '#' || line[0] == '\n') {
            continue;
        }
        ter_hard_case hard = {.file = name, .line = number};
        char family[64];
        if (sscanf(line, "%63[^,]", family) != 1 || ter_family_find(&hard.family, family, NULL) != TER_OK) {
            continue;
        }
        if (!read_case(&hard, line)) {
            (void)fclose(file);
            fail_msg("%s:%zu: not a case", name, number);
        }
        check(&hard);
        count++;
    }
    (void)fclose(file);
    return count;
}

static int is_csv(const struct dirent *entry) {
    size_t length = strlen(entry->d_name);
    return length > 4 && strcmp(entry->d_name + length - 4, ".csv") == 0;
}

size_t ter_hard_cases_each(const char *folder, void (*check)(const ter_hard_case *hard)) {
    struct dirent **entries;
    int n = scandir(folder, &entries, is_csv, alphasort);
    size_t count = 0;
    for (int i = 0; i < n; i++) {
        char path[1024];
        (void)snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        count += each_line(path, entries[i]->d_name, check);
        free(entries[i]);
    }
    if (n >= 0) {
        free(entries);
    }
    return count;
}
