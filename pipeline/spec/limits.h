/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bounds of a job file (promise P5). Reaching one is an error in the job file that names it. */
#ifndef TER__SPEC_LIMITS_H
#define TER__SPEC_LIMITS_H

#define TER__SPEC_DEPTH_MAX       16                   /* lists and mappings inside one another */
#define TER__SPEC_VALUES_MAX      65536                /* scalars, lists and mappings of a file */
#define TER__SPEC_ENTRIES_MAX     1024                 /* entries of one list or mapping */
#define TER__SPEC_TEXT_BYTES_MAX  65536                /* bytes of one scalar */
#define TER__SPEC_NAME_BYTES_MAX  64                   /* a stage's id, an input's name */
#define TER__MEMORY_BYTES_DEFAULT 2147483648.0         /* resources.memory when not given: 2 GiB */
#define TER__MEMORY_BYTES_MAX     1.125899906842624e15 /* 1 PiB */
#define TER__TIMEOUT_SECONDS_MAX  31536000.0           /* a year; resources.timeout not given: none */

#endif
