/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>

#include "node/uv_node_internal.h"

static void close_handle(uv_handle_t *handle, void *context) {
    (void)context;
    if (!uv_is_closing(handle)) {
        uv_close(handle, NULL);
    }
}

/* libuv gives a signal back to its default, which ends the process, when nobody listens for it any more. A node that is told once
 * more to stop while it ends has stopped in order nevertheless. */
void ter__node_close_handles(ter__node *node) {
    sigset_t ending, before;
    (void)sigemptyset(&ending);
    (void)sigaddset(&ending, SIGTERM);
    (void)sigaddset(&ending, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &ending, &before);
    uv_walk(&node->loop, close_handle, NULL);
    (void)uv_run(&node->loop, UV_RUN_DEFAULT); /* ends what is in the pool, and the handles */
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGINT, SIG_IGN);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}
