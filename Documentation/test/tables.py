# SPDX-License-Identifier: GPL-2.0
"""Tables of Documentation/*.rst, and test results."""
import glob
import os
import re

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def headed(lines):
    """The lines, without the bars of tables that have no head."""
    out, bars = [], []
    for line in lines + [""]:
        if re.fullmatch(r"=+( +=+)+", line.rstrip()):
            bars.append(len(out))
        elif not line.strip() and bars:
            if len(bars) == 2:
                for at in bars:
                    out[at] = ""
            bars = []
        out.append(line)
    return out


def cut(line, columns):
    return [line[start:end].strip() for start, end in columns]


def tables(lines):
    """(line above, heads, rows) of each simple table with a head."""
    bars = [n for n, line in enumerate(lines)
            if re.fullmatch(r"=+( +=+)+", line.rstrip())]
    for top, middle, bottom in zip(bars[::3], bars[1::3], bars[2::3]):
        columns = [match.span() for match in re.finditer("=+", lines[top])]
        columns[-1] = (columns[-1][0], None)
        above = next((line for line in reversed(lines[:top]) if line.strip()),
                     "")
        yield (above.strip(), cut(lines[top + 1], columns),
               [cut(line, columns) for line in lines[middle + 1:bottom]])


def plain(text):
    return text.replace("``", "")


def documents():
    """Name and tables of each document."""
    for name in sorted(glob.glob(os.path.join(FOLDER, "*.rst"))):
        with open(name, encoding="utf-8") as file:
            yield os.path.basename(name), list(
                tables(headed(file.read().splitlines())))


class Tap:
    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, good, what, why=""):
        self.passed += bool(good)
        self.failed += not good
        print(f"{'' if good else 'not '}ok {self.passed + self.failed} {what}")
        if not good and why:
            print(f"# {why}")

    def end(self):
        print(f"1..{self.passed + self.failed}")
        print(f"{self.passed} passed, {self.failed} failed")
        return self.failed > 0
