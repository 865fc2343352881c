# SPDX-License-Identifier: GPL-2.0
"""
Jumps, calls, returns, loops, the system call.

LDK R2,#1 shows where an instruction goes: it is at the place where the
instruction does not go, or alone where it goes.
"""
from machine import BYTES, CODE_AT, HALT, HALT_AT, LDCTL_R14_NSPSEG, \
    LDCTL_R15_NSPOFF, PRIVILEGED, SEGMENT

LDK_R2_1 = 0xbd21
STACK = 15


def marked(c):
    """Keep R2 for the mark"""
    c.free = [n for n in c.free if n != 2]


def target_words(c, at, mode):
    """Operand of a jump or call: bits, half byte, words"""
    if mode == "IR":
        if c.m.segmented:
            n = c.take("l", nonzero=True)
            c.set(n, "l", 0x80000000 | at)
        else:
            n = c.take("w", nonzero=True)
            c.set(n, "w", at)
        return 0, n, []
    index = 0
    field = 0
    if mode == "X":
        index = c.rng.choice([2, 0x10, 0x42])
        field = c.take("w", nonzero=True)
        c.set(field, "w", index)
    off = at - index
    if not c.m.segmented:
        return 0x4000, field, [off]
    if c.is_short() and off < 0x100:
        return 0x4000, field, [off]
    return 0x4000, field, [0x8000, off]


def target(c, words):
    """
    Where to jump to: behind the mark that follows, or, where the address is
    to be short, to the HALT in the first page.
    """
    return HALT_AT if c.is_short() else CODE_AT + 2 * words + 2


def length(c, mode):
    if mode == "IR":
        return 1
    return 2 if not c.m.segmented or c.is_short() else 3


def stack_pointer(c, at=0x0800):
    """The implied one: R15, or RR14"""
    if c.m.segmented:
        c.set(14, "l", 0x81000000 | at)
        return 0x1000 | at
    c.set(15, "w", at)
    return at


def jump(c, mode):
    marked(c)
    cc = [8, c.rng.randrange(16), c.rng.randrange(16), 8][c.number]
    bits, field, words = target_words(c, target(c, length(c, mode)), mode)
    m = c.run(bits | 0x1e00 | field << 4 | cc, *words)
    c.code.append(LDK_R2_1)
    if not m.holds(cc):
        m.r[2] = 1


def call(c, mode):
    """The address of the next instruction goes to the stack"""
    marked(c)
    sp = stack_pointer(c)
    bits, field, words = target_words(c, target(c, length(c, mode)), mode)
    m = c.run(bits | 0x1f00 | field << 4, *words)
    push_pc(m, sp, CODE_AT + 2 * len(c.code))
    c.code.append(LDK_R2_1)


def push_pc(m, sp, pc):
    if m.segmented:
        m.push(14, "l", 0x80000000 | pc, sp)
    else:
        m.push(STACK, "w", pc, sp)


def call_relative(c):
    """Words backwards from the next instruction"""
    marked(c)
    sp = stack_pointer(c)
    if c.number % 2:            # forwards over the mark
        m = c.run(0xdfff)
        push_pc(m, sp, CODE_AT + 2)
        c.code.append(LDK_R2_1)
        return
    back = backwards(c)
    m = c.run(0xd000 | back)
    push_pc(m, sp, CODE_AT + 2 * len(c.code))
    m.r[2] = 1


def backwards(c):
    """
    JR over a mark and HALT to what comes next; how many words back the mark
    lies from the instruction after that.
    """
    fill = c.rng.randrange(5)
    c.code = [0xe802 + fill, LDK_R2_1, HALT] + [0] * fill
    return 3 + fill


def jump_relative(c):
    marked(c)
    cc = [8, c.rng.randrange(16), c.rng.randrange(16), 8][c.number]
    if c.number % 2:
        m = c.run(0xe001 | cc << 8)
        c.code.append(LDK_R2_1)
        if not m.holds(cc):
            m.r[2] = 1
        return
    back = backwards(c)
    m = c.run(0xe000 | cc << 8 | -back & 0xff)
    if m.holds(cc):
        m.r[2] = 1


def loop(c, size):
    """One less; backwards unless that is zero"""
    marked(c)
    r = c.reg(size, [1, 2, 0, 0x35][c.number])
    back = backwards(c)
    m = c.run(0xf000 | r.n << 8 | (0x80 if size == "w" else 0) | back)
    r.put(m, r.get(m) - 1)
    if r.get(m):
        m.r[2] = 1


def back(c):
    """RET: the address off the stack, if the condition holds"""
    marked(c)
    cc = [8, c.rng.randrange(16), c.rng.randrange(16), 8][c.number]
    size = "l" if c.m.segmented else "w"
    sp = stack_pointer(c)
    c.m.store(sp, size, CODE_AT + 4)
    m = c.run(0x9e00 | cc)
    c.code.append(LDK_R2_1)
    if m.holds(cc):
        m.move(14 if m.segmented else STACK, BYTES[size])
    else:
        m.r[2] = 1


# ---- traps: what the program status area says


AREA = 0x0a00
EXTENDED, SYSTEM_CALL = 0x08, 0x18


def program_status(c, offset, fcw, pc):
    """
    Make LDCTL set the program status area, which says what FCW and PC begin
    at @offset (a Z8001's); keeps R2 for the mark and R3 for the set-up
    """
    c.free = [n for n in c.free if n not in (2, 3)]
    c.code += [0x2103, AREA, 0x7d3d]            # ld r3,#; ldctl psapoff,r3
    if c.m.segmented:
        c.code += [0x2103, 0x8000, 0x7d3c]      # psapseg
    c.set(3, "w", 0x8000 if c.m.segmented else AREA)
    c.m.store(AREA + offset, "w", 0)
    c.m.store(AREA + offset + 2, "w", fcw)
    c.m.store(AREA + offset + 4, "w", 0x8000)
    c.m.store(AREA + offset + 6, "w", pc)


def trap(c, word, offset):
    """
    Pushed in segmented system mode: PC, FCW, the first word; then the new
    status. The saved PC is that of the word after the first.
    """
    if not c.m.system():
        trap_from_normal_mode(c, word, offset)
        return
    marked(c)
    new = 0xc000 | c.rng.randrange(64) * 4
    program_status(c, offset, new, HALT_AT)
    sp = 0x1800 if c.m.segmented else 0x0800
    c.set(14, "l", 0x80000800 | (sp & 0x1000) << 12)
    m = c.run(*word)
    saved = m.fcw
    pc = CODE_AT + 2 * (c.at + 1)
    m.segmented = True
    m.push(14, "l", 0x80000000 | pc, sp)
    m.push(14, "w", saved, sp - 4)
    m.push(14, "w", word[0], sp - 6)
    m.fcw = new


FRAME_AT = 0x00f0


def trap_from_normal_mode(c, word, offset):
    """
    The status area is at 0, and so is the system stack pointer. Then system
    mode pops the frame to where it can be seen, and takes R15, R14 back.
    """
    new = 0xc000 | c.rng.randrange(64) * 4
    segment = SEGMENT if c.m.segmented else 0
    pc = CODE_AT + 2 * (len(c.code) + 1)
    c.m.store(offset + 2, "w", new)
    c.m.store(offset + 6, "w", pc + 2 * (len(word) - 1))
    m = c.run(*word)
    for off in (FRAME_AT, FRAME_AT + 4):
        c.code += [0x55e0, segment << 8 | off]  # popl |off|,@rr14
    c.code.append(LDCTL_R15_NSPOFF)
    if m.segmented:
        c.code.append(LDCTL_R14_NSPSEG)
    for i, value in enumerate((word[0], m.fcw, 0x8000, pc)):
        m.store((segment << 12 | FRAME_AT) + 2 * i, "w", value)
    m.fcw = new


def privileged(c, make):
    """The case of make() in system mode, in normal mode: a trap"""
    make(c)
    c.m, c.mask, c.code = c.before, {}, []
    # measured for MSET, assumed for the others on the multi-micro lines
    multi_micro = c.words[0] & 0xff08 == 0x7b08
    trap(c, c.words, EXTENDED if multi_micro else PRIVILEGED)


def extended(c, high, mode=None):
    """A word for the extended processor, which is not there, and an operand"""
    c.free = [n for n in c.free if n not in (2, 3)]
    field, words = c.rng.randrange(16), []
    if mode:
        _, field, words, _ = c.operand(mode, "w")
    trap(c, [high << 8 | field << 4 | c.rng.randrange(16),
             c.rng.randrange(0x10000), *words], EXTENDED)


def instructions():
    for mode in ("IR", "DA", "X"):
        yield "jp_" + mode.lower(), "JP", lambda c, d=mode: jump(c, d)
        yield "call_" + mode.lower(), "CALL", lambda c, d=mode: call(c, d)
    yield "calr", "CALR", call_relative
    yield "jr", "JR", jump_relative
    yield "djnz", "DJNZ", lambda c: loop(c, "w")
    yield "dbjnz", "DBJNZ", lambda c: loop(c, "b")
    yield "ret", "RET", back
    yield "sc", "SC", \
        lambda c: trap(c, [0x7f00 | c.rng.randrange(256)], SYSTEM_CALL)
    for high in (0x0e, 0x0f, 0x8e, 0x8f):
        yield "ext%02x" % high, "EXT%02X" % high, \
            lambda c, h=high: extended(c, h)
    for high in (0x4e, 0x4f):
        for mode in ("DA", "X"):
            yield "ext%02x_%s" % (high, mode.lower()), "EXT%02X" % high, \
                lambda c, h=high, d=mode: extended(c, h, d)
