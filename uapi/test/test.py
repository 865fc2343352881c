#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The kernel's own tools can read demos.yaml, and read in it what
linux/demos.h says.

test.py OUTPUT LINUX: OUTPUT is for what is made here and has answer.c,
compiled; LINUX is as tools/bed/fetch-ynl prints it. Prints TAP. selftests/uapi
compares what demos.yaml and demos.h say without these tools.
"""
import os
import re
import shlex
import subprocess
import sys

import jsonschema

from decode import check_decoding
from spec import FOLDER, SPEC, Linux, Tap, load

CC = shlex.split(os.environ.get("CC", "gcc"))
HEADERS = ["-I", FOLDER]


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr.splitlines()[-20:]


def check_schema(tap, linux):
    errors = jsonschema.Draft7Validator(linux.schema()).iter_errors(load(SPEC))
    errors = ["/".join(map(str, error.path)) + ": " + error.message
              for error in errors]
    tap.expect(not errors, "demos.yaml fits genetlink-legacy.yaml", errors)
    # The schema would let it be null; ynl-gen-c fails if it is.
    nulls = [f"{part['name']}: enum-name is null" for part in enums(load(SPEC))
             if part["enum-name"] is None]
    tap.expect(not nulls, "no enum-name is null", nulls)


def enums(spec):
    """What has an enum-name. A set of flags that C has as #defines has none."""
    for part in spec["definitions"] + spec["attribute-sets"] + \
            [{"name": "operations"} | spec["operations"]]:
        if "enum-name" in part:
            yield part


def constants(header):
    """Lines of C that show the constants of a header that a tool made."""
    for name, value in re.findall(r"^#define (DEMOS_\w+)\t+(.*)$", header,
                                  re.M):
        kind = "string" if value.startswith('"') else "number"
        yield f'{kind}("{name}", {name});'
    for name in re.findall(r"^\t(\w+)(?: = .*)?,?$", header, re.M):
        yield f'number("{name}", {name});'


def tags(spec):
    """Lines of C that do not compile where an enum has another name."""
    for part in enums(spec):
        name = f"enum {part['enum-name']}".replace("-", "_")
        yield f'number("{name}", sizeof({name}));'


def values(output, header):
    program = os.path.join(output, "values")
    code, _, why = run(CC + HEADERS + [
        "-std=c11",     # else "linux" is a macro
        "-I", output, f"-DHEADER={header}", "-o", program,
        os.path.join(FOLDER, "test/values.c")])
    return (None, why) if code else (run([program])[1].splitlines(), [])


def check_constants(tap, linux, output, spec):
    """The header that ynl-gen-c makes has demos.h's names and values."""
    made = os.path.join(output, "made.h")
    code, _, why = run([sys.executable,
                        os.path.join(linux.tools, "ynl-gen-c.py"),
                        "--spec", spec, "--mode", "uapi", "--header",
                        "-o", made])
    if not tap.expect(not code, "ynl-gen-c makes a header", why):
        return
    with open(made, encoding="utf-8") as file:
        lines = list(constants(file.read()))
    with open(os.path.join(output, "names.h"), "w", encoding="utf-8") as file:
        print(*lines, *tags(load(SPEC)), sep="\n", file=file)
    ours, why = values(output, "<linux/demos.h>")
    theirs, wrong = values(output, '"made.h"')
    if ours and theirs:
        why = [f"{a} in demos.h, {b} made of demos.yaml"
               for a, b in zip(ours, theirs) if a != b]
    tap.expect(ours and ours == theirs,
               f"its {len(lines)} constants are those of demos.h", why + wrong)


def c_type(member):
    prefix = "be" if member.byte_order == "big-endian" else member.type[0]
    return f"__{prefix}{member.type[1:]}"


def type_lines(family):
    """A pointer of the type that demos.yaml gives, to each scalar member."""
    yield "#include <linux/demos.h>"
    structs = [s for s in family.consts.values()
               if s["type"] == "struct"]
    for struct in structs:
        name = struct.ident_name
        yield f"void {name}(struct {name} *it);"
        yield f"void {name}(struct {name} *it)\n{{"
        for number, member in enumerate(struct):
            place = f"it->{member.ident_name}"
            if member.struct:
                other = member.struct.replace("-", "_")
                yield f"\tstruct {other} *m{number} = &{place};"
            elif member.type == "binary":
                yield f"\tchar (*m{number})[{member.len}] = " \
                      f"(char (*)[sizeof({place})])&{place};"
            else:
                scalar = "__u8" if member.type == "u8" else c_type(member)
                yield f"\t{scalar} *m{number} = &{place};"
            yield f"\t(void)m{number};"
        yield "}"


def check_types(tap, output, spec):
    """Width, sign and byte order: sparse tells __be16 from __u16."""
    from lib import SpecFamily      # of the kernel's tools
    name = os.path.join(output, "types.c")
    with open(name, "w", encoding="utf-8") as file:
        print(*type_lines(SpecFamily(spec, "")), sep="\n", file=file)
    code, _, why = run(CC + HEADERS + [
        "-Werror", "-Wall", "-Wpointer-sign",
        "-Wno-address-of-packed-member", "-fsyntax-only", name])
    tap.expect(not code, "members have the types of demos.h", why)
    code, _, why = run(["sparse", "-Wsparse-error", "-Wbitwise"] +
                       HEADERS + [name])
    tap.expect(not code, "members have the byte order of demos.h", why)


def main():
    output, linux = os.path.abspath(sys.argv[1]), Linux(sys.argv[2])
    tap = Tap()
    check_schema(tap, linux)
    spec = linux.tree(os.path.join(output, "tree"))
    check_constants(tap, linux, output, spec)
    check_types(tap, output, spec)
    check_decoding(tap, os.path.join(output, "answer"), spec)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
