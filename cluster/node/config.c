/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/config.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/save.h"

#define VERSION        1
#define NODE_FILE      "node.json"
#define CLUSTER_FILE   "cluster.json"
#define FILE_MODE      0644u
#define FILE_BYTES_MAX 65536

/* A file being read: the first error is kept. */
typedef struct reading {
    char path[PATH_MAX];
    ter_error *error;
    ter_status status;
} reading;

static void fault(reading *r, ter_status status, const char *format, ...) TER_PRINTF(3, 4);
static void fault(reading *r, ter_status status, const char *format, ...) {
    if (r->status != TER_OK) {
        return;
    }
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    r->status = ter_error_set(r->error, status, "%s: %s", r->path, text);
}

static json_t *load(reading *r, const char *folder, const char *file) {
    int size = snprintf(r->path, sizeof r->path, "%s/%s", folder, file);
    if (size < 0 || (size_t)size >= sizeof r->path) {
        r->status = ter_error_set(r->error, TER_LIMIT, "the path of %s is too long", file);
        return NULL;
    }
    FILE *stream = fopen(r->path, "re");
    if (stream == NULL) {
        r->status = ter__errno_failed(errno, "read", r->path, r->error);
        return NULL;
    }
    char *text = calloc(1, FILE_BYTES_MAX + 1);
    size_t length = text != NULL ? fread(text, 1, FILE_BYTES_MAX, stream) : 0;
    bool more = fgetc(stream) != EOF;
    (void)fclose(stream);
    json_error_t where;
    json_t *root = text != NULL && !more ? json_loadb(text, length, JSON_REJECT_DUPLICATES, &where) : NULL;
    if (text == NULL) {
        fault(r, TER_NO_MEMORY, "out of memory");
    } else if (more) {
        fault(r, TER_LIMIT, "larger than %d bytes", FILE_BYTES_MAX);
    } else if (root == NULL) {
        fault(r, TER_BAD_SYNTAX, "line %d, column %d: %s", where.line, where.column, where.text);
    } else if (!json_is_object(root)) {
        fault(r, TER_BAD_SYNTAX, "not a JSON object");
    }
    free(text);
    return root;
}

static void check_keys(reading *r, const json_t *object, const char *const *keys) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        size_t i = 0;
        while (keys[i] != NULL && strcmp(keys[i], key) != 0) {
            i++;
        }
        if (keys[i] == NULL) {
            fault(r, TER_BAD_SYNTAX, "unknown key \"%s\"", key);
        }
    }
}

static void get_text(reading *r, const json_t *object, const char *key, bool needed, char *text, size_t size) {
    const json_t *value = json_object_get(object, key);
    text[0] = '\0';
    if (value == NULL && !needed) {
        return;
    }
    if (!json_is_string(value) || (needed && json_string_length(value) == 0)) {
        fault(r, TER_BAD_SYNTAX, "\"%s\": a text is needed", key);
    } else if (json_string_length(value) >= size || strlen(json_string_value(value)) != json_string_length(value)) {
        fault(r, TER_LIMIT, "\"%s\": longer than %zu bytes", key, size - 1);
    } else {
        (void)snprintf(text, size, "%s", json_string_value(value));
    }
}

static uint32_t get_number(reading *r, const json_t *object, const char *key, uint32_t least, uint32_t most) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_integer(value) || json_integer_value(value) < least || json_integer_value(value) > most) {
        fault(r, TER_BAD_SYNTAX, "\"%s\": a whole number from %u to %u is needed", key, least, most);
        return least;
    }
    return (uint32_t)json_integer_value(value);
}

static void check_version(reading *r, const json_t *root, const char *key) {
    const json_t *value = json_object_get(root, key);
    if (!json_is_integer(value)) {
        fault(r, TER_BAD_SYNTAX, "\"%s\" is missing: not a file that `tercile init` wrote", key);
    } else if (json_integer_value(value) != VERSION) {
        fault(r, TER_BAD_DATA, "\"%s\" is %lld, and this program knows %d: a newer one wrote it", key,
              (long long)json_integer_value(value), VERSION);
    }
}

static void check_unlike(reading *r, const ter__config_member *members, size_t last) {
    for (size_t i = 0; i < last; i++) {
        if (members[i].id == members[last].id) {
            fault(r, TER_BAD_DATA, "two members have the id %u", members[last].id);
        } else if (strcmp(members[i].name, members[last].name) == 0) {
            fault(r, TER_BAD_DATA, "two members are called \"%s\"", members[last].name);
        } else if (strcmp(members[i].address, members[last].address) == 0) {
            fault(r, TER_BAD_DATA, "two members have the address %s", members[last].address);
        }
    }
}

static size_t get_members(reading *r, const json_t *root, ter__config_member members[TER__NODES_MAX]) {
    static const char *const keys[] = {"id", "name", "address", "folder", NULL};
    const json_t *list = json_object_get(root, "members");
    size_t count = json_array_size(list);
    if (count < 1 || count > TER__NODES_MAX) {
        fault(r, TER_BAD_DATA, "\"members\": a list of 1 to %d members is needed", TER__NODES_MAX);
        return 0;
    }
    for (size_t i = 0; i < count && r->status == TER_OK; i++) {
        const json_t *item = json_array_get(list, i);
        ter__config_member *m = &members[i];
        if (!json_is_object(item)) {
            fault(r, TER_BAD_SYNTAX, "\"members\": each is an object");
            break;
        }
        check_keys(r, item, keys);
        m->id = get_number(r, item, "id", 1, 63);
        get_text(r, item, "name", true, m->name, sizeof m->name);
        get_text(r, item, "address", true, m->address, sizeof m->address);
        get_text(r, item, "folder", false, m->folder, sizeof m->folder);
        check_unlike(r, members, i);
    }
    return count;
}

static void check_self(reading *r, const ter__node_config *config) {
    for (size_t i = 0; i < config->member_count; i++) {
        if (config->members[i].id == config->id) {
            if (strcmp(config->members[i].name, config->name) != 0) {
                fault(r, TER_BAD_DATA, "this node is called \"%s\", but member %u is \"%s\"", config->name, config->id,
                      config->members[i].name);
            }
            return;
        }
    }
    fault(r, TER_BAD_DATA, "node %u is none of the members", config->id);
}

ter_status ter__node_config_read(ter__node_config *config, const char *folder, ter_error *error) {
    static const char *const keys[] = {"tercile_node", "cluster", "id", "name", "listen", "slots", "members", NULL};
    reading r = {.error = error};
    memset(config, 0, sizeof *config);
    json_t *root = load(&r, folder, NODE_FILE);
    if (r.status == TER_OK) {
        check_version(&r, root, "tercile_node");
    }
    if (r.status == TER_OK) {
        check_keys(&r, root, keys);
        get_text(&r, root, "cluster", true, config->cluster, sizeof config->cluster);
        get_text(&r, root, "name", true, config->name, sizeof config->name);
        get_text(&r, root, "listen", true, config->listen, sizeof config->listen);
        config->id = get_number(&r, root, "id", 1, 63);
        config->slots = json_object_get(root, "slots") != NULL ? get_number(&r, root, "slots", 0, 1024) : 0;
        config->member_count = get_members(&r, root, config->members);
    }
    if (r.status == TER_OK) {
        check_self(&r, config);
    }
    json_decref(root);
    return r.status;
}

ter_status ter__cluster_config_read(ter__cluster_config *config, const char *folder, ter_error *error) {
    static const char *const keys[] = {"tercile_cluster", "cluster", "client", "members", NULL};
    reading r = {.error = error};
    memset(config, 0, sizeof *config);
    json_t *root = load(&r, folder, CLUSTER_FILE);
    if (r.status == TER_OK) {
        check_version(&r, root, "tercile_cluster");
    }
    if (r.status == TER_OK) {
        check_keys(&r, root, keys);
        get_text(&r, root, "cluster", true, config->cluster, sizeof config->cluster);
        get_text(&r, root, "client", true, config->client, sizeof config->client);
        config->member_count = get_members(&r, root, config->members);
    }
    json_decref(root);
    return r.status;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static json_t *members_json(const ter__config_member *members, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *item =
            json_pack("{s:i, s:s, s:s}", "id", (int)members[i].id, "name", members[i].name, "address", members[i].address);
        if (members[i].folder[0] != '\0') {
            (void)json_object_set_new(item, "folder", json_string(members[i].folder));
        }
        (void)json_array_append_new(list, item);
    }
    return list;
}

static ter_status save(json_t *root, const char *folder, const char *file, ter_error *error) {
    char path[PATH_MAX];
    int size = snprintf(path, sizeof path, "%s/%s", folder, file);
    char *text = root != NULL ? json_dumps(root, JSON_INDENT(2)) : NULL;
    json_decref(root);
    if (text == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    ter_status status = size < 0 || (size_t)size >= sizeof path
                            ? ter_error_set(error, TER_LIMIT, "the path of %s is too long", file)
                            : ter__save(path, text, strlen(text), FILE_MODE, error);
    free(text);
    return status;
}

ter_status ter__node_config_write(const ter__node_config *config, const char *folder, ter_error *error) {
    json_t *root = json_pack("{s:i, s:s, s:i, s:s, s:s, s:i, s:o}", "tercile_node", VERSION, "cluster", config->cluster, "id",
                             (int)config->id, "name", config->name, "listen", config->listen, "slots", (int)config->slots,
                             "members", members_json(config->members, config->member_count));
    return save(root, folder, NODE_FILE, error);
}

ter_status ter__cluster_config_write(const ter__cluster_config *config, const char *folder, ter_error *error) {
    json_t *root = json_pack("{s:i, s:s, s:s, s:o}", "tercile_cluster", VERSION, "cluster", config->cluster, "client",
                             config->client, "members", members_json(config->members, config->member_count));
    return save(root, folder, CLUSTER_FILE, error);
}
