# SPDX-License-Identifier: GPL-2.0
"""Programs of csmith, by seed, and what an independent compiler makes of them."""
import functools
import hashlib
import os
import random
import re
import signal
import subprocess

from toolchain import LIBC

HERE = os.path.dirname(os.path.abspath(__file__))
SAFE_MATH = "/usr/include/csmith/safe_math.h"
REFUSED = "--no-argc --no-packed-struct --quiet --concise".split()
MCU = "atmega1284p"     # with the most memory of simavr's: 16 KiB
SECONDS = 5             # processor time, if the program does not end itself
SMALL = 200             # the last seed with a small program


class Skipped(Exception):
    """There is no checksum to compare with."""


def options(seed, unions):
    """Sizes: small ones for the first seeds, which "make check" has"""
    rng = random.Random(seed)
    size = rng.randint(1, 4) if seed <= SMALL else rng.randint(2, 6)
    return REFUSED + [
        "--max-funcs", str(rng.randint(1, 2 * size)),
        "--max-block-depth", str(rng.randint(1, min(size, 4))),
        "--max-block-size", str(rng.randint(2, 4)),
        "--max-expr-complexity", str(rng.randint(2, 2 * size + 1)),
        "--max-array-dim", str(rng.randint(1, 3)),
        "--max-array-len-per-dim", str(rng.randint(2, 5)),
        "--max-pointer-depth", str(rng.randint(1, 3)),
        "--max-struct-fields", str(rng.randint(2, 6)),
        rng.choice(("--inline-function", "--no-inline-function")),
        "--unions" if unions else "--no-unions"]


@functools.lru_cache
def safe_math():
    """The functions of safe_math.h, by name"""
    with open(SAFE_MATH, encoding="ascii") as file:
        parts = re.split(r"^(?=STATIC )", file.read(), flags=re.M)[1:]
    found = {}
    for part in parts:
        name = re.search(r"FUNC_NAME\((\w+)\)", part)[1]
        found["safe_" + name] = part[:part.index("\n}\n") + 3]
    return found


def generate(seed, unions, folder):
    """Write the program of a seed to a folder, and return its path"""
    with open(os.path.join(folder, "platform.info"), "w",
              encoding="ascii") as file:
        file.write("integer size = 2\npointer size = 2\n")
    command = ["csmith", "--seed", str(seed), *options(seed, unions)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise Skipped("csmith failed: " + done.stderr.strip()[:100])
    # The version has a limit of 32 bits, whatever platform.info says.
    text = re.sub(r"(?<=signed f)(\d+ : )(\d+)(?=;)", lambda field:
                  f"{field[1]}{(int(field[2]) - 1) % 16 + 1}", done.stdout)
    used = sorted(set(re.findall(r"\bsafe_\w+", text)))
    with open(os.path.join(folder, "safe_math_used.h"), "w",
              encoding="ascii") as file:
        file.write("".join(safe_math()[name] for name in used))
    path = os.path.join(folder, "program.c")
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    return path


def digest(path):
    """Tells whether another version of csmith made another program"""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read().split(b"\n", 1)[1]).hexdigest()[:8]


def compile_and_run(compiler, runner, path, flags):
    """The checksum, or a letter that tells why there is none"""
    target = path[:-2] + ".reference"
    command = [*compiler, "-std=gnu99", "-w", *flags, f"-I{HERE}",
               f"-I{os.path.dirname(path)}", path, "-o", target, "-lgcc"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Skipped(compiler[0] + ": " + done.stderr.strip()[-200:])
    done = subprocess.run(["prlimit", f"--cpu={SECONDS}", *runner, target],
                          capture_output=True, text=True, errors="replace",
                          check=False)
    if done.returncode in (-signal.SIGILL, -signal.SIGTRAP,
                           -signal.SIGSEGV):
        return "U"
    lines = re.findall(r"^(?:\x1b\[\d+m)?([UT]|[0-9a-f]{8})\.?$",
                       done.stdout + done.stderr, re.M)
    return lines[-1] if lines else "T"


def avr(path, *flags):
    return compile_and_run(["avr-gcc", "-mmcu=" + MCU],
                           ["simavr", "-m", MCU, "-f", "16000000"], path, flags)


def m68k(path, *flags):
    """
    Big-endian as ours, so for programs with unions. Few have -mshort, so GCC
    fails with optimisation, and the system's <stdint.h> is wrong.
    """
    return compile_and_run(["m68k-linux-gnu-gcc", "-mshort", "-ffreestanding",
                            "-nostdlib", "-static", "-Wl,-e,main", "-O0",
                            f"-I{LIBC}/include"], ["qemu-m68k"], path, flags)


@functools.lru_cache
def known():
    """(seed, digest): checksum, of ./known, by ./record"""
    with open(os.path.join(HERE, "known"), encoding="ascii") as file:
        rows = [line.split() for line in file if not line.startswith("#")]
    return {(int(seed), text): value for seed, text, value in rows}


def reference(seed, unions, path):
    """The checksum that the program must have"""
    value = None if unions else known().get((seed, digest(path)))
    if not value:
        value = m68k(path) if unions else avr(path, "-Os")
    if value == "T":
        raise Skipped("no end")
    return value


def doubt(path, unions):
    """Why the reference may be wrong, or None"""
    undefined = ("-fsanitize=undefined",
                 "-fsanitize-undefined-trap-on-error")
    if unions:
        values = [m68k(path), m68k(path, *undefined)]
    else:
        values = [avr(path, *flags) for flags in (
            ("-O0",), ("-O2",), ("-Os", "-fno-strict-aliasing", "-fwrapv"),
            ("-O1", *undefined))]
    if "U" in values:
        return "undefined behaviour"
    return None if len(set(values)) == 1 else \
        "the reference disagrees with itself: " + " ".join(values)
