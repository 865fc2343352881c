# SPDX-License-Identifier: GPL-2.0
"""
Writes tests of every instruction and addressing mode, in the format of the
measurements (../../../tools/z8krun/vectors.c): make.py FOLDER. A file for
each of the four modes; in normal mode privileged instructions trap.

Each function of the modules states the effect of an instruction by the manual,
on a machine of machine.py; undefined bits are masked. Nothing here was derived
from the library's results. The files are committed; `make check` makes them
again and compares.
"""
import sys

import control
import data
import flow
import strings
from machine import Case

UNPRIVILEGED = (data.instructions, strings.instructions, flow.instructions,
                control.instructions)
PRIVILEGED = (strings.ports, control.privileged)


def write(path, segmented, system, numbers):
    with open(path, "w", encoding="ascii") as out:
        for group in UNPRIVILEGED + PRIVILEGED:
            for name, mnemonic, make in group():
                for number in numbers:
                    case = Case(name, mnemonic, segmented, system, number)
                    if group in PRIVILEGED and not system:
                        flow.privileged(case, make)
                    else:
                        make(case)
                    out.write(case.line() + "\n")


def main():
    folder = sys.argv[1]
    for segmented, name in ((False, "nonseg"), (True, "seg")):
        write("%s/%s.jsonl" % (folder, name), segmented, True, range(4))
        write("%s/%s_normal.jsonl" % (folder, name), segmented, False,
              range(1, 4))


main()
