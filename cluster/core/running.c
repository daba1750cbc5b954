/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/running.h"

#include "core/bytes.h"

#define VERSION 1

ter_status ter__running_encode(const ter__lease *leases, size_t count, uint8_t **bytes, size_t *length) {
    ter__writer writer = {0};
    ter__put8(&writer, VERSION);
    ter__put32(&writer, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        ter__put_task(&writer, &leases[i].task);
        ter__put64(&writer, leases[i].attempt);
    }
    return ter__writer_finish(&writer, bytes, length);
}

void ter__running_lost(const uint8_t *bytes, size_t length, uint32_t node, ter__ms at,
                       void (*each)(void *context, const ter__command *command), void *context) {
    ter__reader reader = {.bytes = bytes, .length = length};
    uint8_t version = ter__get8(&reader);
    uint32_t count = ter__get32(&reader);
    for (uint32_t i = 0; version == VERSION && count <= TER__LEASES_MAX && i < count; i++) {
        ter__command command = {.kind = TER__COMMAND_LOST, .at = at};
        ter__get_task(&reader, &command.as.lost.task);
        command.as.lost.attempt = ter__get64(&reader);
        command.as.lost.node = node;
        command.as.lost.died = true;
        if (reader.failed) {
            return;
        }
        each(context, &command);
    }
}
