# SPDX-License-Identifier: GPL-3.0-or-later
"""validation/nist.py: the report on Tercile alone, its exit code, and how answers of other programs are read and judged."""
import json
import math
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

VALIDATION = Path(__file__).resolve().parents[2] / "validation"
sys.dont_write_bytecode = True
sys.path.insert(0, str(VALIDATION))
import nist  # noqa: E402
import nist_tables  # noqa: E402

BUILD = sys.argv.pop(1)


def write(folder, *options):
    report = Path(folder) / "out/nist.md"
    done = subprocess.run([sys.executable, VALIDATION / "nist.py", BUILD, "--alone", "--report", report, *options],
                          capture_output=True, text=True, timeout=300, check=False)
    return done, report.read_text(encoding="utf-8") if report.exists() else ""


def rows(text, title):
    """The cells of the table under a title."""
    section = text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.split("\n") if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


class Alone(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.done, cls.text = write(cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_report_is_written_and_no_digit_is_lost(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        self.assertIn("Not here, since not installed or ended by an error: R, R poly, R port, scipy, statsmodels, GSL.", self.text)

    def test_every_run_is_right(self):
        self.assertEqual([(row[1], row[2:7]) for row in rows(self.text, "Summary")],
                         [("Tercile", [n, n, "0", "0", "0"]) for n in ("9", "11", "11", "54")])
        self.assertIn("\nNone.\n", self.text)
        self.assertIn("\nNothing.\n", self.text)

    def test_tables_hold_every_set_and_start(self):
        sizes = {title: len({tuple(row[:2]) if title.startswith("Nonl") else row[0] for row in rows(self.text, title)})
                 for title in nist_tables.TITLES.values()}
        self.assertEqual(sizes, {"One variable": 9, "Analysis of variance": 11, "Linear regression": 11, "Nonlinear regression": 54})
        self.assertEqual(len(rows(self.text, "Decimal columns")), 58)

    def test_digits_are_those_that_the_program_counts(self):
        own = subprocess.run([f"{BUILD}/bin/tercile", "validate", "nist", "--json"], capture_output=True, text=True, check=True)
        least, decimal = {}, {}
        for row in json.loads(own.stdout)["rows"]:
            if row["quantity"] != "n" and not row["quantity"].startswith("df_"):
                least[row["dataset"]] = min(row["digits"], least.get(row["dataset"], math.inf))
                decimal[row["dataset"]] = min(row["decimal_digits"], decimal.get(row["dataset"], math.inf))
        for name, _, _, doubles, decimals in rows(self.text, "Decimal columns"):
            self.assertEqual((doubles, decimals), (f"{least[name]:.1f}", f"{decimal[name]:.1f}"), name)

    def test_a_report_names_no_place_and_no_time(self):
        self.assertNotRegex(self.text, r"/(tmp|home|root|usr|work)\b|20[0-9][0-9]-")
        self.assertEqual(write(self.folder.name)[1], self.text)


class Lost(unittest.TestCase):
    def test_a_lost_digit_gives_the_exit_code_of_the_program_and_a_report(self):
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "nist"
            shutil.copytree(VALIDATION / "nist", data)
            certified = data / "certified.tsv"
            text = certified.read_text(encoding="ascii")
            certified.write_text(re.sub(r"(?m)^Norris\tB1\t.*$", "Norris\tB1\t1.1", text), encoding="ascii")
            done, report = write(folder, "--data", data)
            self.assertEqual(done.returncode, 6)
            self.assertIn(["Tercile", "Norris", "", "coefficients", "1.05"], [row[:5] for row in rows(report, "Wrong in silence")])
            done, _ = write(folder, "--data", Path(folder) / "none")
            self.assertEqual(done.returncode, 2)


class Judged(unittest.TestCase):
    SET = nist_tables.Set("Set", "Higher", (0,), {"B0": (2.0, 15.0), "B1": (0.0, 15.0), "sd_B0": (1.0, 4.5), "F": (math.inf, 15.0)})

    def judge(self, text):
        _, runs = nist.read_peer("# P 1\n" + text)
        verdict, wrong = nist_tables.judge("linear", self.SET, runs.get(("Set", 0)))
        return verdict, [kind for kind, _, _ in wrong]

    def test_digits(self):
        self.assertAlmostEqual(nist_tables.digits(2.0002, 2.0, 15.0), 4.0)
        self.assertAlmostEqual(nist_tables.digits(1e-9, 0.0, 15.0), 9.0)
        self.assertAlmostEqual(nist_tables.digits(1e9, math.inf, 15.0), 9.0)
        self.assertEqual([nist_tables.digits(v, 2.0, 11.0) for v in (2.0, 7.0, math.nan, math.inf)], [11.0, 0.0, 0.0, 0.0])

    def test_answers(self):
        right = "Set\tB0\t0\t2\nSet\tB1\t0\t1e-12\n"
        self.assertEqual(self.judge(right), ("right", []))
        self.assertEqual(self.judge(right + "Set\tsd_B0\t0\t1.0002\nSet\tF\t0\tInf\n"), ("right", []))
        self.assertEqual(self.judge(right + "Set\tsd_B0\t0\t1.1\n"), ("right", ["their deviations"]))
        self.assertEqual(self.judge(right + "Set\tstatus\t0\twarned: perfect\nSet\tF\t0\t2\n"), ("right", []))
        self.assertEqual(self.judge("Set\tB0\t0\t2.1\n"), ("silent", ["coefficients"]))
        self.assertEqual(self.judge("Set\tB0\t0\tNA\n"), ("said", []))
        self.assertEqual(self.judge(right + "Set\tsd_B0\t0\tinf\n"), ("right", []))
        self.assertEqual(self.judge("Set\tB0\t0\tNA\nSet\tstatus\t0\trank deficient\n"), ("said", []))
        self.assertEqual(self.judge("Set\tstatus\t0\tfailed: singular\n"), ("said", []))
        self.assertEqual(self.judge("Set\tF\t0\t1e300\n"), ("", []))
        self.assertEqual(self.judge("Other\tF\t0\t1\n"), ("", []))


unittest.main()
