# SPDX-License-Identifier: GPL-2.0
"""
Blocks, strings and translation; input and output.
"""
from data import compare
from machine import BYTES, interesting

PORTS_AT = 0x0100


def elements(c, size, down, n, values):
    """An area, and a pointer to its first or last element: address, register"""
    at = c.place(size, count=n)
    for i, value in enumerate(values):
        c.m.store(at + i * BYTES[size], size, value)
    at = at + (n - 1) * BYTES[size] if down else at
    return at, c.pointer(at)


def steps(size, down):
    return -BYTES[size] if down else BYTES[size]


def random_values(c, size, n):
    return [interesting(c.rng, size) for _ in range(n)]


def block(c, size, down, repeat):
    """Copy, move both pointers, count; V: the count is zero"""
    n, step = c.rng.randrange(1, 5), steps(size, down)
    src, s = elements(c, size, down, n, random_values(c, size, n))
    dst, d = elements(c, size, down, n, random_values(c, size, n))
    r = c.reg("w", n)
    m = c.run((0xba if size == "b" else 0xbb) << 8 | s << 4 |
              (9 if down else 1), r.n << 8 | d << 4 | (0 if repeat else 8))
    while True:
        m.store(dst, size, m.load(src, size))
        src, dst = src + step, dst + step
        m.move(s, step)
        m.move(d, step)
        r.put(m, r.get(m) - 1)
        if not repeat or not r.get(m):
            break
    m.set_flags(V=not r.get(m))
    c.ignore("flag_Z")


def compare_block(c, size, down, repeat, strings):
    """
    Compare the register or the element at Rd with the one at Rs; Z: the
    condition holds, which ends a repetition.
    """
    n, step = c.rng.randrange(1, 5), steps(size, down)
    values = [c.rng.choice([1, 2, 0x7f, 0x80]) for _ in range(n)]
    src, s = elements(c, size, down, n, values)
    if strings:
        dst, d = elements(c, size, down, n,
                          [c.rng.choice([1, 0x7f]) for _ in range(n)])
    else:
        reg = c.reg(size, c.rng.choice(values))
        d = reg.n
    r = c.reg("w", n)
    cc = c.rng.choice([6, 6, 14, 7, 1, 10, 15])
    low = (2 if strings else 0) + (4 if repeat else 0) + (8 if down else 0)
    m = c.run((0xba if size == "b" else 0xbb) << 8 | s << 4 | low,
              r.n << 8 | d << 4 | cc)
    while True:
        a = m.load(dst, size) if strings else reg.get(m)
        compare(m, a, m.load(src, size), size)
        found = m.holds(cc)
        src += step
        m.move(s, step)
        if strings:
            dst += step
            m.move(d, step)
        r.put(m, r.get(m) - 1)
        if not repeat or found or not r.get(m):
            break
    m.set_flags(Z=found, V=not r.get(m))
    c.ignore("flag_C", "flag_S")


def translate(c, down, repeat, test):
    """
    Each byte by a table; TRT looks only, into RH1, and ends at what is not
    zero (Z clear).
    """
    n = c.rng.randrange(1, 4)
    step = -1 if down else 1
    c.free.remove(1)
    src, s = elements(c, "b", down, n,
                      [c.rng.randrange(8) for _ in range(n)])
    table = c.place("b", count=8)
    for i in range(8):
        c.m.store(table + i, "b",
                  c.rng.choice([0, 0, 0x55, 0xaa]) if test else 0x30 + i)
    t = c.pointer(table)
    r = c.reg("w", n)
    low = (8 if down else 0) + (4 if repeat else 0) + (2 if test else 0)
    m = c.run(0xb800 | s << 4 | low,
              r.n << 8 | t << 4 | (14 if test and repeat else 0))
    while True:
        value = m.load(table + m.load(src, "b"), "b")
        if test:
            m.set_reg(1, "b", value)
        else:
            m.store(src, "b", value)
        src += step
        m.move(s, step)
        r.put(m, r.get(m) - 1)
        if not repeat or not r.get(m) or (test and value):
            break
    m.set_flags(V=not r.get(m))
    if test:
        m.set_flags(Z=value == 0)
    else:
        c.ignore("flag_Z", "R1")


# ---- ports: words at even addresses, the even byte is the upper half


class Port:
    """One of the harness's port registers: six normal and six special ones"""

    def __init__(self, c, size, special):
        self.number = c.rng.randrange(6)
        self.address = PORTS_AT + 2 * self.number
        if size == "b":
            self.address += c.rng.randrange(2)
        self.index = self.number + (6 if special else 0)
        self.size = size
        c.m.port[self.index] = interesting(c.rng, "w")

    def read(self, m):
        value = m.port[self.index]
        if self.size == "w":
            return value
        return value & 0xff if self.address & 1 else value >> 8

    def write(self, m, value):
        old = m.port[self.index]
        if self.size == "b" and self.address & 1:
            value = old & 0xff00 | value
        elif self.size == "b":
            value = value << 8 | old & 0xff
        m.port[self.index] = value


def single(c, size, out, special, direct):
    """IN and OUT; the port in a word register, or direct"""
    port = Port(c, size, special)
    wide = size == "w"
    reg = c.reg(size)
    if direct:
        m = c.run((0x3b if wide else 0x3a) << 8 | reg.n << 4 |
                  4 + (2 if out else 0) + special, port.address)
    else:
        n = c.take("w", nonzero=True)
        c.set(n, "w", port.address)
        m = c.run((0x3c + wide + (2 if out else 0)) << 8 | n << 4 | reg.n)
    if out:
        port.write(m, reg.get(m))
    else:
        reg.put(m, port.read(m))


def block_io(c, size, out, special, down, repeat):
    """Between a port and memory; V: the count is zero; Z is undefined"""
    n, step = c.rng.randrange(1, 4), steps(size, down)
    port = Port(c, size, special)
    at, pointer = elements(c, size, down, n, random_values(c, size, n))
    where = c.take("w", nonzero=True)
    c.set(where, "w", port.address)
    r = c.reg("w", n)
    x, y = (pointer, where) if out else (where, pointer)
    low = (2 if out else 0) + (8 if down else 0) + special
    m = c.run((0x3b if size == "w" else 0x3a) << 8 | x << 4 | low,
              r.n << 8 | y << 4 | (0 if repeat else 8))
    while True:
        if out:
            port.write(m, m.load(at, size))
        else:
            m.store(at, size, port.read(m))
        at += step
        m.move(pointer, step)
        r.put(m, r.get(m) - 1)
        if not repeat or not r.get(m):
            break
    m.set_flags(V=not r.get(m))
    c.ignore("flag_Z")


# ---- all of them


def ways():
    for down in (False, True):
        for repeat in (False, True):
            yield down, repeat, ("D" if down else "I") + "R" * repeat


def instructions():
    for down, repeat, way in ways():
        for size, suffix in (("b", "B"), ("w", "")):
            name = "LD" + way + suffix
            yield name.lower(), name, \
                lambda c, s=size, d=down, r=repeat: block(c, s, d, r)
            for strings in (False, True):
                name = ("CPS" if strings else "CP") + way + suffix
                yield name.lower(), name, \
                    lambda c, s=size, d=down, r=repeat, t=strings: \
                    compare_block(c, s, d, r, t)
        for test in (False, True):
            name = ("TRT" if test else "TR") + way + "B"
            yield name.lower(), name, \
                lambda c, d=down, r=repeat, t=test: translate(c, d, r, t)


def ports():
    for special in (0, 1):
        for size, suffix in (("b", "B"), ("w", "")):
            for out in (False, True):
                name = "S" * special + ("OUT" if out else "IN") + suffix
                yield name.lower() + "_da", name, \
                    lambda c, s=size, o=out, p=special: \
                    single(c, s, o, p, True)
                if not special:
                    yield name.lower() + "_ir", name, \
                        lambda c, s=size, o=out, p=special: \
                        single(c, s, o, p, False)
                for down, repeat, way in ways():
                    verb = "OT" if out and repeat else "OUT" if out else "IN"
                    name = "S" * special + verb + way + suffix
                    yield name.lower(), name, \
                        lambda c, s=size, o=out, p=special, d=down, \
                        r=repeat: block_io(c, s, o, p, d, r)
