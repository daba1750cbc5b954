/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fuzz target as an ordinary test. With -DTER__FUZZER the file is a libFuzzer target (preset "fuzz"); without, its main runs the
 * target on every file of its corpus and on changed copies of them, made from a printed seed. What libFuzzer finds goes into
 * the corpus.
 */
#ifndef TER__REPLAY_H
#define TER__REPLAY_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Ends the process by abort() when a property does not hold: what libFuzzer and ctest both see. */
#define FUZZ_CHECK(property) ((property) ? (void)0 : ter_fuzz_failed(#property, __FILE__, __LINE__))
void ter_fuzz_failed(const char *property, const char *file, int line);

/* Runs the corpus tests/fuzz/corpus/<name>. The number of failures, as main returns it. */
int ter_fuzz_replay(const char *name);

#ifdef TER__FUZZER
#define FUZZ_MAIN(name)
#else
#define FUZZ_MAIN(name)                                                                                                            \
    int main(void) {                                                                                                               \
        return ter_fuzz_replay(name);                                                                                              \
    }
#endif

#endif
