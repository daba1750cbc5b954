/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "path_choice.h"

extern const ter__path ter__path_portable;
#ifdef TER__HAVE_X86_PATHS
extern const ter__path ter__path_avx2;
extern const ter__path ter__path_avx512;
#endif

/*
 * Asked at every use rather than kept: __builtin_cpu_supports reads a word that the C runtime fills before main, so there is
 * nothing to save and no state to guard.
 */
size_t ter__path_count(void) {
#ifdef TER__HAVE_X86_PATHS
    /* x86-64-v3 and -v4 as the psABI names them, by the features that the compiler uses of them. */
    bool level3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
                  __builtin_cpu_supports("bmi2");
    bool level4 = level3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    return level4 ? 3 : level3 ? 2 : 1;
#else
    return 1;
#endif
}

const ter__path *ter__path_at(size_t index) {
    if (index >= ter__path_count()) {
        return NULL;
    }
#ifdef TER__HAVE_X86_PATHS
    const ter__path *const paths[] = {&ter__path_portable, &ter__path_avx2, &ter__path_avx512};
    return paths[index];
#else
    return &ter__path_portable;
#endif
}

const ter__path *ter__path_best(void) {
    return ter__path_at(ter__path_count() - 1);
}

const char *ter_dist_path(void) {
    return ter__path_best()->name;
}

size_t ter_dist_path_count(void) {
    return ter__path_count();
}

const char *ter_dist_path_name(size_t index) {
    const ter__path *path = ter__path_at(index);
    return path == NULL ? NULL : path->name;
}
