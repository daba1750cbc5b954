/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRC-32C (Castagnoli, polynomial 0x1EDC6F41 reflected; RFC 3720, appendix B.4): by the processor's instruction where there is one,
 * by tables elsewhere, with the same result. */
#ifndef TER__CRC32C_H
#define TER__CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* Goes on from `crc`, which is 0 at the start: crc(b, crc(a, 0)) is that of a and b together. */
uint32_t ter__crc32c(uint32_t crc, const uint8_t *bytes, size_t length);
/* The same by tables alone, for tests. */
uint32_t ter__crc32c_by_table(uint32_t crc, const uint8_t *bytes, size_t length);

#endif
