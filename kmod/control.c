// SPDX-License-Identifier: GPL-2.0
/*
 * DELIVERTOKERNEL: what can be done to a process from afar.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "control.h"
#include "link.h"
#include "message.h"
#include "migrate.h"
#include "move.h"
#include "process.h"
#include "route.h"
#include "trace.h"

/* Exit status of a process that was killed */
#define STATUS_KILLED	137

/* Operations from this on are between kernels */
#define OP_KERNELS	DEMOS_OP_LINK_UPDATE

/**
 * demos_control_reply_link - take the reply link out of a request
 * @msg: the request
 * @reply: gets the link
 *
 * Return: false: there is none.
 */
bool demos_control_reply_link(struct demos_message *msg,
			      struct demos_link *reply)
{
	if (!msg->nlinks || !(msg->links[0].flags & DEMOS_LINK_REPLY))
		return false;
	*reply = msg->links[0];
	msg->nlinks--;
	memmove(&msg->links[0], &msg->links[1],
		msg->nlinks * sizeof(msg->links[0]));
	return true;
}

static void answer(struct demos_process *process, struct demos_message *msg,
		   const void *data, u32 length, struct list_head *out)
{
	struct demos_link reply;

	if (demos_control_reply_link(msg, &reply))
		demos_route_answer(process->machine, &reply, data, length,
				   out);
}

static bool made_by_kernel(const struct demos_message *msg)
{
	return msg->head.flags & DEMOS_F_BULK ||
	       demos_pid_is_kernel(msg->head.from.pid);
}

static const struct demos_control_op *
find_op(const struct demos_control_op *ops, u32 count,
	const struct demos_message *msg)
{
	const struct demos_control *control = (void *)msg->data;
	u16 op;
	u32 i;

	if (msg->length < sizeof(*control))
		return NULL;
	op = be16_to_cpu(control->op);
	if (op >= OP_KERNELS && !made_by_kernel(msg))
		return NULL;
	for (i = 0; i < count; i++) {
		if (ops[i].op == op)
			return msg->length >= ops[i].length ? &ops[i] : NULL;
	}
	return NULL;
}

/* The longest answer that only says why not */
union short_answer {
	struct demos_answer head;
	struct demos_created created;
	struct demos_migrated migrated;
};

static void answer_result(struct demos_process *process,
			  struct demos_message *msg,
			  const struct demos_control_op *op, u16 result,
			  struct list_head *out)
{
	const struct demos_control *asked = (void *)msg->data;
	union short_answer said = {
		.head.op = cpu_to_be16(DEMOS_OP_ANSWER),
		.head.result = cpu_to_be16(result),
	};

	if (msg->length >= sizeof(*asked))
		said.head.op |= asked->op;
	answer(process, msg, &said, op ? op->answer : sizeof(said.head), out);
}

/**
 * demos_control_dispatch - do what a control message asks for
 * @process: the process concerned, or the kernel
 * @msg: the message; consumed
 * @ops: what there is to ask for
 * @count: of @ops
 * @out: out-queue
 *
 * In the actor. Who asks for something that is not in @ops is told so.
 */
void demos_control_dispatch(struct demos_process *process,
			    struct demos_message *msg,
			    const struct demos_control_op *ops, u32 count,
			    struct list_head *out)
{
	const struct demos_control_op *op = find_op(ops, count, msg);
	int result = DEMOS_ECALL;

	if (op)
		result = op->handle(process, msg, out);
	if (result != DEMOS_ANSWERED)
		answer_result(process, msg, op, result, out);
	demos_route_discard(process->machine, msg, out);
}

static int op_status(struct demos_process *process, struct demos_message *msg,
		     struct list_head *out)
{
	struct demos_process_info info;
	struct {
		struct demos_answer answer;
		struct demos_status status;
	} __packed said = {
		.answer.op = cpu_to_be16(DEMOS_OP_STATUS | DEMOS_OP_ANSWER),
	};
	struct demos_status *status = &said.status;
	u32 i;

	demos_process_info(process, &info);
	status->pid = cpu_to_be64(info.pid);
	status->instructions = cpu_to_be64(info.instructions);
	status->sent = cpu_to_be64(info.sent);
	status->received = cpu_to_be64(info.received);
	status->memory = cpu_to_be32(info.memory);
	status->moves = cpu_to_be32(info.moves);
	status->links = cpu_to_be32(info.links);
	status->queued = cpu_to_be32(info.queued);
	status->held = cpu_to_be32(info.held);
	status->pairs = cpu_to_be32(info.pairs);
	status->fault_address = cpu_to_be32(info.fault_address);
	status->pc = cpu_to_be32(info.pc);
	status->fcw = cpu_to_be16(info.fcw);
	status->fault = cpu_to_be16(info.fault);
	status->fault_word = cpu_to_be16(info.fault_word);
	status->machine = cpu_to_be16(process->machine->id);
	for (i = 0; i < ARRAY_SIZE(info.regs); i++)
		status->regs[i] = cpu_to_be16(info.regs[i]);
	status->state = info.state;
	status->flags = info.flags;
	status->model = info.model;
	memcpy(status->name, info.name, sizeof(status->name));
	answer(process, msg, &said, sizeof(said), out);
	return DEMOS_ANSWERED;
}

static void link_entry(struct demos_link_entry *entry, u32 name,
		       const struct demos_link *link)
{
	memset(entry, 0, sizeof(*entry));
	entry->name = cpu_to_be32(name);
	entry->pid = cpu_to_be64(link->to.pid);
	entry->moves = cpu_to_be32(link->to.moves);
	entry->code = cpu_to_be32(link->code);
	entry->area = cpu_to_be32(link->area);
	entry->length = cpu_to_be32(link->length);
	entry->machine = cpu_to_be16(link->to.machine);
	entry->flags = cpu_to_be16(link->flags);
	entry->channel = link->channel;
}

/* Fill @data with the links after @name; return: bytes */
static u32 list_links(struct demos_process *process, u32 name, u8 *data)
{
	struct demos_link_entry *entry = (void *)data;
	const u32 room = DEMOS_DATA_MAX - sizeof(struct demos_answer);
	struct demos_link link;
	u32 length = 0;

	mutex_lock(&process->lock);
	while (length + sizeof(*entry) <= room) {
		name = demos_links_next(&process->links, name, &link);
		if (!name)
			break;
		link_entry(entry++, name, &link);
		length += sizeof(*entry);
	}
	mutex_unlock(&process->lock);
	return length;
}

static int op_links(struct demos_process *process, struct demos_message *msg,
		    struct list_head *out)
{
	const struct demos_op_links *asked = (void *)msg->data;
	u32 after = be32_to_cpu(asked->after);
	struct demos_answer *said;

	said = kmalloc(DEMOS_DATA_MAX, GFP_KERNEL);
	if (!said)
		return DEMOS_EROOM;
	said->op = cpu_to_be16(DEMOS_OP_LINKS | DEMOS_OP_ANSWER);
	said->result = 0;
	answer(process, msg, said, sizeof(*said) +
	       list_links(process, after, (u8 *)(said + 1)), out);
	kfree(said);
	return DEMOS_ANSWERED;
}

static void set_suspended(struct demos_process *process, bool suspended)
{
	mutex_lock(&process->lock);
	process->suspended = suspended;
	mutex_unlock(&process->lock);
	trace_demos_process(process, suspended ? DEMOS_TRACE_SUSPEND :
			    DEMOS_TRACE_RESUME);
}

static int op_suspend(struct demos_process *process, struct demos_message *msg,
		      struct list_head *out)
{
	if (!process->ops->run)
		return DEMOS_ESTATE;
	set_suspended(process, true);
	return DEMOS_OK;
}

static int op_resume(struct demos_process *process, struct demos_message *msg,
		     struct list_head *out)
{
	if (!process->ops->run)
		return DEMOS_ESTATE;
	set_suspended(process, false);
	process->ops->resume(process);
	return DEMOS_OK;
}

static int op_kill(struct demos_process *process, struct demos_message *msg,
		   struct list_head *out)
{
	if (!process->ops->run)
		return DEMOS_ESTATE;
	demos_process_end(process, STATUS_KILLED);
	return DEMOS_OK;
}

static int op_migrate(struct demos_process *process, struct demos_message *msg,
		      struct list_head *out)
{
	return demos_depart_request(process, msg, out);
}

static int op_set_regs(struct demos_process *process,
		       struct demos_message *msg, struct list_head *out)
{
	bool suspended;

	mutex_lock(&process->lock);
	suspended = process->suspended;
	mutex_unlock(&process->lock);
	if (!suspended || !process->ops->set_regs)
		return DEMOS_ESTATE;
	return process->ops->set_regs(process, (void *)msg->data);
}

/*
 * Section 5: all links of the process that point to the migrated one are
 * updated, and what else the kernel keeps for it.
 */
static u32 apply_update(struct demos_process *process,
			const struct demos_address *where)
{
	struct demos_transfer *transfer;
	struct demos_pair *pair;
	u32 changed;

	lockdep_assert_held(&process->lock);
	changed = demos_links_update(&process->links, where);
	list_for_each_entry(transfer, &process->transfers, node) {
		if (transfer->to.pid == where->pid &&
		    transfer->to.moves < where->moves)
			transfer->to = *where;
	}
	pair = demos_pair_find(&process->pairs, where->pid, true);
	if (pair)
		demos_pair_heard(pair, where);
	pair = demos_pair_find(&process->pairs, where->pid, false);
	if (pair)
		demos_pair_heard(pair, where);
	return changed;
}

/* How many messages went over a link before it was mended */
static void count_stale(struct demos_process *process,
			const struct demos_address *where)
{
	atomic64_t *worst =
		&process->machine->counters[DEMOS_C_STALE_WORST];
	struct demos_pair *pair;

	pair = demos_pair_find(&process->pairs, where->pid, false);
	if (!pair)
		return;
	if (pair->told != where->moves) {
		pair->told = where->moves;
		pair->stale = 0;
	}
	pair->stale++;
	if (pair->stale > atomic64_read(worst))
		atomic64_set(worst, pair->stale);
}

static void link_update(struct demos_process *process,
			const struct demos_address *where)
{
	struct demos_event event = {
		.pid = process->entry.pid,
		.from = where->pid,
		.peer = where->machine,
		.value2 = where->moves,
	};

	event.value = apply_update(process, where);
	count_stale(process, where);
	demos_count(process->machine, event.value ? DEMOS_C_UPDATES_APPLIED :
		    DEMOS_C_UPDATES_STALE);
	demos_machine_event(process->machine, DEMOS_EVENT_UPDATED, &event);
}

/**
 * demos_control_at_once - a control message that need not wait for the actor
 * @process: for whom it is; locked
 * @msg: the message, made by a kernel or not; still the caller's
 *
 * A link update touches only what the lock protects. Applied as it comes, it
 * is there before what the process sends next, however busy the actor is.
 *
 * Return: it has been handled.
 */
bool demos_control_at_once(struct demos_process *process,
			   const struct demos_message *msg)
{
	const struct demos_op_where *said = (void *)msg->data;
	struct demos_address where = {};

	if (demos_pid_is_kernel(process->entry.pid) || !made_by_kernel(msg) ||
	    msg->length < sizeof(*said) ||
	    be16_to_cpu(said->op) != DEMOS_OP_LINK_UPDATE)
		return false;
	where.pid = be64_to_cpu(said->pid);
	where.machine = be16_to_cpu(said->machine);
	where.moves = be32_to_cpu(said->moves);
	if (demos_address_ok(&where) && !demos_pid_is_kernel(where.pid))
		link_update(process, &where);
	return true;
}

static int op_serve(struct demos_process *process, struct demos_message *msg,
		    struct list_head *out)
{
	demos_move_serve(process, msg, out);
	return DEMOS_ANSWERED;
}

static int op_packet(struct demos_process *process, struct demos_message *msg,
		     struct list_head *out)
{
	demos_move_answer(process, msg, out);
	return DEMOS_ANSWERED;
}

static const struct demos_control_op process_ops[] = {
	DEMOS_CONTROL(STATUS, control, answer, op_status),
	DEMOS_CONTROL(LINKS, op_links, answer, op_links),
	DEMOS_CONTROL(SUSPEND, control, answer, op_suspend),
	DEMOS_CONTROL(RESUME, control, answer, op_resume),
	DEMOS_CONTROL(KILL, control, answer, op_kill),
	DEMOS_CONTROL(MIGRATE, op_migrate, migrated, op_migrate),
	DEMOS_CONTROL(SET_REGS, op_regs, answer, op_set_regs),
	DEMOS_CONTROL(PULL, op_pull, answer, op_serve),
	DEMOS_CONTROL(PUSH, op_data, answer, op_serve),
	DEMOS_CONTROL(DATA, op_data, answer, op_packet),
	DEMOS_CONTROL(PUSHED, op_data, answer, op_packet),
};

/**
 * demos_control_receive - a kernel receives a message for one of its processes
 * @process: guest or native; in its actor
 * @msg: consumed
 * @out: out-queue
 */
void demos_control_receive(struct demos_process *process,
			   struct demos_message *msg, struct list_head *out)
{
	demos_control_dispatch(process, msg, process_ops,
			       ARRAY_SIZE(process_ops), out);
}

/**
 * demos_control_ended - tell a process's manager that it ended or faulted
 * @process: the process
 * @op: DEMOS_OP_EXITED or DEMOS_OP_FAULTED
 * @status: exit status, or enum demos_fault
 * @address: of the instruction that faulted
 * @word: its first word
 * @out: out-queue
 */
void demos_control_ended(struct demos_process *process, enum demos_op op,
			 u16 status, u32 address, u16 word,
			 struct list_head *out)
{
	const struct demos_ended ended = {
		.op = cpu_to_be16(op),
		.status = cpu_to_be16(status),
		.pid = cpu_to_be64(process->entry.pid),
		.address = cpu_to_be32(address),
		.word = cpu_to_be16(word),
		.machine = cpu_to_be16(process->machine->id),
	};

	if (process->manager.to.pid && !process->machine->down)
		demos_route_answer(process->machine, &process->manager, &ended,
				   sizeof(ended), out);
}
