#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Make a capture by the letter of Documentation/protocol.rst, in both byte
orders, frames cut and joined by segments as they may be, and see what tshark
makes of it with demos.lua.

test.py FOLDER: the capture is left there. Prints TAP.
"""
import os
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
HELLO, MESSAGE, ACK = 30, 31, 32


class Writer:
    """Frames in a byte order: "<" or ">"."""

    def __init__(self, order):
        self.order = order

    def pack(self, form, *values):
        return struct.pack(self.order + form, *values)

    def attribute(self, kind, payload):
        data = self.pack("HH", 4 + len(payload), kind) + payload
        return data + bytes(-len(data) % 4)

    def frame(self, command, head, *attributes):
        rest = b"".join(attributes)
        return self.pack("IHHIIBBH", 76 + len(rest), 0x4453, 0, 0, 0,
                         command, 1, 0) + head + rest

    def address(self, machine, local, moves=0):
        return self.pack("QHHI", machine << 48 | local, machine, 0, moves)

    def header(self, to, sender, number=0, flags=0, code=0, channel=0):
        return to + sender + self.pack("QIIBBHI", number, flags, code,
                                       channel, 0, 0, 0)

    def hello(self, machine, to, number):
        return self.frame(HELLO, bytes(56), self.attribute(31, self.pack(
            "IHHHHIQQQ", 0x44454d4f, 1, machine, to, 1, number, 100, 200, 5)),
            self.attribute(0x1000, b"option"))

    def frames(self):
        seq = self.attribute(32, self.pack("Q", 2 ** 64 - 1))
        ack = self.attribute(33, self.pack("Q", 7))
        link = self.attribute(12, self.address(3, 9, 2) + self.pack(
            "IHBBII", 1, 6, 0, 0, 0, 0))
        pull = struct.pack(">HHII", 130, 0, 1, 0) + bytes(12)
        return [
            self.hello(1, 2, 3),
            self.frame(MESSAGE, self.header(
                self.address(2, 17, 4), self.address(1, 5), 8, 4, 99, 3),
                seq, ack, link, self.attribute(8, b"hello")),
            self.frame(MESSAGE, self.header(
                self.address(2, 17), self.address(1, 5), 0, 0x11),
                seq, ack, self.attribute(8, pull + bytes(30000))),
            self.frame(ACK, bytes(56), ack),
        ]


def checksumless_tcp(seq, payload, sport, dport):
    tcp = struct.pack(">HHIIBBHHH", sport, dport, seq, 1, 0x50, 0x18, 65535,
                      0, 0)
    return struct.pack(">BBHHHBBHII", 0x45, 0, 40 + len(payload), 0, 0, 64, 6,
                       0, 0x0a010201, 0x0a010202) + tcp + payload


def write_capture(name, streams):
    with open(name, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
        for index, stream in enumerate(streams):
            seq = 1
            for at in range(0, len(stream), 1234):
                packet = checksumless_tcp(seq, stream[at:at + 1234],
                                          40000 + index, 1983)
                seq += len(stream[at:at + 1234])
                out.write(struct.pack("<IIII", index, at, len(packet),
                                      len(packet)) + packet)


def tshark(capture, *fields):
    command = ["tshark", "-r", capture, "-X", "lua_script:" +
               os.path.join(HERE, "demos.lua"), "-T", "fields",
               "-E", "separator=/t", "-E", "aggregator=;"]
    for field in fields:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [[] for _ in fields]
    for line in done.stdout.splitlines():
        for row, cell in zip(rows, line.split("\t")):
            row += [value for value in cell.split(";") if value]
    return rows


def main():
    capture = os.path.join(sys.argv[1], "demos.pcap")
    write_capture(capture, [b"".join(Writer(order).frames())
                            for order in "<>"])
    expected = {
        "demos.command": [str(c) for c in (HELLO, MESSAGE, MESSAGE, ACK)] * 2,
        "demos.seq": [str(2 ** 64 - 1)] * 4,
        "demos.ack": ["7"] * 6,
        "demos.to": ["2.17 on 2, moves 4", "2.17 on 2, moves 0"] * 2,
        "demos.from": ["1.5 on 1, moves 0"] * 4,
        "demos.number": ["8", "0"] * 2,
        "demos.flags": ["REPLY", "KERNEL|BULK"] * 2,
        "demos.code": ["99", "0"] * 2,
        "demos.link": ["3.9 on 3, moves 2"] * 2,
        "demos.operation": ["PULL"] * 2,
        "demos.hello.machine": ["1"] * 2,
        "demos.hello.round": ["3"] * 2,
        "demos.hello.accepted": ["5"] * 2,
        "demos.bad": [],
    }
    failed = 0
    print(f"1..{len(expected)}")
    found = tshark(capture, *expected)
    for number, (name, values) in enumerate(expected.items()):
        good = found[number] == values
        failed += not good
        print(f"{'' if good else 'not '}ok {number + 1} {name}")
        if not good:
            print(f"# expected {values}\n# found {found[number]}")
    print(f"{len(expected) - failed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
