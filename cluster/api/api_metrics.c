/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /metrics: Prometheus' text form, version 0.0.4 (prometheus.io, "Exposition formats"). */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api_status.h"
#include "api/reply.h"
#include "api/routes.h"

/* All of it is far below this; a text that does not fit is an error, not a shorter text. */
#define METRICS_BYTES_MAX ((size_t)32768)

typedef struct metrics_page {
    char *text;
    size_t length;
    bool failed;
} metrics_page;

TER_PRINTF(2, 3) static void print(metrics_page *page, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(page->text + page->length, METRICS_BYTES_MAX - page->length, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= METRICS_BYTES_MAX - page->length) {
        page->failed = true;
    } else {
        page->length += (size_t)length;
    }
}

static void head(metrics_page *page, const char *name, bool counter, const char *help) {
    print(page, "# HELP tercile_%s %s\n# TYPE tercile_%s %s\n", name, help, name, counter ? "counter" : "gauge");
}

static void gauge(metrics_page *page, const char *name, uint64_t value, const char *help) {
    head(page, name, false, help);
    print(page, "tercile_%s %" PRIu64 "\n", name, value);
}

static void counter(metrics_page *page, const char *name, uint64_t value, const char *help) {
    head(page, name, true, help);
    print(page, "tercile_%s %" PRIu64 "\n", name, value);
}

/* Milliseconds as seconds, exactly. */
static void seconds(metrics_page *page, const char *name, bool counts, uint64_t ms, const char *help) {
    head(page, name, counts, help);
    print(page, "tercile_%s %" PRIu64 ".%03u\n", name, ms / 1000, (unsigned)(ms % 1000));
}

static void about_cluster(metrics_page *page, const ter__api *api, const ter__core_view *view) {
    const ter__state *state = api->services.state(api->services.context);
    const ter__node_config *config = api->services.config;
    gauge(page, "leader", view->leads, "Whether this node leads the cluster.");
    gauge(page, "leader_id", view->leader, "Number of the node that leads, 0 when it is not known.");
    gauge(page, "term", view->term, "Term of the consensus.");
    gauge(page, "applied_index", view->applied, "Index of the last batch applied to the state.");
    gauge(page, "stopped", view->stopped, "Whether this node has stopped after a failed write.");
    head(page, "node_up", false, "Whether a node is up, as the cluster has recorded it.");
    for (size_t i = 0; i < config->member_count; i++) {
        const ter__node_record *record = ter__state_node(state, config->members[i].id);
        print(page, "tercile_node_up{node=\"%" PRIu32 "\"} %d\n", config->members[i].id, record != NULL && record->up);
    }
    size_t counts[TER__PHASE_COUNT];
    ter__phase_counts(state, counts);
    head(page, "jobs", false, "Jobs kept, by phase.");
    for (size_t i = 0; i < TER__PHASE_COUNT; i++) {
        print(page, "tercile_jobs{phase=\"%s\"} %zu\n", ter__phase_word((ter__phase)i), counts[i]);
    }
    gauge(page, "slots", view->slots, "Threads of this node that compute.");
    gauge(page, "tasks_computing", view->computing, "Tasks that this node computes.");
    gauge(page, "tasks_queued", view->queued, "Tasks that wait on this node.");
    gauge(page, "blobs_fetching", view->fetching, "Blobs that this node brings from others.");
    gauge(page, "leases", view->leases, "Leases that this node has given as leader.");
    gauge(page, "commands", view->commands, "Commands of clients under way on this node.");
}

static void about_node(metrics_page *page, const ter__api *api) {
    const ter__api_services *services = &api->services;
    ter__api_metrics metrics;
    memset(&metrics, 0, sizeof metrics);
    services->metrics(services->context, &metrics);
    uint64_t count = 0, bytes = 0;
    ter__blob_counts(services->blobs, &count, &bytes);
    gauge(page, "peers", metrics.peers, "Nodes that this node is connected to.");
    gauge(page, "clients", metrics.clients, "Clients connected over TLS.");
    counter(page, "received_bytes_total", metrics.bytes_in, "Bytes received from nodes and clients.");
    counter(page, "sent_bytes_total", metrics.bytes_out, "Bytes sent to nodes and clients.");
    counter(page, "received_messages_total", metrics.messages_in, "Messages received from nodes.");
    counter(page, "sent_messages_total", metrics.messages_out, "Messages sent to nodes.");
    counter(page, "connections_refused_total", metrics.connections_refused, "Connections refused.");
    counter(page, "storage_transactions_total", metrics.transactions, "Transactions of the durable store.");
    counter(page, "storage_operations_total", metrics.operations, "Operations in these transactions.");
    counter(page, "storage_bytes_total", metrics.stored_bytes, "Bytes handed to the durable store.");
    counter(page, "tasks_computed_total", metrics.tasks_computed, "Tasks that this node has computed.");
    seconds(page, "compute_seconds_total", true, metrics.compute_ms, "Time that its threads have computed.");
    gauge(page, "blobs", count, "Blobs kept on this node.");
    gauge(page, "blob_bytes", bytes, "Bytes of these blobs.");
    gauge(page, "resident_memory_bytes", metrics.resident_bytes, "Resident memory of this process.");
    seconds(page, "cpu_seconds_total", true, metrics.cpu_ms, "Processor time of this process.");
    ter__ms at = services->at(services->context);
    seconds(page, "uptime_seconds", false, at > api->opened_at ? at - api->opened_at : 0,
            "Time since this node has taken requests.");
    counter(page, "http_requests_total", api->requests, "Requests of clients.");
    counter(page, "http_requests_refused_total", api->refused, "Requests refused because too many were under way.");
    gauge(page, "http_requests_open", api->open, "Requests under way, streams too.");
    gauge(page, "http_streams", api->streams, "Streams of server-sent events.");
}

void ter__api_metrics_text(ter__request *request) {
    const ter__api_services *services = &request->api->services;
    metrics_page page = {.text = malloc(METRICS_BYTES_MAX)};
    if (page.text == NULL) {
        ter__reply_status(request, TER_NO_MEMORY, NULL);
        return;
    }
    ter__core_view view;
    memset(&view, 0, sizeof view);
    services->look(services->context, &view);
    about_cluster(&page, request->api, &view);
    about_node(&page, request->api);
    if (page.failed) {
        free(page.text);
        ter__reply_status(request, TER_INTERNAL, NULL);
        return;
    }
    ter__reply_text(request, 200, "text/plain; version=0.0.4; charset=utf-8", page.text, page.length);
}
