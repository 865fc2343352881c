#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Read what the module has written as the state of a process (state.c) by the
tables of Documentation/state.rst.

state.py PROGRAM: state.c, compiled. Prints TAP.
"""
import subprocess
import sys

from tables import Tap, documents

LINK = [8, 2, 4, 4, 2, 1, 1, 4, 4]		# as the text says it

# The values in state.c, in the order of the tables
RESIDENT = [
    9, 10, 11, 2, 1, "name", [1, 8, 0x203], 1, 12, 13, 14, 15, 16, 17, 18, 19,
    100, 101, 1, list(range(20, 29)), 1, list(range(30, 39)), 1]
LINKS = [6, 2, [0, 1, 0, 0, 0, 0], [0, *range(40, 49)], [2, *range(60, 69)],
	 [3, 4, 5, 1]]
PAIRS = [1, 70, 1, *range(71, 84)]
TRAIL = [3, [5, 6, 7]]
MOVE = [90, 91, 92, 93, 1, *range(94, 101)]


class Reader:
    def __init__(self, text):
        self.data = bytes.fromhex(text)
        self.at = 0

    def take(self, width):
        self.at += width
        return self.data[self.at - width:self.at]

    def number(self, width):
        return int.from_bytes(self.take(width), "big")

    def numbers(self, widths):
        return [self.number(width) for width in widths]


def widths(rows):
    """Width in bytes, and whether it is "each", from the first column."""
    return [(int(row[0].split()[0]), "each" in row[0]) for row in rows
            if row[0]]


def state_tables():
    found = dict(documents())["state.rst"]
    return [widths(rows) for _, heads, rows in found if heads[0] == "bytes"]


def read_resident(reader, table):
    for width, each in table[:len(RESIDENT)]:
        if each:
            yield reader.numbers([1, 1, 2])
        elif width == 32:
            yield reader.take(width).rstrip(b"\0").decode()
        elif width == sum(LINK):
            yield reader.numbers(LINK)
        else:
            yield reader.number(width)


def read_links(reader, table):
    (slots, _), (used, _), (generation, _), (link, _), (free, _) = table
    yield reader.number(slots)
    yield reader.number(used)
    yield reader.numbers([generation] * LINKS[0])
    for _ in range(LINKS[1]):
        yield reader.numbers([link - sum(LINK), *LINK])
    yield reader.numbers([free] * (LINKS[0] - LINKS[1]))


def read_plain(reader, table):
    return reader.numbers([width for width, _ in table])


def read_trail(reader, table):
    (count, _), (machine, _) = table
    yield reader.number(count)
    yield reader.numbers([machine] * TRAIL[0])


def main():
    tap = Tap()
    resident, move, cpu, links, pairs, trail = state_tables()
    done = subprocess.run([sys.argv[1]], capture_output=True, text=True,
                          check=True)
    reader, swappable, transfer = map(Reader, done.stdout.split())

    def expect(name, said, found):
        found = list(found)
        tap.expect(found == said, name, f"{found} is not {said}")

    expect("resident state", RESIDENT, read_resident(reader, resident))
    expect("additions of a kind of process come last", [0xee],
           reader.numbers([len(reader.data) - reader.at]))
    expect("size of the CPU", [resident[len(RESIDENT)][0]],
           [sum(width for width, _ in cpu)])
    expect("link table", LINKS, read_links(swappable, links))
    expect("pair records", PAIRS, read_plain(swappable, pairs))
    expect("machines left", TRAIL, read_trail(swappable, trail))
    # The first row is the guest's, before the transfer
    expect("data move", MOVE, read_plain(transfer, move[1:]))
    expect("nothing is left of it", [len(transfer.data)], [transfer.at])
    expect("nothing is left", [len(swappable.data)], [swappable.at])
    return tap.end()


sys.exit(main())
