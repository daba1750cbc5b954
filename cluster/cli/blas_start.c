/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why the kernels of OpenBLAS are chosen here and not by OpenBLAS:
 *
 * 1. The last bits of dgemm and of what builds on it differ between its kernels (Haswell, SkylakeX, Zen, ...). A job's result must
 *    be a function of spec, input and seed, not of the processor (promise P1), so all machines use one agreed set. It is Haswell,
 *    which every x86-64 processor with AVX2 runs; those without get Nehalem, and may differ in the last bits.
 * 2. The packaged OpenBLAS 0.3.21 does not know the processors that came after it: it picks a wrong set for some of them, whose
 *    results are wrong or end in an illegal instruction.
 *
 * The same new start asks the C library for large pages where the kernel gives them on request: large tables are a fault for each
 * page otherwise, a tenth of the time of a model of 300,000 rows. It changes no result.
 *
 * OPENBLAS_CORETYPE set by the user is respected. One thread, because the work is cut into tasks above BLAS and the order of
 * sums inside a multiplication depends on the number of its threads.
 */
#include "cli/blas_start.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STARTED "TERCILE_BLAS_STARTED"

const char *ter__blas_core(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? "Haswell" : "Nehalem";
#else
    return NULL;
#endif
}

void ter__blas_start(char **argv) {
    if (getenv(STARTED) != NULL) {
        unsetenv(STARTED);
        return;
    }
    const char *threads = getenv("OPENBLAS_NUM_THREADS");
    const char *core = ter__blas_core();
    bool settled = threads != NULL && strcmp(threads, "1") == 0 && (core == NULL || getenv("OPENBLAS_CORETYPE") != NULL);
    if (settled || argv[0] == NULL) {
        return;
    }
    bool set = setenv("OPENBLAS_NUM_THREADS", "1", 1) == 0 && setenv(STARTED, "1", 1) == 0;
    if (set && core != NULL) {
        set = setenv("OPENBLAS_CORETYPE", core, 0) == 0;
    }
    (void)setenv("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1", 0); /* a wish: nothing depends on it */
    if (set) {
        execv("/proc/self/exe", argv);
    }
    unsetenv(STARTED);
}
