# SPDX-License-Identifier: GPL-2.0
"""
A machine for the instructions of the Z8000: registers, flags, memory, ports;
and a case of a test: their state before and after.

Written from the manual, in plain arithmetic, independently of the library.
Addresses are "flat" as in the files: in segmented mode 0x1xxx is segment 1,
offset xxx; all data of segmented cases is there.

A case ends with HALT. In normal mode that is a trap, to code which takes the
case's R15 (in segmented mode R14 too), flags and segmentation to system
mode, where HALT ends it. For that the case leaves the program status area at
0, the system stack pointer 0, and R14 of a non-segmented one below 0x100.
"""
import copy
import json
import zlib

CODE_AT = 0x0200
HALT_AT = 0x00c0
HALT = 0x7a00
SYSTEM, SEGMENTED = 0x4000, 0x8000
FLAG = {"C": 0x80, "Z": 0x40, "S": 0x20, "V": 0x10, "D": 0x08, "H": 0x04}
BITS = {"b": 8, "w": 16, "l": 32, "q": 64}
BYTES = {"b": 1, "w": 2, "l": 4, "q": 8}
SEGMENT = 1                     # of data, in segmented cases
PRIVILEGED = 0x10               # in the program status area
LDCTL_R14_NSPSEG, LDCTL_R15_NSPOFF = 0x7de6, 0x7df7

# The frame of a trap is at 00_FFF8: identifier, FCW, segment, offset
TO_SYSTEM_MODE = [
    0x650e, 0x8000, 0xfffa,             # set |00_fffa|,#14
    0x4d05, 0x8000, 0xfffe, HALT_AT,    # ld |00_fffe|,#
    0x7900, 0x8000, 0xfff8,             # ldps |00_fff8|
]

CONDITIONS = [
    lambda m: False,
    lambda m: m.flag("S") != m.flag("V"),
    lambda m: m.flag("Z") or m.flag("S") != m.flag("V"),
    lambda m: m.flag("C") or m.flag("Z"),
    lambda m: m.flag("V"),
    lambda m: m.flag("S"),
    lambda m: m.flag("Z"),
    lambda m: m.flag("C"),
]


class Random:
    """The same numbers in every version of Python"""

    def __init__(self, name):
        self.state = zlib.crc32(name.encode()) | 1 << 32

    def randrange(self, *bounds):
        low, high = bounds if len(bounds) == 2 else (0, bounds[0])
        for _ in range(4):
            self.state ^= self.state << 13 & (1 << 64) - 1
            self.state ^= self.state >> 7
            self.state ^= self.state << 17 & (1 << 64) - 1
        return low + self.state % (high - low)

    def choice(self, items):
        return items[self.randrange(len(items))]


def signed(value, size):
    top = 1 << (BITS[size] - 1)
    return (value & (2 * top - 1)) - 2 * top * bool(value & top)


def unsigned(value, size):
    return value & ((1 << BITS[size]) - 1)


class Machine:
    """Registers, FCW, memory (bytes by flat address) and ports"""

    def __init__(self, segmented, system):
        self.segmented = segmented
        self.fcw = (SYSTEM if system else 0) | (SEGMENTED if segmented else 0)
        self.r = [0] * 16
        self.mem = {}
        self.port = {}

    def system(self):
        return bool(self.fcw & SYSTEM)

    def flag(self, name):
        return bool(self.fcw & FLAG[name])

    def set_flags(self, **flags):
        for name, value in flags.items():
            self.fcw &= ~FLAG[name]
            if value:
                self.fcw |= FLAG[name]

    def holds(self, cc):
        value = bool(CONDITIONS[cc & 7](self))
        return not value if cc & 8 else value

    def reg(self, n, size):
        if size == "b":
            return self.r[n] >> 8 if n < 8 else self.r[n - 8] & 0xff
        value = 0
        for i in range(BITS[size] // 16):
            value = value << 16 | self.r[n + i]
        return value

    def set_reg(self, n, size, value):
        value = unsigned(value, size)
        if size == "b" and n < 8:
            self.r[n] = value << 8 | self.r[n] & 0x00ff
        elif size == "b":
            self.r[n - 8] = self.r[n - 8] & 0xff00 | value
        else:
            words = BITS[size] // 16
            for i in range(words):
                self.r[n + i] = value >> 16 * (words - 1 - i) & 0xffff

    def load(self, at, size):
        value = 0
        for i in range(BYTES[size]):
            value = value << 8 | self.mem.get(at + i, 0)
        return value

    def store(self, at, size, value):
        for i in range(BYTES[size]):
            shift = 8 * (BYTES[size] - 1 - i)
            self.mem[at + i] = value >> shift & 0xff

    def move(self, pointer, by):
        """A pointer is a word register, or the lower half of a pair"""
        n = pointer + 1 if self.segmented else pointer
        self.r[n] = (self.r[n] + by) & 0xffff

    def push(self, pointer, size, value, at):
        self.move(pointer, -BYTES[size])
        self.store(at - BYTES[size], size, value)


class Reg:
    """An operand in a register"""

    def __init__(self, n, size):
        self.n, self.size = n, size

    def get(self, m):
        return m.reg(self.n, self.size)

    def put(self, m, value):
        m.set_reg(self.n, self.size, value)


class Mem:
    """An operand in memory"""

    def __init__(self, at, size):
        self.at, self.size = at, size

    def get(self, m):
        return m.load(self.at, self.size)

    def put(self, m, value):
        m.store(self.at, self.size, unsigned(value, self.size))


class Imm:
    """An operand in the instruction"""

    def __init__(self, value, size):
        self.value, self.size = value, size

    def get(self, m):
        return self.value


def interesting(rng, size):
    top = 1 << (BITS[size] - 1)
    if rng.randrange(5) < 2:
        return rng.choice([0, 1, top - 1, top, 2 * top - 1])
    return rng.randrange(2 * top)


class Case:
    """
    One test. Registers and memory are handed out so that operands do not
    overlap; number chooses between variants, such as long and short addresses.
    """

    def __init__(self, name, mnemonic, segmented, system, number):
        self.name = "%s_%d%s%s" % (name, number, "_seg" if segmented else "",
                                   "" if system else "_normal")
        self.mnemonic = mnemonic
        self.number = number
        self.rng = Random(self.name)
        self.m = Machine(segmented, system)
        self.m.fcw |= self.rng.choice([0x00, 0xfc, self.rng.randrange(64) * 4])
        self.free = [n for n in range(14)]
        self.data = 0x0404
        self.code = []
        self.at = 0             # the instruction tested, in words
        self.words = ()
        self.mask = {}
        self.before = None

    # ---- handing out

    def take(self, size, nonzero=False):
        """A free register; all words of it are then taken"""
        words = max(1, BITS[size] // 16)
        fits = [n for n in self.free if n % words == 0 and
                all(n + i in self.free for i in range(words)) and
                not (nonzero and n == 0)]
        n = self.rng.choice(fits)
        for i in range(words):
            self.free.remove(n + i)
        return n

    def set(self, n, size, value):
        """Set a register before the instruction"""
        self.m.set_reg(n, size, value)

    def reg(self, size, value=None):
        n = self.take_byte() if size == "b" else self.take(size)
        if value is None:
            value = interesting(self.rng, size)
        self.set(n, size, value)
        return Reg(n, size)

    def take_byte(self):
        n = self.rng.choice([f for f in self.free if f < 8])
        self.free.remove(n)
        return n + self.rng.choice([0, 8])

    def place(self, size, value=None, count=1):
        """Memory for some elements; short addresses reach the first few"""
        short = self.is_short()
        at = (0x0044 if short else 0x0404) + self.data - 0x0404
        self.data += 0x20
        at += (SEGMENT << 12) if self.m.segmented else 0
        if size == "b" and self.rng.randrange(2):
            at += 1
        for i in range(count):
            self.m.store(at + i * BYTES[size], size,
                         interesting(self.rng, size) if value is None
                         else value)
        return at

    def is_short(self):
        return self.m.segmented and self.number % 2 == 1

    def pointer(self, at, n=None):
        """A register or pair that points there; its number"""
        size = "l" if self.m.segmented else "w"
        if n is None:
            n = self.take(size, nonzero=True)
        if self.m.segmented:
            self.set(n, "l", 0x80000000 | (at >> 12) << 24 | at & 0xfff)
        else:
            self.set(n, "w", at)
        return n

    # ---- words

    def address(self, at, index=0):
        """The words of a direct address that is index bytes lower"""
        off = at - index
        if not self.m.segmented:
            return [off & 0xffff]
        segment, off = at >> 12, ((at & 0xfff) - index) & 0xffff
        if self.is_short() and off < 0x100:
            return [segment << 8 | off]
        return [0x8000 | segment << 8, off]

    def operand(self, mode, size, value=None):
        """
        Of one of the modes R, IM, IR, DA, X: the two bits that tell it, the
        half byte that goes with it, its words, and the operand.
        """
        if value is None:
            value = interesting(self.rng, size)
        if mode == "R":
            reg = self.reg(size, value)
            return 0x8000, reg.n, [], reg
        if mode == "IM":
            words = {"b": [value * 0x101 & 0xffff], "w": [value],
                     "l": [value >> 16, value & 0xffff]}[size]
            return 0, 0, words, Imm(value, size)
        at = self.place(size, value)
        if mode == "IR":
            return 0, self.pointer(at), [], Mem(at, size)
        if mode == "DA":
            return 0x4000, 0, self.address(at), Mem(at, size)
        index = self.rng.choice([0, 2, 0x10, 0x22])
        n = self.take("w", nonzero=True)
        self.set(n, "w", index)
        return 0x4000, n, self.address(at, index), Mem(at, size)

    # ---- the test

    def run(self, *words):
        """The instruction is complete: from here on the state is the result"""
        self.at = len(self.code)
        self.words = words
        self.code += words
        self.before = copy.deepcopy(self.m)
        return self.m

    def ignore(self, *names):
        """Mask bits that the manual leaves undefined"""
        for name in names:
            self.mask[name] = "manual"

    def words_of(self, mem):
        at = sorted({a & ~1 for a in mem})
        return {"%04X" % a: "%04X" % (mem.get(a, 0) << 8 | mem.get(a + 1, 0))
                for a in at}

    def end_in_normal_mode(self):
        """The code behind the case, and its place in the status area"""
        end = CODE_AT + 2 * len(self.code)
        self.before.store(PRIVILEGED + 2, "w", SYSTEM | SEGMENTED)
        self.before.store(PRIVILEGED + 6, "w", end)
        self.code.append(LDCTL_R15_NSPOFF)
        if self.m.fcw & SEGMENTED:
            self.code.append(LDCTL_R14_NSPSEG)
        self.code += TO_SYSTEM_MODE
        self.m.fcw |= SYSTEM

    def line(self):
        """As JSON, without the members that would be empty or zero"""
        if not self.m.system():
            self.end_in_normal_mode()
        old, new = self.before, self.m
        out = {
            "name": self.name,
            "mnemonic": self.mnemonic,
            "mode": "seg" if old.segmented else "nonseg",
            "at": self.at,
            "fcw_in": "%04X" % old.fcw,
            "code": ["%04X" % w for w in self.code],
            "regs_in": {str(n): "%04X" % old.r[n]
                        for n in range(16) if old.r[n]},
            "mem_in": self.words_of(old.mem),
            "io_in": {str(n): "%04X" % v for n, v in old.port.items()},
            "regs_out": {str(n): "%04X" % new.r[n]
                         for n in range(16)},
            "fcw_out": "%04X" % new.fcw,
            "mem_out": self.words_of(new.mem),
            "io_out": {str(n): "%04X" % v for n, v in new.port.items()},
            "undefined_mask": self.mask,
        }
        out = {name: value for name, value in out.items() if value}
        return json.dumps(out, separators=(",", ":"))
