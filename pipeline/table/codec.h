/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What encode.c and decode.c share: the constants of format.md. */
#ifndef TER__CODEC_H
#define TER__CODEC_H

#include <stdint.h>

#define TER__TABLE_MAGIC        "TERTABLE"
#define TER__TABLE_MAGIC_BYTES  8
#define TER__TABLE_VERSION      1u
#define TER__TABLE_HEADER_BYTES (TER__TABLE_MAGIC_BYTES + 4 + 4 + 8)
#define TER__TABLE_HAS_VALIDITY 1u

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define TER__LITTLE_ENDIAN 1
#else
#define TER__LITTLE_ENDIAN 0
#endif

#endif
