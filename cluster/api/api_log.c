/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /v1/log. */
#include "api/job_json.h"
#include "api/reply.h"
#include "api/routes.h"

void ter__api_log(ter__request *request) {
    uint64_t last = 0;
    if (!ter__request_number(request, "last", UINT64_MAX, &last)) {
        return;
    }
    const ter__events *events = ter__state_events(ter__request_state(request));
    size_t first = last < events->count ? events->count - (size_t)last : 0;
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, true);
    ter_json_array(json, "events", true);
    for (size_t i = first; i < events->count; i++) {
        ter__json_event(json, NULL, ter__events_at(events, i));
    }
    ter_json_end(json);
    ter_json_end(json);
    ter__reply_json(request, 200, json);
}
