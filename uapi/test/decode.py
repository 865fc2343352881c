# SPDX-License-Identifier: GPL-2.0
"""ynl's client asks answer.c for processes, peers, links and counters, and
finds in each member what answer.c put there."""
import errno
import socket
import struct
import subprocess

PID = 3 << 48 | 17
PEER = 9


def text(value):
    return value.encode().ljust(32, b"\0")


PROCESS = {
    "pid": PID,
    "instructions": 0x0102030405060708,
    "sent": 0x1112131415161718,
    "received": 0x2122232425262728,
    "memory": 0x31323334,
    "moves": 0x41424344,
    "links": 0x51525354,
    "queued": 0x61626364,
    "held": 0x71727374,
    "pairs": 0x81828384,
    "fault-address": 0x91929394,
    "pc": 0xa1a2a3a4,
    "fcw": 0xb1b2,
    "fault": "segment",
    "fault-word": 0xc1c2,
    "regs": struct.pack("=16H", 0xd0d1, *[0] * 14, 0xdedf),
    "state": "receiving",
    "flags": {"suspended", "arriving"},
    "model": 2,
    "reserved": bytes(7),
    "name": text("shell"),
    "queue-bytes": 0xe1e2e3e4e5e6e7e8,
}

PEER_INFO = {
    "incarnation": 0x0102030405060708,
    "frames-out": 0x1112131415161718,
    "frames-in": 0x2122232425262728,
    "bytes-out": 0x3132333435363738,
    "bytes-in": 0x4142434445464748,
    "resent": 0x5152535455565758,
    "doubles": 0x6162636465666768,
    "refused": 0x7172737475767778,
    "unacked": 0x81828384,
    "unacked-bytes": 0x91929394,
    "connections": 0xa1a2a3a4,
    "machine": PEER,
    "state": "greeting",
    "reserved": 0,
    "error": -errno.ECONNREFUSED,
    "round-trip": 0xb1b2b3b4,
}

LINK = {
    "to": {"pid": PID, "machine": 0x0102, "reserved": 0, "moves": 0x11121314},
    "code": 0x21222324,
    "flags": {"dup", "memory"},
    "channel": 31,
    "hands": 0,
    "area": 0x31323334,
    "length": 0x41424344,
}

NEW_LINK = {"a-code": 0x51525354, "a-channel": 31, "a-flags": ["dup", "memory"]}

COUNTERS = [0x0102030405060708, 0x1112131415161718]


class Client:
    """ynl's client, with a socket to answer.c instead of the kernel."""

    def __init__(self, program, spec):
        import lib.ynl              # of the kernel's tools
        lib.ynl.genl_family_name_to_id = {"demos": {"id": 0x20}}
        self.ynl = lib.ynl.YnlFamily(spec, "")
        self.ynl.sock.close()
        self.ynl.sock, end = socket.socketpair(type=socket.SOCK_SEQPACKET)
        self.ynl.sock.settimeout(10)
        with end:
            self.kernel = subprocess.Popen([program], stdin=end)

    def ask(self, way, *request):
        """The answer, or why there is none."""
        try:
            return getattr(self.ynl, way)(*request)
        except Exception as error:
            # Whatever the client trips over is the result of the test.
            return f"{type(error).__name__}: {error}"

    def close(self):
        self.ynl.sock.close()
        return self.kernel.wait()


def differences(expected, found):
    if not isinstance(found, dict):
        return [f"answer: {found}"]
    return [f"{name}: {found.get(name)}, not {expected.get(name)}"
            for name in {**expected, **found}
            if found.get(name) != expected.get(name)]


def check_decoding(tap, program, spec):
    client = Client(program, spec)
    for what, attribute, expected, way, *request in (
            ("a process", "process", PROCESS, "do",
             "process-get", {"pid": PID}),
            ("all processes", "process", PROCESS, "dump", "process-get", {}),
            ("a peer", "peer-info", PEER_INFO, "do",
             "peer-get", {"peer": PEER}),
            ("all peers", "peer-info", PEER_INFO, "dump", "peer-get", {}),
            ("links", "link-body", [LINK], "dump", "link-get", {"pid": PID}),
            ("the name of a new link", "link", [0x01020304], "do",
             "link-create", NEW_LINK),
            ("counters", "counters", COUNTERS, "do", "machine-get", {})):
        answer = client.ask(way, *request)
        found = answer[0] if way == "dump" and len(answer) == 1 else answer
        found = found[attribute] if attribute in found else found
        if isinstance(expected, dict):
            why = differences(expected, found)
        else:
            why = [] if found == expected else [f"{found}, not {expected}"]
        tap.expect(not why, f"ynl reads {what}", why)
    tap.expect(client.close() == 0, "answer.c ended well")
