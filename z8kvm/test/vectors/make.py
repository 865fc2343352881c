# SPDX-License-Identifier: GPL-2.0
"""
Writes tests of every instruction and addressing mode, in the format of the
measurements (../../../tools/z8krun/vectors.c): make.py FOLDER.

Each function below states what the manual says an instruction does, on a
machine of machine.py; what it leaves undefined is masked. Nothing here was
made from what the library answers. The files are committed; `make check`
makes them again and compares.
"""
import sys

import control
import data
import flow
import strings
from machine import Case

COUNT = 4


def write(path, segmented):
    with open(path, "w", encoding="ascii") as out:
        for module in (data, strings, flow, control):
            for name, mnemonic, differs, make in module.instructions():
                if segmented and not differs:
                    continue
                for number in range(COUNT):
                    case = Case(name, mnemonic, segmented, number)
                    make(case)
                    out.write(case.line() + "\n")


def main():
    folder = sys.argv[1]
    write(folder + "/nonseg.jsonl", False)
    write(folder + "/seg.jsonl", True)


main()
