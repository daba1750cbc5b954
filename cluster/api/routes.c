/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/routes.h"

#include <string.h>

#include "api/reply.h"

static const ter__route routes[] = {
    {"GET", "/", TER__ROLE_VIEWER, TER__BODY_NONE, ter__api_root, NULL, NULL},
    {"GET", "/v1", TER__ROLE_VIEWER, TER__BODY_NONE, ter__api_root, NULL, NULL},
    {"GET", "/v1/status", TER__ROLE_VIEWER, TER__BODY_NONE, ter__api_status, NULL, NULL},
    {"GET", "/v1/jobs", TER__ROLE_VIEWER, TER__BODY_NONE, ter__api_jobs, NULL, NULL},
    {"POST", "/v1/jobs", TER__ROLE_USER, TER__BODY_JSON, ter__api_submit, NULL, NULL},
    {"GET", "/v1/jobs/*", TER__ROLE_VIEWER, TER__BODY_NONE, ter__api_job, NULL, NULL},
    {"DELETE", "/v1/jobs/*", TER__ROLE_USER, TER__BODY_NONE, ter__api_cancel, NULL, NULL},
    {"GET", "/v1/jobs/*/events", TER__ROLE_VIEWER, TER__BODY_NONE, ter__api_job_events, NULL, NULL},
    {"GET", "/v1/jobs/*/pack", TER__ROLE_VIEWER, TER__BODY_NONE, ter__api_pack, NULL, NULL},
    {"GET", "/v1/events", TER__ROLE_VIEWER, TER__BODY_NONE, ter__api_events, NULL, NULL},
    {"GET", "/v1/log", TER__ROLE_VIEWER, TER__BODY_NONE, ter__api_log, NULL, NULL},
    {"GET", "/v1/blobs/*", TER__ROLE_VIEWER, TER__BODY_NONE, ter__api_blob_get, NULL, NULL},
    {"PUT", "/v1/blobs/*", TER__ROLE_USER, TER__BODY_BYTES, ter__api_blob_put, ter__api_blob_begin, ter__api_blob_piece},
    {"GET", "/metrics", TER__ROLE_VIEWER, TER__BODY_NONE, ter__api_metrics_text, NULL, NULL},
};
static const size_t route_count = sizeof routes / sizeof routes[0];

const ter__route *ter__route_at(size_t index) {
    return index < route_count ? &routes[index] : NULL;
}

bool ter__route_allows(const ter__route *route, ter__role role) {
    switch (role) {
    case TER__ROLE_NODE:
    case TER__ROLE_ADMIN:
        return true;
    case TER__ROLE_USER:
        return route->least == TER__ROLE_USER || route->least == TER__ROLE_VIEWER;
    case TER__ROLE_VIEWER:
        return route->least == TER__ROLE_VIEWER;
    default:
        return false;
    }
}

/* Whether a path is of the pattern; what stands for its * goes into argument[size]. */
static bool matches(const char *pattern, const char *path, char *argument, size_t size) {
    const char *star = strchr(pattern, '*');
    if (star == NULL) {
        return strcmp(pattern, path) == 0;
    }
    size_t before = (size_t)(star - pattern);
    if (strncmp(pattern, path, before) != 0) {
        return false;
    }
    size_t length = strcspn(path + before, "/");
    if (length == 0 || length >= size || strcmp(path + before + length, star + 1) != 0) {
        return false;
    }
    memcpy(argument, path + before, length);
    argument[length] = 0;
    return true;
}

void ter__route_find(ter__request *request, const char *method, const char *path) {
    const ter__route *other = NULL;
    size_t found = 0;
    for (size_t i = 0; i < route_count; i++) {
        const ter__route *route = &routes[i];
        if (!matches(route->path, path, request->argument, sizeof request->argument)) {
            continue;
        }
        found++;
        other = route;
        bool stream = route->run == ter__api_events || route->run == ter__api_job_events;
        if (strcmp(method, route->method) == 0 || (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0 && !stream)) {
            request->route = route;
            if (!ter__route_allows(route, request->role)) {
                ter__reply_error(request, 403, TER_NO_PERMISSION, "%s is a %s here: this takes the role %s", request->who,
                                 ter__role_word(request->role), ter__role_word(route->least));
            }
            return;
        }
    }
    if (other == NULL) {
        ter__reply_error(request, 404, TER_UNKNOWN_NAME, "there is nothing at %.200s: the interface begins at /v1", path);
    } else if (found == 1) {
        ter__reply_not_allowed(request, other->method);
    } else {
        ter__reply_not_allowed(request, strcmp(other->method, "POST") == 0  ? "GET, POST"
                                        : strcmp(other->method, "PUT") == 0 ? "GET, PUT"
                                                                            : "GET, DELETE");
    }
}
