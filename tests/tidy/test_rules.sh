#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The house rules hold: directions of include, sizes, banned calls, format, places.
set -eu
exec python3 tests/tidy/tidy.py
