// SPDX-License-Identifier: GPL-2.0
/*
 * Doubt about data moves.
 *
 *   state of a move     life ends  moved, mended    lives   DEAD    30 silent s
 *   goes on             asks now   asks in a second --      --      --
 *   in doubt            asks anew  --               waits   denied  --
 *   in doubt, waits     asks anew  --               --      --      ends
 *   in doubt, denied    asks anew  --               waits   ends*   --
 *
 * A question without an answer is repeated after 1, 2, 4, 8, 15, 15... seconds;
 * UNKNOWN counts as "waits", and is asked again. *: if that has been so for
 * DEMOS_DEAD_MAX seconds.
 */
#include <asm/byteorder.h>

#include "core/doubt.h"
#include "core/doubt_move.h"
#include "core/message.h"
#include "core/move.h"
#include "core/probe.h"
#include "core/process.h"
#include "trace.h"

static void probe(struct demos_process *process,
		  const struct demos_transfer *transfer, struct list_head *out)
{
	const struct demos_op_probe about = {
		.about = DEMOS_ABOUT_MOVE,
		.name = cpu_to_be32(transfer->doubts),
		.code = cpu_to_be32(transfer->name),
	};

	demos_probe_send(process, &transfer->to, &about, out);
}

/*
 * A frozen process asks when it runs again. A doubt of another machine, where
 * the process was before, has another name.
 */
static bool begin(struct demos_process *process,
		  struct demos_transfer *transfer)
{
	lockdep_assert_held(&process->lock);
	if (process->phase != DEMOS_PHASE_LIVE || transfer->lost)
		return false;
	transfer->doubt = true;
	transfer->doubts = process->moves << 16 | (u16)(transfer->doubts + 1);
	transfer->said = 0;
	transfer->silent = 0;
	demos_patience_begin(&transfer->patience);
	process->machine->ops->alarm(process->machine);
	trace_demos_doubt(process, &transfer->to, DEMOS_TRACE_BEGUN);
	return true;
}

/**
 * demos_doubt_moves_now() - a life has ended
 * @process: any; locked
 * @out: out-queue
 */
void demos_doubt_moves_now(struct demos_process *process,
			   struct list_head *out)
{
	struct demos_transfer *transfer;

	list_for_each_entry(transfer, &process->transfers, node) {
		if (begin(process, transfer))
			probe(process, transfer, out);
	}
}

/**
 * demos_doubt_move_soon() - the other end of a move has moved away
 * @process: the process that began it; locked
 * @transfer: the move
 */
void demos_doubt_move_soon(struct demos_process *process,
			   struct demos_transfer *transfer)
{
	if (!transfer->doubt)
		begin(process, transfer);
}

/**
 * demos_doubt_moves_soon() - a process runs again that was frozen
 * @process: locked
 */
void demos_doubt_moves_soon(struct demos_process *process)
{
	struct demos_transfer *transfer;

	/* An answer that is on its way may be older than news it missed */
	list_for_each_entry(transfer, &process->transfers, node)
		begin(process, transfer);
}

/* Its actor ends it */
static void give_up(struct demos_process *process,
		    struct demos_transfer *transfer)
{
	transfer->doubt = false;
	transfer->lost = true;
	demos_count(process->machine, DEMOS_C_MOVES_UNKNOWN);
	trace_demos_doubt(process, &transfer->to, DEMOS_TRACE_ENDED);
	process->machine->ops->schedule(process);
}

static void hear(struct demos_process *process,
		 struct demos_transfer *transfer, u8 said)
{
	bool dead = said == DEMOS_REPORT_DEAD;

	trace_demos_doubt(process, &transfer->to, said);
	if (dead && transfer->said == said &&
	    transfer->silent >= DEMOS_DEAD_MAX) {
		give_up(process, transfer);
		return;
	}
	/* Only DEAD is counted anew: it takes less */
	if (dead && transfer->said != said)
		transfer->silent = 0;
	transfer->said = said;
	if (dead)
		demos_patience_begin(&transfer->patience);
}

/**
 * demos_doubt_move_reported() - an answer to PROBE about a move has come
 * @process: the process that began the move; locked
 * @said: the answer; hostile
 */
void demos_doubt_move_reported(struct demos_process *process,
			       const struct demos_op_report *said)
{
	struct demos_transfer *transfer;

	list_for_each_entry(transfer, &process->transfers, node) {
		if (transfer->doubt &&
		    transfer->name == be32_to_cpu(said->code) &&
		    transfer->doubts == be32_to_cpu(said->name) &&
		    transfer->to.pid == be64_to_cpu(said->pid))
			hear(process, transfer, said->result);
	}
}

static void count_one(struct demos_process *process,
		      struct demos_transfer *transfer, struct list_head *out)
{
	u32 packets = READ_ONCE(transfer->packets);

	if (demos_probe_cut(process->machine, transfer->to.machine))
		return;
	if (transfer->seen != packets) {
		transfer->seen = packets;
		transfer->silent = 0;
	} else if (transfer->said) {
		transfer->silent++;
	}
	if (transfer->silent >= DEMOS_SILENT_MAX)
		give_up(process, transfer);
	else if (transfer->said != DEMOS_REPORT_HOLDS &&
		 demos_patience_over(&transfer->patience))
		probe(process, transfer, out);
}

/**
 * demos_doubt_moves_second() - a second is over
 * @process: any; locked
 * @out: out-queue
 */
void demos_doubt_moves_second(struct demos_process *process,
			      struct list_head *out)
{
	struct demos_transfer *transfer;

	list_for_each_entry(transfer, &process->transfers, node) {
		if (process->phase != DEMOS_PHASE_LIVE)
			transfer->doubt = false;
		if (!transfer->doubt)
			continue;
		count_one(process, transfer, out);
		process->machine->ops->alarm(process->machine);
	}
}
