// SPDX-License-Identifier: GPL-2.0
/*
 * Personalities: a guest's system call that is not a kernel call goes as a
 * message to the process that serves such calls for the guest. The message has
 * the registers and, the first time, a link to all memory of the guest. The
 * answer sets the registers.
 */
#include <linux/string.h>

#include "core/call.h"
#include "core/message.h"
#include "guest/cpu.h"
#include "guest/guest.h"
#include "guest/personality.h"
#include "trace.h"

/**
 * demos_personality_unserved() - stop a guest whose system call failed
 * @guest: its sc is the number of the call; in its actor
 */
void demos_personality_unserved(struct demos_guest *guest)
{
	/* The link to its memory may have been lost with the message */
	guest->process.introduced = false;
	demos_guest_unserved(guest, guest->sc);
}

/**
 * demos_personality_answered() - take the answer of a guest's personality
 * @guest: SERVED; in its actor
 * @msg: the answer, or a notice instead; hostile. Still the caller's
 */
void demos_personality_answered(struct demos_guest *guest,
				const struct demos_message *msg)
{
	const struct demos_foreign_answer *said = (void *)msg->data;
	struct demos_process *process = &guest->process;
	u16 action = DEMOS_FOREIGN_FAULT;
	u32 pc = 0;

	if (!(msg->head.flags & DEMOS_F_NOTICE) &&
	    msg->length >= sizeof(*said)) {
		action = be16_to_cpu(said->action);
		pc = be32_to_cpu(said->pc);
	}
	if (action > DEMOS_FOREIGN_EXIT ||
	    !demos_guest_pc_ok(guest->cpu.model, pc)) {
		demos_personality_unserved(guest);
		return;
	}
	mutex_lock(&process->lock);
	if (action == DEMOS_FOREIGN_GO_ON)
		demos_guest_load(guest, pc, be16_to_cpu(said->fcw),
				 said->regs);
	WRITE_ONCE(guest->state, DEMOS_STATE_READY);
	mutex_unlock(&process->lock);
	if (action == DEMOS_FOREIGN_EXIT)
		demos_process_end(process, be16_to_cpu(said->status));
}

/* The message to a personality: the call, and once the link to the memory */
static struct demos_message *foreign_message(struct demos_guest *guest,
					     u8 number)
{
	struct demos_process *process = &guest->process;
	struct demos_message *msg;
	struct demos_foreign *said;
	u32 i;

	msg = demos_message_create(sizeof(*said));
	if (!msg)
		return NULL;
	said = (void *)msg->data;
	memset(said, 0, sizeof(*said));
	said->op = cpu_to_be16(DEMOS_OP_FOREIGN);
	said->number = cpu_to_be16(number);
	said->pid = cpu_to_be64(process->entry.pid);
	said->pc = cpu_to_be32(Z8K_ADDR(guest->cpu.pc_seg, guest->cpu.pc));
	said->fcw = cpu_to_be16(guest->cpu.fcw);
	for (i = 0; i < ARRAY_SIZE(said->regs); i++)
		said->regs[i] = cpu_to_be16(guest->cpu.r[i]);
	msg->nlinks = 1;
	if (process->introduced)
		return msg;
	msg->links[msg->nlinks++] = (struct demos_link) {
		.to.pid = process->entry.pid,
		.to.machine = process->machine->id,
		.to.moves = process->moves,
		.flags = DEMOS_LINK_READ | DEMOS_LINK_WRITE | DEMOS_LINK_DUP |
			 DEMOS_LINK_PASS | DEMOS_LINK_MEMORY,
		.length = DEMOS_MEMORY_END,
	};
	return msg;
}

/**
 * demos_personality_ask() - hand a system call to a guest's personality
 * @guest: its PC is behind the SC; in its actor
 * @number: of the system call
 * @code: of the reply link, on the channel of calls
 *
 * Return: DEMOS_OK: it will answer, or a notice comes; DEMOS_ENOLINK: it has
 * none; DEMOS_EROOM, or as demos_call_send().
 */
enum demos_result demos_personality_ask(struct demos_guest *guest, u8 number,
					u32 code)
{
	const struct demos_reply reply = {
		.channel = DEMOS_CHANNEL_CALL,
		.code = code,
	};
	struct demos_process *process = &guest->process;
	struct demos_message *msg;
	enum demos_result result;

	if (!process->personality.to.pid)
		return DEMOS_ENOLINK;
	msg = foreign_message(guest, number);
	if (!msg)
		return DEMOS_EROOM;
	result = demos_call_send_over(process, &process->personality, msg,
				      &reply);
	if (result != DEMOS_OK) {
		demos_message_destroy(msg);
		return result;
	}
	demos_count(process->machine, DEMOS_C_FOREIGN);
	process->introduced = true;
	return DEMOS_OK;
}
