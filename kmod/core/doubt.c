// SPDX-License-Identifier: GPL-2.0
/*
 * Doubt: the end of a life, and the alarm; answers to PROBE.
 */
#include <asm/byteorder.h>

#include "core/doubt.h"
#include "core/doubt_move.h"
#include "core/doubt_pair.h"
#include "core/doubt_reply.h"
#include "core/link.h"
#include "core/message.h"
#include "core/process.h"
#include "core/promise.h"

/* ---- The process that waits */

/**
 * demos_doubt_lost() - a life has ended
 * @process: any; locked
 * @peer: the machine whose life it was; 0: only a session has ended
 * @out: out-queue
 */
void demos_doubt_lost(struct demos_process *process, u16 peer,
		      struct list_head *out)
{
	lockdep_assert_held(&process->lock);
	demos_doubt_replies_now(process, out);
	demos_doubt_moves_now(process, out);
	demos_doubt_pairs_now(process, peer, out);
	if (process->phase == DEMOS_PHASE_LIVE)
		demos_promise_tell_again(process, out);
}

/**
 * demos_doubt_resume() - a process runs again that was frozen
 * @process: LIVE, locked
 * @out: out-queue
 *
 * It may have missed the end of a life; so may what it sent before it moved.
 */
void demos_doubt_resume(struct demos_process *process, struct list_head *out)
{
	demos_doubt_replies_soon(process);
	demos_doubt_moves_soon(process);
	demos_doubt_pairs_soon(process);
	demos_promise_tell_again(process, out);
}

/**
 * demos_doubt_reported() - an answer to PROBE has come
 * @process: the process that waits; locked
 * @msg: DEMOS_OP_REPORT; hostile
 * @out: out-queue
 */
void demos_doubt_reported(struct demos_process *process,
			  const struct demos_message *msg,
			  struct list_head *out)
{
	const struct demos_op_report *said = (void *)msg->data;

	if (!said->result || said->result >= __DEMOS_REPORT_MAX)
		return;
	switch (said->about) {
	case DEMOS_ABOUT_REPLY:
		demos_doubt_reply_reported(process, msg, out);
		break;
	case DEMOS_ABOUT_MOVE:
		demos_doubt_move_reported(process, said);
		break;
	case DEMOS_ABOUT_PAIR:
		demos_doubt_pair_reported(process, msg, out);
		break;
	}
}

static int count_second(struct demos_process *process, void *arg)
{
	mutex_lock(&process->lock);
	demos_doubt_replies_second(process, arg);
	demos_doubt_moves_second(process, arg);
	demos_doubt_pairs_second(process, arg);
	mutex_unlock(&process->lock);
	return 0;
}

/**
 * demos_doubt_alarm() - a second is over
 * @machine: here
 * @out: out-queue
 */
void demos_doubt_alarm(struct demos_machine *machine, struct list_head *out)
{
	demos_process_each(machine, count_second, out);
}

/* ---- The process that is waited for */

/* Answer a PROBE, wherever the process that asks is by now */
static void report(struct demos_machine *machine,
		   const struct demos_message *msg,
		   enum demos_report_result result, u64 pid, u32 moves,
		   const struct demos_op_progress *progress,
		   struct list_head *out)
{
	const struct demos_op_probe *asked = (void *)msg->data;
	struct {
		struct demos_op_report plain;
		struct demos_op_progress progress;
	} __packed said = {
		.plain = {
			.op = cpu_to_be16(DEMOS_OP_REPORT),
			.about = asked->about,
			.result = result,
			.pid = cpu_to_be64(pid),
			.name = asked->name,
			.code = asked->code,
			.moves = cpu_to_be32(moves),
		},
	};
	const struct demos_address to = {
		.pid = be64_to_cpu(asked->pid),
		.machine = msg->head.from.machine,
		.moves = msg->head.from.moves,
	};

	if (demos_pid_is_kernel(to.pid) || !demos_address_ok(&to))
		return;
	if (progress)
		said.progress = *progress;
	demos_message_by_kernel(machine->id, &to, DEMOS_F_KERNEL, &said,
				progress ? sizeof(said) : sizeof(said.plain),
				out);
}

/**
 * demos_doubt_probed() - a process that waits for this one asks
 * @process: LIVE, locked; or the kernel
 * @msg: DEMOS_OP_PROBE; hostile
 * @out: out-queue
 */
void demos_doubt_probed(struct demos_process *process,
			const struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_probe *asked = (void *)msg->data;
	struct demos_op_progress progress = {};
	bool pair = asked->about == DEMOS_ABOUT_PAIR;
	bool has = true;

	switch (asked->about) {
	case DEMOS_ABOUT_REPLY:
		has = demos_promise_has(process, be64_to_cpu(asked->pid),
					be32_to_cpu(asked->code),
					asked->channel);
		break;
	case DEMOS_ABOUT_MOVE:
		break;
	case DEMOS_ABOUT_PAIR:
		demos_doubt_pair_answer(process, be64_to_cpu(asked->pid),
					be32_to_cpu(asked->code) == 1,
					asked->channel, &progress);
		break;
	default:
		return;
	}
	report(process->machine, msg,
	       has ? DEMOS_REPORT_HOLDS : DEMOS_REPORT_NOT, process->entry.pid,
	       process->moves, pair ? &progress : NULL, out);
}

/**
 * demos_doubt_refused() - a PROBE has found no process: answer it
 * @machine: here
 * @msg: from a kernel, any; still the caller's
 * @why: as in demos_notice_refuse()
 * @out: out-queue
 */
void demos_doubt_refused(struct demos_machine *machine,
			 const struct demos_message *msg,
			 enum demos_result why, struct list_head *out)
{
	const struct demos_op_probe *asked = (void *)msg->data;
	bool dead = why == DEMOS_EDEAD;

	if (demos_message_op(msg) != DEMOS_OP_PROBE ||
	    msg->length < sizeof(*asked))
		return;
	/* The record of a process that may live must stay */
	if (why == DEMOS_EUNREACHABLE && asked->about == DEMOS_ABOUT_REPLY)
		dead = true;
	report(machine, msg, dead ? DEMOS_REPORT_DEAD : DEMOS_REPORT_UNKNOWN,
	       msg->head.to.pid, msg->head.to.moves, NULL, out);
}
