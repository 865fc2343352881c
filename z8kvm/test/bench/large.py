#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Programs of some size for measuring speed, as a simple compiler writes them:
tens of KiB of text, stack frames, calls, switch tables, strings. The same
program at each run.

    large.py functions|interp|strings >NAME.S
"""

import random
import sys

HEAD = """/* Made by large.py */
#define HASH #
#ifdef SEG
	.z8001
#define AT(n) @rr##n
#define SP rr14
#define POINTER .long
#define FETCH(n, table, i) ldl rr##n, table(i)
#define SCALE(i) sll i, #2
#define DISP(n, d) rr##n(HASH d)
#define POINT(n, a) lda rr##n, a
#else
	.z8002
#define rr2 r3
#define rr4 r5
#define rr6 r7
#define rr14 r15
#define AT(n) @rr##n
#define SP r15
#define POINTER .word
#define FETCH(n, table, i) ld rr##n, table(i)
#define SCALE(i) sll i, #1
#define DISP(n, d) rr##n(HASH d)
#define POINT(n, a) lda rr##n, a
#endif
	.bss
words:	.space	0x800
texts:	.space	0x800
	.text
	.global	_start
_start:	ld	r13, #12345
"""

# The next pseudo-random number, in r13
NEXT = ["ld	r0, r13", "srl	r0, #7", "xor	r13, r0", "ld	r0, r13",
        "sll	r0, #9", "xor	r13, r0", "ld	r0, r13", "srl	r0, #8",
        "xor	r13, r0"]
CONDITIONS = ["z", "nz", "lt", "ge", "gt", "le", "ult", "uge", "mi", "pl"]
FRAME = 16


class Text:
    """Text of a program, and its labels"""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.labels = 0

    def add(self, *lines):
        self.lines += ["\t" + line for line in lines]

    def label(self, name=None):
        """A new label; placed here if it has a name"""
        if name:
            self.lines.append(name + ":")
            return name
        self.labels += 1
        return f"l{self.labels}"

    def table(self, name, targets):
        self.label(name)
        for target in targets:
            self.add(f"POINTER	{target}")

    def pick(self, *choices):
        return self.random.choice(choices)

    def local(self):
        return f"DISP(14, {10 + self.random.randrange(FRAME // 2) * 2})"

    def word(self):
        return f"words+{self.random.randrange(512) * 2}"

    def number(self):
        return f"#{self.random.randrange(2, 1000)}"

    # Statements. Variables are in r8 to r11, and on the stack.

    def variable(self):
        return f"r{self.random.randrange(8, 12)}"

    def assign(self):
        with_ = self.pick(self.variable(), self.number(), self.word(), "r0")
        if with_ == "r0":
            self.add(f"ld	r0, {self.local()}")
        self.add(f"{self.pick('add', 'sub', 'xor', 'or', 'and', 'ld')}	"
                 f"{self.variable()}, {with_}")

    def store(self):
        self.add(f"ld	{self.pick(self.local(), self.word())}, "
                 f"{self.variable()}")

    def array(self):
        self.add(f"ld	r4, {self.variable()}", "and	r4, #0x1fe",
                 f"{self.pick('ld', 'add')}	{self.variable()}, words(r4)")

    def bump(self):
        self.add(f"ld	r0, {self.local()}",
                 f"inc	r0, #{self.random.randrange(1, 17)}",
                 f"ld	{self.local()}, r0")

    def shift(self):
        self.add(f"{self.pick('sll', 'srl', 'sra')}	{self.variable()}, "
                 f"#{self.random.randrange(1, 4)}")

    def multiply(self):
        self.add(f"ld	r1, {self.variable()}", f"mult	rr0, {self.number()}",
                 f"ld	{self.variable()}, r1")

    def simple(self, count):
        for _ in range(count):
            self.pick(self.assign, self.assign, self.assign, self.store,
                      self.store, self.array, self.bump, self.bump,
                      self.shift, self.multiply)()

    def condition(self):
        over = self.label()
        self.add(f"cp	{self.variable()}, "
                 + self.pick(self.number(), self.variable()),
                 f"jr	{self.pick(*CONDITIONS)}, {over}")
        self.simple(self.random.randrange(1, 6))
        self.label(over)

    def loop(self):
        again = self.label()
        self.add(f"ld	r12, #{self.random.randrange(2, 12)}")
        self.label(again)
        self.simple(self.random.randrange(2, 8))
        self.add("dec	r12, #1", f"jr	nz, {again}")

    def switch(self):
        table, end = self.label(), self.label()
        cases = [self.label() for _ in range(8)]
        self.add(f"ld	r1, {self.variable()}", "and	r1, #7", "SCALE(r1)",
                 f"FETCH(2, {table}, r1)", "jp	t, AT(2)")
        self.table(table, cases)
        for case in cases:
            self.label(case)
            self.simple(self.random.randrange(1, 5))
            self.add(f"jp	t, {end}")
        self.label(end)

    def call(self, callees):
        self.add(f"ld	r7, {self.variable()}",
                 f"call	{self.random.choice(callees)}",
                 f"ld	{self.variable()}, r2")

    def function(self, name, callees):
        self.label(name)
        self.add(f"sub	r15, #{FRAME + 10}", "ldm	@SP, r8, #5",
                 "ld	r8, r7")
        for _ in range(self.random.randrange(3, 7)):
            self.simple(self.random.randrange(2, 6))
            self.pick(self.condition, self.condition, self.condition,
                      self.loop, self.switch)()
            if callees and self.pick(True, True, False):
                self.call(callees)
        self.add("ld	r2, r8", "ldm	r8, @SP, #5",
                 f"add	r15, #{FRAME + 10}", "ret")

    def driver(self, entries, shift):
        """For ever: call one of the entries, a power of two"""
        again = self.label("again")
        self.add(*NEXT, "ld	r7, r13", "ld	r1, r13", f"srl	r1, #{shift}",
                 f"and	r1, #{len(entries) - 1}", "SCALE(r1)",
                 "FETCH(2, entries, r1)", "call	AT(2)", f"jp	t, {again}")
        self.table("entries", entries)


def functions(text):
    """Three layers of functions"""
    names = [[f"{layer}{n}" for n in range(count)] for layer, count in
             (("top", 16), ("middle", 32), ("leaf", 48))]
    text.driver(names[0], 3)
    for n, layer in enumerate(names):
        for name in layer:
            text.function(name, names[n + 1] if n < 2 else [])


OPCODES = 160
PROGRAM = 1500


def operation(text, n, helpers):
    """An instruction of a stack machine: r6 (rr6) is its stack pointer"""
    end = text.pick("next", "next", "next", "push")
    text.label(f"op{n}")
    text.add("ld	r8, AT(6)", f"ld	r9, DISP(6, {text.pick(2, 4, 6)})")
    text.simple(text.random.randrange(4, 12))
    if text.pick(True, False):
        text.condition()
    if text.pick(True, False, False):
        text.add("push	@SP, r7")
        text.call(helpers)
        text.add("pop	r7, @SP")
    text.add(f"ld	AT(6), {text.variable()}", f"jp	t, {end}")


def interp(text):
    """An interpreter: a switch in a loop, and helpers"""
    helpers = [f"helper{n}" for n in range(64)]
    text.add(f"sub	r15, #{FRAME + 10}", "POINT(6, texts)", "clr	r5")
    text.label("push")
    text.add("inc	r7, #2", "cp	r7, #texts+0x700", "jr	ult, next",
             "POINT(6, texts)")
    text.label("next")
    text.add("ldb	rl1, program(r5)", "clrb	rh1", "inc	r5, #1",
             f"cp	r5, #{PROGRAM}", "jr	nz, fetch", "clr	r5")
    text.label("fetch")
    text.add("SCALE(r1)", "FETCH(2, operations, r1)", "jp	t, AT(2)")
    text.table("operations", [f"op{n}" for n in range(OPCODES)])
    text.label("program")
    for _ in range(PROGRAM):
        text.add(f".byte	{int(OPCODES * text.random.random() ** 2)}")
    text.add(".even")
    for n in range(OPCODES):
        operation(text, n, helpers)
    for name in helpers:
        text.label(name)
        text.add(f"sub	r15, #{FRAME + 10}")
        text.simple(text.random.randrange(8, 20))
        text.condition()
        text.add("ld	r2, r8", f"add	r15, #{FRAME + 10}", "ret")


STRINGS = {
    "copy": """	ldb	rl0, AT(2)
	ldb	AT(4), rl0
	inc	r3, #1
	inc	r5, #1
	testb	rl0
	jr	nz, {again}""",
    "length": """	testb	AT(2)
	jr	z, {end}
	inc	r3, #1
	inc	r8, #1
	jr	t, {again}
{end}:""",
    "compare": """	ldb	rl0, AT(2)
	cpb	rl0, AT(4)
	jr	nz, {end}
	inc	r3, #1
	inc	r5, #1
	testb	rl0
	jr	nz, {again}
{end}:""",
    "upper": """	ldb	rl0, AT(2)
	testb	rl0
	jr	z, {end}
	cpb	rl0, #'a'
	jr	ult, {over}
	cpb	rl0, #'z'
	jr	ugt, {over}
	subb	rl0, #32
	ldb	AT(4), rl0
{over}:	inc	r3, #1
	inc	r5, #1
	jr	t, {again}
{end}:""",
    "hash": """	ldb	rl0, AT(2)
	clrb	rh0
	testb	rl0
	jr	z, {end}
	ld	r9, r8
	sll	r9, #5
	add	r8, r9
	add	r8, r0
	inc	r3, #1
	jr	t, {again}
{end}:""",
    "number": """	ld	r1, r8
	clr	r0
	div	rr0, #10
	ld	r8, r1
	addb	rl0, #'0'
	ldb	AT(4), rl0
	inc	r5, #1
	test	r8
	jr	nz, {again}
	clrb	AT(4)""",
    "block": """	ld	r1, #20
	ldirb	AT(4), AT(2), r1""",
}


def strings(text):
    """Functions that work on strings"""
    names = [f"string{n}" for n in range(128)]
    begin, end = text.label(), text.label()
    text.add("clr	r1", f"ld	r2, #0x700")
    text.label(begin)
    text.add("ldb	rl0, samples(r1)", "ldb	texts(r1), rl0", "inc	r1, #1",
             f"djnz	r2, {begin}")
    text.label(end)
    text.driver(names, 2)
    text.label("samples")
    for _ in range(0x700 // 32):
        letters = "".join(text.pick(*"abcdeFGHIJ 0123")
                          for _ in range(text.random.randrange(8, 31)))
        text.add(f'.asciz	"{letters}"',
                 f".space	{31 - len(letters)}")
    for name in names:
        text.label(name)
        text.add(f"sub	r15, #{FRAME + 10}", "ldm	@SP, r8, #5",
                 "ld	r8, r7", "and	r8, #0x7fff")
        for kind in text.random.sample(sorted(STRINGS), 4):
            sample = text.random.randrange(32)
            text.add(f"POINT(2, texts+{sample * 32})",
                     f"POINT(4, words+{text.random.randrange(32) * 32})")
            again = text.label()
            text.label(again)
            text.lines += STRINGS[kind].format(
                again=again, end=text.label(),
                over=text.label()).split("\n")
            text.add("and	r8, #0x7fff")
            text.simple(text.random.randrange(1, 4))
            text.add("and	r8, #0x7fff")
        text.condition()
        text.add("ld	r2, r8", "ldm	r8, @SP, #5",
                 f"add	r15, #{FRAME + 10}", "ret")


def main():
    """Write the program named on the command line"""
    name = sys.argv[1]
    text = Text(name)
    {"functions": functions, "interp": interp, "strings": strings}[name](text)
    sys.stdout.write(HEAD + "\n".join(text.lines) + "\n")


main()
