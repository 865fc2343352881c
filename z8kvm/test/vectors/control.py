# SPDX-License-Identifier: GPL-2.0
"""
Flags, control registers, interrupts, the multi-micro lines.
"""
from flow import LDK_R2_1, marked, stack_pointer
from machine import CODE_AT, HALT, interesting

FCW_BITS = 0xf8fc
FLAG_BITS = 0x00fc
INTERRUPTS = ((2, 0x1000), (1, 0x0800))         # VI, NVI: zero if meant


def nothing(c, word):
    c.run(word)


def flags(c, low, rule):
    """SETFLG, RESFLG, COMFLG of C, Z, S, P/V in bits 7 to 4"""
    mask = c.rng.randrange(16) << 4
    m = c.run(0x8d00 | mask | low)
    m.fcw = rule(m.fcw, mask)
    if low == 5:
        c.ignore("flag_H")


def load_flags(c, to_flags):
    r = c.reg("b")
    m = c.run(0x8c01 | to_flags << 3 | r.n << 4)
    if to_flags:
        m.fcw = m.fcw & ~FLAG_BITS | r.get(m) & FLAG_BITS
    else:
        r.put(m, m.fcw & FLAG_BITS)


def to_mode(c):
    """Stay in system mode; one of the cases goes to normal mode"""
    return c.m.fcw & (0x8000 if c.number == 3 else 0xc000)


def load_fcw(c, to_control):
    """With the same segmentation, as the case is to end"""
    mode = to_mode(c) if to_control else c.m.fcw & 0xc000
    value = mode | c.rng.randrange(0x4000) & FCW_BITS
    r = c.reg("w", value)
    m = c.run(0x7d02 | to_control << 3 | r.n << 4)
    if to_control:
        m.fcw = r.get(m)
    else:
        r.put(m, m.fcw)


def write_control(c, number, mask, values):
    """Written, and read back to another register"""
    value = c.rng.randrange(0x10000) & values
    a, b = c.reg("w", value), c.reg("w")
    m = c.run(0x7d08 | number | a.n << 4)
    c.code.append(0x7d00 | number | b.n << 4)
    b.put(m, value & mask)


def read_control(c, number, mask, values):
    """The same, and what is tested is the second"""
    value = c.rng.randrange(0x10000) & values
    a, b = c.reg("w", value), c.reg("w")
    c.code.append(0x7d08 | number | a.n << 4)
    m = c.run(0x7d00 | number | b.n << 4)
    b.put(m, value & mask)


def status_words(c, at, mode, identifier):
    """FCW and PC in memory, behind what stands before them; their length"""
    fcw = mode | c.rng.randrange(64) * 4
    words = [fcw, CODE_AT + 2 * (len(c.code) + 1)]
    if c.m.segmented:
        words = [0, fcw, 0x8000, words[1]]
    elif identifier:
        words = [0] + words
    for i, word in enumerate(words):
        c.m.store(at + 2 * i, "w", word)
    return fcw, 2 * len(words)


def load_status(c, mode):
    """The PC is that behind the mark that follows"""
    marked(c)
    bits, field, words, place = c.operand(mode, "w")
    c.code = [0x3900 | bits | field << 4, *words]
    fcw, _ = status_words(c, place.at, to_mode(c), False)
    code, c.code = c.code, []
    m = c.run(*code)
    c.code.append(LDK_R2_1)
    m.fcw = fcw


def interrupt_return(c):
    """As LDPS of the stack, after the identifier"""
    marked(c)
    sp = stack_pointer(c)
    c.code = [0x7b00]
    fcw, size = status_words(c, sp, c.m.fcw & 0xc000, True)
    c.code = []
    m = c.run(0x7b00)
    c.code.append(LDK_R2_1)
    m.move(14 if m.segmented else 15, size)
    m.fcw = fcw


def enable(c, to):
    low = c.number
    m = c.run(0x7c00 | (4 if to else 0) | low)
    for zero, bit in INTERRUPTS:
        if not low & zero:
            m.fcw = m.fcw | bit if to else m.fcw & ~bit


def multi_micro_bit(c):
    """S: the input line is asserted, which it is not here"""
    c.run(0x7b0a).set_flags(S=False)
    c.ignore("flag_Z")


def multi_micro_request(c):
    """
    Nobody has the resource (else S = Z = 0): ask, wait until the register is
    zero, look whether it was granted: Z = 1, S is the answer (no).
    """
    r = c.reg("w", interesting(c.rng, "w") | 1)
    m = c.run(0x7b0d | r.n << 4)
    r.put(m, 0)
    m.set_flags(Z=True, S=False)


# Number, what is kept, what to write: the Z8002's; REFRESH is not to count
CONTROLS = (
    ("refresh", 3, 0xffff, 0x7e00), ("psapoff", 5, 0xff00, 0xffff),
    ("nsp", 7, 0xffff, 0xffff),
)


def instructions():
    yield "nop", "NOP", lambda c: nothing(c, 0x8d07)
    yield "setflg", "SETFLG", \
        lambda c: flags(c, 1, lambda old, mask: old | mask)
    yield "resflg", "RESFLG", \
        lambda c: flags(c, 3, lambda old, mask: old & ~mask)
    yield "comflg", "COMFLG", \
        lambda c: flags(c, 5, lambda old, mask: old ^ mask)
    yield "ldctlb_read", "LDCTLB", lambda c: load_flags(c, False)
    yield "ldctlb_write", "LDCTLB", lambda c: load_flags(c, True)


def privileged():
    yield "halt", "HALT", lambda c: nothing(c, HALT)
    yield "mset", "MSET", lambda c: nothing(c, 0x7b08)
    yield "mres", "MRES", lambda c: nothing(c, 0x7b09)
    yield "mbit", "MBIT", multi_micro_bit
    yield "mreq", "MREQ", multi_micro_request
    yield "ldctl_fcw_read", "LDCTL", lambda c: load_fcw(c, False)
    yield "ldctl_fcw_write", "LDCTL", lambda c: load_fcw(c, True)
    for name, *numbers in CONTROLS:
        yield "ldctl_%s_write" % name, "LDCTL", \
            lambda c, n=tuple(numbers): write_control(c, *n)
        yield "ldctl_%s_read" % name, "LDCTL", \
            lambda c, n=tuple(numbers): read_control(c, *n)
    for mode in ("IR", "DA", "X"):
        yield "ldps_" + mode.lower(), "LDPS", \
            lambda c, d=mode: load_status(c, d)
    yield "iret", "IRET", interrupt_return
    yield "di", "DI", lambda c: enable(c, False)
    yield "ei", "EI", lambda c: enable(c, True)
