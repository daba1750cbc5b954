#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every public header compiles alone and twice included, as C11 and as C++, without a warning.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
count=0
for header in include/tercile/*.h; do
    name=${header#include/}
    printf '#include "%s"\n#include "%s"\nint header_test_unit;\n' "$name" "$name" >"$folder/unit.c"
    gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -Iinclude "$folder/unit.c"
    g++ -x c++ -std=c++17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -Iinclude "$folder/unit.c"
    count=$((count + 1))
done
echo "$count headers compile alone as C11 and C++"
