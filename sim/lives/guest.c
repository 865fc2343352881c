// SPDX-License-Identifier: GPL-2.0
/*
 * Guests without a program: the scenes act in their place.
 */
#include <assert.h>
#include <stdlib.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/call.h"
#include "core/control.h"
#include "core/image.h"
#include "core/machine.h"
#include "core/message.h"
#include "core/queue.h"
#include "core/route.h"
#include "guest.h"

void (*guest_leaves)(void);
void (*guest_woken)(struct demos_process *process);

/**
 * guest_of() - the guest of a process
 * @process: the process
 *
 * Return: the guest.
 */
struct guest *guest_of(struct demos_process *process)
{
	return container_of(process, struct guest, process);
}

static void idle(struct demos_process *process)
{
}

static void info(struct demos_process *process,
		 struct demos_process_info *info)
{
}

static u32 size(struct demos_process *process)
{
	return GUEST_MEMORY;
}

static enum demos_result read(struct demos_process *process, u32 at, void *to,
			      u32 count)
{
	memcpy(to, guest_of(process)->memory + at, count);
	return DEMOS_OK;
}

static enum demos_result write(struct demos_process *process, u32 at,
			       const void *from, u32 count)
{
	memcpy(guest_of(process)->memory + at, from, count);
	return DEMOS_OK;
}

static enum demos_result packet(struct demos_transfer *transfer, u32 at,
				void *bytes, u32 count)
{
	return DEMOS_OK;
}

static void finish(struct demos_process *process,
		   struct demos_transfer *transfer, struct list_head *out)
{
	guest_of(process)->moving = false;
}

static void prepare(struct guest *guest)
{
	memset(&guest->transfer, 0, sizeof(guest->transfer));
	INIT_LIST_HEAD(&guest->transfer.node);
	guest->transfer.packet = packet;
	guest->transfer.finish = finish;
	guest->transfer.owner = guest;
}

static void spec(struct demos_process *process, struct demos_guest_spec *spec)
{
	spec->model = 1;
	if (guest_leaves)
		guest_leaves();
}

static void wake(struct demos_process *process)
{
	if (guest_woken)
		guest_woken(process);
}

static void save(struct demos_process *process, struct demos_image *image)
{
	struct guest *guest = guest_of(process);

	demos_image_put8(image, guest->calling);
	demos_image_put8(image, guest->moving);
	if (guest->moving)
		demos_move_save(&guest->transfer, image);
}

static int restore(struct demos_process *process, struct demos_image *image)
{
	struct guest *guest = guest_of(process);

	guest->calling = demos_image_get8(image);
	guest->moving = demos_image_get8(image);
	prepare(guest);
	return guest->moving ?
	       demos_move_restore(process, &guest->transfer, image) : 0;
}

static void end(struct demos_process *process)
{
}

static void free_guest(struct rcu_head *rcu)
{
	free(container_of(rcu, struct guest, process.rcu));
}

static const struct demos_program_ops program = {
	.size = size,
	.read = read,
	.write = write,
	.spec = spec,
	.save = save,
	.restore = restore,
};

static const struct demos_process_ops guest_ops = {
	.wake = wake,
	.run = idle,
	.control = demos_control_receive,
	.info = info,
	.resume = idle,
	.read = read,
	.program = &program,
	.end = end,
	.free = free_guest,
};

static const struct demos_process_ops native_ops = {
	.wake = wake,
	.run = idle,
	.control = demos_control_receive,
	.info = info,
	.resume = idle,
	.read = read,
	.end = end,
	.free = free_guest,
};

/**
 * guest_be_program() - let a process be a program of its machine, not a guest
 * @process: the process, which has done nothing yet
 */
void guest_be_program(struct demos_process *process)
{
	process->ops = &native_ops;
}

/**
 * guest_create() - make a guest that is in no table yet
 * @machine: its machine
 * @spec: its process identifier
 *
 * Return: its process, with a reference for the caller.
 */
struct demos_process *guest_create(struct demos_machine *machine,
				   const struct demos_guest_spec *spec)
{
	struct guest *guest = kzalloc(sizeof(*guest), GFP_KERNEL);

	demos_process_init(&guest->process, machine, &guest_ops, spec->pid,
			   "guest");
	prepare(guest);
	return &guest->process;
}

/**
 * guest_link() - give a process a link
 * @holder: gets it
 * @to: the process that it leads to
 * @flags: DEMOS_LINK_*
 *
 * Return: the link's name.
 */
u32 guest_link(struct demos_process *holder, const struct demos_process *to,
	       u16 flags)
{
	const struct demos_link link = {
		.to = {
			.pid = to->entry.pid,
			.machine = to->machine->id,
			.moves = to->moves,
		},
		.flags = flags,
		.length = flags & DEMOS_LINK_READ ? GUEST_MEMORY : 0,
	};
	u32 name;

	assert(demos_call_link_insert(holder, &link, &name) == DEMOS_OK);
	return name;
}

/**
 * guest_call() - have a guest call another process
 * @process: the guest's
 * @link: to the other process
 * @data: of the message
 * @length: bytes of @data
 */
void guest_call(struct demos_process *process, u32 link, const void *data,
		u32 length)
{
	struct demos_enclosure enclosure = {
		.make_reply = true,
		.reply = {
			.channel = DEMOS_CHANNEL_CALL,
			.code = process->calls,
		},
	};
	struct demos_message *msg = demos_message_create(length);

	memcpy(msg->data, data, length);
	assert(demos_call_send(process, link, msg, &enclosure) == DEMOS_OK);
	guest_of(process)->calling = true;
}

/**
 * guest_read() - have a guest read the memory of another process
 * @process: the guest's
 * @other: the other process
 */
void guest_read(struct demos_process *process,
		const struct demos_process *other)
{
	struct guest *guest = guest_of(process);
	LIST_HEAD(out);

	guest->transfer.to.pid = other->entry.pid;
	guest->transfer.to.machine = other->machine->id;
	guest->transfer.length = GUEST_MEMORY;
	guest->moving = true;
	demos_move_begin(process, &guest->transfer, &out);
	demos_route_all(process->machine, &out);
}

/**
 * guest_migrate() - have a guest request a migration
 * @requester: the guest's process
 * @process: the process to be moved
 * @to: id of the destination
 */
void guest_migrate(struct demos_process *requester,
		   struct demos_process *process, u16 to)
{
	const struct demos_op_migrate asked = {
		.op = cpu_to_be16(DEMOS_OP_MIGRATE),
		.machine = cpu_to_be16(to),
	};

	guest_call(requester, guest_link(requester, process,
					 DEMOS_LINK_DUP | DEMOS_LINK_KERNEL),
		   &asked, sizeof(asked));
}

/**
 * guest_waits() - does a guest still wait for the answer to its call?
 * @process: the guest's
 *
 * Return: true if so.
 */
bool guest_waits(struct demos_process *process)
{
	return guest_of(process)->calling && !process->answered;
}

/**
 * guest_outcome() - how has a guest's call ended?
 * @process: the guest's, which has received nothing since
 *
 * Return: DEMOS_OK: an answer has come; the kind of the notice in place of it;
 * or GUEST_WAITS.
 */
int guest_outcome(const struct demos_process *process)
{
	const struct demos_notice *notice;
	const struct demos_message *msg;
	int found = GUEST_WAITS;

	list_for_each_entry(msg, &process->queue, node) {
		notice = (void *)msg->data;
		if (msg->head.channel != DEMOS_CHANNEL_CALL)
			continue;
		assert(found == GUEST_WAITS);
		found = msg->head.flags & DEMOS_F_NOTICE ?
			be16_to_cpu(notice->kind) : DEMOS_OK;
	}
	return found;
}

/**
 * guest_take() - let a guest take a request out of its queue
 * @process: the guest's
 *
 * Return: name of the reply link, the first link in the request.
 */
u32 guest_take(struct demos_process *process)
{
	const struct demos_want want = { .channels = ~0U };
	u32 names[DEMOS_LINKS_MAX];
	struct demos_message *msg;
	enum demos_result result;

	mutex_lock(&process->lock);
	msg = demos_queue_take(process, &want, DEMOS_DATA_MAX, names, &result);
	mutex_unlock(&process->lock);
	assert(msg && msg->nlinks);
	demos_message_destroy(msg);
	process->machine->ops->schedule(process);
	return names[0];
}
