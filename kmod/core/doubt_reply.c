// SPDX-License-Identifier: GPL-2.0
/*
 * PROBE and REPORT about reply links.
 *
 *   state of a promise  life ends  moved, stale link  HOLDS     NOT, DEAD, ...
 *   waits               asks now   asks in a second   --        --
 *   in doubt            asks anew  --                 waits     denied
 *   in doubt, denied    asks anew  --                 waits     ends if denied
 *                                                               for long enough
 *
 * "In doubt" asks again after 1, 2, 4, 8, 15, 15... seconds.
 */
#include <asm/byteorder.h>

#include "core/doubt_reply.h"
#include "core/link.h"
#include "core/message.h"
#include "core/notice.h"
#include "core/places.h"
#include "core/probe.h"
#include "core/process.h"
#include "core/promise.h"
#include "trace.h"

static void probe(struct demos_process *process,
		  const struct demos_promise *promise, struct list_head *out)
{
	const struct demos_op_probe about = {
		.about = DEMOS_ABOUT_REPLY,
		.channel = promise->channel,
		.name = cpu_to_be32(promise->name),
		.code = cpu_to_be32(promise->code),
	};

	demos_probe_send(process, &promise->holder, &about, out);
}

/* A notice in place of the answer */
static void end(struct demos_process *process, struct demos_promise *promise,
		struct list_head *out)
{
	const struct demos_link over = {
		.to = {
			.pid = process->entry.pid,
			.machine = process->machine->id,
			.moves = process->moves,
		},
		.code = promise->code,
		.channel = promise->channel,
		.flags = DEMOS_LINK_REPLY,
	};

	promise->doubt = false;
	promise->over = true;
	demos_notice_send(process->machine, &over, DEMOS_EUNKNOWN,
			  promise->holder.pid, out);
	demos_count(process->machine, DEMOS_C_CALLS_UNKNOWN);
	trace_demos_doubt(process, &promise->holder, DEMOS_TRACE_ENDED);
}

/* The holder says that it does not have the link, or there is no holder */
static void denied(struct demos_process *process, struct demos_promise *promise,
		   enum demos_report_result how, struct list_head *out)
{
	u32 most = how == DEMOS_REPORT_DEAD ? DEMOS_DEAD_MAX : DEMOS_DENIED_MAX;

	if (!promise->denied) {
		promise->denied = true;
		promise->denied_for = 0;
		demos_patience_begin(&promise->patience);
	} else if (promise->denied_for >= most) {
		end(process, promise, out);
	} else if (how == DEMOS_REPORT_DEAD) {
		demos_patience_begin(&promise->patience);
	}
}

/* A kernel ends with its machine's life, so there is nobody to be asked */
static void ask(struct demos_process *process, struct demos_promise *promise,
		struct list_head *out)
{
	if (demos_pid_is_kernel(promise->holder.pid) &&
	    demos_promise_holder_ended(process, promise))
		denied(process, promise, DEMOS_REPORT_DEAD, out);
	else
		probe(process, promise, out);
}

static void begin(struct demos_process *process, struct demos_promise *promise)
{
	promise->doubt = true;
	promise->denied = false;
	promise->name = ++process->promises.names;
	demos_patience_begin(&promise->patience);
	trace_demos_doubt(process, &promise->holder, DEMOS_TRACE_BEGUN);
	process->machine->ops->alarm(process->machine);
}

/* A frozen process asks when it runs again */
static bool may_ask(const struct demos_process *process)
{
	lockdep_assert_held(&process->lock);
	return process->phase == DEMOS_PHASE_LIVE;
}

static void doubt_now(struct demos_process *process,
		      struct demos_promise *promise, void *out)
{
	begin(process, promise);
	ask(process, promise, out);
}

/**
 * demos_doubt_replies_now() - a life has ended
 * @process: any; locked
 * @out: out-queue
 */
void demos_doubt_replies_now(struct demos_process *process,
			     struct list_head *out)
{
	if (may_ask(process))
		demos_promises_each(process, doubt_now, out);
}

/* Most answers come within a second, and then nobody is asked */
static void doubt_soon(struct demos_process *process,
		       struct demos_promise *promise, void *unused)
{
	if (!promise->doubt)
		begin(process, promise);
}

/**
 * demos_doubt_reply_soon() - the holder of a reply link may have been lost
 * @process: any; locked
 * @promise: of the link
 */
void demos_doubt_reply_soon(struct demos_process *process,
			    struct demos_promise *promise)
{
	if (may_ask(process))
		doubt_soon(process, promise, NULL);
}

/**
 * demos_doubt_reply_dropped() - a message that was held back is dropped
 * @process: its receiver; locked
 * @msg: the message; if it is an answer, its sender does not have the link
 *       any more, and the wait has to end
 */
void demos_doubt_reply_dropped(struct demos_process *process,
			       const struct demos_message *msg)
{
	struct demos_promise *promise;

	if (!(msg->head.flags & DEMOS_F_REPLY))
		return;
	promise = demos_promise_answered(process, msg);
	if (promise)
		demos_doubt_reply_soon(process, promise);
}

/* An answer that is on its way may be older than news that were missed */
static void resumed(struct demos_process *process,
		    struct demos_promise *promise, void *unused)
{
	begin(process, promise);
}

/**
 * demos_doubt_replies_soon() - the process has moved, or was to move
 * @process: any; locked
 */
void demos_doubt_replies_soon(struct demos_process *process)
{
	if (may_ask(process))
		demos_promises_each(process, resumed, NULL);
}

static void holder_moved(struct demos_process *process,
			 struct demos_promise *promise, void *arg)
{
	if (demos_places_mend(arg, &promise->holder))
		demos_doubt_reply_soon(process, promise);
}

/**
 * demos_doubt_replies_moved() - processes are known to have moved
 * @process: any; locked
 * @places: where they are now
 */
void demos_doubt_replies_moved(struct demos_process *process,
			       struct demos_places *places)
{
	demos_promises_each(process, holder_moved, places);
}

struct reported {
	const struct demos_message *msg;
	struct list_head *out;
};

static void compare(struct demos_process *process,
		    struct demos_promise *promise, void *arg)
{
	const struct reported *reported = arg;
	const struct demos_op_report *said = (void *)reported->msg->data;
	u16 from = reported->msg->head.from.machine;

	if (!promise->doubt || be32_to_cpu(said->name) != promise->name ||
	    be32_to_cpu(said->code) != promise->code ||
	    be64_to_cpu(said->pid) != promise->holder.pid)
		return;
	trace_demos_doubt(process, &promise->holder, said->result);
	if (said->result != DEMOS_REPORT_HOLDS) {
		denied(process, promise, said->result, reported->out);
		return;
	}
	promise->doubt = false;
	if (be32_to_cpu(said->moves) >= promise->holder.moves && from) {
		promise->holder.machine = from;
		promise->holder.moves = be32_to_cpu(said->moves);
	}
}

/**
 * demos_doubt_reply_reported() - an answer to PROBE about a reply link
 * @process: the creator of the link; locked
 * @msg: DEMOS_OP_REPORT; hostile
 * @out: out-queue
 */
void demos_doubt_reply_reported(struct demos_process *process,
				const struct demos_message *msg,
				struct list_head *out)
{
	struct reported reported = { msg, out };

	if (may_ask(process))
		demos_promises_each(process, compare, &reported);
}

/**
 * demos_doubt_reply_holds() - another process has the reply link now
 * @process: the creator of the link; locked
 * @msg: DEMOS_OP_HOLDS; hostile
 * @out: out-queue
 */
void demos_doubt_reply_holds(struct demos_process *process,
			     const struct demos_message *msg,
			     struct list_head *out)
{
	struct demos_promise *promise = demos_promise_believe(process, msg);

	if (promise && may_ask(process))
		doubt_now(process, promise, out);
}

static void count_one(struct demos_process *process,
		      struct demos_promise *promise, void *out)
{
	struct demos_machine *machine = process->machine;

	if (!may_ask(process))
		promise->doubt = false;
	if (!promise->doubt)
		return;
	promise->denied_for += promise->denied && promise->denied_for < U8_MAX;
	if (demos_patience_over(&promise->patience) &&
	    !demos_probe_cut(machine, promise->holder.machine))
		ask(process, promise, out);
	machine->ops->alarm(machine);
}

/**
 * demos_doubt_replies_second() - a second is over
 * @process: any; locked
 * @out: out-queue
 */
void demos_doubt_replies_second(struct demos_process *process,
				struct list_head *out)
{
	demos_promises_each(process, count_one, out);
}
