#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Make captures and check tshark's output with demos.lua for them: frames
written by Documentation/protocol.rst, in both byte orders, cut and joined by
segments; frames as the module writes them (frames.c); and wrong ones, each of
which must be marked. TLS must be left to Wireshark. The names and numbers in
demos.lua must be those of uapi/linux/demos.h.

test.py FOLDER: contains frames.c, compiled, and receives the captures. Prints
TAP.
"""
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
HELLO, MESSAGE, ACK, GOODBYE = 30, 31, 32, 33


class Writer:
    """Frames in a byte order: "<" or ">"."""

    def __init__(self, order):
        self.order = order

    def pack(self, form, *values):
        return struct.pack(self.order + form, *values)

    def attribute(self, kind, payload):
        data = self.pack("HH", 4 + len(payload), kind) + payload
        return data + bytes(-len(data) % 4)

    def frame(self, command, head, *attributes, kind=0x4453, clear=0,
              version=1, reserved=0):
        rest = b"".join(attributes)
        return self.pack("IHHIIBBH", 76 + len(rest), kind, clear, 0, 0,
                         command, version, reserved) + head + rest

    def address(self, machine, local, moves=0):
        return self.pack("QHHI", machine << 48 | local, machine, 0, moves)

    def header(self, to, sender, number=0, flags=0, code=0, channel=0, via=0,
               reserved=0):
        return to + sender + self.pack("QIIBBHI", number, flags, code,
                                       channel, 0, via, reserved)

    def hello_body(self, magic=0x44454d4f, machine=1, to=2, number=3):
        return self.attribute(31, self.pack("IHHHHIQQQ", magic, 1, machine, to,
                                            1, number, 100, 200, 5))

    def hello(self):
        return self.frame(HELLO, bytes(56), self.hello_body(),
                          self.attribute(0x1000, b"option"))

    def bad(self):
        """Wrong frames, by the complaint of demos.lua."""
        seq = self.attribute(32, bytes(8))
        ack = self.attribute(33, bytes(8))
        data = self.attribute(8, b"data")
        empty = bytes(56)
        to, sender = self.address(2, 17), self.address(1, 5)
        head = self.header(to, sender)
        link = self.address(3, 9, 2)
        return {
            "wrong type or length": self.frame(ACK, empty, ack, kind=0x4454),
            "netlink header is not 0": self.frame(ACK, empty, ack, clear=1),
            "netlink header is not 0 ": self.frame(ACK, empty, ack,
                                                    reserved=1),
            "version": self.frame(ACK, empty, ack, version=2),
            "command": self.frame(29, empty),
            "length": self.pack("I", 90) + self.frame(ACK, empty, ack)[4:] +
                      bytes(2),
            "length ": self.pack("I", 75) + self.frame(ACK, empty, ack)[4:],
            "length  ": self.pack("I", 33796) +
                        self.frame(ACK, empty, ack)[4:],
            "header is not empty": self.frame(ACK, head, ack),
            "header is not empty ": self.frame(HELLO, head, self.hello_body()),
            "no magic": self.frame(HELLO, empty,
                                   self.hello_body(0x4f4d4544)),
            "HELLO has a wrong size": self.frame(
                HELLO, empty, self.attribute(31, bytes(36))),
            "HELLO occurs too often": self.frame(HELLO, empty, self.hello_body(),
                                          self.hello_body()),
            "attribute 33 does not belong here": self.frame(
                HELLO, empty, self.hello_body(), ack),
            "attribute 4096 does not belong here": self.frame(
                ACK, empty, ack, self.attribute(0x1000, b"")),
            "ACK is missing": self.frame(MESSAGE, head, seq, data),
            "ACK is missing ": self.frame(GOODBYE, empty),
            "SEQ is missing": self.frame(MESSAGE, head, ack, data),
            "attribute is cut off": self.frame(
                MESSAGE, head, seq, ack, self.pack("HH", 12, 8) + bytes(4)),
            "attribute is cut off ": self.frame(
                MESSAGE, head, seq, ack, self.pack("HH", 0, 8)),
            "padding is not 0": self.frame(
                MESSAGE, head, seq, ack,
                self.pack("HH", 5, 8) + bytes([1, 0, 1, 0])),
            "DATA has a wrong size": self.frame(
                MESSAGE, head, seq, ack, self.attribute(8, b"")),
            "LINK_BODY occurs too often": self.frame(
                MESSAGE, head, seq, ack,
                *[self.attribute(12, link + bytes(16))] * 5),
            "unknown flag": self.frame(
                MESSAGE, self.header(to, sender, flags=0x100), seq, ack),
            "unknown flag ": self.frame(
                MESSAGE, head, seq, ack, self.attribute(12, link + self.pack(
                    "IHBBII", 1, 0x100, 0, 0, 0, 0))),
            "reserved field is not 0": self.frame(
                MESSAGE, self.header(to, sender, reserved=1), seq, ack),
            "reserved field is not 0 ": self.frame(
                MESSAGE, head, seq, ack, self.attribute(12, link[:10] +
                    self.pack("H", 1) + link[12:] +
                    self.pack("IHBBII", 1, 6, 0, 0, 0, 0))),
            "no such channel": self.frame(
                MESSAGE, self.header(to, sender, channel=32), seq, ack),
            "notice has a wrong size": self.frame(
                MESSAGE, self.header(to, sender, flags=2), seq, ack, data),
        }

    def frames(self):
        seq = self.attribute(32, self.pack("Q", 2 ** 64 - 1))
        ack = self.attribute(33, self.pack("Q", 7))
        link = self.attribute(12, self.address(3, 9, 2) + self.pack(
            "IHBBII", 1, 6, 0, 0, 0, 0))
        pull = struct.pack(">HHII", 130, 0, 1, 0) + bytes(12)
        return [
            self.hello(),
            self.frame(MESSAGE, self.header(
                self.address(2, 17, 4), self.address(1, 5), 8, 4, 99, 3, 6),
                seq, ack, link, self.attribute(8, b"hello")),
            self.frame(MESSAGE, self.header(
                self.address(2, 17), self.address(1, 5), 0, 0x11),
                seq, ack, self.attribute(8, pull + bytes(30000))),
            self.frame(ACK, bytes(56), ack),
            self.frame(GOODBYE, bytes(56), ack),
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


def run_tshark(*arguments):
    """Run tshark with demos.lua.  For root it runs no scripts (from 4.4 on): then
    it runs as nobody, on copies that nobody can read."""
    as_nobody = {"user": "nobody", "group": "nogroup", "extra_groups": [],
                 "env": {**os.environ, "HOME": "/nonexistent"}}
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o755)
        script = shutil.copy(os.path.join(HERE, "demos.lua"), place)
        arguments = [shutil.copy(a, place) if os.path.isfile(a) else a
                     for a in arguments]
        for name in os.listdir(place):
            os.chmod(os.path.join(place, name), 0o644)
        done = subprocess.run(
            ["tshark", *arguments, "-X", "lua_script:" + script],
            capture_output=True, text=True, check=True,
            **(as_nobody if os.geteuid() == 0 else {}))
    return done.stdout.splitlines()


def tshark(capture, *fields):
    """Values of each field."""
    command = ["-r", capture, "-T", "fields", "-E", "separator=/t",
               "-E", "aggregator=;"]
    for field in fields:
        command += ["-e", field]
    rows = [[] for _ in fields]
    for line in run_tshark(*command):
        for row, cell in zip(rows, line.split("\t")):
            # tshark 4.0 prints a flag as 1 or 0, 4.4 as True or False
            row += [{"True": "1", "False": "0"}.get(value, value)
                    for value in cell.split(";") if value]
    return rows


BY_THE_LETTER = {
    "demos.command": [str(c) for c in (HELLO, MESSAGE, MESSAGE, ACK,
                                       GOODBYE)] * 2,
    "demos.seq": [str(2 ** 64 - 1)] * 4,
    "demos.ack": ["7"] * 8,
    "demos.to": ["2.17 on 2, moves 4", "2.17 on 2, moves 0"] * 2,
    "demos.from": ["1.5 on 1, moves 0"] * 4,
    "demos.number": ["8", "0"] * 2,
    "demos.flags": ["0x00000004", "0x00000011"] * 2,
    "demos.flags.kernel": ["0", "1"] * 2,
    "demos.flags.reply": ["1", "0"] * 2,
    "demos.code": ["99", "0"] * 2,
    "demos.via": ["6", "0"] * 2,
    "demos.link": ["3.9 on 3, moves 2"] * 2,
    "demos.link.flags.dup": ["1"] * 2,
    "demos.operation": ["130"] * 2,
    "demos.hello.magic": ["0x44454d4f"] * 2,
    "demos.hello.version": ["1"] * 2,
    "demos.hello.least": ["1"] * 2,
    "demos.hello.machine": ["1"] * 2,
    "demos.hello.round": ["3"] * 2,
    "demos.hello.accepted": ["5"] * 2,
    "demos.bad": [],
}

# The values in frames.c
BY_THE_MODULE = {
    "demos.command": [str(c) for c in (HELLO, *[MESSAGE] * 5, ACK,
                                       GOODBYE)],
    "demos.hello.magic": ["0x44454d4f"],
    "demos.hello.machine": ["3"],
    "demos.hello.to": ["4"],
    "demos.hello.version": ["1"],
    "demos.hello.least": ["1"],
    "demos.hello.round": ["6"],
    "demos.hello.incarnation": ["7"],
    "demos.hello.to_incarnation": ["8"],
    "demos.hello.accepted": ["9"],
    "demos.seq": ["20"] * 5,
    "demos.ack": ["21"] * 5 + ["10", "22"],
    "demos.to": ["4.12 on 4, moves 13", *["4.12 on 4, moves 0"] * 2,
                 "4.0 on 4, moves 0", "4.12 on 4, moves 0"],
    "demos.from": ["3.11 on 3, moves 0", "3.0 on 3, moves 0",
                   "3.11 on 3, moves 0", *["3.0 on 3, moves 0"] * 2],
    "demos.number": ["14", *["0"] * 4],
    "demos.flags": ["0x00000004", "0x00000002", "0x00000001", "0x00000000",
                    "0x00000004"],
    "demos.code": ["15", *["0"] * 4],
    "demos.channel": ["255", *["0"] * 4],
    "demos.hops": ["2", *["0"] * 4],
    "demos.via": ["16", *["0"] * 4],
    "demos.link": ["3.11 on 3, moves 0", "4.12 on 4, moves 13"],
    "demos.link.code": ["17", "19"],
    "demos.link.flags": ["0x000c", "0x0012"],
    "demos.link.flags.pass": ["1", "0"],
    "demos.link.flags.read": ["0", "1"],
    "demos.link.channel": ["18", "1"],
    "demos.link.area": ["0x00000000", "0x00020000"],
    "demos.link.length": ["0", "512"],
    "demos.notice": ["6"],
    "demos.notice.pid": ["5.22"],
    "demos.operation": ["8", "141", "6"],
    "demos.answer": ["0", "0", "1"],
    "demos.result": ["12"],
    "demos.bad": [],
}


class Tap:
    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, name, expected, found):
        good = expected == found
        self.passed += good
        self.failed += not good
        print(f"{'' if good else 'not '}ok {self.passed + self.failed} {name}")
        if not good:
            print(f"# expected {expected}\n# found {found}")


def check_capture(tap, name, expected, streams):
    write_capture(name, streams)
    for field, found in zip(expected, tshark(name, *expected)):
        tap.expect(f"{os.path.basename(name)}: {field}", expected[field],
                   found)


def check_bad(tap, name, order):
    bad = Writer(order).bad()
    write_capture(name, bad.values())
    rows = run_tshark("-r", name, "-Y", "demos.bad", "-T", "fields", "-E",
                      "separator=/t", "-e", "tcp.srcport", "-e",
                      "_ws.expert.message")
    said = dict(row.split("\t", 1) for row in rows)
    for index, why in enumerate(bad):
        why = why.strip()
        found = said.get(str(40000 + index), "")
        tap.expect(f"{order} marked: {why}", why, found[:len(why)])


def record(kind, body, version=0x0303):
    return struct.pack(">BHH", kind, version, len(body)) + body


def client_hello():
    def extension(kind, body):
        return struct.pack(">HH", kind, len(body)) + body

    identity = b"demos-1 3 1"
    extensions = b"".join([
        extension(43, b"\2\3\4"),
        extension(10, b"\0\2\0\x1d"),
        extension(51, struct.pack(">HHH", 36, 29, 32) + bytes(32)),
        extension(45, b"\1\1"),
        extension(41, struct.pack(">HH", len(identity) + 6, len(identity)) +
                  identity + bytes(4) + struct.pack(">HB", 33, 32) +
                  bytes(32))])
    body = (b"\3\3" + bytes(32) + b"\0" + b"\0\2\x13\1" + b"\1\0" +
            struct.pack(">H", len(extensions)) + extensions)
    return record(22, struct.pack(">I", 1 << 24 | len(body)) + body, 0x0301)


def short_frame(order):
    """788 bytes, 0x314: in little-endian it begins 20, 3, as a record may."""
    writer = Writer(order)
    seq, ack = (writer.attribute(kind, bytes(8)) for kind in (32, 33))
    head = writer.header(writer.address(2, 17), writer.address(1, 5))
    return writer.frame(MESSAGE, head, seq, ack,
                        writer.attribute(8, bytes(684)))


def read_streams(name, count, *fields):
    """Values of each field, for each stream."""
    command = ["-r", name, "-T", "fields", "-E", "separator=/t",
               "-e", "tcp.srcport"]
    for field in fields:
        command += ["-e", field]
    said = [{field: [] for field in fields} for _ in range(count)]
    for row in run_tshark(*command):
        port, *cells = row.split("\t")
        for field, cell in zip(fields, cells):
            said[int(port) - 40000][field] += filter(None, cell.split(","))
    return said


def check_tls(tap, name):
    """Records of all types, cut by segments; and frames that look like them."""
    for order in "<>":
        lengths = [struct.pack(order + "I", n) for n in range(76, 33793, 4)]
        tap.expect(f"{order} no length is a TLS record", [], [
            n for n in lengths if 20 <= n[0] <= 23 and n[1] == 3 and
            1 <= n[2] <= 4])
    streams = [
        client_hello() + record(20, b"\1") + record(23, bytes(5000)) +
        record(23, bytes(100)),
        record(21, b"\2\x33"), short_frame("<"), short_frame(">")]
    write_capture(name, streams)
    protocol, kind, command, malformed = fields = (
        "_ws.col.Protocol", "tls.record.content_type", "demos.command",
        "_ws.expert.message")
    *tls, little, big = read_streams(name, len(streams), *fields)
    for said, kinds in zip(tls, (["22", "20", "23", "23"], ["21"])):
        others = [what for what in said[protocol]
                  if what != "TCP" and not what.startswith("TLS")]
        tap.expect("TLS: its records", kinds, said[kind])
        tap.expect("TLS: nothing else", [], others + said[command])
        # tshark 4.4 also reminds of what every Client Hello does
        tap.expect("TLS: nothing malformed", [], [
            what for what in said[malformed] if "legacy_version" not in what])
    for said in little, big:
        tap.expect("no TLS: a frame", [["DEMOS"], [str(MESSAGE)], []],
                   [said[protocol], said[command], said[malformed]])


def header_constants():
    done = subprocess.run(
        [os.path.join(ROOT, "tools/guest/lib/demos-inc"),
         os.path.join(ROOT, "uapi/linux/demos.h")],
        capture_output=True, text=True, check=True)
    words = [line.split() for line in done.stdout.splitlines()]
    return {word[1]: int(word[2]) for word in words
            if word[0] == "#define" and word[1].startswith("DEMOS_")}


def names_of(constants, pattern):
    """NAME and number of each constant that matches."""
    found = {re.fullmatch(pattern, name): value
             for name, value in constants.items()}
    return {match[1]: value for match, value in found.items() if match}


def check_names(tap):
    constants = header_constants()
    values = {}
    for row in run_tshark("-G", "values"):
        cells = row.split("\t")
        if cells[0] == "V" and cells[1].startswith("demos."):
            values.setdefault(cells[1], {})[cells[3]] = int(cells[2], 0)
    masks = {}
    for row in run_tshark("-G", "fields"):
        cells = row.split("\t")
        match = re.match(r"demos\.(link\.)?flags\.(\w+)$", cells[2])
        if match:
            masks.setdefault(match[1], {})[match[2].upper()] = \
                int(cells[6], 0)
    results = names_of(constants, r"DEMOS_(OK|E(?!VENT_)[A-Z]+)")
    for field, expected in {
            "demos.command": names_of(constants,
                                      r"DEMOS_CMD_(HELLO|MESSAGE|ACK|GOODBYE)"),
            "demos.attribute": names_of(
                constants, r"DEMOS_A_(HELLO|SEQ|ACK|DATA|LINK_BODY)"),
            "demos.operation": names_of(constants,
                                        r"DEMOS_OP_(?!ANSWER)(\w+)"),
            "demos.result": results, "demos.notice": results}.items():
        tap.expect(f"names of {field}", expected, values.get(field))
    tap.expect("names of flags", names_of(constants, r"DEMOS_F_(\w+)"),
               masks.get(None))
    tap.expect("names of rights", names_of(
        constants, r"DEMOS_LINK_(?!FLAGS|SWITCHBOARD|CONSOLE)(\w+)"),
               masks.get("link."))


def main():
    tap = Tap()
    folder = sys.argv[1]
    check_capture(tap, os.path.join(folder, "demos.pcap"), BY_THE_LETTER,
                  [b"".join(Writer(order).frames()) for order in "<>"])
    real = subprocess.run([os.path.join(folder, "frames")],
                          capture_output=True, check=True).stdout
    check_capture(tap, os.path.join(folder, "module.pcap"), BY_THE_MODULE,
                  [real])
    for order in "<>":
        check_bad(tap, os.path.join(folder, "bad.pcap"), order)
    check_tls(tap, os.path.join(folder, "tls.pcap"))
    check_names(tap)
    print(f"1..{tap.passed + tap.failed}")
    print(f"{tap.passed} passed, {tap.failed} failed")
    return tap.failed > 0


sys.exit(main())
