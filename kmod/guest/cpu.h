/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The state and the registers of a guest, as kernel calls and faults change
 * them.
 */
#ifndef DEMOS_GUEST_CPU_H
#define DEMOS_GUEST_CPU_H

#include <linux/types.h>
#include <linux/demos.h>

struct demos_guest;

/* Result of a kernel call that waits, or that does not return */
#define DEMOS_GUEST_NO_RESULT	(-1)

void demos_guest_set_state(struct demos_guest *guest, enum demos_state state);
void demos_guest_call_end(struct demos_guest *guest, enum demos_result result);
void demos_guest_load(struct demos_guest *guest, u32 pc, u16 fcw,
		      const __be16 *regs);
void demos_guest_stop(struct demos_guest *guest, u16 fault, u32 address,
		      u16 word);
void demos_guest_unserved(struct demos_guest *guest, u8 number);

#endif
