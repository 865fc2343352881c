#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Compare the tables of Documentation/*.rst with uapi/linux/demos.h, as the
compiler sees it: numbers, and sizes and offsets of structures. The documents
must contain everything of this kind in the header. Tracepoints and their fields
are compared with kmod/trace.h.

A table whose first columns are "name" and "value" has constants. One whose
first columns are "offset", "bytes" and "member" is that of the structure in
the line above it: ``struct demos_name`` (N bytes, ORDER):

test.py FOLDER: for the compiler's output. Prints TAP.
"""
import os
import re
import subprocess
import sys

from tables import Tap, documents, plain

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
HEADER = os.path.join(ROOT, "uapi/linux/demos.h")
CC = os.environ.get("CC", "gcc")

CAPTION = re.compile(r"``struct (demos_\w+)`` \((\d+) bytes, (.*)\):?$")
BIG, SENDER = "big-endian", "the sender's order"

# Attributes of requests, which uapi/demos.yaml describes, and names for C only
ELSEWHERE = re.compile(
    r"DEMOS_(A|PID|PEER)_|DEMOS_CMD_(UNSPEC|MAX)$|__|DEMOS_LINK_FLAGS$"
    r"|DEMOS_FOREVER$")


class Documents:
    def __init__(self):
        self.values = {}
        self.structures = {}
        self.tracepoints = {}
        for name, found in documents():
            for table in found:
                self.add(name, *table)

    def add(self, name, above, heads, rows):
        caption = CAPTION.search(above)
        if heads[:2] == ["name", "value"]:
            for row in rows:
                if row[0]:
                    self.values[plain(row[0])] = (int(row[1], 0), name)
        elif heads[:3] == ["offset", "bytes", "member"] and caption:
            struct, size, order = caption.groups()
            self.structures[struct] = (int(size), order, [
                (plain(row[2]), int(row[0]), int(row[1]))
                for row in rows if row[0]])
        elif heads[0] == "tracepoint":
            self.add_tracepoints(rows)

    def add_tracepoints(self, rows):
        last = ""
        for name, text in rows:
            name = plain(name) or last
            last = name
            self.tracepoints.setdefault(name, []).extend(
                re.findall(r"``(\w+)``", text))


def compile_and_run(folder, expressions):
    """The value of each expression of linux/demos.h, from a C compiler."""
    source = os.path.join(folder, "test.c")
    program = os.path.join(folder, "test")
    with open(source, "w", encoding="utf-8") as file:
        file.write("#include <stddef.h>\n#include <stdio.h>\n"
                   "#include <linux/demos.h>\nint main(void)\n{\n")
        for expression in expressions:
            file.write(f'\tprintf("%lld\\n", (long long)({expression}));\n')
        file.write("\treturn 0;\n}\n")
    subprocess.run([*CC.split(), "-I", os.path.join(ROOT, "uapi"), "-o",
                    program, source], check=True)
    done = subprocess.run([program], capture_output=True, text=True,
                          check=True)
    return [int(line) for line in done.stdout.split()]


def of_header():
    """Names of its constants, and of its packed, big-endian structures."""
    done = subprocess.run([os.path.join(ROOT, "tools/guest/lib/demos-inc"),
                           HEADER], capture_output=True, text=True, check=True)
    names = [line.split()[1] for line in done.stdout.splitlines()
             if line.startswith("#define")]
    return ([name for name in names if name.startswith("DEMOS_")],
            {name[7:] for name in names if name.startswith("sizeof_")})


# Macros that make the preprocessor list the tracepoints of kmod/trace.h
TRACE = [
    "TRACE_EVENT(name,proto,args,fields,assign,print)=TRACEPOINT name fields",
    "TP_STRUCT__entry(...)=__VA_ARGS__", "__field(type,name)=FIELD name",
    "__array(type,name,n)=FIELD name", "__string(name,from)=FIELD name",
    "__KERNEL__"]


def of_module(folder):
    """The module's tracepoints, and the fields of each."""
    for name in "linux/tracepoint.h", "trace/define_trace.h":
        os.makedirs(os.path.join(folder, os.path.dirname(name)),
                    exist_ok=True)
        with open(os.path.join(folder, name), "w", encoding="utf-8"):
            pass
    done = subprocess.run(
        [*CC.split(), "-E", "-P", "-I", folder] +
        ["-D" + define for define in TRACE] +
        ["-I" + os.path.join(ROOT, name)
         for name in ("sim/shim", "kmod", "uapi")] +
        [os.path.join(ROOT, "kmod/trace.h")],
        capture_output=True, text=True, check=True)
    return {name: re.findall(r"FIELD (\w+)", fields) for name, fields in
            re.findall(r"TRACEPOINT (\w+)([^;]*);", done.stdout)}


def check_values(tap, said, folder):
    names = list(said.values)
    for name, found in zip(names, compile_and_run(folder, names)):
        value, where = said.values[name]
        tap.expect(value == found, f"{where}: {name}",
                   f"the header has {found}")


def check_structures(tap, documented, folder, packed):
    for struct, (size, order, members) in documented.structures.items():
        asked = [f"sizeof(struct {struct})"]
        for member, _, _ in members:
            asked += [f"offsetof(struct {struct}, {member})",
                      f"sizeof(((struct {struct} *)0)->{member})"]
        found = compile_and_run(folder, asked)
        said = [size]
        for _, offset, width in members:
            said += [offset, width]
        tap.expect(said == found, f"struct {struct}",
                   f"{said} is not {found}")
        tap.expect(sum(said[2::2]) == size, f"struct {struct} has no holes")
        tap.expect(order == (BIG if struct in packed else SENDER),
                   f"byte order of struct {struct}")


def main():
    tap = Tap()
    folder = sys.argv[1]
    said = Documents()
    constants, packed = of_header()
    check_values(tap, said, folder)
    check_structures(tap, said, folder, packed)
    for name in constants:
        if not ELSEWHERE.match(name):
            tap.expect(name in said.values, f"{name} is documented")
    for struct in sorted(packed):
        tap.expect(struct in said.structures,
                   f"struct {struct} is documented")
    for name, fields in of_module(folder).items():
        found = said.tracepoints.pop(name, None)
        tap.expect(fields == found, f"tracepoint {name}",
                   f"it has {fields}, not {found}")
    tap.expect(not said.tracepoints, "no other tracepoints")
    return tap.end()


sys.exit(main())
