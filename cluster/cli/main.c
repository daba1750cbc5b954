/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/blas_start.h"
#include "cli/cli.h"

int main(int argc, char **argv) {
    ter__blas_start(argv);
    return ter__cli_main(argc, argv);
}
