/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/crc32c.h"

#include <string.h>

#include "node/crc32c_table.h"

/* Eight bytes at a time ("slicing-by-8": M. Kounavis and F. Berry, IEEE ISCC 2005). */
uint32_t ter__crc32c_by_table(uint32_t crc, const uint8_t *bytes, size_t length) {
    crc = ~crc;
    for (; length >= 8; bytes += 8, length -= 8) {
        crc ^= (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
        crc = crc32c_table[7][crc & 0xff] ^ crc32c_table[6][crc >> 8 & 0xff] ^ crc32c_table[5][crc >> 16 & 0xff] ^
              crc32c_table[4][crc >> 24] ^ crc32c_table[3][bytes[4]] ^ crc32c_table[2][bytes[5]] ^ crc32c_table[1][bytes[6]] ^
              crc32c_table[0][bytes[7]];
    }
    for (; length > 0; bytes++, length--) {
        crc = crc >> 8 ^ crc32c_table[0][(crc ^ *bytes) & 0xff];
    }
    return ~crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t by_instruction(uint32_t crc, const uint8_t *bytes, size_t length) {
    uint64_t wide = (uint32_t)~crc;
    for (; length >= 8; bytes += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, bytes, sizeof word);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    crc = (uint32_t)wide;
    for (; length > 0; bytes++, length--) {
        crc = __builtin_ia32_crc32qi(crc, *bytes);
    }
    return ~crc;
}
#endif

uint32_t ter__crc32c(uint32_t crc, const uint8_t *bytes, size_t length) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) {
        return by_instruction(crc, bytes, length);
    }
#endif
    return ter__crc32c_by_table(crc, bytes, length);
}
