#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Turn uapi/demos.yaml into tables of C, for uapi.c to compare with demos.h.

spec_to_c.py demos.yaml demos.h >spec.h

Each line of a table has a value of the specification and the compiler's value
from the header. Names that only the header has go into a table of their own,
"missing", which must be empty.
"""
import re
import sys

import yaml

SIZES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8,
         "s8": 1, "s16": 2, "s32": 4, "s64": 8}

# Names in the header that are only for C, and not part of the protocol.
NOT_PROTOCOL = re.compile(
    r"DEMOS_(PID(_MACHINE|_LOCAL|_KERNEL)?|GENL_NAME|MCGRP_EVENTS"
    r"|LINK_FLAGS|ROOM_LIMIT|(CMD|A)_(UNSPEC|MAX)|GENL_VERSION)$|__DEMOS_\w+_MAX$")


def c_name(*parts):
    return "".join(parts).upper().replace("-", "_")


def values(definition):
    """Names and values of an enum or a set of flags."""
    flags = definition["type"] == "flags"
    value = definition.get("value-start", 0)
    for entry in definition["entries"]:
        if isinstance(entry, dict):
            value = entry.get("value", value)
            entry = entry["name"]
        yield (c_name(definition["name-prefix"], entry),
               1 << value if flags else value)
        value += 1


class Spec:
    def __init__(self, spec):
        self.spec = spec
        definitions = spec["definitions"]
        self.consts = {d["name"]: d["value"] for d in definitions
                       if d["type"] == "const"}
        self.sets = [d for d in definitions if d["type"] in ("enum", "flags")]
        self.structs = {d["name"]: d for d in definitions
                        if d["type"] == "struct"}

    def numbers(self):
        for name, value in self.consts.items():
            yield c_name("demos-", name), value
        for definition in self.sets:
            yield from values(definition)
        yield "DEMOS_GENL_VERSION", self.spec["version"]

    def listed(self, items, prefix):
        value = 1
        for item in items:
            value = item.get("value", value)
            yield c_name(item.get("name-prefix", prefix), item["name"]), value
            value += 1

    def commands(self):
        operations = self.spec["operations"]
        return self.listed(operations["list"], operations["name-prefix"])

    def attributes(self):
        attributes = self.spec["attribute-sets"][0]
        return self.listed(attributes["attributes"], attributes["name-prefix"])

    def size(self, member):
        if "struct" in member:
            return sum(map(self.size, self.structs[member["struct"]]["members"]))
        if "len" in member:
            return member["len"]
        return SIZES[member["type"]]

    def members(self):
        for name, struct in self.structs.items():
            offset = 0
            for member in struct["members"]:
                yield (c_name(name).lower(), c_name(member["name"]).lower(),
                       offset, self.size(member))
                offset += self.size(member)

    def sizes(self):
        for name, struct in self.structs.items():
            yield c_name(name).lower(), sum(map(self.size, struct["members"]))

    def check_references(self):
        """Names that the specification uses must be in it."""
        sets = {d["name"] for d in self.sets}
        attributes = self.spec["attribute-sets"][0]["attributes"]
        names = {a["name"] for a in attributes}
        used = attributes + [m for s in self.structs.values()
                             for m in s["members"]]
        wrong = [u["enum"] for u in used if u.get("enum", "") not in sets | {""}]
        wrong += [u["struct"] for u in used
                  if "struct" in u and u["struct"] not in self.structs]
        for operation in self.spec["operations"]["list"]:
            for kind in ("do", "dump"):
                for way in operation.get(kind, {}).values():
                    wrong += set(way["attributes"]) - names
        return wrong


def missing(spec, header):
    """Names that the header has and the specification lacks."""
    header = re.sub(r"/\*.*?\*/", "", header, flags=re.S)
    known = {n for n, _ in spec.numbers()}
    known |= {n for n, _ in spec.commands()} | {n for n, _ in spec.attributes()}
    defined = re.findall(r"^#define (\w+)[ (]", header.replace("\t", " "), re.M)
    defined += re.findall(r"^\t(\w+)(?: = \w+)?,?\s*$", header, re.M)
    defined += re.findall(r"^\t(DEMOS_\w+) = \w+,?", header, re.M)
    for name in defined:
        if "DEMOS" in name and name not in known and \
                not name.startswith("_LINUX") and not NOT_PROTOCOL.match(name):
            yield name
    for name in re.findall(r"^struct (\w+) \{", header, re.M):
        if name.replace("_", "-") not in spec.structs:
            yield "struct " + name


def table(kind, name, lines):
    print(f"static const struct {kind} {name}[] = {{")
    for line in lines:
        print(f"\t{{ {line} }},")
    print("\t{ 0 }\n};\n")


def number_lines(pairs):
    return (f'"{name}", {value}, {name}' for name, value in pairs)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        spec = Spec(yaml.safe_load(file))
    with open(sys.argv[2], encoding="utf-8") as file:
        header = file.read()
    print("/* Made by spec_to_c.py */")
    table("number", "numbers", number_lines(spec.numbers()))
    table("number", "commands", number_lines(spec.commands()))
    table("number", "attributes", number_lines(spec.attributes()))
    table("member", "members", (
        f'"{s}.{m}", {offset}, {size}, offsetof(struct {s}, {m}), '
        f"sizeof(((struct {s} *)0)->{m})"
        for s, m, offset, size in spec.members()))
    table("number", "sizes", (f'"{s}", {size}, sizeof(struct {s})'
                              for s, size in spec.sizes()))
    table("number", "missing", (f'"{name}", 0, 0'
                                for name in missing(spec, header)))
    table("number", "dangling", (f'"{name}", 0, 0'
                                 for name in spec.check_references()))
    groups = [g["name"] for g in spec.spec["mcast-groups"]["list"]]
    print(f'static const char family[] = "{spec.spec["name"]}";')
    print(f'static const char group[] = "{" ".join(groups)}";')
    fixed = c_name(spec.spec["operations"]["fixed-header"]).lower()
    print(f"static const size_t fixed_header = sizeof(struct {fixed});")


if __name__ == "__main__":
    main()
