// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel calls. Each checks everything first, and changes something only when
 * nothing can fail any more.
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "core/call.h"
#include "core/doubt_pair.h"
#include "core/link.h"
#include "core/message.h"
#include "core/notice.h"
#include "core/process.h"
#include "core/promise.h"
#include "core/route.h"
#include "trace.h"

static const u16 AREA_RIGHTS = DEMOS_LINK_READ | DEMOS_LINK_WRITE;

/* May these links be enclosed in a message sent over @over? */
static enum demos_result check_enclosed(struct demos_process *process,
					u32 over,
					const struct demos_enclosure *enclosure)
{
	u32 room = DEMOS_LINKS_MAX - enclosure->make_reply;
	const struct demos_link *link;
	u32 i;
	u32 k;

	if (enclosure->count > room)
		return DEMOS_ESIZE;
	if (enclosure->make_reply &&
	    enclosure->reply.channel >= DEMOS_CHANNELS &&
	    enclosure->reply.channel != DEMOS_CHANNEL_CALL)
		return DEMOS_ECALL;
	for (i = 0; i < enclosure->count; i++) {
		link = demos_links_find(&process->links, enclosure->names[i]);
		if (!link)
			return DEMOS_ENOLINK;
		if (!(link->flags & DEMOS_LINK_PASS))
			return DEMOS_ERIGHTS;
		for (k = 0; k < i; k++) {
			if (enclosure->names[k] == enclosure->names[i])
				return DEMOS_ENOLINK;
		}
		/* It cannot carry itself, if this send uses it up */
		if (enclosure->names[i] == over &&
		    link->flags & DEMOS_LINK_REPLY)
			return DEMOS_ENOLINK;
	}
	return DEMOS_OK;
}

static void here(struct demos_process *process, struct demos_address *address)
{
	address->pid = process->entry.pid;
	address->machine = process->machine->id;
	address->moves = process->moves;
}

/* @msg is addressed already: the answer is expected from there */
static void enclose_reply(struct demos_process *process,
			  struct demos_message *msg,
			  const struct demos_reply *reply)
{
	struct demos_link *link = &msg->links[msg->nlinks++];

	here(process, &link->to);
	link->code = reply->code;
	link->channel = reply->channel;
	link->flags = DEMOS_LINK_REPLY | DEMOS_LINK_PASS;
	demos_promise_make(process, &msg->head.to, link);
}

/*
 * Give the message its number in the order to its destination. Messages to a
 * kernel itself are outside any order, since it stays where it is.
 */
static void number(struct demos_process *process, struct demos_message *msg,
		   struct list_head *out)
{
	struct demos_pair *pair;

	here(process, &msg->head.from);
	process->sent++;
	if (demos_pid_is_kernel(msg->head.to.pid))
		return;
	pair = demos_pair_get(&process->pairs, msg->head.to.pid,
			      demos_message_is_control(msg));
	demos_pair_heard(pair, &msg->head.to);
	demos_doubt_pair_strayed(process, pair);
	demos_process_flush_voids(process, pair, &msg->head.to, out);
	msg->head.number = pair->send++;
	pair->sent_bytes += msg->length;
}

/* Nothing can fail any more: send the message over @link */
static void commit_send(struct demos_process *process, u32 name,
			const struct demos_link *link,
			struct demos_message *msg,
			const struct demos_enclosure *enclosure,
			struct list_head *out)
{
	bool used_up = link->flags & DEMOS_LINK_REPLY;
	struct demos_link *enclosed;
	u32 i;

	demos_message_address(msg, link);
	if (enclosure->make_reply)
		enclose_reply(process, msg, &enclosure->reply);
	for (i = 0; i < enclosure->count; i++) {
		enclosed = &msg->links[msg->nlinks++];
		demos_links_remove(&process->links, enclosure->names[i],
				   enclosed);
		demos_promise_make(process, &msg->head.to, enclosed);
	}
	if (used_up)
		demos_links_remove(&process->links, name, NULL);
	number(process, msg, out);
	list_add_tail(&msg->node, out);
}

/* The machine that a message goes to first, as far as known here */
static u16 first_machine(const struct demos_address *to)
{
	return demos_pid_is_kernel(to->pid) ? DEMOS_PID_MACHINE(to->pid) :
	       to->machine;
}

/* Messages to a kernel itself are outside flow control: it reads at once */
static enum demos_result check_pair(struct demos_process *process,
				    const struct demos_link *link)
{
	bool kernel = link->flags & DEMOS_LINK_KERNEL;
	struct demos_pair *pair;
	int err = 0;

	if (demos_pid_is_kernel(link->to.pid))
		return DEMOS_OK;
	pair = demos_pair_find(&process->pairs, link->to.pid, kernel);
	if (!pair)
		err = demos_pairs_check(&process->pairs, kernel);
	if (err)
		return demos_result_of(err);
	if (!pair || demos_pair_may_send(pair))
		return DEMOS_OK;
	process->blocked = true;
	return DEMOS_EFULL;
}

/*
 * May one more message go over @link now? A message that cannot be sent must
 * not take a number, which would be missing for ever in the order at the other
 * end. Room for a message over a reply link was reserved when the link was
 * made.
 */
static enum demos_result check_way(struct demos_process *process,
				   const struct demos_link *link)
{
	struct demos_machine *machine = process->machine;
	enum demos_class class = demos_pid_is_kernel(link->to.pid) ?
				 DEMOS_CLASS_CONTROL : DEMOS_CLASS_PLAIN;
	u16 to = first_machine(&link->to);
	enum demos_way way = DEMOS_WAY_OPEN;
	enum demos_result result;

	if (to != machine->id)
		way = machine->ops->way(machine, to, class);
	/* A process may have left that machine, and is looked up */
	if (way == DEMOS_WAY_NONE && demos_pid_is_kernel(link->to.pid))
		return DEMOS_EUNREACHABLE;
	if (link->flags & DEMOS_LINK_REPLY)
		return DEMOS_OK;
	result = check_pair(process, link);
	if (result == DEMOS_OK && way == DEMOS_WAY_FULL &&
	    !demos_process_await_room(process, to, class))
		result = DEMOS_EFULL;
	return result;
}

static enum demos_result check_link(struct demos_process *process,
				    const struct demos_link *link)
{
	enum demos_result result;

	if (process->phase != DEMOS_PHASE_LIVE || process->ending)
		return DEMOS_ESTATE;
	if (!link)
		return DEMOS_ENOLINK;
	if (link->flags & DEMOS_LINK_MEMORY)
		return DEMOS_ERIGHTS;
	result = check_way(process, link);
	if (result == DEMOS_EFULL)
		demos_count(process->machine, DEMOS_C_BLOCKED);
	if (demos_result_plain(result) == DEMOS_EROOM)
		demos_count(process->machine, DEMOS_C_LIMITED);
	return result;
}

/* Is an answer waited for over it? */
static bool is_own_reply(const struct demos_process *process,
			 const struct demos_link *link)
{
	return link->flags & DEMOS_LINK_REPLY &&
	       link->to.pid == process->entry.pid;
}

static enum demos_result check_answers(struct demos_process *process,
				       const struct demos_enclosure *enclosure)
{
	u32 count = enclosure->make_reply;
	const struct demos_link *link;
	int err;
	u32 i;

	for (i = 0; i < enclosure->count; i++) {
		link = demos_links_find(&process->links, enclosure->names[i]);
		count += is_own_reply(process, link);
	}
	err = demos_promise_room(process, count);
	return err ? demos_result_of(err) : DEMOS_OK;
}

static enum demos_result send_locked(struct demos_process *process, u32 name,
				     struct demos_message *msg,
				     const struct demos_enclosure *enclosure,
				     struct list_head *out)
{
	const struct demos_link *link;
	enum demos_result result;

	link = demos_links_find(&process->links, name);
	if (link) {
		result = check_enclosed(process, name, enclosure);
		if (result != DEMOS_OK)
			return result;
	}
	result = check_link(process, link);
	if (result == DEMOS_OK)
		result = check_answers(process, enclosure);
	if (result == DEMOS_OK)
		commit_send(process, name, link, msg, enclosure, out);
	return result;
}

static void route_sent(struct demos_process *process,
		       struct demos_message *msg, struct list_head *out)
{
	demos_count(process->machine, DEMOS_C_SENT);
	trace_demos_message(process->machine, msg, DEMOS_TRACE_SENT);
	demos_route_all(process->machine, out);
}

/**
 * demos_call_send() - send a message over a link
 * @process: the sender
 * @link: name of the link; a reply link is used up
 * @msg: has its data, but no header and no links; consumed if the result is
 *       DEMOS_OK
 * @enclosure: the links that go with it; they leave the sender's table
 *
 * With DEMOS_EFULL the process is woken when it may try again, and then
 * demos_process.blocked is false.
 *
 * Return: DEMOS_OK, DEMOS_ENOLINK, DEMOS_ERIGHTS, DEMOS_ESIZE, DEMOS_ECALL,
 * DEMOS_EUNREACHABLE, DEMOS_EFULL, DEMOS_EROOM or DEMOS_ESTATE.
 */
enum demos_result demos_call_send(struct demos_process *process, u32 link,
				  struct demos_message *msg,
				  const struct demos_enclosure *enclosure)
{
	enum demos_result result;
	LIST_HEAD(out);

	if (msg->length > DEMOS_DATA_MAX)
		return DEMOS_ESIZE;
	mutex_lock(&process->lock);
	result = send_locked(process, link, msg, enclosure, &out);
	mutex_unlock(&process->lock);
	if (result == DEMOS_OK)
		route_sent(process, msg, &out);
	return result;
}

/**
 * demos_call_send_over() - send a message over a link that its kernel keeps
 * @process: the sender
 * @link: the link
 * @msg: has its data, and its links behind a first one that is left free;
 *       consumed if the result is DEMOS_OK
 * @reply: code and channel of a reply link, which becomes the first link
 *
 * Return: as demos_call_send().
 */
enum demos_result demos_call_send_over(struct demos_process *process,
				       const struct demos_link *link,
				       struct demos_message *msg,
				       const struct demos_reply *reply)
{
	u32 nlinks = msg->nlinks;
	enum demos_result result;
	LIST_HEAD(out);

	mutex_lock(&process->lock);
	result = check_link(process, link);
	if (result == DEMOS_OK) {
		demos_message_address(msg, link);
		msg->nlinks = 0;
		enclose_reply(process, msg, reply);
		msg->nlinks = nlinks;
		number(process, msg, &out);
		list_add_tail(&msg->node, &out);
	}
	mutex_unlock(&process->lock);
	if (result == DEMOS_OK)
		route_sent(process, msg, &out);
	return result;
}

/**
 * demos_call_may_send() - would a send over a link have to wait?
 * @process: the sender
 * @link: name of the link
 *
 * With DEMOS_EFULL the process is woken when it may try again.
 *
 * Return: DEMOS_OK, DEMOS_EFULL, or why a send would fail at once.
 */
enum demos_result demos_call_may_send(struct demos_process *process, u32 link)
{
	enum demos_result result;

	mutex_lock(&process->lock);
	result = check_link(process, demos_links_find(&process->links, link));
	mutex_unlock(&process->lock);
	return result;
}

/**
 * demos_call_link_insert() - put a link in a process's table
 * @process: the process
 * @link: the link, as the kernel made it
 * @name: gets its name
 *
 * Return: DEMOS_OK, DEMOS_EROOM or DEMOS_ESTATE.
 */
enum demos_result demos_call_link_insert(struct demos_process *process,
					 const struct demos_link *link,
					 u32 *name)
{
	enum demos_result result = DEMOS_ESTATE;
	int err;

	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_GONE)
		goto unlock;
	err = demos_links_reserve(&process->links, 1);
	if (!err)
		err = demos_promise_room(process, is_own_reply(process, link));
	result = demos_result_of(err);
	if (err)
		goto unlock;
	*name = demos_links_insert(&process->links, link);
	demos_promise_make(process, &link->to, link);
	result = DEMOS_OK;
unlock:
	mutex_unlock(&process->lock);
	return result;
}

/**
 * demos_call_link_create() - make a link to the calling process
 * @process: the process
 * @wanted: code, channel, flags, area and length; its address is ignored
 * @name: gets its name
 *
 * No process makes DELIVERTOKERNEL links to itself: these come from the kernel
 * that creates a process.
 *
 * Return: DEMOS_OK, DEMOS_ECALL, DEMOS_ERIGHTS, DEMOS_EROOM, DEMOS_ESTATE.
 */
enum demos_result demos_call_link_create(struct demos_process *process,
					 const struct demos_link *wanted,
					 u32 *name)
{
	struct demos_link link = *wanted;

	if (link.flags & DEMOS_LINK_KERNEL)
		return DEMOS_ERIGHTS;
	if (link.channel >= DEMOS_CHANNELS)
		return DEMOS_ECALL;
	if (!(link.flags & AREA_RIGHTS) != !link.length ||
	    (link.flags & DEMOS_LINK_MEMORY && !link.length))
		return DEMOS_ECALL;
	mutex_lock(&process->lock);
	here(process, &link.to);
	mutex_unlock(&process->lock);
	if (demos_link_check(&link))
		return DEMOS_ECALL;
	return demos_call_link_insert(process, &link, name);
}

/**
 * demos_call_link_dup() - duplicate a link
 * @process: the process
 * @link: name of the link
 * @flags: DEMOS_LINK_* that the new link keeps
 * @name: gets its name
 *
 * Return: DEMOS_OK, DEMOS_ENOLINK, DEMOS_ERIGHTS, DEMOS_EROOM, DEMOS_ESTATE.
 */
enum demos_result demos_call_link_dup(struct demos_process *process, u32 link,
				      u16 flags, u32 *name)
{
	enum demos_result result;
	struct demos_link copy;

	result = demos_call_link_inspect(process, link, &copy);
	if (result != DEMOS_OK)
		return result;
	if (!(copy.flags & DEMOS_LINK_DUP) || demos_link_narrow(&copy, flags))
		return DEMOS_ERIGHTS;
	return demos_call_link_insert(process, &copy, name);
}

/**
 * demos_call_link_destroy() - destroy a link
 * @process: the process
 * @link: name of the link
 *
 * Its creator is told if it is a reply link, or if it has DEMOS_LINK_NOTIFY.
 *
 * Return: DEMOS_OK or DEMOS_ENOLINK.
 */
enum demos_result demos_call_link_destroy(struct demos_process *process,
					  u32 link)
{
	struct demos_link gone = {};
	LIST_HEAD(out);

	mutex_lock(&process->lock);
	demos_links_remove(&process->links, link, &gone);
	mutex_unlock(&process->lock);
	if (!gone.to.pid)
		return DEMOS_ENOLINK;
	demos_notice_destroyed(process->machine, &gone, &out);
	demos_route_all(process->machine, &out);
	return DEMOS_OK;
}

/**
 * demos_call_link_inspect() - look at a link
 * @process: the process
 * @link: name of the link
 * @body: gets a copy
 *
 * Return: DEMOS_OK or DEMOS_ENOLINK.
 */
enum demos_result demos_call_link_inspect(struct demos_process *process,
					  u32 link, struct demos_link *body)
{
	const struct demos_link *found;

	mutex_lock(&process->lock);
	found = demos_links_find(&process->links, link);
	if (found)
		*body = *found;
	mutex_unlock(&process->lock);
	return found ? DEMOS_OK : DEMOS_ENOLINK;
}

/* Does the boot link lead to another process that is here? Table locked */
static bool boot_is_taken(struct demos_process *process)
{
	u64 pid = process->machine->boot.to.pid;
	const struct demos_entry *entry;
	bool taken;

	rcu_read_lock();
	entry = demos_table_find(&process->machine->table, pid);
	taken = entry && !entry->forward && pid != process->entry.pid;
	rcu_read_unlock();
	return taken;
}

/**
 * demos_call_boot_set() - make a link the machine's boot link
 * @process: the process
 * @link: name of a link that may be duplicated; it leaves the table. 0: there
 *        is no boot link any more
 * @holder: DEMOS_EBUSY: gets the process that the boot link leads to
 *
 * Return: DEMOS_OK, DEMOS_ENOLINK, DEMOS_ERIGHTS; DEMOS_EBUSY: the boot link
 * leads to another process, which is on this machine.
 */
enum demos_result demos_call_boot_set(struct demos_process *process, u32 link,
				      u64 *holder)
{
	struct demos_machine *machine = process->machine;
	const struct demos_link *found = NULL;
	enum demos_result result = DEMOS_OK;
	struct demos_link boot = {};
	struct demos_link old = {};
	LIST_HEAD(out);

	mutex_lock(&process->lock);
	if (link)
		found = demos_links_find(&process->links, link);
	if (link && !found)
		result = DEMOS_ENOLINK;
	else if (link && !(found->flags & DEMOS_LINK_DUP))
		result = DEMOS_ERIGHTS;
	if (found)
		boot = *found;
	if (result == DEMOS_OK) {
		spin_lock(&machine->table.lock);
		if (link && boot_is_taken(process)) {
			*holder = machine->boot.to.pid;
			result = DEMOS_EBUSY;
		} else {
			old = machine->boot;
			machine->boot = boot;
		}
		spin_unlock(&machine->table.lock);
	}
	if (result == DEMOS_OK)
		demos_links_remove(&process->links, link, NULL);
	mutex_unlock(&process->lock);
	if (old.to.pid)
		demos_notice_destroyed(machine, &old, &out);
	demos_route_all(machine, &out);
	return result;
}

/**
 * demos_call_boot_get() - get a duplicate of the machine's boot link
 * @process: the process
 * @name: gets its name
 *
 * Return: DEMOS_OK, DEMOS_ENOLINK: there is none, DEMOS_EROOM, DEMOS_ESTATE.
 */
enum demos_result demos_call_boot_get(struct demos_process *process, u32 *name)
{
	struct demos_link boot;

	if (!demos_machine_boot_link(process->machine, &boot))
		return DEMOS_ENOLINK;
	return demos_call_link_insert(process, &boot, name);
}
