/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a node: opening everything in order, the loop, and closing everything in the opposite order. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "node/uv_node.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "node/battery.h"
#include "node/limits.h"
#include "node/save.h"
#include "node/uv_node_internal.h"
#include "tercile/linalg.h"
#include "tercile/version.h"

#define GRACE_MS           10000u
#define SWEEP_MS           60000u
#define SWEEP_AGE_SECONDS  900u
#define ENTRIES_A_SNAPSHOT 4096u

/* ---- time and messages -------------------------------------------------------------------------------------------------- */

ter__ms ter__node_now(void) {
    return uv_hrtime() / 1000000u;
}

ter__ms ter__node_at(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (ter__ms)now.tv_sec * 1000u + (ter__ms)now.tv_nsec / 1000000u;
}

void ter__node_log(ter__node *node, const char *format, ...) {
    char text[1200], when[32];
    time_t seconds = (time_t)(ter__node_at() / 1000u);
    struct tm parts;
    (void)gmtime_r(&seconds, &parts);
    (void)strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &parts);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    (void)fprintf(stderr, "%s %s %s\n", when, node->config.name, text);
}

/* ---- stopping ----------------------------------------------------------------------------------------------------------- */

static void part_closed(void *context) {
    ter__node *node = context;
    node->closing_count--;
}

static void http_closed(void *context) {
    ter__node *node = context;
    part_closed(node);
    node->http = NULL;
    if (node->transport != NULL) {
        ter__transport_close(node->transport, part_closed, node);
        node->transport = NULL;
    }
}

/* Ends clients' connections, then nodes'; the loop's tick ends the rest when both are closed. */
static void close_outside(ter__node *node) {
    if (node->closing) {
        return;
    }
    node->closing = true;
    node->closing_count = (node->http != NULL) + (node->transport != NULL);
    if (node->http != NULL) {
        ter__http_close(node->http, http_closed, node);
    } else if (node->transport != NULL) {
        ter__transport_close(node->transport, part_closed, node);
        node->transport = NULL;
    }
}

void ter__node_fail(ter__node *node, ter_status status, const char *format, ...) {
    if (node->failure.status == TER_OK && !node->closing) {
        va_list arguments;
        va_start(arguments, format);
        (void)ter_error_set_list(&node->failure, status, format, arguments);
        va_end(arguments);
        node->draining = true;
        node->drain_deadline = 0; /* at the next tick: this may come from inside a call of the core */
    }
}

static void on_signal(uv_signal_t *handle, int number) {
    ter__node *node = handle->data;
    if (node->draining) {
        ter__node_log(node, "told to stop again: leaving at once");
        node->drain_deadline = 0;
        return;
    }
    unsigned grace_ms = node->options.grace_ms > 0 ? node->options.grace_ms : GRACE_MS;
    ter__node_log(node, "stopping (%s): what runs has %u s", number == SIGTERM ? "SIGTERM" : "SIGINT", grace_ms / 1000u);
    node->draining = true;
    node->drain_deadline = ter__node_now() + grace_ms;
    ter__transport_stop_accepting(node->transport);
    ter__core_drain(node->core);
}

/* ---- the loop's turns --------------------------------------------------------------------------------------------------- */

static bool is_named(void *context, const ter__hash *hash) {
    return ter__state_names(context, hash);
}

static void sweep(ter__node *node, ter__ms now) {
    if (now - node->swept >= SWEEP_MS) {
        node->swept = now;
        (void)ter__blob_sweep(node->blobs, SWEEP_AGE_SECONDS, is_named, (void *)ter__core_state(node->core));
    }
}

static void check_health(ter__node *node) {
    char text[TER_ERROR_TEXT_BYTES];
    ter__core_view view;
    ter_status status = ter__storage_failure(node->storage, text, sizeof text);
    if (status != TER_OK) {
        ter__node_fail(node, status, "%s: the node stops; nothing that was acknowledged is lost", text);
        return;
    }
    ter__core_look(node->core, &view);
    if (view.stopped) {
        ter__node_fail(node, TER_INPUT_OUTPUT, "consensus has stopped: %s", view.text);
    }
}

/* The tick itself waits until what has arrived is read: after a turn that took long, heartbeats of the leader are among it, and
 * without them this node would take the leader for dead. */
static void on_tick(uv_timer_t *timer) {
    ((ter__node *)timer->data)->tick_due = true;
}

static void on_check(uv_check_t *check) {
    ter__node *node = check->data;
    if (!node->tick_due) {
        return;
    }
    node->tick_due = false;
    ter__ms now = ter__node_now();
    if (node->core != NULL && !node->closing) {
        ter__core_tick(node->core, now, ter__node_at());
        sweep(node, now);
        check_health(node);
        if (node->draining && (now >= node->drain_deadline || ter__core_idle(node->core))) {
            close_outside(node);
        }
    }
    if (node->closing && node->closing_count == 0 && !node->closed) {
        node->closed = true;
        uv_stop(&node->loop);
    }
}

/* Something is done: in the storage, on a worker, or to be answered. */
static void on_wake(uv_async_t *async) {
    ter__node *node = async->data;
    if (node->core == NULL || node->closed) {
        return;
    }
    ter__storage_poll(node->storage);
    ter__workers_poll(node->workers);
    ter__workers_poll(node->checkers);
    ter__node_run_later(node);
    ter__core_poll(node->core);
}

static void wake(void *context) {
    (void)uv_async_send(&((ter__node *)context)->wake);
}

/* ---- the network -------------------------------------------------------------------------------------------------------- */

static const char *name_of(const ter__node *node, uint32_t id) {
    for (size_t i = 0; i < node->config.member_count; i++) {
        if (node->config.members[i].id == id) {
            return node->config.members[i].name;
        }
    }
    return "?";
}

static void on_connected(void *context, uint32_t peer, const ter__hello *hello) {
    ter__node *node = context;
    node->refused[peer % 64] = false;
    ter__node_log(node, "connected with %s", name_of(node, peer));
    ter__core_connected(node->core, peer, hello->incarnation);
}

static void on_disconnected(void *context, uint32_t peer, bool died, const char *reason) {
    ter__node *node = context;
    ter__node_log(node, "no connection with %s any more: %s", name_of(node, peer), reason);
    ter__core_disconnected(node->core, peer, died);
}

static void on_message(void *context, uint32_t peer, ter__channel channel, const uint8_t *bytes, size_t length) {
    ter__node *node = context;
    if (!node->closing && ter__core_receive(node->core, peer, channel, bytes, length) != TER_OK) {
        ter__transport_drop(node->transport, peer, "it sent a message that cannot be read");
    }
}

/* A node that does not go together with so many others that it can never be part of a majority has nothing to wait for. */
static void on_refused(void *context, uint32_t peer, bool by_peer, const char *reason) {
    ter__node *node = context;
    const char *name = peer > 0 ? name_of(node, peer) : "somebody";
    if (peer == 0 || !node->refused[peer % 64]) {
        ter__node_log(node, by_peer ? "refused by %s: %s" : "%s is refused: %s", name, reason);
    }
    if (peer == 0) {
        return; /* no member is known by it */
    }
    node->refused[peer % 64] = true;
    size_t refusals = 0;
    for (size_t i = 0; i < 64; i++) {
        refusals += node->refused[i];
    }
    if (refusals >= node->config.member_count / 2 + node->config.member_count % 2) {
        ter__node_fail(node, TER_BAD_STATE, "does not go together with %zu of the %zu other nodes: %s", refusals,
                       node->config.member_count - 1, reason);
    }
}

static void *on_client(void *context, ter__client_link *link, const char *name, ter__role role) {
    ter__node *node = context;
    return node->http != NULL && !node->closing ? ter__http_client(node->http, link, name, role) : NULL;
}

static bool on_client_bytes(void *context, void *client, const uint8_t *bytes, size_t length) {
    (void)context;
    return ter__http_client_bytes(client, bytes, length);
}

static void on_client_closed(void *context, void *client) {
    (void)context;
    ter__http_client_closed(client);
}

static void on_log(void *context, const char *text) {
    ter__node_log(context, "%s", text);
}

/* ---- opening ------------------------------------------------------------------------------------------------------------ */

static ter_status read_blob(void *context, const ter__blob *blob, uint8_t **bytes, ter_error *error) {
    size_t length;
    return ter__blob_get(((ter__node *)context)->blobs, &blob->hash, bytes, &length, error);
}

static ter_status write_blob(void *context, const uint8_t *bytes, size_t length, ter__blob *blob, ter_error *error) {
    return ter__blob_put(((ter__node *)context)->blobs, bytes, length, blob, error);
}

static ter_status open_files(ter__node *node, ter_error *error) {
    char authority[4200], certificate[4200], key[4200];
    (void)snprintf(node->data, sizeof node->data, "%.4000s/data", node->folder);
    (void)snprintf(authority, sizeof authority, "%s/ca.crt", node->folder);
    (void)snprintf(certificate, sizeof certificate, "%s/node.crt", node->folder);
    (void)snprintf(key, sizeof key, "%s/node.key", node->folder);
    ter__storage_identity identity = {.node = node->config.id};
    (void)snprintf(identity.cluster, sizeof identity.cluster, "%s", node->config.cluster);
    ter_status status = ter__tls_context_create(&node->tls, authority, certificate, key, error);
    status = status == TER_OK ? ter__make_folder(node->data, error) : status;
    status = status == TER_OK ? ter__storage_open(&node->storage, node->data, &identity, wake, node, error) : status;
    status = status == TER_OK ? ter__blob_store_open(&node->blobs, node->data, error) : status;
    char running[4200];
    (void)snprintf(running, sizeof running, "%.4000s/running", node->data);
    return status == TER_OK ? ter__note_open(&node->running, running, error) : status;
}

static ter_status open_threads(ter__node *node, unsigned slots, ter_error *error) {
    ter__work_blobs blobs = {node, read_blob, write_blob};
    node->work = ter__work_create(&blobs);
    if (node->work == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    ter_status status = ter__workers_create(&node->workers, slots, wake, node, error);
    return status == TER_OK ? ter__workers_create(&node->checkers, 1, wake, node, error) : status;
}

static ter_status open_loop(ter__node *node, ter_error *error) {
    if (uv_loop_init(&node->loop) != 0) {
        return ter_error_set(error, TER_LIMIT, "the event loop cannot be made: too many open files?");
    }
    node->loop_open = true;
    node->wake.data = node->tick.data = node->check.data = node->terminate.data = node->interrupt.data = node;
    if (uv_async_init(&node->loop, &node->wake, on_wake) != 0 || uv_timer_init(&node->loop, &node->tick) != 0 ||
        uv_check_init(&node->loop, &node->check) != 0 || uv_signal_init(&node->loop, &node->terminate) != 0 ||
        uv_signal_init(&node->loop, &node->interrupt) != 0) {
        return ter_error_set(error, TER_LIMIT, "the event loop cannot be made: too many open files?");
    }
    return TER_OK;
}

static ter_status open_transport(ter__node *node, const ter__hello *self, ter_error *error) {
    ter__transport_config config = {.self = *self};
    (void)snprintf(config.listen, sizeof config.listen, "%s", node->config.listen);
    for (size_t i = 0; i < node->config.member_count; i++) {
        const ter__config_member *m = &node->config.members[i];
        if (m->id != node->config.id) {
            ter__transport_peer *peer = &config.peers[config.peer_count++];
            peer->id = m->id;
            (void)snprintf(peer->name, sizeof peer->name, "%s", m->name);
            (void)snprintf(peer->address, sizeof peer->address, "%s", m->address);
        }
    }
    ter__transport_events events = {node,      on_connected,    on_disconnected,  on_message, on_refused,
                                    on_client, on_client_bytes, on_client_closed, on_log};
    return ter__transport_open(&node->transport, &node->loop, node->tls, &config, &events, error);
}

static ter_status open_core(ter__node *node, const ter__hello *self, unsigned slots, ter_error *error) {
    ter__core_config config = {.id = node->config.id, .snapshot_every = ENTRIES_A_SNAPSHOT};
    config.self = (ter__node_record){.id = self->node, .incarnation = self->incarnation, .slots = slots, .battery = self->battery};
    (void)snprintf(config.self.name, sizeof config.self.name, "%s", self->name);
    (void)snprintf(config.self.version, sizeof config.self.version, "%s", self->version);
    (void)snprintf(config.self.address, sizeof config.self.address, "%s", node->config.listen);
    config.member_count = node->config.member_count;
    for (size_t i = 0; i < config.member_count; i++) {
        config.members[i] = (ter__member){node->config.members[i].id, node->config.members[i].address};
    }
    ter__state *state = ter__state_create();
    if (state == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    ter_status status = ter__storage_load(node->storage, state, error);
    if (status != TER_OK) {
        ter__state_destroy(state);
        return status;
    }
    node->body = ter__node_body(node);
    ter__raft_port port = ter__node_port(node);
    config.left_running = node->running.left;
    config.left_running_length = node->running.left_length;
    ter__log_store store = ter__storage_log(node->storage);
    return ter__core_open(&node->core, &config, &node->body, &port, &store, state, TER__GUARDS_ALL, ter__node_now(), ter__node_at(),
                          error);
}

static ter_status open_http(ter__node *node, ter_error *error) {
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/node.sock", node->folder);
    bool fits = strlen(path) < sizeof((struct sockaddr_un *)NULL)->sun_path;
    if (!fits) {
        ter__node_log(node, "no UNIX socket: the path %s is too long for one", path);
    }
    ter__api_services services = ter__node_services(node);
    return ter__http_open(&node->http, &node->loop, &services, fits ? path : NULL, error);
}

static ter_status open_all(ter__node *node, ter_error *error) {
    uint64_t chance[2];
    if (getrandom(chance, sizeof chance, 0) != (ssize_t)sizeof chance) {
        return ter_error_set(error, TER_INPUT_OUTPUT, "the system gives no random numbers");
    }
    node->chance = ter_stream_open(chance[0], 0, 0);
    ter__hello self = {.protocol = TER__PROTOCOL, .node = node->config.id, .incarnation = chance[1] | 1u};
    (void)snprintf(self.cluster, sizeof self.cluster, "%s", node->config.cluster);
    (void)snprintf(self.name, sizeof self.name, "%s", node->config.name);
    (void)snprintf(self.version, sizeof self.version, "%s", ter_version());
    unsigned slots = node->options.slots > 0 ? node->options.slots : node->config.slots;
    slots = slots > 0 ? slots : uv_available_parallelism();
    ter_blas_use_one_thread();
    ter_status status = ter_blas_check(error);
    status = status == TER_OK ? ter__battery(&self.battery, error) : status;
    status = status == TER_OK ? open_loop(node, error) : status;
    status = status == TER_OK ? open_files(node, error) : status;
    status = status == TER_OK ? open_threads(node, slots, error) : status;
    status = status == TER_OK ? open_transport(node, &self, error) : status;
    status = status == TER_OK ? open_core(node, &self, slots, error) : status;
    return status == TER_OK ? open_http(node, error) : status;
}

/* ---- closing ------------------------------------------------------------------------------------------------------------ */

/* Everything that is left, in an order in which nothing is missed by what comes after it. */
static ter_status close_all(ter__node *node, ter_error *error) {
    if (node->workers != NULL) {
        ter__workers_destroy(node->workers);
    }
    if (node->checkers != NULL) {
        ter__workers_destroy(node->checkers);
    }
    ter__core *core = node->core;
    node->core = NULL; /* answers that are still under way in the pool find nobody */
    if (core != NULL) {
        ter__core_close(core);
    }
    ter__node_run_later(node);
    if (node->storage != NULL) {
        ter__storage_close(node->storage);
    }
    ter__node_drop_incoming(node);
    int code = 0;
    if (node->loop_open) {
        ter__node_close_handles(node);
        code = uv_loop_close(&node->loop);
    }
    if (node->work != NULL) {
        ter__work_destroy(node->work);
    }
    if (node->blobs != NULL) {
        ter__blob_store_close(node->blobs);
    }
    ter__note_close(&node->running);
    ter__tls_context_destroy(node->tls);
    return code == 0 ? TER_OK : ter_error_set(error, TER_INTERNAL, "a handle of the loop was left open: %s", uv_strerror(code));
}

static void write_pid(const ter__node *node, bool here) {
    char path[4200], text[32];
    (void)snprintf(path, sizeof path, "%s/node.pid", node->folder);
    if (here) {
        int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
        if (ter__save(path, text, (size_t)length, 0644, NULL) != TER_OK) {
            ter__node_log((ter__node *)node, "%s cannot be written", path);
        }
    } else {
        (void)unlink(path);
    }
}

static void run_loop(ter__node *node) {
    unsigned tick_ms = ter__core_tick_ms(node->core);
    node->started = node->swept = ter__node_now();
    (void)uv_timer_start(&node->tick, on_tick, tick_ms, tick_ms);
    (void)uv_check_start(&node->check, on_check);
    (void)uv_signal_start(&node->terminate, on_signal, SIGTERM);
    (void)uv_signal_start(&node->interrupt, on_signal, SIGINT);
    write_pid(node, true);
    unsigned port = ter__transport_port(node->transport);
    ter__node_log(node, "ready on port %u, %s", port, ter_blas_description());
    if (node->options.ready != NULL) {
        node->options.ready(node->options.context, port);
    }
    (void)uv_run(&node->loop, UV_RUN_DEFAULT);
    write_pid(node, false);
}

/* What was opened of the outside before a failure is closed through the loop. */
static void close_after_failure(ter__node *node) {
    close_outside(node);
    while (node->closing_count > 0 && uv_run(&node->loop, UV_RUN_ONCE) != 0) {
    }
}

ter_status ter__node_run(const ter__node_options *options, ter_error *error) {
    ter__node *node = calloc(1, sizeof *node);
    char *folder = realpath(options->folder, NULL);
    if (node == NULL || folder == NULL || strlen(folder) > 4000) {
        free(node);
        free(folder);
        return ter_error_set(error, TER_NOT_FOUND, "there is no folder %s: `tercile init` makes the folders of a cluster's nodes",
                             options->folder);
    }
    node->options = *options;
    node->running.descriptor = -1;
    node->later_end = &node->later;
    (void)snprintf(node->folder, sizeof node->folder, "%s", folder);
    free(folder);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)ter__raise_open_files();
    ter_status status = ter__node_config_read(&node->config, node->folder, error);
    status = status == TER_OK ? open_all(node, error) : status;
    if (status == TER_OK) {
        run_loop(node);
        status = node->failure.status;
        if (status != TER_OK) {
            (void)ter_error_set(error, status, "%s", node->failure.text);
        }
    } else if (node->loop_open) {
        close_after_failure(node);
    }
    ter_error last = {TER_OK, ""};
    ter_status closed = close_all(node, &last);
    if (status == TER_OK && closed == TER_OK) {
        ter__node_log(node, "stopped");
    }
    free(node);
    return status != TER_OK ? status : closed != TER_OK ? ter_error_set(error, closed, "%s", last.text) : TER_OK;
}
