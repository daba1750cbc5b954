/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two structs of the Arrow C data interface (https://arrow.apache.org/docs/format/CDataInterface.html), whose layout is fixed
 * by that document, under the guard it names, so that this header may stand beside others that declare them.
 *
 * Whoever holds a struct whose `release` is not null owns what it points to, and calls release(&struct) once to give it back. A
 * struct is moved by copying it and setting the old one's `release` to null.
 */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE           2
#define ARROW_FLAG_MAP_KEYS_SORTED    4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#ifdef __cplusplus
}
#endif

#endif
