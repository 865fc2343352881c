// SPDX-License-Identifier: GPL-2.0
/*
 * Migration, the source, once the destination has been asked: it commits (steps
 * 6 and 7), or keeps the process. Table 1 of Documentation/migration.rst.
 *
 *   LIVE --request--> LEAVING --refused, its life ends--> LIVE
 *                      |  ^
 *      the session ends|  |      (unsure: asks the destination)
 *                      v  |
 *                     LEAVING, unsure
 *                        |
 *                        +-- established --> GONE, a forwarding address
 *
 * All in the kernel's actor.
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/depart.h"
#include "core/doubt.h"
#include "core/forward.h"
#include "core/lives.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/notice.h"
#include "core/process.h"
#include "core/queue.h"

/* Sent by the source: the request (by its sender), ASK and CLEANED */
#define SOURCE_CONTROL	3

static void answer_failed(struct demos_machine *machine,
			  const struct demos_migration *migration,
			  const struct demos_no_room *why,
			  struct list_head *out)
{
	union {
		struct demos_migrated migrated;
		struct demos_no_room no_room;
	} said;

	memset(&said, 0, sizeof(said));
	said.no_room = *why;
	said.no_room.op = cpu_to_be16(DEMOS_OP_MIGRATE | DEMOS_OP_ANSWER);
	if (migration->reply.to.pid)
		demos_message_answer(machine->id, &migration->reply, &said,
				     sizeof(said), out);
}

/*
 * The process stays, as if nothing had been requested. @why: the result, and
 * what limit it is about, if any. Drops the process's lock.
 */
static void thaw(struct demos_process *process,
		 const struct demos_no_room *why, struct list_head *out)
{
	struct demos_migration *migration = process->migration;
	LIST_HEAD(frozen);

	process->migration = NULL;
	atomic_dec(&process->machine->leaving);
	process->phase = DEMOS_PHASE_LIVE;
	process->unsure = false;
	list_splice_init(&process->frozen, &frozen);
	demos_queue_accept_all(process, &frozen, out);
	demos_doubt_resume(process, out);
	mutex_unlock(&process->lock);
	demos_migrate_failed(process->machine, process->entry.pid,
			     migration->peer, be16_to_cpu(why->result));
	answer_failed(process->machine, migration, why, out);
	demos_migration_free(migration);
	process->machine->ops->schedule(process);
	process->ops->wake(process);
}

static void mark_pending(struct list_head *list)
{
	struct demos_message *msg;

	list_for_each_entry(msg, list, node)
		msg->head.flags |= DEMOS_F_PENDING;
}

/* Send the fillers once more; the destination keeps those that come back */
static void take_voids(struct demos_pair *pair, void *arg)
{
	list_splice_tail_init(&pair->voids, arg);
}

/*
 * The source commits: from here on the process is the destination's. Messages
 * that had been accepted are marked as pending; those not checked yet, or held
 * back, go without that mark, and are checked over there.
 */
static void commit(struct demos_process *process, struct list_head *pending,
		   struct list_head *out)
{
	demos_pairs_each(&process->pairs, take_voids, out);
	process->phase = DEMOS_PHASE_GONE;
	mark_pending(&process->queue);
	mark_pending(&process->control);
	list_splice_tail_init(&process->control, pending);
	list_splice_tail_init(&process->queue, pending);
	process->queued = 0;
	demos_pairs_exit(&process->pairs, pending);
	list_splice_tail_init(&process->frozen, pending);
	list_splice_tail_init(&process->outbox, out);
	demos_links_exit(&process->links);
}

/* Step 6: re-send the messages, with us as their cause. Return: how many. */
static u32 send_pending(struct demos_machine *machine,
			const struct demos_migration *migration,
			struct list_head *pending, struct list_head *out)
{
	struct demos_message *msg;
	u32 count = 0;

	list_for_each_entry(msg, pending, node) {
		demos_message_uncharge(msg);
		msg->head.to.machine = migration->peer;
		msg->head.to.moves = migration->moves;
		msg->cause = machine->id;
		msg->head.via = machine->id;
		count++;
	}
	demos_count_add(machine, DEMOS_C_PENDING_SENT, count);
	list_splice_tail_init(pending, out);
	return count;
}

/* Step 7 is done: return control to the destination */
static void tell_cleaned(struct demos_machine *machine, u64 pid,
			 const struct demos_migration *migration, u32 pending,
			 struct list_head *out)
{
	const struct demos_address to =
		demos_kernel_address(migration->peer);
	const struct demos_op_migration said = {
		.op = cpu_to_be16(DEMOS_OP_CLEANED),
		.pid = cpu_to_be64(pid),
		.moves = cpu_to_be32(migration->moves),
		.control = cpu_to_be16(SOURCE_CONTROL),
		.pending = cpu_to_be16(min_t(u32, pending, U16_MAX)),
		.frozen = cpu_to_be64(ktime_get_ns() - migration->began),
	};
	struct demos_message *msg;

	demos_count(machine, DEMOS_C_MIGRATION_CONTROL);
	msg = demos_message_by_kernel(machine->id, &to, 0, &said, sizeof(said),
				      out);
	if (migration->reply.to.pid)
		msg->links[msg->nlinks++] = migration->reply;
}

/*
 * From here on the process is the destination's. The forwarding address is in
 * place before any pending message is sent. Drops the process's lock. @pending:
 * gets the messages for the process. Return: the migration, now the caller's.
 */
static struct demos_migration *let_go(struct demos_process *process,
				      struct list_head *pending,
				      struct list_head *out)
{
	struct demos_migration *migration = process->migration;

	commit(process, pending, out);
	process->migration = NULL;
	atomic_dec(&process->machine->leaving);
	process->unsure = false;
	mutex_unlock(&process->lock);
	process->ops->end(process);
	demos_process_leave(process, migration->forward);
	atomic_dec(&process->machine->processes);
	migration->forward = NULL;
	return migration;
}

/*
 * The destination has established the process: commit, and do steps 6 and 7.
 * The destination holds messages that are forwarded to it until CLEANED comes,
 * which is sent last. Drops the process's lock.
 */
static void hand_over(struct demos_process *process, struct list_head *out)
{
	struct demos_machine *machine = process->machine;
	u64 pid = process->entry.pid;
	struct demos_migration *migration;
	LIST_HEAD(pending);
	u32 sent;

	migration = let_go(process, &pending, out);
	sent = send_pending(machine, migration, &pending, out);
	demos_migrate_step(machine, pid, migration->peer, 6);
	demos_count(machine, DEMOS_C_MIGRATED_OUT);
	demos_migrate_step(machine, pid, migration->peer, 7);
	tell_cleaned(machine, pid, migration, sent, out);
	demos_migration_free(migration);
}

/* An operator says that the destination has it. Drops the process's lock. */
static void give_away(struct demos_process *process, struct list_head *out)
{
	const struct demos_no_room unknown = {
		.result = cpu_to_be16(DEMOS_EUNKNOWN),
	};
	struct demos_machine *machine = process->machine;
	struct demos_migration *migration;
	struct demos_message *msg, *next;
	LIST_HEAD(pending);

	migration = let_go(process, &pending, out);
	list_for_each_entry_safe(msg, next, &pending, node) {
		list_del_init(&msg->node);
		demos_message_uncharge(msg);
		msg->head.flags &= ~DEMOS_F_PENDING;
		demos_notice_refuse(machine, msg, DEMOS_EUNKNOWN, out);
	}
	demos_migrate_failed(machine, process->entry.pid, migration->peer,
			     DEMOS_EUNKNOWN);
	answer_failed(machine, migration, &unknown, out);
	demos_migration_free(migration);
}

/* Ask whether the process is established there */
static void ask_again(struct demos_process *process, struct list_head *out)
{
	struct demos_migration *migration = process->migration;
	struct demos_machine *machine = process->machine;
	struct demos_op_migration *asked;

	process->heard = false;
	if (!machine->ops->connected(machine, migration->peer))
		return;
	asked = demos_migrate_send(machine, DEMOS_OP_QUERY, migration->peer,
				   process->entry.pid, migration->moves,
				   DEMOS_OK, out);
	machine->query = machine->query + 1 ?: 1;
	migration->query = machine->query;
	asked->pending = cpu_to_be16(migration->query);
}

static void become_unsure(struct demos_process *process, struct list_head *out)
{
	struct demos_machine *machine = process->machine;

	process->unsure = true;
	demos_patience_begin(&process->migration->patience);
	demos_migrate_unsure(machine, process->entry.pid,
			     process->migration->peer);
	ask_again(process, out);
	machine->ops->alarm(machine);
}

static void wait_on(struct demos_process *process, struct list_head *out)
{
	if (demos_patience_over(&process->migration->patience))
		ask_again(process, out);
	process->machine->ops->alarm(process->machine);
}

/* What can happen to a process that is leaving */
enum event {
	REFUSED,	/* the destination has forgotten it, or never had it */
	ESTABLISHED,	/* the destination has it, and waits for us */
	LIFE_ENDED,	/* so has the destination, and its copy with it */
	SESSION_ENDED,	/* with the destination, which may live */
	SECOND_OVER,
	KEEP,		/* an operator decides */
	GIVE_AWAY
};

/* The next life of the destination knows nothing of it */
static bool is_due_to_end(const struct demos_process *process,
			  const struct demos_no_room *why)
{
	return process->migration->ended &&
	       be16_to_cpu(why->result) == DEMOS_EUNKNOWN;
}

/*
 * Table 1. @process: LEAVING and locked; unlocked afterwards. @why: REFUSED:
 * the result, and what limit it is about, if any.
 */
static void leaving(struct demos_process *process, enum event event,
		    const struct demos_no_room *why, struct list_head *out)
{
	const struct demos_no_room lost = {
		.result = cpu_to_be16(DEMOS_EUNREACHABLE),
	};
	const struct demos_no_room unknown = {
		.result = cpu_to_be16(DEMOS_EUNKNOWN),
	};

	switch (event) {
	case REFUSED:
		thaw(process, is_due_to_end(process, why) ? &lost : why, out);
		return;
	case ESTABLISHED:
		hand_over(process, out);
		return;
	case LIFE_ENDED:
		thaw(process, &lost, out);
		return;
	case SESSION_ENDED:
		if (!process->unsure)
			become_unsure(process, out);
		break;
	case SECOND_OVER:
		if (process->unsure)
			wait_on(process, out);
		break;
	case KEEP:
		thaw(process, &unknown, out);
		return;
	case GIVE_AWAY:
		give_away(process, out);
		return;
	}
	mutex_unlock(&process->lock);
}

/* The process, locked, if it is leaving for @peer in that migration; or NULL */
static struct demos_process *find_leaving(struct demos_machine *machine,
					  u64 pid, u16 peer, u32 moves)
{
	struct demos_process *process;

	process = demos_process_find(machine, pid, NULL);
	if (!process)
		return NULL;
	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_LEAVING &&
	    process->migration->peer == peer &&
	    process->migration->moves == moves)
		return process;
	mutex_unlock(&process->lock);
	demos_process_put(process);
	return NULL;
}

static struct demos_process *find_named(struct demos_machine *machine,
					const struct demos_message *msg)
{
	const struct demos_op_migration *said = (void *)msg->data;

	return find_leaving(machine, be64_to_cpu(said->pid),
			    DEMOS_PID_MACHINE(msg->head.from.pid),
			    be32_to_cpu(said->moves));
}

/*
 * The answer to an earlier question. It may be about an earlier attempt: more
 * than one question may have been asked about that.
 */
static bool is_stale(const struct demos_process *process,
		     const struct demos_op_migration *said)
{
	u16 query = be16_to_cpu(said->pending);

	return query && query != process->migration->query;
}

/**
 * demos_commit_refused() - the destination does not take the process
 * @kernel: the kernel here
 * @msg: DEMOS_OP_REFUSE
 * @out: out-queue
 */
void demos_commit_refused(struct demos_process *kernel,
			  struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_migration *said = (void *)msg->data;
	struct demos_process *process = find_named(kernel->machine, msg);
	u16 result = be16_to_cpu(said->result);
	struct demos_no_room why = {};

	if (!process)
		return;
	if (!result || result >= __DEMOS_RESULT_MAX)
		result = DEMOS_EREFUSED;
	why.result = cpu_to_be16(result);
	if (is_stale(process, said)) {
		mutex_unlock(&process->lock);
		demos_process_put(process);
		return;
	}
	if (result == DEMOS_EROOM) {
		why.why = said->control;
		why.machine =
			cpu_to_be16(DEMOS_PID_MACHINE(msg->head.from.pid));
		why.most = said->frozen;
	}
	leaving(process, REFUSED, &why, out);
	demos_process_put(process);
}

/*
 * It has established a process that is not leaving for it. If we have let the
 * process go to it, CLEANED was lost; else the process is not its.
 */
static void answer_established(struct demos_machine *machine, u64 pid, u16 peer,
			       u32 moves, struct list_head *out)
{
	struct demos_entry forward;
	bool has_left;

	has_left = demos_forward_find(machine, pid, &forward) &&
		   forward.machine == peer && forward.moves == moves;
	demos_migrate_send(machine, has_left ? DEMOS_OP_CLEANED : DEMOS_OP_KEPT,
			   peer, pid, moves, DEMOS_OK, out);
}

/**
 * demos_commit_established() - the destination has established the process
 * @kernel: the kernel here
 * @msg: DEMOS_OP_ESTABLISHED
 * @out: out-queue
 *
 * Always answered: by CLEANED, or by KEPT.
 */
void demos_commit_established(struct demos_process *kernel,
			      struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_migration *said = (void *)msg->data;
	struct demos_process *process = find_named(kernel->machine, msg);

	if (process) {
		leaving(process, ESTABLISHED, NULL, out);
		demos_process_put(process);
	} else if (demos_pid_is_kernel(msg->head.from.pid)) {
		answer_established(kernel->machine, be64_to_cpu(said->pid),
				   DEMOS_PID_MACHINE(msg->head.from.pid),
				   be32_to_cpu(said->moves), out);
	}
}

/* What has happened to a machine, and where the messages go */
struct change {
	u16 peer;
	u64 floor;
	u32 session;
	struct list_head *out;
};

/*
 * What does the change mean for a process that is leaving? The next life of the
 * destination may have greeted, and a session with it may have begun, before
 * step 2 was sent, and before @life was read: then that life was asked, and it
 * is asked now whether it has the process. Not if the destination is gone.
 */
static bool is_concerned(struct demos_process *process,
			 const struct change *change, enum event *event)
{
	struct demos_migration *migration = process->migration;

	lockdep_assert_held(&process->lock);
	if (process->phase != DEMOS_PHASE_LEAVING ||
	    migration->peer != change->peer)
		return false;
	*event = SESSION_ENDED;
	if (migration->life >= change->floor)
		return migration->session <= change->session;
	migration->ended = true;
	if (demos_machine_gone(process->machine, migration->peer))
		*event = LIFE_ENDED;
	return true;
}

static int lose(struct demos_process *process, void *arg)
{
	const struct change *change = arg;
	enum event event;

	mutex_lock(&process->lock);
	if (is_concerned(process, change, &event))
		leaving(process, event, NULL, change->out);
	else
		mutex_unlock(&process->lock);
	return 0;
}

/**
 * demos_commit_lost() - lives of a machine, or sessions with it, have ended
 * @machine: here
 * @lost: which
 * @out: out-queue
 */
void demos_commit_lost(struct demos_machine *machine,
		       const struct demos_op_lost *lost, struct list_head *out)
{
	struct change change = {
		.peer = be16_to_cpu(lost->machine),
		.floor = be64_to_cpu(lost->floor),
		.session = be32_to_cpu(lost->session),
		.out = out,
	};

	demos_process_each(machine, lose, &change);
}

static int count_second(struct demos_process *process, void *arg)
{
	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_LEAVING)
		leaving(process, SECOND_OVER, NULL, arg);
	else
		mutex_unlock(&process->lock);
	return 0;
}

/**
 * demos_commit_alarm() - a second is over
 * @machine: here
 * @out: out-queue
 */
void demos_commit_alarm(struct demos_machine *machine, struct list_head *out)
{
	demos_process_each(machine, count_second, out);
}

/**
 * demos_commit_resolve() - an operator decides about a process that may be here
 * @machine: here
 * @pid: the process
 * @keep: it is; else it is given up for the destination's
 * @out: out-queue
 *
 * Return: DEMOS_OK, or DEMOS_ESTATE: it is not unsure here.
 */
enum demos_result demos_commit_resolve(struct demos_machine *machine, u64 pid,
				       bool keep, struct list_head *out)
{
	struct demos_process *process = demos_process_find(machine, pid, NULL);
	enum demos_result result = DEMOS_ESTATE;

	if (!process)
		return DEMOS_ESTATE;
	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_LEAVING && process->unsure) {
		leaving(process, keep ? KEEP : GIVE_AWAY, NULL, out);
		result = DEMOS_OK;
	} else {
		mutex_unlock(&process->lock);
	}
	demos_process_put(process);
	return result;
}

/**
 * demos_commit_forget() - give up the migration of a process that ends
 * @process: GONE; its machine goes down
 * @out: out-queue
 *
 * The requester is told that the outcome is not known here.
 */
void demos_commit_forget(struct demos_process *process, struct list_head *out)
{
	const struct demos_no_room unknown = {
		.result = cpu_to_be16(DEMOS_EUNKNOWN),
	};
	struct demos_migration *migration = process->migration;

	if (!migration)
		return;
	process->migration = NULL;
	atomic_dec(&process->machine->leaving);
	answer_failed(process->machine, migration, &unknown, out);
	demos_migration_free(migration);
}
