// SPDX-License-Identifier: GPL-2.0
/*
 * Doubt about pairs.
 *
 *   state of a record   life ends  moved    all came  missing  DEAD...  30 s
 *   certain             asks now   in 1 s   --        --       --       --
 *   in doubt            asks anew  --       certain   missing  denied   --
 *   in doubt, missing   asks anew  --       certain   --       denied   fills
 *   in doubt, denied    asks anew  --       certain   missing  --       opens
 *   in doubt, parted    asks anew  --       certain   missing  --       freed
 *
 * "In doubt" asks again after 1, 2, 4, 8, 15, 15... seconds. "Denied" takes
 * DEMOS_DEAD_MAX seconds if it is DEAD; then the record is parted, until the
 * last word comes: that may be lost with the machine.
 */
#include <asm/byteorder.h>

#include "core/doubt.h"
#include "core/doubt_pair.h"
#include "core/lost.h"
#include "core/message.h"
#include "core/pair.h"
#include "core/probe.h"
#include "core/process.h"
#include "core/trail.h"
#include "trace.h"

static struct demos_address address_of(const struct demos_pair *pair)
{
	return (struct demos_address) {
		.pid = pair->pid,
		.machine = pair->machine,
		.moves = pair->moves,
	};
}

static void trace(const struct demos_process *process,
		  const struct demos_pair *pair, u32 what)
{
	const struct demos_address other = address_of(pair);

	trace_demos_doubt(process, &other, what);
}

/* Each question has a name: an answer to an earlier one changes nothing */
static void next_name(struct demos_process *process, struct demos_pair *pair)
{
	pair->doubts = process->moves << 16 | (u16)(pair->doubts + 1);
}

static void probe(struct demos_process *process, struct demos_pair *pair,
		  struct list_head *out)
{
	const struct demos_address to = address_of(pair);
	struct demos_op_probe about = {
		.about = DEMOS_ABOUT_PAIR,
		.channel = !list_empty(&pair->early),
		.code = cpu_to_be32(pair->kernel),
	};

	next_name(process, pair);
	pair->asked_to = pair->send - 1;
	about.name = cpu_to_be32(pair->doubts);
	demos_probe_send(process, &to, &about, out);
}

/* Number of the last message that had been sent when the question was */
static u64 last_asked(const struct demos_pair *pair)
{
	u64 last = pair->send - 1;

	return last - (u32)(last - pair->asked_to);
}

/* A frozen process asks when it runs again */
static void begin(struct demos_process *process, struct demos_pair *pair)
{
	lockdep_assert_held(&process->lock);
	next_name(process, pair);
	pair->strayed = false;
	pair->doubt = true;
	pair->said = 0;
	pair->denied = 0;
	pair->filled = false;
	demos_patience_begin(&pair->patience);
	process->pairs.doubt = true;
	process->machine->ops->alarm(process->machine);
	trace(process, pair, DEMOS_TRACE_BEGUN);
}

struct ended {
	struct demos_process *process;
	u16 peer;
	struct list_head *out;
};

/*
 * May what was sent, or its report, have been lost with that machine? If only a
 * session has ended, the other machine lives, and may have refused messages
 * that went by way of it; but it could not tell us.
 */
static bool is_concerned(const struct ended *ended,
			 const struct demos_pair *pair)
{
	return demos_pair_unsure(pair) &&
	       (pair->doubt || !ended->peer || pair->machine == ended->peer ||
		!demos_pair_may_send(pair) || !list_empty(&pair->early) ||
		demos_trail_has(&ended->process->trail, ended->peer));
}

static void life_ended(struct demos_pair *pair, void *arg)
{
	struct ended *ended = arg;

	if (pair->machine == ended->peer)
		pair->feared = true;
	if (!is_concerned(ended, pair))
		return;
	begin(ended->process, pair);
	if (ended->process->phase == DEMOS_PHASE_LIVE)
		probe(ended->process, pair, ended->out);
}

/**
 * demos_doubt_pairs_now() - a life has ended
 * @process: any; locked
 * @peer: the machine whose life it was; 0: only a session has ended
 * @out: out-queue
 */
void demos_doubt_pairs_now(struct demos_process *process, u16 peer,
			   struct list_head *out)
{
	struct ended ended = { process, peer, out };

	demos_pairs_each(&process->pairs, life_ended, &ended);
}

/**
 * demos_doubt_pair_soon() - messages have gone by way of another machine
 * @process: the process; locked
 * @pair: its record of the other process
 */
void demos_doubt_pair_soon(struct demos_process *process,
			   struct demos_pair *pair)
{
	pair->strayed = false;
	if (!pair->doubt && demos_pair_unsure(pair))
		begin(process, pair);
}

/**
 * demos_doubt_pair_strayed() - the other process may have been elsewhere before
 * @process: the process; locked
 * @pair: its record of the other process
 */
void demos_doubt_pair_strayed(struct demos_process *process,
			      struct demos_pair *pair)
{
	if (pair->strayed)
		demos_doubt_pair_soon(process, pair);
}

static void resumed(struct demos_pair *pair, void *arg)
{
	if (demos_pair_unsure(pair))
		begin(arg, pair);
}

/**
 * demos_doubt_pairs_soon() - a process runs again that was frozen
 * @process: locked
 */
void demos_doubt_pairs_soon(struct demos_process *process)
{
	demos_pairs_each(&process->pairs, resumed, process);
	if (process->pairs.doubt)
		process->machine->ops->alarm(process->machine);
}

static void warn(struct demos_pair *pair, void *arg)
{
	const struct demos_address to = address_of(pair);
	const struct ended *ended = arg;
	const struct demos_op_probe about = {
		.about = DEMOS_ABOUT_PAIR,
		.channel = 1,
		.name = cpu_to_be32(U32_MAX),
		.code = cpu_to_be32(pair->kernel),
	};

	demos_probe_send(ended->process, &to, &about, ended->out);
}

/**
 * demos_doubt_pairs_warn() - messages to a process may have gone with a machine
 * @process: the process; locked
 * @out: out-queue
 *
 * It was never known to be there by their senders, whose kernels would not ask:
 * they are told to. The answers mean nothing.
 */
void demos_doubt_pairs_warn(struct demos_process *process,
			    struct list_head *out)
{
	struct ended ended = { .process = process, .out = out };

	demos_pairs_each(&process->pairs, warn, &ended);
}

/* ---- The other process */

/**
 * demos_doubt_pair_answer() - how far has this process come with another's?
 * @process: LIVE, locked; or the kernel
 * @asker: the other process
 * @kernel: the stream of messages that kernels receive
 * @held: the other process holds back messages of this one
 * @said: gets the answer
 */
void demos_doubt_pair_answer(struct demos_process *process, u64 asker,
			     bool kernel, bool held,
			     struct demos_op_progress *said)
{
	const struct demos_message *early;
	struct demos_pair *pair;

	said->accept = cpu_to_be64(1);
	pair = demos_pair_find(&process->pairs, asker, kernel);
	if (!pair)
		return;
	if (held)
		demos_doubt_pair_soon(process, pair);
	early = list_first_entry_or_null(&pair->early, struct demos_message,
					 node);
	said->accept = cpu_to_be64(pair->accept);
	said->early = cpu_to_be64(early ? early->head.number : 0);
	said->read = cpu_to_be64(pair->read);
	said->bytes = cpu_to_be64(pair->read_bytes);
}

/* ---- The process that asks */

static void settle(struct demos_process *process, struct demos_pair *pair)
{
	pair->doubt = false;
	pair->feared = false;
	trace(process, pair, DEMOS_TRACE_ENDED);
}

/*
 * Nobody will say what became of the messages. Of those whose fillers wait, the
 * process has been told.
 */
static void open_window(struct demos_process *process, struct demos_pair *pair,
			struct list_head *out)
{
	u64 count = pair->send - 1 - max(pair->acked, pair->credit);
	u64 told = pair->nvoids;

	demos_lost_tell(process, pair, count - min(count, told), out);
	demos_pair_open(pair);
	demos_process_unblock(process);
}

/*
 * Messages that were sent until then have not arrived, from @accept on. Those
 * behind @early are looked for by the next question. How long they were is not
 * known: each counts as the longest, so the window in bytes may be wider from
 * now on.
 */
static void fill(struct demos_process *process, struct demos_pair *pair,
		 u64 accept, u64 early, struct list_head *out)
{
	u64 end = last_asked(pair) + 1;
	u64 number;

	if (pair->filled) {
		/* No honest kernel drops fillers: it is not asked again */
		settle(process, pair);
		open_window(process, pair, out);
		return;
	}
	pair->filled = true;
	if (early > accept)
		end = min(end, early);
	end = min(end, accept + DEMOS_EARLY_MAX);
	for (number = accept; number < end; number++)
		demos_lost_filler(process, pair, number, DEMOS_DATA_MAX, out);
	demos_lost_tell(process, pair, end - accept, out);
	trace(process, pair, DEMOS_TRACE_ENDED);
	pair->said = 0;
	demos_patience_begin(&pair->patience);
}

/* Return: true: that has been said for long enough */
static bool has_lasted(struct demos_pair *pair, u8 said, u32 most)
{
	if (pair->said == said)
		return pair->denied >= most;
	pair->said = said;
	pair->denied = 0;
	demos_patience_begin(&pair->patience);
	return false;
}

static void hear_progress(struct demos_process *process,
			  struct demos_pair *pair,
			  const struct demos_op_progress *said,
			  struct list_head *out)
{
	const struct demos_address to = address_of(pair);
	u64 accept = max(be64_to_cpu(said->accept), pair->acked + 1);

	pair->parted = false;
	/* There is a way to it */
	demos_process_flush_voids(process, pair, &to, out);
	if (demos_pair_credit(pair, be64_to_cpu(said->read),
			      be64_to_cpu(said->bytes)))
		demos_process_unblock(process);
	if (accept > last_asked(pair)) {
		pair->acked = max(pair->acked, last_asked(pair));
		settle(process, pair);
		return;
	}
	if (pair->reported != (u32)accept) {
		pair->said = 0;
		pair->filled = false;
	}
	pair->reported = accept;
	if (has_lasted(pair, DEMOS_REPORT_HOLDS, DEMOS_MISSING_MAX))
		fill(process, pair, accept, be64_to_cpu(said->early), out);
}

/* The other process is dead, or cannot be found */
static void hear_denial(struct demos_process *process, struct demos_pair *pair,
			u8 said, struct list_head *out)
{
	bool dead = said == DEMOS_REPORT_DEAD;
	bool soon = dead && !pair->parted;

	if (!has_lasted(pair, said, soon ? DEMOS_DEAD_MAX :
			DEMOS_MISSING_MAX)) {
		if (soon)
			demos_patience_begin(&pair->patience);
		return;
	}
	settle(process, pair);
	if (!dead)
		open_window(process, pair, out);
	else if (!list_empty(&pair->early) || pair->parted)
		demos_lost_record(process, pair, out);
	else if (demos_lost_receiver(process, pair, out))
		begin(process, pair);
}

/**
 * demos_doubt_pair_reported() - an answer to PROBE about a pair has come
 * @process: the process that asks; locked
 * @msg: DEMOS_OP_REPORT; hostile
 * @out: out-queue
 */
void demos_doubt_pair_reported(struct demos_process *process,
			       const struct demos_message *msg,
			       struct list_head *out)
{
	const struct demos_op_report *said = (void *)msg->data;
	const struct demos_op_progress *progress = (void *)(said + 1);
	struct demos_pair *pair;

	pair = demos_pair_find(&process->pairs, be64_to_cpu(said->pid),
			       be32_to_cpu(said->code) == 1);
	if (!pair || !pair->doubt || process->phase != DEMOS_PHASE_LIVE ||
	    be32_to_cpu(said->name) != pair->doubts)
		return;
	trace(process, pair, said->result);
	if (said->result != DEMOS_REPORT_HOLDS)
		hear_denial(process, pair, said->result, out);
	else if (msg->length >= sizeof(*said) + sizeof(*progress))
		hear_progress(process, pair, progress, out);
}

static void count_one(struct demos_pair *pair, void *arg)
{
	struct ended *second = arg;
	struct demos_process *process = second->process;

	if (pair->doubt && !demos_pair_unsure(pair))
		settle(process, pair);
	if (!pair->doubt)
		return;
	process->pairs.doubt = true;
	process->machine->ops->alarm(process->machine);
	if (demos_probe_cut(process->machine, pair->machine))
		return;
	pair->denied += pair->said && pair->denied < U8_MAX;
	if (demos_patience_over(&pair->patience))
		probe(process, pair, second->out);
}

/**
 * demos_doubt_pairs_second() - a second is over
 * @process: any; locked
 * @out: out-queue
 */
void demos_doubt_pairs_second(struct demos_process *process,
			      struct list_head *out)
{
	struct ended second = { .process = process, .out = out };

	if (!process->pairs.doubt || process->phase != DEMOS_PHASE_LIVE)
		return;
	process->pairs.doubt = false;
	demos_pairs_each(&process->pairs, count_one, &second);
}
