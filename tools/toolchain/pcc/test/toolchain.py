# SPDX-License-Identifier: GPL-2.0
"""Compile, link and run test programs with the compiler for guests."""
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "../../../.."))
LIBC = os.environ.get("LIBC_FOLDER") or os.path.join(ROOT, "tools/guest/libc")
MODELS = ("z8001", "z8002")

# As GCC's driver defines them
DEFINES = """
__CHAR_BIT__=8 __SCHAR_MAX__=127 __SHRT_MAX__=32767 __INT_MAX__=32767
__LONG_MAX__=2147483647L __LONG_LONG_MAX__=9223372036854775807LL
__SIZEOF_SHORT__=2 __SIZEOF_INT__=2 __SIZEOF_LONG__=4 __SIZEOF_LONG_LONG__=8
__SIZEOF_FLOAT__=4 __SIZEOF_DOUBLE__=8 __SIZE_TYPE__=unsigned
__PTRDIFF_TYPE__=int __WCHAR_TYPE__=unsigned __ORDER_BIG_ENDIAN__=4321
__ORDER_LITTLE_ENDIAN__=1234 __BYTE_ORDER__=4321
""".split()
BUILTINS = "abort exit printf malloc free sprintf".split()
OPTIONS = "-xtemps -xdeljumps -xinline -xdce".split()
SMALL = OPTIONS + ["-xsmall"]    # -Os


class Failed(Exception):
    """A program of the chain did not do its part."""

    def __init__(self, step, text):
        super().__init__(f"{step}: {text}")
        self.step = step
        self.text = text


class Toolchain:
    """The programs for one model; own files go to a folder."""

    def __init__(self, model, compiler, binutils, z8krun, folder,
                 options=OPTIONS):
        self.model = model
        self.layout = model    # the linker script's name
        self.options = options
        self.compiler = compiler
        self.binutils = binutils
        self.z8krun = z8krun
        self.folder = os.path.join(folder, model)
        os.makedirs(self.folder, exist_ok=True)
        self.pointer = "unsigned" if model == "z8002" else "unsigned long"

    def do(self, step, command, seconds=300, **more):
        try:
            done = subprocess.run(command, capture_output=True, text=True,
                                  errors="replace", timeout=seconds, **more)
        except subprocess.TimeoutExpired:
            raise Failed(step, f"no end after {seconds} seconds") from None
        if done.returncode or "--max reached" in done.stdout + done.stderr:
            raise Failed(step, (done.stderr + done.stdout).strip() or
                         f"status {done.returncode}")
        return done.stdout

    def assemble(self, source, target):
        self.do("as", [self.binutils + "as", "--fatal-warnings",
                       "-" + self.model, source, "-o", target])

    def compile(self, source, target, include=()):
        """An object from C"""
        self.preprocess(source, target[:-2] + ".i", include)
        self.translate(target[:-2] + ".i", target)

    def preprocess(self, source, target, include=()):
        command = [f"{self.compiler}/cpp", f"-I{LIBC}/include",
                   f"-I{HERE}/include"]
        command += [f"-I{folder}" for folder in include]
        command += [f"-D{define}" for define in DEFINES]
        command += [f"-D__builtin_{name}={name}" for name in BUILTINS]
        with open(source, encoding="latin-1") as text:
            if "__builtin_" in text.read():
                command += ["-i", f"{HERE}/include/builtins.h"]
        command += [f"-D__UINTPTR_TYPE__={self.pointer}",
                    "-D__builtin_unreachable=abort",
                    "-Dalloca=__builtin_alloca", source, target]
        self.do("cpp", command)

    def translate(self, source, target):
        """An object from preprocessed C"""
        stem = target[:-2]
        self.do("ccom", [f"{self.compiler}/ccom-{self.model}", *self.options,
                         source, stem + ".c.s"])
        with open(stem + ".c.s", encoding="latin-1") as text:
            improved = self.do("opt", [f"{self.compiler}/opt", self.model] +
                               ["s"] * ("-xsmall" in self.options),
                               stdin=text)
        with open(stem + ".s", "w", encoding="latin-1") as text:
            text.write(improved)
        self.assemble(stem + ".s", target)

    def library(self):
        """Start-up code, and a library of what the tests call"""
        objects = []
        self.start = os.path.join(self.folder, "start.o")
        self.assemble(os.path.join(HERE, "start.s"), self.start)
        sources = [os.path.join(HERE, "lib.c")]
        arith = os.path.join(LIBC, "arith")
        if os.path.isdir(arith):
            sources += [os.path.join(arith, name)
                        for name in sorted(os.listdir(arith))
                        if name.endswith(".c")]
        for source in sources:
            name = os.path.basename(source)[:-2] + ".o"
            objects.append(os.path.join(self.folder, "lib-" + name))
            self.compile(source, objects[-1],
                         (os.path.join(LIBC, "include"), arith))
        source = os.path.join(LIBC, "z8k/udivsi3.S")
        text = self.do("cpp", [f"{self.compiler}/cpp", source])
        objects.append(os.path.join(self.folder, "lib-udivsi3.o"))
        with open(objects[-1][:-2] + ".s", "w", encoding="ascii") as file:
            file.write(text)
        self.assemble(objects[-1][:-2] + ".s", objects[-1])
        self.archive = os.path.join(self.folder, "lib.a")
        if os.path.exists(self.archive):
            os.unlink(self.archive)
        self.do("ar", [self.binutils + "ar", "rcs", self.archive, *objects])

    def link(self, objects, target):
        script = os.path.join(ROOT, f"tools/guest/lib/{self.layout}.ld")
        apart = ["--no-check-sections"] if "separate" in self.layout else []
        self.do("ld", [self.binutils + "ld", "-m", self.model, *apart, "-T",
                       script, "-o", target, self.start, *objects,
                       self.archive])

    def run(self, program, *options):
        """What it writes; and the counts, with --count, on another stream"""
        return self.do("run", [self.z8krun, "--cpu", self.model, "--console",
                               "--stack", "max", *options, program])

    def text_size(self, objects):
        out = self.do("size", [self.binutils + "size", *objects])
        return sum(int(line.split()[0]) for line in out.splitlines()[1:])
