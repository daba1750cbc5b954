/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/limits.h"

#include <sys/resource.h>

/* What a node can make use of; a hard limit without end would make libraries walk over a million descriptors. */
#define OPEN_FILES_MAX 65536u

unsigned long ter__raise_open_files(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 0;
    }
    rlim_t wanted = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > OPEN_FILES_MAX ? OPEN_FILES_MAX : limit.rlim_max;
    if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < wanted) {
        limit.rlim_cur = wanted;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
        (void)getrlimit(RLIMIT_NOFILE, &limit);
    }
    return (unsigned long)limit.rlim_cur;
}
