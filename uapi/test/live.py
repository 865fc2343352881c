#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""ynl's client and the module itself: a process, a peer and a link are what
was asked for, and the module's policy is the one in demos.yaml.

live.py LINUX: in a virtual machine with demos.ko; LINUX is as
tools/bed/fetch-ynl prints it. Prints TAP.
"""
import os
import sys

from spec import SPEC, Linux, Tap


def expect(tap, what, found, **expected):
    """Do members of a structure have these values?"""
    why = [f"{name}: {found.get(name.replace('_', '-'))}, not {value}"
           for name, value in expected.items()
           if found.get(name.replace("_", "-")) != value]
    tap.expect(not why, what, why)


def check_machine(tap, client):
    machine = client.do("machine-up", {"machine": 3})
    expect(tap, "a machine", machine, machine=3, processes=0)

    pid = client.do("attach", {"name": "shell"})["pid"]
    process = {"pid": pid, "state": "native", "links": 0, "flags": set(),
               "name": b"shell".ljust(32, b"\0")}
    expect(tap, "a process",
           client.do("process-get", {"pid": pid})["process"], **process)
    processes = client.dump("process-get", {})
    tap.expect(len(processes) == 1, "no other process")
    expect(tap, "a process in a dump", processes[0]["process"], **process)

    client.do("peer-add", {"peer": 9})
    peer = {"machine": 9, "state": "down", "error": 0, "connections": 0}
    expect(tap, "a peer", client.do("peer-get", {"peer": 9})["peer-info"],
           **peer)
    peers = client.dump("peer-get", {})
    tap.expect(len(peers) == 1, "no other peer")
    expect(tap, "a peer in a dump", peers[0]["peer-info"], **peer)

    link = client.do("link-create", {"a-code": 0x01020304, "a-channel": 5,
                                     "a-flags": ["dup", "pass"]})["link"]
    link = client.do("link-inspect", {"link": link})["link-body"][0]
    expect(tap, "a link", link, code=0x01020304, channel=5,
           flags={"dup", "pass"}, length=0,
           to={"pid": pid, "machine": 3, "reserved": 0, "moves": 0})
    client.do("machine-down", {})


def limit(value, consts):
    """A limit in a check: a number, a constant, or as s64-max."""
    if not isinstance(value, str):
        return value
    if value in consts:
        return consts[value]["value"]
    kind, bits = value[0], int(value[1:-len("-max")])
    return (1 << bits - (kind == "s")) - 1


def wanted(attribute, consts):
    """The policy that demos.yaml has for an attribute, as the kernel says it"""
    kind = attribute["type"]
    checks = {name: limit(value, consts)
              for name, value in attribute.get("checks", {}).items()}
    policy = {"type": {"string": "nul-string"}.get(kind, kind)}
    if "exact-len" in checks:
        policy |= dict.fromkeys(("min-length", "max-length"),
                                checks["exact-len"])
    elif "max-len" in checks:
        policy["max-length"] = checks["max-len"]
    if kind[0] != "u":
        return policy
    numbers = consts.get(attribute.get("enum"))
    if numbers and numbers.type == "flags":
        return policy | {"mask": numbers.get_mask()}
    top = max(numbers.entries_by_val) if numbers else (1 << int(kind[1:])) - 1
    return policy | {"min-value-u": checks.get("min", 0),
                     "max-value-u": checks.get("max", top)}


def requests(family):
    """Each mode of each command, with the attributes that it may have."""
    for op in family.ops.values():
        for mode in op.modes & {"do", "dump"}:
            yield op.value, mode, op[mode]["request"]["attributes"]


def kernel_policy(linux):
    """The module's commands with their modes, and its policy by attribute."""
    from lib import YnlFamily       # of the kernel's tools
    control = YnlFamily(os.path.join(linux.schemas, "specs/nlctrl.yaml"), "",
                        process_unknown=True)
    modes, policies = set(), {}
    for part in control.dump("getpolicy", {"family-name": "demos"}):
        for mode in part.get("op-policy", {}).keys() & {"do", "dump"}:
            modes.add((part["op-policy"]["op-id"], mode))
        if "policy" in part:
            policy = part["policy"]
            del policy["policy-id"]
            if "pad" in policy:     # what nlctrl.yaml of 6.12 calls a mask
                policy["mask"] = int.from_bytes(policy.pop("pad"),
                                                sys.byteorder)
            policies[policy.pop("attr-id")] = policy
    return modes, policies


def check_policy(tap, family, linux):
    modes, policies = kernel_policy(linux)
    expected = {(op, mode) for op, mode, _ in requests(family)}
    tap.expect(modes == expected, "commands and their modes",
               map(str, sorted(modes ^ expected)))
    names = {name for *_, attributes in requests(family)
             for name in attributes}
    attributes = {a.value: a for a in family.attr_sets["demos"].attrs.values()
                  if a.name in names}
    why = []
    for number in sorted(policies.keys() | attributes.keys()):
        if number not in attributes:
            why += [f"attribute {number} is in no request"]
            continue
        policy = wanted(attributes[number], family.consts)
        if policies.get(number) != policy:
            why += [f"{attributes[number].name}: {policies.get(number)}, "
                    f"not {policy}"]
    tap.expect(not why, f"policy of {len(attributes)} attributes", why)


def main():
    linux = Linux(sys.argv[1])
    from lib import YnlFamily
    tap = Tap()
    client = YnlFamily(SPEC, "")
    check_machine(tap, client)
    check_policy(tap, client, linux)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
