# SPDX-License-Identifier: GPL-2.0
"""demos.yaml in a tree as the kernel's tools want to find it, and test results.

The schemas and tools are those of Linux 6.12 (tools/bed/fetch-ynl).
"""
import copy
import os
import shutil
import sys

import yaml

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SPEC = os.path.join(FOLDER, "demos.yaml")


def load(name):
    with open(name, encoding="utf-8") as file:
        return yaml.safe_load(file)


def member(schema):
    """The schema of one member of a struct."""
    definition = schema["properties"]["definitions"]["items"]["properties"]
    return definition["members"]["items"]["properties"]


class Linux:
    """The part of Linux that fetch-ynl unpacked."""

    def __init__(self, folder):
        self.tools = os.path.join(folder, "tools/net/ynl")
        self.schemas = os.path.join(folder, "Documentation/netlink")
        sys.path.insert(0, self.tools)

    def schema(self):
        """genetlink-legacy.yaml, with structs in structs.

        In 6.12 only netlink-raw.yaml lets a member of a struct be a struct
        itself. The tools have one reader for both kinds, and later kernels
        have the property in genetlink-legacy.yaml too.
        """
        schema = load(os.path.join(self.schemas, "genetlink-legacy.yaml"))
        raw = load(os.path.join(self.schemas, "netlink-raw.yaml"))
        member(schema).setdefault(
            "struct", copy.deepcopy(member(raw)["struct"]))
        return schema

    def tree(self, folder):
        """Make a tree with the schema and demos.yaml; returns the latter.

        The tools look for MAINTAINERS to find the root.
        """
        place = os.path.join(folder, "Documentation/netlink")
        os.makedirs(os.path.join(place, "specs"), exist_ok=True)
        with open(os.path.join(folder, "MAINTAINERS"), "w", encoding="utf-8"):
            pass
        name = os.path.join(place, "genetlink-legacy.yaml")
        with open(name, "w", encoding="utf-8") as file:
            yaml.safe_dump(self.schema(), file)
        return shutil.copy(SPEC, os.path.join(place, "specs"))


class Tap:
    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, good, what, why=()):
        self.passed += bool(good)
        self.failed += not good
        print(f"{'' if good else 'not '}ok {self.passed + self.failed} {what}")
        if not good:
            for line in why:
                print(f"# {line}")
        return good

    def end(self):
        print(f"1..{self.passed + self.failed}")
        print(f"{self.passed} passed, {self.failed} failed")
        return self.failed > 0
