#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The house rules as a test: prints every breach as file:line: text and exits 1 if there is one."""
import re
import subprocess
import sys
from pathlib import Path

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70
TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "quickstart", "stats", "pipeline", "cluster", "include",
             "tests", "validation", "notebooks"}
LIBM = "exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|sinh|cosh|tanh|asin|acos|atan|atan2|erf|erfc|lgamma|tgamma|cbrt|hypot"

breaches = []


def breach(path, line, text):
    breaches.append(f"{path}:{line}: {text}")


def without_comments_and_strings(text):
    """Blanks comments and literals, keeping line numbers, so that rules look at code alone."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def check_functions(path, code):
    """With this format a function opens on a line that starts at column 0 and ends in '{' and closes with '}' at column 0."""
    start = None
    for number, line in enumerate(code.split("\n"), 1):
        if start is None and re.match(r"[A-Za-z_].*[({,]\s*$|[A-Za-z_].*\)\s*\{\s*$", line) and not re.match(r"(typedef|struct|enum|union|extern)\b", line):
            start = number
        if line.startswith("}"):
            if start is not None and line.rstrip() == "}" and number - start + 1 > FUNCTION_LINES_MAX:
                breach(path, start, f"function of {number - start + 1} lines, more than {FUNCTION_LINES_MAX}")
            start = None
        elif line.startswith(";") or re.match(r"[A-Za-z_].*;\s*$", line):
            start = None


def check_includes(path, text):
    area = path.parts[0]
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
        if not match:
            continue
        name = match.group(2)
        if name == "uv.h" and not (area == "cluster" and path.name.startswith("uv_")):
            breach(path, number, "uv.h belongs to files of cluster/ named uv_*")
        if name.startswith("gsl/") and path.name != "bridge_gsl.c":
            breach(path, number, "GSL is reached through stats/core/bridge_gsl only")
        if name in ("cblas.h", "lapacke.h", "openblas_config.h") and path.name != "bridge_blas.c":
            breach(path, number, "BLAS is reached through stats/core/bridge_blas only")
        if area == "stats" and re.match(r"tercile/(table|table_frame|job|arrow|node|client)\.h|pipeline/|cluster/", name):
            breach(path, number, "stats may not know pipeline or cluster")
        if area == "pipeline" and re.match(r"tercile/(node|client)\.h|cluster/|stats/|(core|special|dist)/", name):
            breach(path, number, "pipeline knows stats through include/tercile only, and nothing of cluster")
        if area == "cluster" and re.match(r"stats/|pipeline/|(special|dist|table|stage|spec|plan|exec)/", name):
            breach(path, number, "cluster knows the others through include/tercile only")
        if area == "stats" and path.parts[1] != "certify" and re.match(r"(arb|acb|arf|mag|flint|fmpz|fmpq)", name):
            breach(path, number, "FLINT is for stats/certify only")


def check_calls(path, code):
    area = path.parts[0]
    library = area in ("stats", "pipeline") or (area == "cluster" and path.name != "main.c" and "cli" not in path.parts)
    for number, line in enumerate(code.split("\n"), 1):
        if library and re.search(r"(?<![\w.>])(abort|exit|_exit|printf|puts|putchar|perror|gets|strtok|system|popen)\s*\(", line):
            breach(path, number, "a library never prints, aborts, exits or runs commands")
        if library and re.search(r"(?<![\w.>])(strcpy|strcat|sprintf|atoi|atof|rand|srand|setlocale|getenv)\s*\(", line):
            breach(path, number, "banned call")
        if area == "stats" and path.parts[1] not in ("certify",) and path.name != "bridge_gsl.c" and \
                re.search(rf"(?<![\w.>])({LIBM})l?\s*\(", line):
            breach(path, number, "the C library's elementary functions differ by processor: use special/elementary.h")


def check_source(path):
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    first = text.split("\n", 2)
    if not any("SPDX-License-Identifier: GPL-3.0-or-later" in line for line in first[:2]):
        breach(path, 1, "no SPDX line")
    generated_table = "_table" in path.name
    if lines > FILE_LINES_MAX and not generated_table:
        breach(path, lines, f"file of {lines} lines, more than {FILE_LINES_MAX}")
    if "\t" in text:
        breach(path, text[: text.index("\t")].count("\n") + 1, "a tab")
    if path.suffix not in (".c", ".h"):
        return
    code = without_comments_and_strings(text)
    check_functions(path, code)
    if path.parts[:2] != ("validation", "peers"):  # programs of other systems: nothing of ours is in them
        check_includes(path, text)
    check_calls(path, code)
    for number, line in enumerate(code.split("\n"), 1):
        if path.parts[0] == "tests" and re.search(r"assert_(float|double)_(not_)?equal", line):
            breach(path, number, "cmocka compares floats in single precision: use ter_assert.h")
    for number, line in enumerate(text.split("\n"), 1):
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
            breach(path, number, "unfinished word")


def check_places():
    """A family stands in one list, one file and one certificate; a folder says what is in it."""
    for name in re.findall(r"TER__FAMILY\((\w+)\)", re.sub(r"/\*.*?\*/", "", Path("stats/dist/families.def").read_text(), flags=re.S)):
        if not any(Path(f"stats/dist/{kind}/{name}.c").exists() for kind in ("continuous", "discrete")):
            breach("stats/dist/families.def", 1, f"family {name} has no file of its name")
    for kind in ("continuous", "discrete"):
        for path in sorted(Path(f"stats/dist/{kind}").glob("*.c")):
            if f"TER__FAMILY({path.stem})" not in Path("stats/dist/families.def").read_text() and "ter__family_" + path.stem + " =" in path.read_text():
                breach(path, 1, "a family that is not in families.def")
    for folder in ("stats", "pipeline", "cluster", "tests", "validation", "include"):
        if not Path(folder, "README.md").exists():
            breach(folder, 1, "no README.md")


def tracked():
    listing = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], capture_output=True, text=True, check=True)
    return [Path(name) for name in listing.stdout.split("\n") if name and Path(name).exists()]


def main():
    files = tracked()
    for path in files:
        if path.parts[0] not in TOP_LEVEL and not path.parts[0].startswith("."):
            breach(path, 1, "not a top-level name of the house")
        if path.suffix in (".c", ".h", ".py", ".sh", ".def") and path.suffix != ".def":
            check_source(path)
    check_places()
    sources = [str(p) for p in files if p.suffix in (".c", ".h")]
    formatted = subprocess.run(["clang-format", "--dry-run", "-Werror", *sources], capture_output=True, text=True)
    if formatted.returncode != 0:
        breaches.extend(sorted({line for line in formatted.stderr.split("\n") if "error:" in line}))
    print("\n".join(breaches) if breaches else f"{len(files)} files keep the house rules")
    return 1 if breaches else 0


sys.exit(main())
