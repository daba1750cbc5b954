/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__CLI_BLAS_START_H
#define TER__CLI_BLAS_START_H

/*
 * Makes OpenBLAS start with one agreed set of kernels and one thread. It reads its settings when the program is loaded, so they
 * are put into the environment and the program starts itself again, once (TERCILE_BLAS_STARTED keeps it from looping). Returns
 * when nothing has to be changed or when starting again is not possible; `tercile doctor` shows what is in use.
 */
void ter__blas_start(char **argv);

/* The kernels this program asks for: OPENBLAS_CORETYPE. Null where it leaves the choice to OpenBLAS. */
const char *ter__blas_core(void);

#endif
