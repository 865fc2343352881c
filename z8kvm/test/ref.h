/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The reference: one instruction at a time, in the words of the manual,
 * slowly. It shares the structures of the library's interface with the
 * engine that it is compared with, and no code.
 */
#ifndef REF_H
#define REF_H

#include <setjmp.h>

#include "z8k.h"

#define REF_SEGMENTS	8
#define REF_UNDO	64
#define REF_CODE	0x80000000	/* of an address: in the code space */

/**
 * struct ref_segment - a segment, as a memory management unit has it
 * @bytes: its 64 KiB, whatever its limit
 * @limit: last block of 256 bytes; with Z8K_SEG_DOWN the first
 * @attr: Z8K_SEG_*
 * @written: bit n: page n has been written to
 */
struct ref_segment {
	u8 *bytes;
	u8 limit;
	u8 attr;
	u16 written;
};

/**
 * struct ref - a CPU and its memory
 * @cpu: state
 * @seg: the segments of each space, REF_SEGMENTS; may be the same
 * @bare: traps go through the program status area
 * @exit: why the last step did not complete; Z8K_EXIT_NONE if it did
 * @fault: enum z8k_fault
 * @fault_at: address of the access that memory refused
 * @sc: number of a system call
 * @start: address of the instruction
 * @word: its first word
 * @undo: bytes stored by this step, to be put back if it fails: segment, offset
 *	and what was there
 * @undos: number of these
 * @out: where a step that cannot be completed jumps to
 * @ports: state of the ports
 * @wired: MI follows MO, as ref_mo() says
 */
struct ref {
	struct z8k_cpu cpu;
	struct ref_segment *seg[Z8K_SPACES];
	bool bare;
	enum z8k_exit exit;
	enum z8k_fault fault;
	u32 fault_at;
	u8 sc;
	u32 start;
	u16 word;
	struct {
		struct ref_segment *seg;
		u16 at;
		u8 byte;
	} undo[REF_UNDO];
	unsigned int undos;
	jmp_buf out;
	u32 ports;
	bool wired;
};

void ref_step(struct ref *ref);
void ref_interrupts(struct ref *ref);

/* The program that contains the reference provides the ports */
u16 ref_port_in(u32 *ports, u16 port, unsigned int how);
void ref_port_out(u32 *ports, u16 port, u16 value, unsigned int how);
bool ref_mo(u32 *ports, bool asserted, u32 delay);

/* ref_ops.c: instructions; ref.c: shared code */
struct operand {
	enum { IN_REGISTER, IN_MEMORY, IS_VALUE } where;
	u32 at;			/* register, address or value */
	unsigned int size;	/* bytes */
};

bool ref_seg(const struct ref *ref);
bool ref_sys(const struct ref *ref);
void ref_fail(struct ref *ref, enum z8k_exit exit, enum z8k_fault fault);
u16 ref_fetch(struct ref *ref);
u16 ref_peek(struct ref *ref);
u32 ref_advance(u32 addr, u32 bytes);
u32 ref_load(struct ref *ref, u32 addr, unsigned int size);
void ref_store(struct ref *ref, u32 addr, unsigned int size, u32 value);
u32 ref_reg(const struct ref *ref, unsigned int n, unsigned int size);
void ref_reg_set(struct ref *ref, unsigned int n, unsigned int size, u32 v);
u32 ref_pointer(const struct ref *ref, unsigned int n);
void ref_pointer_move(struct ref *ref, unsigned int n, int bytes);
u32 ref_get(struct ref *ref, const struct operand *operand);
void ref_put(struct ref *ref, const struct operand *operand, u32 value);
void ref_flag(struct ref *ref, u16 flag, bool value);
bool ref_is(const struct ref *ref, u16 flag);
bool ref_cc(const struct ref *ref, unsigned int cc);
void ref_jump(struct ref *ref, u32 addr);
void ref_trap(struct ref *ref, unsigned int vector, u16 id);
void ref_privileged(struct ref *ref);
void ref_illegal(struct ref *ref);
void ref_status(struct ref *ref, u16 fcw, u16 seg, u16 pc);

void ref_execute(struct ref *ref);
bool ref_data(struct ref *ref, unsigned int op, unsigned int mode);
bool ref_string(struct ref *ref, unsigned int high);
u32 ref_sub_flags(struct ref *ref, u32 a, u32 b, bool c, unsigned int size);
bool ref_control(struct ref *ref, unsigned int high);
bool ref_shift(struct ref *ref, unsigned int high);
struct operand ref_operand(struct ref *ref, unsigned int mode,
			   unsigned int field, unsigned int size, bool imm);

#endif
