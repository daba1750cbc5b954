/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/peer_program.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tercile/text.h"

bool ter__peer_open(ter__peer *peer, const char *text) {
    memset(peer, 0, sizeof *peer);
    size_t length = strcspn(text, "=");
    if (length == 0 || length >= TER__PEER_NAME_BYTES || text[length] != '=' || text[length + 1] == '\0') {
        return false;
    }
    memcpy(peer->name, text, length);
    peer->command = text + length + 1;
    return true;
}

/* In a process group of its own, so that what the shell starts ends with it. */
static bool start(ter__peer *peer) {
    int down[2], up[2];
    if (pipe(down) != 0) {
        return false;
    }
    if (pipe(up) != 0) {
        close(down[0]);
        close(down[1]);
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        dup2(down[0], 0);
        dup2(up[1], 1);
        for (int i = 0; i < 2; i++) {
            close(down[i]);
            close(up[i]);
        }
        execl("/bin/sh", "sh", "-c", peer->command, (char *)NULL);
        _exit(127);
    }
    close(down[0]);
    close(up[1]);
    if (child < 0) {
        close(down[1]);
        close(up[0]);
        return false;
    }
    setpgid(child, child);
    peer->child = child;
    peer->to = down[1];
    peer->from = up[0];
    peer->answered = false;
    peer->length = 0;
    return true;
}

void ter__peer_close(ter__peer *peer) {
    if (peer->child == 0) {
        return;
    }
    close(peer->to);
    close(peer->from);
    kill(-peer->child, SIGKILL);
    waitpid(peer->child, NULL, 0);
    peer->child = 0;
}

static bool send_all(int descriptor, const char *text, size_t length) {
    while (length > 0) {
        ssize_t sent = write(descriptor, text, length);
        if (sent < 0 && errno != EINTR) {
            return false;
        }
        text += sent > 0 ? sent : 0;
        length -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

/* The next line without its end, in `line`. */
static ter__peer_answer take_line(ter__peer *peer, char *line) {
    int patience_ms = peer->answered ? TER__PEER_ANSWER_MS : TER__PEER_START_MS;
    for (;;) {
        char *end = memchr(peer->bytes, '\n', peer->length);
        if (end != NULL) {
            size_t length = (size_t)(end - peer->bytes);
            memcpy(line, peer->bytes, length);
            line[length] = '\0';
            peer->length -= length + 1;
            memmove(peer->bytes, end + 1, peer->length);
            peer->answered = true;
            return TER__PEER_VALUE;
        }
        struct pollfd ready = {peer->from, POLLIN, 0};
        int count = poll(&ready, 1, patience_ms);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return TER__PEER_HANGS;
        }
        ssize_t got = read(peer->from, peer->bytes + peer->length, sizeof peer->bytes - peer->length);
        if (got <= 0) {
            return TER__PEER_DIES; /* also for a line that is too long */
        }
        peer->length += (size_t)got;
    }
}

static size_t write_question(char *text, size_t size, const ter_family *family, ter_operation operation,
                             const ter_measured *point) {
    int used = snprintf(text, size, "%s\t%s\t", ter_operation_word(operation), ter_family_name(family));
    for (size_t i = 0; i < ter_family_parameter_count(family); i++) {
        used += snprintf(text + used, size - (size_t)used, "%s%a", i > 0 ? " " : "", point->parameters[i]);
    }
    used += snprintf(text + used, size - (size_t)used, "\t%a\n", point->argument);
    return (size_t)used;
}

ter__peer_answer ter__peer_ask(ter__peer *peer, const ter_family *family, ter_operation operation, const ter_measured *point,
                               double *value) {
    char question[512], line[TER__PEER_ANSWER_BYTES];
    if (peer->child == 0 && !start(peer)) {
        return TER__PEER_DIES;
    }
    size_t length = write_question(question, sizeof question, family, operation, point);
    ter__peer_answer answer = send_all(peer->to, question, length) ? take_line(peer, line) : TER__PEER_DIES;
    if (answer != TER__PEER_VALUE) {
        ter__peer_close(peer);
        return answer;
    }
    if (strcmp(line, "none") == 0) {
        return TER__PEER_NONE;
    }
    return ter_text_to_double(line, strlen(line), value) == TER_OK ? TER__PEER_VALUE : TER__PEER_NONE;
}
