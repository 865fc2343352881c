// SPDX-License-Identifier: GPL-2.0
/*
 * The state and the registers of a guest: waits begin and end here, faults stop
 * a guest, and new registers set it going.
 */
#include "core/control.h"
#include "core/route.h"
#include "guest/cpu.h"
#include "guest/guest.h"
#include "trace.h"

/**
 * demos_guest_set_state() - change the state of a guest
 * @guest: the guest; in its actor, not locked
 * @state: the new state
 */
void demos_guest_set_state(struct demos_guest *guest, enum demos_state state)
{
	mutex_lock(&guest->process.lock);
	WRITE_ONCE(guest->state, state);
	mutex_unlock(&guest->process.lock);
}

/**
 * demos_guest_call_end() - end a kernel call that waited
 * @guest: READY afterwards; in its actor
 * @result: enum demos_result, for R0
 */
void demos_guest_call_end(struct demos_guest *guest, enum demos_result result)
{
	guest->cpu.r[0] = demos_result_plain(result);
	demos_guest_set_state(guest, DEMOS_STATE_READY);
}

/**
 * demos_guest_load() - give a guest other registers
 * @guest: locked; in its actor
 * @pc: program counter, linear; demos_guest_pc_ok()
 * @fcw: flags and segmentation mode; the other bits are ignored
 * @regs: R0 to R15
 */
void demos_guest_load(struct demos_guest *guest, u32 pc, u16 fcw,
		      const __be16 *regs)
{
	u32 i;

	z8k_cpu_set_fcw(&guest->cpu, fcw & (Z8K_FCW_SEG | Z8K_FCW_FLAGS));
	guest->cpu.pc = Z8K_ADDR_OFF(pc);
	guest->cpu.pc_seg = Z8K_ADDR_SEG(pc);
	for (i = 0; i < DEMOS_GUEST_REGS; i++)
		guest->cpu.r[i] = be16_to_cpu(regs[i]);
}

/**
 * demos_guest_stop() - stop a guest by a fault, and tell its process manager
 * @guest: FAULTED afterwards; in its actor
 * @fault: enum demos_fault
 * @address: linear address of the instruction
 * @word: its first word
 */
void demos_guest_stop(struct demos_guest *guest, u16 fault, u32 address,
		      u16 word)
{
	struct demos_process *process = &guest->process;
	struct demos_event event = {
		.pid = process->entry.pid,
		.value = fault,
	};
	LIST_HEAD(out);

	guest->fault = fault;
	guest->fault_word = word;
	guest->fault_address = address;
	demos_guest_set_state(guest, DEMOS_STATE_FAULTED);
	trace_demos_process(process, DEMOS_TRACE_FAULT);
	demos_count(process->machine, DEMOS_C_FAULTS);
	demos_machine_event(process->machine, DEMOS_EVENT_FAULTED, &event);
	demos_control_ended(process, DEMOS_OP_FAULTED, fault, address, word,
			    &out);
	demos_route_all(process->machine, &out);
}

/**
 * demos_guest_unserved() - stop a guest whose system call no process serves
 * @guest: its PC is behind the SC; in its actor
 * @number: of the system call
 */
void demos_guest_unserved(struct demos_guest *guest, u8 number)
{
	u32 pc = Z8K_ADDR(guest->cpu.pc_seg,
			  (guest->cpu.pc - sizeof(u16)) & 0xffff);

	demos_guest_stop(guest, number == DEMOS_SC_STACK ? DEMOS_FAULT_STACK :
							   DEMOS_FAULT_SYSCALL,
			 pc, 0x7f00 | number);
}
