// SPDX-License-Identifier: GPL-2.0
/*
 * DELIVERTOKERNEL: the operations on a process, from any machine.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/control.h"
#include "core/give.h"
#include "core/link.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/move.h"
#include "core/notice.h"
#include "core/process.h"
#include "trace.h"

/* Exit status of a process that was killed */
#define STATUS_KILLED	137

/* Operations from this on are between kernels */
#define OP_KERNELS	DEMOS_OP_LINK_UPDATE

/* Answer a request, if it has a reply link; @reply is used up */
static void answer(struct demos_process *process, struct demos_link *reply,
		   const void *data, u32 length, struct list_head *out)
{
	if (reply->to.pid)
		demos_message_answer(process->machine->id, reply, data, length,
				     out);
	reply->to.pid = 0;
}

static bool is_packet(u16 op)
{
	return op >= DEMOS_OP_PULL && op <= DEMOS_OP_PUSHED;
}

/* May this message request that operation? */
static bool may_ask(const struct demos_message *msg, u16 op)
{
	return op < OP_KERNELS || demos_pid_is_kernel(msg->head.from.pid) ||
	       (is_packet(op) && msg->head.flags & DEMOS_F_BULK);
}

static const struct demos_control_op *
find_op(const struct demos_control_op *ops, u32 count,
	const struct demos_message *msg)
{
	u16 op = demos_message_op(msg);
	u32 i;

	if (!may_ask(msg, op))
		return NULL;
	for (i = 0; i < count; i++) {
		if (ops[i].op == op)
			return msg->length >= ops[i].length ? &ops[i] : NULL;
	}
	return NULL;
}

/* The longest answer with nothing but a result */
union short_answer {
	struct demos_answer head;
	struct demos_no_room no_room;
	struct demos_given given;
	struct demos_created created;
	struct demos_migrated migrated;
};

/**
 * demos_control_no_room() - say why there is no room here
 * @machine: the machine
 * @result: DEMOS_EROOM, and why
 * @said: gets it, except for the operation
 */
void demos_control_no_room(const struct demos_machine *machine,
			   enum demos_result result,
			   struct demos_no_room *said)
{
	u16 why = demos_result_why(result);

	*said = (struct demos_no_room) {
		.result = cpu_to_be16(demos_result_plain(result)),
		.why = cpu_to_be16(why),
		.machine = cpu_to_be16(machine->id),
		.most = cpu_to_be64(demos_machine_most(machine, why)),
	};
}

static void answer_result(struct demos_process *process,
			  const struct demos_message *msg,
			  struct demos_link *reply,
			  const struct demos_control_op *op,
			  enum demos_result result, struct list_head *out)
{
	union short_answer said;
	u32 length = op ? op->answer : sizeof(said.head);

	/* An initializer need not clear what is behind the head */
	memset(&said, 0, sizeof(said));
	if (demos_result_plain(result) == DEMOS_EROOM) {
		demos_control_no_room(process->machine, result, &said.no_room);
		length = max_t(u32, length, sizeof(said.no_room));
	}
	said.head.op = cpu_to_be16(DEMOS_OP_ANSWER | demos_message_op(msg));
	said.head.result = cpu_to_be16(demos_result_plain(result));
	answer(process, reply, &said, length, out);
}

/**
 * demos_control_dispatch() - do what a control message requests
 * @process: the process concerned, or the kernel
 * @msg: the message; consumed
 * @ops: the operations
 * @count: of @ops
 * @out: out-queue
 *
 * In the actor. A request that is not in @ops is answered with DEMOS_ECALL.
 */
void demos_control_dispatch(struct demos_process *process,
			    struct demos_message *msg,
			    const struct demos_control_op *ops, u32 count,
			    struct list_head *out)
{
	const struct demos_control_op *op = find_op(ops, count, msg);
	enum demos_result result = DEMOS_ECALL;
	struct demos_link reply = {};

	if (op && op->word) {
		op->word(process, msg, out);
	} else {
		demos_message_take_reply(msg, &reply);
		if (op)
			result = op->request(process, msg, &reply, out);
		answer_result(process, msg, &reply, op, result, out);
	}
	demos_notice_discard(process->machine, msg, out);
}

static enum demos_result op_status(struct demos_process *process,
				   struct demos_message *msg,
				   struct demos_link *reply,
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
	status->queue_bytes = cpu_to_be64(info.queue_bytes);
	answer(process, reply, &said, sizeof(said), out);
	return DEMOS_OK;
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

/* Fill @data with the links after @name. Return: bytes. */
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

static enum demos_result op_links(struct demos_process *process,
				  struct demos_message *msg,
				  struct demos_link *reply,
				  struct list_head *out)
{
	const struct demos_op_links *asked = (void *)msg->data;
	u32 after = be32_to_cpu(asked->after);
	struct demos_answer *said;

	said = kmalloc(DEMOS_DATA_MAX, GFP_KERNEL);
	if (!said)
		return demos_result_of(-ENOMEM);
	said->op = cpu_to_be16(DEMOS_OP_LINKS | DEMOS_OP_ANSWER);
	said->result = 0;
	answer(process, reply, said, sizeof(*said) +
	       list_links(process, after, (u8 *)(said + 1)), out);
	kfree(said);
	return DEMOS_OK;
}

static void set_suspended(struct demos_process *process, bool suspended)
{
	mutex_lock(&process->lock);
	process->suspended = suspended;
	mutex_unlock(&process->lock);
	trace_demos_process(process, suspended ? DEMOS_TRACE_SUSPEND :
			    DEMOS_TRACE_RESUME);
}

static enum demos_result op_suspend(struct demos_process *process,
				    struct demos_message *msg,
				    struct demos_link *reply,
				    struct list_head *out)
{
	set_suspended(process, true);
	return DEMOS_OK;
}

static enum demos_result op_resume(struct demos_process *process,
				   struct demos_message *msg,
				   struct demos_link *reply,
				   struct list_head *out)
{
	if (process->ops->faulted && process->ops->faulted(process))
		return DEMOS_ESTATE;
	set_suspended(process, false);
	process->ops->resume(process);
	return DEMOS_OK;
}

static enum demos_result op_kill(struct demos_process *process,
				 struct demos_message *msg,
				 struct demos_link *reply,
				 struct list_head *out)
{
	demos_process_end(process, STATUS_KILLED);
	return DEMOS_OK;
}

static void pair_entry(struct demos_pair_entry *entry,
		       const struct demos_pair *pair)
{
	memset(entry, 0, sizeof(*entry));
	entry->pid = cpu_to_be64(pair->pid);
	entry->sent = cpu_to_be64(pair->send - 1);
	entry->sent_bytes = cpu_to_be64(pair->sent_bytes);
	entry->received = cpu_to_be64(pair->read);
	entry->received_bytes = cpu_to_be64(pair->read_bytes);
	entry->unread = cpu_to_be64(demos_pair_unread(pair));
	entry->moves = cpu_to_be32(pair->moves);
	entry->machine = cpu_to_be16(pair->machine);
	entry->kernel = pair->kernel;
}

static bool is_before(const struct demos_pair_entry *a,
		      const struct demos_pair_entry *b)
{
	u64 x = be64_to_cpu(a->pid);
	u64 y = be64_to_cpu(b->pid);

	return x != y ? x < y : a->kernel < b->kernel;
}

/**
 * struct pair_page - the entries that one answer has room for
 * @after: only entries behind this one
 * @room: how many entries fit
 * @count: of @entries
 * @entries: in order: by process, then stream
 */
struct pair_page {
	struct demos_pair_entry after;
	u32 room;
	u32 count;
	struct demos_pair_entry *entries;
};

/* Keep an entry if it is among the first behind @after; the last gives way */
static void page_add(struct demos_pair *pair, void *arg)
{
	struct pair_page *page = arg;
	struct demos_pair_entry entry;
	u32 at = page->count;

	pair_entry(&entry, pair);
	if (!is_before(&page->after, &entry))
		return;
	while (at && is_before(&entry, &page->entries[at - 1]))
		at--;
	if (at == page->room)
		return;
	if (page->count < page->room)
		page->count++;
	memmove(&page->entries[at + 1], &page->entries[at],
		(page->count - 1 - at) * sizeof(entry));
	page->entries[at] = entry;
}

/* List the processes that this one exchanges messages with */
static enum demos_result op_pairs(struct demos_process *process,
				  struct demos_message *msg,
				  struct demos_link *reply,
				  struct list_head *out)
{
	const struct demos_op_pairs *asked = (void *)msg->data;
	struct demos_answer *said;
	struct pair_page page = {
		.after.pid = asked->after,
		.after.kernel = asked->kernel,
	};

	said = kmalloc(DEMOS_DATA_MAX, GFP_KERNEL);
	if (!said)
		return demos_result_of(-ENOMEM);
	said->op = cpu_to_be16(DEMOS_OP_PAIRS | DEMOS_OP_ANSWER);
	said->result = 0;
	page.entries = (void *)(said + 1);
	page.room = (DEMOS_DATA_MAX - sizeof(*said)) / sizeof(*page.entries);
	mutex_lock(&process->lock);
	demos_pairs_each(&process->pairs, page_add, &page);
	mutex_unlock(&process->lock);
	answer(process, reply, said,
	       sizeof(*said) + page.count * sizeof(*page.entries), out);
	kfree(said);
	return DEMOS_OK;
}

static enum demos_result op_priority(struct demos_process *process,
				     struct demos_message *msg,
				     struct demos_link *reply,
				     struct list_head *out)
{
	const struct demos_op_priority *asked = (void *)msg->data;
	u16 priority = be16_to_cpu(asked->priority);

	if (priority > DEMOS_PRIORITY_MAX)
		return DEMOS_ECALL;
	process->priority = priority;
	return DEMOS_OK;
}

/* The new personality is the process of the enclosed link; no link: none */
static enum demos_result op_personality(struct demos_process *process,
					struct demos_message *msg,
					struct demos_link *reply,
					struct list_head *out)
{
	struct demos_link link = {};
	struct demos_link old;

	if (!process->ops->program)
		return DEMOS_ESTATE;
	if (msg->nlinks)
		link = msg->links[0];
	if (msg->nlinks > 1 || !demos_link_lasts(&link))
		return DEMOS_ECALL;
	msg->nlinks = 0;
	mutex_lock(&process->lock);
	old = process->personality;
	process->personality = link;
	mutex_unlock(&process->lock);
	process->introduced = false;
	if (old.to.pid)
		demos_notice_destroyed(process->machine, &old, out);
	return DEMOS_OK;
}

static enum demos_result op_set_regs(struct demos_process *process,
				     struct demos_message *msg,
				     struct demos_link *reply,
				     struct list_head *out)
{
	bool suspended;

	mutex_lock(&process->lock);
	suspended = process->suspended;
	mutex_unlock(&process->lock);
	if (!suspended)
		return DEMOS_ESTATE;
	return process->ops->set_regs(process, (void *)msg->data);
}

static void op_pull(struct demos_process *process, struct demos_message *msg,
		    struct list_head *out)
{
	demos_move_serve_pull(process, msg, demos_move_read_memory, out);
}

static const struct demos_control_op process_ops[] = {
	DEMOS_CONTROL_REQUEST(STATUS, control, answer, op_status),
	DEMOS_CONTROL_REQUEST(LINKS, op_links, answer, op_links),
	DEMOS_CONTROL_REQUEST(SUSPEND, control, answer, op_suspend),
	DEMOS_CONTROL_REQUEST(RESUME, control, answer, op_resume),
	DEMOS_CONTROL_REQUEST(KILL, control, answer, op_kill),
	DEMOS_CONTROL_REQUEST(MIGRATE, op_migrate, migrated,
			      demos_depart_request),
	DEMOS_CONTROL_REQUEST(SET_REGS, op_regs, answer, op_set_regs),
	DEMOS_CONTROL_REQUEST(PAIRS, op_pairs, answer, op_pairs),
	DEMOS_CONTROL_REQUEST(PRIORITY, op_priority, answer, op_priority),
	DEMOS_CONTROL_REQUEST(PERSONALITY, control, answer, op_personality),
	DEMOS_CONTROL_REQUEST(GIVE, control, given, demos_give),
	DEMOS_CONTROL_REQUEST(LINK, op_link, answer, demos_give_link),
	DEMOS_CONTROL_WORD(PULL, op_pull, op_pull),
	DEMOS_CONTROL_WORD(PUSH, op_data, demos_move_serve_push),
	DEMOS_CONTROL_WORD(DATA, op_data, demos_move_answer),
	DEMOS_CONTROL_WORD(PUSHED, op_data, demos_move_answer),
};

/**
 * demos_control_receive() - a kernel receives a message for a process
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
 * demos_control_ended() - tell a process's manager that it ended or faulted
 * @process: the process
 * @op: DEMOS_OP_EXITED or DEMOS_OP_FAULTED
 * @status: exit status, or enum demos_fault
 * @address: of the instruction that faulted
 * @word: its first word
 * @out: out-queue
 *
 * In its actor; not locked.
 */
void demos_control_ended(struct demos_process *process, enum demos_op op,
			 u16 status, u32 address, u16 word,
			 struct list_head *out)
{
	struct demos_ended ended = {
		.op = cpu_to_be16(op),
		.status = cpu_to_be16(status),
		.pid = cpu_to_be64(process->entry.pid),
		.address = cpu_to_be32(address),
		.word = cpu_to_be16(word),
		.machine = cpu_to_be16(process->machine->id),
	};

	struct demos_process_info info;
	struct demos_link manager;

	mutex_lock(&process->lock);
	manager = process->manager;
	mutex_unlock(&process->lock);
	demos_process_info(process, &info);
	ended.instructions = cpu_to_be64(info.instructions);
	ended.sent = cpu_to_be64(info.sent);
	ended.received = cpu_to_be64(info.received);
	ended.moves = cpu_to_be32(info.moves);
	if (manager.to.pid && !process->machine->down)
		demos_message_answer(process->machine->id, &manager, &ended,
				     sizeof(ended), out);
}
