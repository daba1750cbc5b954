/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Three cores in one process: the simulator's disks and event heap, a network that loses nothing unless it is cut, and the bodies
 * of core_body.h. For test_core.c.
 */
#ifndef TEST_CORE_WORLD_H
#define TEST_CORE_WORLD_H

#include "core_body.h"

/* A command's fate. */
typedef struct fate {
    bool told;
    ter_status status;
} fate;

/* ---- the port of raft -----------------------------------------------------------------------------------------------------------
 */

static uint64_t port_now(void *context) {
    return ((world_node *)context)->world->sim->now_ms;
}

static int port_random(void *context, int minimum, int maximum) {
    return minimum + (int)ter__sim_below(((world_node *)context)->world->sim, (uint64_t)(maximum - minimum));
}

static void port_send(void *context, raft_id to, uint8_t *bytes, size_t length) {
    (void)body_send(context, (uint32_t)to, TER__CHANNEL_CONSENSUS, bytes, length);
}

/* ---- life ----------------------------------------------------------------------------------------------------------------------
 */

static ter__state *load_state(const world_node *node) {
    ter__state *state = ter__state_create();
    assert_non_null(state);
    for (size_t i = 0; i < node->row_count; i++) {
        ter__row row = {.kind = node->rows[i].kind, .value = node->rows[i].value, .length = node->rows[i].length};
        memcpy(row.key, node->rows[i].key, sizeof row.key);
        assert_int_equal(ter__state_load_row(state, &row, NULL), TER_OK);
    }
    assert_int_equal(ter__state_load_end(state, node->rows_applied, NULL), TER_OK);
    return state;
}

static void introduce(world *w, uint32_t a, uint32_t b) {
    if (w->node[a - 1].core != NULL && w->node[b - 1].core != NULL) {
        ter__core_connected(w->node[a - 1].core, b, w->node[b - 1].incarnation);
        ter__core_connected(w->node[b - 1].core, a, w->node[a - 1].incarnation);
    }
}

static void world_start(world *w, uint32_t id) {
    world_node *node = &w->node[id - 1];
    node->world = w;
    node->id = id;
    node->incarnation += 1000 + id;
    memset(node->writing_token, 0, sizeof node->writing_token);
    *blob_place(node, &(ter__hash){{7}}) = (ter__hash){{7}};
    ter__core_config config = {.id = id, .member_count = NODES, .snapshot_every = 64};
    static const char *const addresses[] = {"n1:1", "n2:1", "n3:1"};
    for (uint32_t i = 0; i < NODES; i++) {
        config.members[i] = (ter__member){i + 1, addresses[i]};
    }
    config.self = (ter__node_record){.id = id, .incarnation = node->incarnation, .slots = w->threads, .version = "1"};
    (void)snprintf(config.self.name, sizeof config.self.name, "n%u", (unsigned)id);
    (void)snprintf(config.self.address, sizeof config.self.address, "%s", addresses[id - 1]);
    ter__body body = {node,
                      body_send,
                      body_compute,
                      body_cancel,
                      NULL,
                      body_blob_has,
                      body_blob_read,
                      body_blob_begin,
                      body_blob_piece,
                      body_blob_end,
                      body_blob_abort,
                      body_rows,
                      body_changed,
                      body_log};
    ter__raft_port port = {node, port_now, port_random, port_send};
    ter__log_store store = ter__sim_disk_store(&node->disk);
    ter_error error = {TER_OK, ""};
    ter_status status = ter__core_open(&node->core, &config, &body, &port, &store, load_state(node), TER__GUARDS_ALL, world_now(w),
                                       world_now(w), &error);
    if (status != TER_OK) {
        fail_msg("node %u does not open: %s", (unsigned)id, error.text);
    }
    ter__sim_push(w->sim, (ter__sim_event){world_now(w) + id, 0, TER__SIM_TICK, id - 1, 0, node->incarnation, NULL, 0});
    for (uint32_t peer = 1; peer <= NODES; peer++) {
        if (peer != id && !w->cut[id - 1][peer - 1]) {
            introduce(w, id, peer);
        }
    }
}

static void world_kill(world *w, uint32_t id) {
    world_node *node = &w->node[id - 1];
    ter__core *core = node->core;
    ter__sim_disk_crash(&node->disk);
    node->core = NULL;
    ter__core_close(core);
    for (uint32_t peer = 1; peer <= NODES; peer++) {
        if (peer != id && w->node[peer - 1].core != NULL && !w->cut[id - 1][peer - 1]) {
            ter__core_disconnected(w->node[peer - 1].core, id, true);
        }
    }
}

static void world_cut(world *w, uint32_t a, uint32_t b, bool cut) {
    w->cut[a - 1][b - 1] = w->cut[b - 1][a - 1] = cut;
    if (!cut) {
        introduce(w, a, b);
    } else if (w->node[a - 1].core != NULL && w->node[b - 1].core != NULL) {
        ter__core_disconnected(w->node[a - 1].core, b, false);
        ter__core_disconnected(w->node[b - 1].core, a, false);
    }
}

static void world_open(world *w) {
    uint32_t stages = w->stages, units = w->units, threads = w->threads;
    unsigned compute_ms = w->compute_ms;
    memset(w, 0, sizeof *w);
    w->stages = stages;
    w->units = units;
    w->threads = threads;
    w->compute_ms = compute_ms;
    w->sim = calloc(1, sizeof *w->sim);
    assert_non_null(w->sim);
    w->sim->result = &w->result;
    w->sim->chance = ter_stream_open(ter_test_seed(), 0, 0);
    w->sim->weather.write_ms_max = 1;
    w->sim->weather.torn = 0.5;
    w->sim->nodes = NODES;
    for (uint32_t id = 1; id <= NODES; id++) {
        ter__sim_disk_open(&w->node[id - 1].disk, w->sim, id - 1);
    }
    for (uint32_t id = 1; id <= NODES; id++) {
        world_start(w, id);
    }
}

static void world_close(world *w) {
    for (uint32_t i = 0; i < NODES; i++) {
        world_node *node = &w->node[i];
        ter__core *core = node->core;
        node->core = NULL;
        ter__core_close(core);
        ter__sim_disk_close(&node->disk);
        drop_rows(node);
        free(node->rows);
    }
    for (size_t i = 0; i < w->sim->event_count; i++) {
        free(w->sim->events[i].bytes);
    }
    free(w->sim->events);
    free(w->sim);
    free(w->laters);
}

static void tick(world *w, world_node *node, const ter__sim_event *event) {
    if (node->core != NULL && node->incarnation == event->number) {
        ter__core_tick(node->core, world_now(w), world_now(w));
        ter__sim_push(w->sim, (ter__sim_event){world_now(w) + ter__core_tick_ms(node->core), 0, TER__SIM_TICK, event->node, 0,
                                               event->number, NULL, 0});
    }
}

static void handle(world *w, const ter__sim_event *event) {
    world_node *node = &w->node[event->node];
    switch (event->kind) {
    case TER__SIM_TICK:
        tick(w, node, event);
        break;
    case TER__SIM_WRITE:
        ter__sim_disk_complete(&node->disk, event->number);
        if (node->core != NULL) {
            ter__core_poll(node->core);
        }
        break;
    case TER__SIM_DELIVER:
        if (node->core != NULL && !w->cut[event->from][event->node]) {
            assert_int_equal(
                ter__core_receive(node->core, event->from + 1, (ter__channel)event->number, event->bytes, event->length), TER_OK);
        }
        free(event->bytes);
        break;
    default:
        break;
    }
}

static void step(world *w) {
    ter__sim_event event;
    assert_true(ter__sim_pop(w->sim, &event));
    w->sim->now_ms = event.at_ms > w->sim->now_ms ? event.at_ms : w->sim->now_ms;
    handle(w, &event);
    run_laters(w);
}

static bool world_run_until(world *w, bool (*holds)(world *w), ter__ms milliseconds) {
    ter__ms end = world_now(w) + milliseconds;
    while (world_now(w) < end) {
        if (holds(w)) {
            return true;
        }
        step(w);
    }
    return holds(w);
}

static bool never(world *w) {
    (void)w;
    return false;
}

static void world_run(world *w, ter__ms milliseconds) {
    (void)world_run_until(w, never, milliseconds);
}

static uint32_t world_leader(const world *w) {
    uint32_t leader = 0;
    for (uint32_t i = 0; i < NODES; i++) {
        ter__core_view view;
        if (w->node[i].core != NULL) {
            ter__core_look(w->node[i].core, &view);
            if (view.leads && leader != 0) {
                return 0;
            }
            leader = view.leads ? i + 1 : leader;
        }
    }
    return leader;
}

/* ---- clients --------------------------------------------------------------------------------------------------------------------
 */

static void world_told(void *context, ter_status status) {
    fate *f = context;
    assert_false(f->told);
    *f = (fate){true, status};
}

static void world_submit(world *w, uint32_t node, const char *id, unsigned timeout_ms, fate *f) {
    ter__command command = {.kind = TER__COMMAND_SUBMIT, .at = 1};
    (void)snprintf(command.as.submit.id, sizeof command.as.submit.id, "%s", id);
    (void)snprintf(command.as.submit.name, sizeof command.as.submit.name, "%s", id);
    (void)snprintf(command.as.submit.file, sizeof command.as.submit.file, "job.yaml");
    (void)snprintf(command.as.submit.owner, sizeof command.as.submit.owner, "me");
    command.as.submit.spec = (ter__blob){{{7}}, BLOB_BYTES};
    uint8_t *bytes = NULL;
    size_t length = 0;
    *f = (fate){false, TER_OK};
    assert_int_equal(ter__command_encode(&command, &bytes, &length), TER_OK);
    ter__core_command(w->node[node - 1].core, bytes, length, timeout_ms, world_told, f);
    free(bytes);
    assert_false(f->told);
}

static const ter__job *world_job(world *w, uint32_t node, const char *id) {
    return ter__state_job(ter__core_state(w->node[node - 1].core), id);
}

#endif
