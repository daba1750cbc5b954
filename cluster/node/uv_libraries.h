/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__UV_LIBRARIES_H
#define TER__UV_LIBRARIES_H

#include <stddef.h>

/* The libraries that a node stands on, with the versions that are loaded: "libuv 1.44.2, SQLite 3.40.1, ...". */
void ter__node_libraries(char *text, size_t size);

#endif
