#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes validation/report/parity.md: which laws the peers have, and which are here, by the program's own list.

    validation/parity.py [BUILD] [--check]      to be run when families were added; --check: compares, exit 1 when it would differ
"""
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def families(build):
    """The names of families, of their variants, and of compositions."""
    listing = subprocess.run([f"{build}/bin/tercile", "dist", "list", "--json"], capture_output=True, text=True, check=True)
    lists = json.loads(listing.stdout)
    variants = {name for entry in lists["families"] for name in entry["variants"]}
    return {entry["name"] for entry in lists["families"]}, variants, {entry["name"] for entry in lists["compositions"]}


def is_here(known, made, name):
    """A family, one of its variants, a law given by lists, or a composition of a family: censored(normal)."""
    word, _, inside = name.partition("(")
    return name in known | made or (word in made and inside.rstrip(")") in known)


def main():
    words = [word for word in sys.argv[1:] if word != "--check"]
    build = words[0] if words else "build"
    known, variants, made = families(build)
    lines = [line for line in (HERE / "peers/names.tsv").read_text().splitlines() if not line.startswith("#")]
    head = lines[0].split("\t")
    rows = [dict(zip(head, line.split("\t"))) for line in lines[1:]]
    peers = head[4:]
    for row in rows:
        row["here"] = is_here(known | variants, made, row["tercile"])
    text = ["# Parity", "", "Written by `validation/parity.py` from the program's own list of families and `validation/peers/names.tsv`.", ""]
    text += ["| tier | laws | here | " + " | ".join(peers) + " |", "|---|---|---|" + "---|" * len(peers)]
    for tier in ("1", "2"):
        chosen = [row for row in rows if row["tier"] == tier]
        counts = [sum(row[peer] != "-" for row in chosen) for peer in peers]
        text.append(f"| {tier} | {len(chosen)} | {sum(row['here'] for row in chosen)} | " + " | ".join(map(str, counts)) + " |")
    listed = {row["tercile"] for row in rows}
    more = sorted(known - listed)
    text += ["", f"{len(known)} families in all; {len(more)} of them in none of these rows: {', '.join(more)}.", ""]
    missing = [row["law"] for row in rows if not row["here"]]
    text += [f"Not here: {', '.join(missing) if missing else 'nothing'}.", ""]
    text += ["| law | tier | Tercile | " + " | ".join(peers) + " |", "|---|---|---|" + "---|" * len(peers)]
    for row in rows:
        here = f"`{row['tercile']}`" if row["here"] else "no"
        text.append(f"| {row['law']} | {row['tier']} | {here} | " + " | ".join(row[peer].replace("|", "/") for peer in peers) + " |")
    report = HERE / "report/parity.md"
    whole = "\n".join(text) + "\n"
    if "--check" in sys.argv:
        if not report.exists() or report.read_text() != whole:
            sys.exit("validation/report/parity.md is not what validation/parity.py writes: run it and commit the report")
        return
    report.parent.mkdir(exist_ok=True)
    report.write_text(whole)
    print(f"{sum(row['here'] for row in rows)} of {len(rows)} laws are here: validation/report/parity.md")


main()
