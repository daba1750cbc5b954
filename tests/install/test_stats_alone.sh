#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# libtercile-stats can be installed and linked alone: by pkg-config, by find_package, shared and static.
set -eu
build=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cmake --install "$build" --prefix "$folder/prefix" >"$folder/log" || { cat "$folder/log"; exit 1; }
expected='P(X <= 1.5) = 0.09020401043104986'
pc=$(find "$folder/prefix" -name tercile-stats.pc -printf '%h')
library=$(find "$folder/prefix" -name 'libtercile-stats.so' -printf '%h')

check() {
    local said
    said=$(LD_LIBRARY_PATH=$library "$2")
    [ "$said" = "$expected" ] || { echo "$1 said: $said, expected: $expected"; exit 1; }
    echo "$1: $said"
}

export PKG_CONFIG_PATH=$pc
gcc -std=c11 -o "$folder/by_pkg_config" tests/install/consumer/main.c $(pkg-config --cflags --libs tercile-stats)
check pkg-config "$folder/by_pkg_config"
gcc -std=c11 -o "$folder/by_static" tests/install/consumer/main.c $(pkg-config --cflags tercile-stats) "$library/libtercile-stats.a" \
    $(pkg-config --libs --static tercile-stats | sed 's/-ltercile-stats//')
check static "$folder/by_static"
cmake -S tests/install/consumer -B "$folder/consumer" -DCMAKE_PREFIX_PATH="$folder/prefix" >"$folder/log" 2>&1 &&
    cmake --build "$folder/consumer" >>"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
check find_package "$folder/consumer/consumer"
# Nothing of the network, the pipeline or Arb comes along.
if ldd "$folder/by_pkg_config" | grep -E 'libuv|libraft|libssl|libyaml|libjansson|libflint'; then
    echo "the stats library pulls in what it must not"
    exit 1
fi
