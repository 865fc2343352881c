#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Copy what Python itself needs to run live.py, to be taken to a virtual
machine: the modules that are loaded when it begins, and all encodings.

stage.py FOLDER LINUX
"""
import encodings
import importlib
import os
import shutil
import sys

from spec import FOLDER, Linux


def main():
    folder, linux = sys.argv[1:]
    Linux(linux)
    # "lib" is of the kernel's tools; "traceback" tells of an exception.
    for name in ("live", "lib", "traceback"):
        importlib.import_module(name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "lib-dynload"))
    for module in list(sys.modules.values()):
        name = getattr(module, "__file__", None) or ""
        if not name.endswith(".py") or name.startswith((FOLDER, linux)):
            continue
        root = max((path for path in sys.path
                    if name.startswith(path + "/")), key=len)
        copy = os.path.join(folder, os.path.relpath(name, root))
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        shutil.copy(name, copy)
    shutil.copytree(os.path.dirname(encodings.__file__),
                    os.path.join(folder, "encodings"), dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("__pycache__"))


if __name__ == "__main__":
    main()
