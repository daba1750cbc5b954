/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An arena: memory given piece by piece and freed at once. A job's values, settings and texts live in the job's arena.
 * Not for use by several threads at once.
 */
#ifndef TER__ARENA_H
#define TER__ARENA_H

#include <stddef.h>

typedef struct ter__arena ter__arena;

ter__arena *ter__arena_create(void); /* null when out of memory */
void ter__arena_destroy(ter__arena *arena);
/* count * size zeroed bytes, aligned for any type, valid as long as the arena. Null when out of memory or on overflow; never null
 * for 0 bytes otherwise. */
void *ter__arena_take(ter__arena *arena, size_t count, size_t size);
/* A copy of text[length] with an end mark. */
char *ter__arena_text(ter__arena *arena, const char *text, size_t length);

#endif
