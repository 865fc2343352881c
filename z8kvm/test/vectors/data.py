# SPDX-License-Identifier: GPL-2.0
"""
Data: arithmetic, logic, bits, shifts, loads, stack.

instructions() yields (name, mnemonic, function that makes a Case).
"""
from machine import BITS, BYTES, CONDITIONS, Imm, Reg, interesting, signed, \
    unsigned

SUFFIX = {"b": "B", "w": "", "l": "L"}


# ---- flags


def set_zs(m, value, size):
    value = signed(value, size)
    m.set_flags(Z=value == 0, S=value < 0)


def fits(value, size):
    return signed(value, size) == value


def add(m, a, b, size, carry=0):
    """C: carry out of the top; V: the signed sum has no place"""
    total = a + b + carry
    m.set_flags(C=total != unsigned(total, size),
                V=not fits(signed(a, size) + signed(b, size) + carry, size))
    set_zs(m, total, size)
    if size == "b":
        m.set_flags(D=False, H=a % 16 + b % 16 + carry > 15)
    return total


def compare(m, a, b, size, borrow=0):
    """C: borrow; V: the signed difference has no place"""
    m.set_flags(C=a - b - borrow < 0,
                V=not fits(signed(a, size) - signed(b, size) - borrow, size))
    set_zs(m, a - b - borrow, size)
    return a - b - borrow


def sub(m, a, b, size, borrow=0):
    if size == "b":
        m.set_flags(D=True, H=a % 16 - b % 16 - borrow < 0)
    return compare(m, a, b, size, borrow)


def logic(m, value, size):
    """Z and S; of bytes P is set if the number of ones is even"""
    set_zs(m, value, size)
    if size == "b":
        m.set_flags(V=bin(value & 0xff).count("1") % 2 == 0)
    return value


# ---- two operands


BINARY = {
    "ADD": ({"b": 0x00, "w": 0x01, "l": 0x16}, add),
    "SUB": ({"b": 0x02, "w": 0x03, "l": 0x12}, sub),
    "OR": ({"b": 0x04, "w": 0x05}, lambda m, a, b, s: logic(m, a | b, s)),
    "AND": ({"b": 0x06, "w": 0x07}, lambda m, a, b, s: logic(m, a & b, s)),
    "XOR": ({"b": 0x08, "w": 0x09}, lambda m, a, b, s: logic(m, a ^ b, s)),
    "CP": ({"b": 0x0a, "w": 0x0b, "l": 0x10}, compare),
    "LD": ({"b": 0x20, "w": 0x21, "l": 0x14}, lambda m, a, b, s: b),
}


def binary(c, name, op, size, mode, rule):
    d = c.reg(size)
    bits, field, words, source = c.operand(mode, size)
    m = c.run(bits | op << 8 | field << 4 | d.n, *words)
    result = rule(m, d.get(m), source.get(m), size)
    if name != "CP":
        d.put(m, result)


def with_carry(c, op, size, rule):
    d, s = c.reg(size), c.reg(size)
    m = c.run(op << 8 | s.n << 4 | d.n)
    d.put(m, rule(m, d.get(m), s.get(m), size, m.flag("C")))


def multiply(c, op, size, mode):
    """The lower half by the operand; C: the upper half is needed"""
    double = {"w": "l", "l": "q"}[size]
    d = c.reg(double)
    bits, field, words, source = c.operand(mode, size)
    m = c.run(bits | op << 8 | field << 4 | d.n, *words)
    product = signed(d.get(m), size) * signed(source.get(m), size)
    d.put(m, product)
    m.set_flags(C=not fits(product, size), Z=product == 0, S=product < 0,
                V=False)


def divide(c, op, size, mode):
    """
    Quotient to the lower half, remainder, with the dividend's sign, to the
    upper. By zero: nothing but Z and V. A quotient of one bit too many: V, C.
    """
    double = {"w": "l", "l": "q"}[size]
    divisor = [7, 0, 0x123, unsigned(-0x321, size)][c.number]
    dividend = [100, interesting(c.rng, double), -0x12345,
                -0x321 * (1 << (BITS[size] - 1)) - 5][c.number]
    d = c.reg(double, unsigned(dividend, double))
    bits, field, words, _ = c.operand(mode, size, divisor)
    m = c.run(bits | op << 8 | field << 4 | d.n, *words)
    n, by = signed(d.get(m), double), signed(divisor, size)
    if by == 0:
        m.set_flags(Z=True, V=True, C=False)
        c.ignore("flag_S")
        return
    quotient = abs(n) // abs(by) * (1 if (n < 0) == (by < 0) else -1)
    d.put(m, unsigned(n - quotient * by, size) << BITS[size] |
          unsigned(quotient, size))
    over = not fits(quotient, size)
    m.set_flags(Z=quotient == 0, S=quotient < 0, V=over, C=over)


def exchange(c, op, size, mode):
    d = c.reg(size)
    bits, field, words, other = c.operand(mode, size)
    m = c.run(bits | op << 8 | field << 4 | d.n, *words)
    a, b = d.get(m), other.get(m)
    d.put(m, b)
    other.put(m, a)


# ---- one operand


def test_and_set(m, value, size):
    """S is the old sign; all ones"""
    m.set_flags(S=signed(value, size) < 0)
    return -1


UNARY = {
    "COM": (0, lambda m, v, s: logic(m, unsigned(~v, s), s)),
    "NEG": (2, lambda m, v, s: compare(m, 0, v, s)),
    "TEST": (4, logic),
    "TSET": (6, test_and_set),
    "CLR": (8, lambda m, v, s: 0),
}


def unary(c, op, low, size, mode, rule):
    bits, field, words, place = c.operand(mode, size)
    m = c.run(bits | op << 8 | field << 4 | low, *words)
    place.put(m, rule(m, place.get(m), size))


def with_immediate(c, op, low, size, mode):
    """CP and LD of memory and an immediate operand"""
    bits, field, words, place = c.operand(mode, size)
    value = interesting(c.rng, size)
    second = value * 0x101 if size == "b" else value
    m = c.run(bits | op << 8 | field << 4 | low, *words, second)
    if low == 1:
        compare(m, place.get(m), value, size)
    else:
        place.put(m, value)


def count(c, op, size, mode, down):
    """INC and DEC by 1 to 16 leave C, D and H"""
    n = c.rng.choice([1, 2, 16, c.rng.randrange(1, 17)])
    bits, field, words, place = c.operand(mode, size)
    m = c.run(bits | op << 8 | field << 4 | n - 1, *words)
    old = signed(place.get(m), size)
    new = old - n if down else old + n
    place.put(m, new)
    set_zs(m, new, size)
    m.set_flags(V=not fits(new, size))


BIT = {
    "RES": (0x22, lambda m, v, bit: v & ~bit),
    "SET": (0x24, lambda m, v, bit: v | bit),
    "BIT": (0x26, lambda m, v, bit: m.set_flags(Z=not v & bit)),
}


def bit_static(c, op, size, mode, rule):
    n = c.rng.randrange(BITS[size])
    bits, field, words, place = c.operand(mode, size)
    m = c.run(bits | op << 8 | field << 4 | n, *words)
    value = rule(m, place.get(m), 1 << n)
    if value is not None:
        place.put(m, value)


def bit_dynamic(c, op, size, rule):
    """The number is in a word register (R0 to R7 of byte forms)"""
    free = list(c.free)
    if size == "b":
        c.free = [n for n in free if n < 8]
    number = c.reg("w", c.rng.randrange(BITS[size]))
    c.free = [n for n in free if n != number.n]
    place = c.reg(size)
    m = c.run(op << 8 | number.n, place.n << 8)
    value = rule(m, place.get(m), 1 << number.get(m))
    if value is not None:
        place.put(m, value)


# ---- shifts, rotations


def shift(m, value, size, n, arithmetic):
    """
    C: the last bit out. V of an arithmetic shift: the sign has changed at
    some step.
    """
    top, old = 1 << (BITS[size] - 1), signed(value, size)
    changed = False
    for _ in range(abs(n)):
        sign = value & top
        if n > 0:
            m.set_flags(C=sign)
            value = unsigned(value << 1, size)
        else:
            m.set_flags(C=value & 1)
            value = value >> 1 | (top if arithmetic and old < 0 else 0)
        changed = changed or (value & top) != sign
    set_zs(m, value, size)
    if arithmetic:
        m.set_flags(V=changed)
    return value


def shift_static(c, op, size, low, n, arithmetic):
    d = c.reg(size)
    word = n & 0xff if size == "b" else n & 0xffff
    m = c.run(op << 8 | d.n << 4 | low, word)
    d.put(m, shift(m, d.get(m), size, n, arithmetic))
    if not arithmetic:
        c.ignore("flag_V")


def shift_dynamic(c, op, size, low, arithmetic):
    n = c.rng.choice([k for k in range(-BITS[size], BITS[size] + 1) if k])
    d = c.reg(size)
    by = c.reg("w", n & 0xffff)
    m = c.run(op << 8 | d.n << 4 | low, by.n << 8)
    d.put(m, shift(m, d.get(m), size, n, arithmetic))
    if not arithmetic:
        c.ignore("flag_V")


def rotate(c, op, size, low, right, carry):
    """By one or two; V: the sign has changed at some step"""
    d = c.reg(size)
    m = c.run(op << 8 | d.n << 4 | low)
    value, top = d.get(m), 1 << (BITS[size] - 1)
    changed = False
    for _ in range(2 if low & 2 else 1):
        sign = value & top
        out = value & 1 if right else bool(sign)
        comes = m.flag("C") if carry else out
        value = value >> 1 | comes * top if right else \
            unsigned(value << 1 | comes, size)
        m.set_flags(C=out)
        changed = changed or (value & top) != sign
    d.put(m, value)
    set_zs(m, value, size)
    m.set_flags(V=changed)


def rotate_digit(c, op, left):
    """Three digits: the lower of link, both of the byte"""
    link, byte = c.reg("b"), c.reg("b")
    m = c.run(op << 8 | byte.n << 4 | link.n)
    a, b = link.get(m) % 16, byte.get(m)
    digit = b // 16 if left else b % 16
    byte.put(m, b % 16 * 16 + a if left else a * 16 + b // 16)
    link.put(m, link.get(m) // 16 * 16 + digit)
    m.set_flags(Z=link.get(m) == 0)
    c.ignore("flag_S")


def decimal(c):
    """After the addition or subtraction of decimal numbers: their sum"""
    a, b = c.rng.randrange(100), c.rng.randrange(100)
    subtract = c.number % 2
    code = [int(str(n), 16) for n in (a, b)]
    d = c.reg("b")
    d.put(c.m, (sub if subtract else add)(c.m, code[0], code[1], "b") & 0xff)
    m = c.run(0xb000 | d.n << 4)
    total = a - b if subtract else a + b
    result = int(str(total % 100), 16)
    d.put(m, result)
    m.set_flags(C=total < 0 or total > 99)
    set_zs(m, result, "b")
    c.ignore("flag_V")


def extend(c, low, size):
    """The lower half's sign into the upper half"""
    half = {"w": 8, "l": 16, "q": 32}[size]
    d = c.reg(size)
    m = c.run(0xb100 | d.n << 4 | low)
    value = d.get(m) & ((1 << half) - 1)
    d.put(m, value - (1 << half) if value >> (half - 1) else value)


def condition_bit(c, op, size):
    """Bit 0 is set if the condition holds, else nothing happens"""
    cc = c.rng.randrange(2 * len(CONDITIONS))
    d = c.reg(size)
    m = c.run(op << 8 | d.n << 4 | cc)
    if m.holds(cc):
        d.put(m, d.get(m) | 1)


# ---- loads


def store(c, op, size, mode):
    s = c.reg(size)
    bits, field, words, place = c.operand(mode, size)
    m = c.run(bits | op << 8 | field << 4 | s.n, *words)
    place.put(m, s.get(m))


def based(c, op, size, indexed, what):
    """R(#n) and R(Rx): load, store, or the address itself"""
    at = c.place(size)
    by = c.rng.choice([0, 4, 0x10, 0xfff8])
    flat = at - by if by < 0x8000 else at - by + 0x10000
    base = c.pointer(flat)
    if indexed:
        index = c.reg("w", by)
        words = [index.n << 8]
    else:
        words = [by]
    if what == "address":
        d = c.reg("l" if c.m.segmented else "w")
    else:
        d = c.reg(size)
    m = c.run((op | 0x40 if indexed else op) << 8 | base << 4 | d.n, *words)
    move(c, m, d, at, size, what)


def move(c, m, d, at, size, what):
    if what == "load":
        d.put(m, m.load(at, size))
    elif what == "store":
        m.store(at, size, d.get(m))
    elif m.segmented:           # bit 31 and those below the segment
        d.put(m, 0x80000000 | (at >> 12) << 24 | at & 0xfff)
        c.ignore("R%d" % d.n)
    else:
        d.put(m, at)


def relative(c, op, size, what):
    """16 bits relative to the next instruction, in the segment of the PC"""
    if what == "address":
        d = c.reg("l" if c.m.segmented else "w")
    else:
        d = c.reg(size)
    by = c.rng.choice([-0x100, 0x40, 0x100])
    at = 0x0204 + by
    c.m.store(at, size, interesting(c.rng, size))
    m = c.run(op << 8 | d.n, by & 0xffff)
    move(c, m, d, at, size, what)


def load_address(c, mode):
    size = "l" if c.m.segmented else "w"
    at = c.place("w")
    d = c.reg(size)
    field, index = 0, 0
    if mode == "X":
        index = c.rng.choice([0, 2, 0x10])
        field = c.take("w", nonzero=True)
        c.set(field, "w", index)
    words = c.address(at, index)
    m = c.run(0x7600 | field << 4 | d.n, *words)
    move(c, m, d, at, size, "address")


def load_byte(c):
    d, value = c.reg("b"), interesting(c.rng, "b")
    d.put(c.run(0xc000 | d.n << 8 | value), value)


def load_constant(c):
    d, value = c.reg("w"), c.rng.randrange(16)
    d.put(c.run(0xbd00 | d.n << 4 | value), value)


def word_of(c, reg):
    """For a register; as a non-segmented normal mode case ends, R14 is low"""
    word = interesting(c.rng, "w")
    shared = reg == 14 and not c.m.system() and not c.m.segmented
    return word & 0xff if shared else word


def multiple(c, mode, to_memory):
    n = c.rng.choice([1, 2, 5, 16 if mode == "DA" else 3])
    first = c.rng.randrange(16)
    regs = [(first + i) % 16 for i in range(n)]
    c.free = [f for f in c.free if f not in regs] or c.free
    bits, field, words, place = c.operand(mode, "w")
    for i, reg in enumerate(regs):
        c.m.store(place.at + 2 * i, "w", word_of(c, reg))
        if n < 16 or mode == "DA":
            c.set(reg, "w", word_of(c, reg))
    m = c.run(bits | 0x1c01 | to_memory << 3 | field << 4,
              first << 8 | n - 1, *words)
    for i, reg in enumerate(regs):
        if to_memory:
            m.store(place.at + 2 * i, "w", m.r[reg])
        else:
            m.r[reg] = m.load(place.at + 2 * i, "w")


def push(c, size, mode):
    at = c.place(size)
    if mode == "IM":
        sp = c.pointer(at + BYTES[size])
        value = interesting(c.rng, "w")
        m = c.run(0x0d09 | sp << 4, value)
        m.push(sp, size, value, at + BYTES[size])
        return
    op = {"w": 0x13, "l": 0x11}[size]
    sp = c.pointer(at + BYTES[size])
    bits, field, words, source = c.operand(mode, size)
    m = c.run(bits | op << 8 | sp << 4 | field, *words)
    m.push(sp, size, source.get(m), at + BYTES[size])


def pop(c, size, mode):
    op = {"w": 0x17, "l": 0x15}[size]
    at = c.place(size)
    sp = c.pointer(at)
    bits, field, words, place = c.operand(mode, size)
    m = c.run(bits | op << 8 | sp << 4 | field, *words)
    m.move(sp, BYTES[size])
    place.put(m, m.load(at, size))


# ---- all of them


def named(name, size, mode):
    return "%s_%s" % ((name + SUFFIX[size]).lower(), mode.lower())


def arithmetic():
    for name, (ops, rule) in BINARY.items():
        for size, op in ops.items():
            for mode in ("R", "IM", "IR", "DA", "X"):
                yield named(name, size, mode), name + SUFFIX[size], \
                    lambda c, n=name, o=op, s=size, d=mode, r=rule: \
                    binary(c, n, o, s, d, r)
    for name, rule, ops in (("ADC", add, "bw"), ("SBC", sub, "bw")):
        for i, size in enumerate(ops):
            op = (0xb4 if name == "ADC" else 0xb6) + i
            yield named(name, size, "R"), name + SUFFIX[size], \
                lambda c, o=op, s=size, r=rule: with_carry(c, o, s, r)
    for name, ops, make in (("MULT", {"w": 0x19, "l": 0x18}, multiply),
                            ("DIV", {"w": 0x1b, "l": 0x1a}, divide)):
        for size, op in ops.items():
            for mode in ("R", "IM", "IR", "DA", "X"):
                yield named(name, size, mode), name + SUFFIX[size], \
                    lambda c, k=make, o=op, s=size, d=mode: k(c, o, s, d)


def one_operand():
    for name, (low, rule) in UNARY.items():
        sizes = {"b": 0x0c, "w": 0x0d}
        if name == "TEST":
            sizes["l"] = 0x1c
        for size, op in sizes.items():
            n = 8 if size == "l" else low
            for mode in ("R", "IR", "DA", "X"):
                yield named(name, size, mode), name + SUFFIX[size], \
                    lambda c, o=op, w=n, s=size, d=mode, r=rule: \
                    unary(c, o, w, s, d, r)
    for name, op in (("INC", 0x28), ("DEC", 0x2a)):
        for i, size in enumerate("bw"):
            for mode in ("R", "IR", "DA", "X"):
                yield named(name, size, mode), name + SUFFIX[size], \
                    lambda c, o=op + i, s=size, d=mode, n=name: \
                    count(c, o, s, d, n == "DEC")
    for name, (op, rule) in BIT.items():
        for i, size in enumerate("bw"):
            for mode in ("R", "IR", "DA", "X"):
                yield named(name, size, mode), name + SUFFIX[size], \
                    lambda c, o=op + i, s=size, d=mode, r=rule: \
                    bit_static(c, o, s, d, r)
            yield named(name, size, "dynamic"), name + SUFFIX[size], \
                lambda c, o=op + i, s=size, r=rule: bit_dynamic(c, o, s, r)


def shifts():
    lows = {"b": (0xb2, 0x01), "w": (0xb3, 0x01), "l": (0xb3, 0x05)}
    for size, (op, low) in lows.items():
        for arithmetic, letter in ((False, "L"), (True, "A")):
            where = low | (8 if arithmetic else 0)
            for n in (1, 3, BITS[size]):
                for sign, side in ((1, "L"), (-1, "R")):
                    yield named("S%s%s%d" % (side, letter, n), size, "R"), \
                        "S" + side + letter + SUFFIX[size], \
                        lambda c, o=op, s=size, w=where, k=n * sign, \
                        a=arithmetic: shift_static(c, o, s, w, k, a)
            yield named("SD" + letter, size, "R"), \
                "SD" + letter + SUFFIX[size], \
                lambda c, o=op, s=size, w=where | 2, a=arithmetic: \
                shift_dynamic(c, o, s, w, a)
    for low in range(0, 16, 2):
        name = "R%s%s" % ("R" if low & 4 else "L", "C" if low & 8 else "")
        for op, size in ((0xb2, "b"), (0xb3, "w")):
            yield named("%s%d" % (name, 2 if low & 2 else 1), size, "R"), \
                name + SUFFIX[size], \
                lambda c, o=op, s=size, w=low: \
                rotate(c, o, s, w, w & 4, w & 8)
    yield "rldb_r", "RLDB", lambda c: rotate_digit(c, 0xbe, True)
    yield "rrdb_r", "RRDB", lambda c: rotate_digit(c, 0xbc, False)
    yield "dab_r", "DAB", decimal
    for name, low, size in (("extsb", 0, "w"), ("exts", 10, "l"),
                            ("extsl", 7, "q")):
        yield name + "_r", name.upper(), \
            lambda c, w=low, s=size: extend(c, w, s)
    yield "tccb_r", "TCCB", lambda c: condition_bit(c, 0xae, "b")
    yield "tcc_r", "TCC", lambda c: condition_bit(c, 0xaf, "w")


def loads():
    for size, op in (("b", 0x2e), ("w", 0x2f), ("l", 0x1d)):
        for mode in ("IR", "DA", "X"):
            yield named("ST", size, mode), "LD" + SUFFIX[size], \
                lambda c, o=op, s=size, d=mode: store(c, o, s, d)
    for i, size in enumerate("bw"):
        for mode in ("IR", "DA", "X"):
            for name, low in (("CP", 1), ("LD", 5)):
                yield named(name, size, mode + "_im"), name + SUFFIX[size], \
                    lambda c, o=0x0c + i, w=low, s=size, d=mode: \
                    with_immediate(c, o, w, s, d)
    for op, size, what in ((0x30, "b", "load"), (0x31, "w", "load"),
                           (0x35, "l", "load"), (0x32, "b", "store"),
                           (0x33, "w", "store"), (0x37, "l", "store"),
                           (0x34, "w", "address")):
        name = "LDA" if what == "address" else "LD" + SUFFIX[size]
        for indexed, mode in ((False, "ba"), (True, "bx")):
            yield "%s_%s_%s" % (name.lower(), what, mode), name, \
                lambda c, o=op, s=size, x=indexed, w=what: \
                based(c, o, s, x, w)
        yield "%s_%s_ra" % (name.lower(), what), name + "R", \
            lambda c, o=op, s=size, w=what: relative(c, o, s, w)
    for mode in ("DA", "X"):
        yield "lda_" + mode.lower(), "LDA", \
            lambda c, d=mode: load_address(c, d)
    yield "ldb_short", "LDB", load_byte
    yield "ldk", "LDK", load_constant
    for size, op in (("b", 0x2c), ("w", 0x2d)):
        for mode in ("R", "IR", "DA", "X"):
            yield named("EX", size, mode), "EX" + SUFFIX[size], \
                lambda c, o=op, s=size, d=mode: exchange(c, o, s, d)
    for mode in ("IR", "DA", "X"):
        yield "ldm_load_" + mode.lower(), "LDM", \
            lambda c, d=mode: multiple(c, d, False)
        yield "ldm_store_" + mode.lower(), "LDM", \
            lambda c, d=mode: multiple(c, d, True)


def stack():
    for size in "wl":
        for mode in ("R", "IR", "DA", "X"):
            yield named("PUSH", size, mode), "PUSH" + SUFFIX[size], \
                lambda c, s=size, d=mode: push(c, s, d)
            yield named("POP", size, mode), "POP" + SUFFIX[size], \
                lambda c, s=size, d=mode: pop(c, s, d)
    yield "push_im", "PUSH", lambda c: push(c, "w", "IM")


def instructions():
    for group in (arithmetic, one_operand, shifts, loads, stack):
        yield from group()
