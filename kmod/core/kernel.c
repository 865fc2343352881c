// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel as a process: the messages that are for the machine.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/control.h"
#include "core/kernel.h"
#include "core/link.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/move.h"
#include "core/process.h"
#include "core/route.h"

/* What a request to create a guest asks for; ERR_PTR: -EINVAL, -ENOMEM */
static struct demos_guest_spec *parse_create(const struct demos_message *msg)
{
	const struct demos_op_create *asked = (void *)msg->data;
	struct demos_guest_spec *spec;
	u32 table = asked->segments * sizeof(struct demos_op_segment);

	if (!asked->segments || asked->segments > DEMOS_SEGMENTS_MAX ||
	    msg->length != sizeof(*asked) + table ||
	    !memchr(asked->name, 0, sizeof(asked->name)))
		return ERR_PTR(-EINVAL);
	spec = kzalloc(sizeof(*spec), GFP_KERNEL);
	if (!spec)
		return ERR_PTR(-ENOMEM);
	spec->model = asked->model;
	spec->segments = asked->segments;
	spec->pc = be32_to_cpu(asked->pc);
	spec->sp = be32_to_cpu(asked->sp);
	strscpy(spec->name, asked->name, sizeof(spec->name));
	memcpy(spec->segment, asked + 1, table);
	return spec;
}

/* The links after the reply link: its manager, and the first in its table */
static int give_links(struct demos_process *process,
		      const struct demos_message *msg)
{
	int err;
	u32 i;

	mutex_lock(&process->lock);
	err = demos_links_reserve(&process->links, msg->nlinks - 2);
	if (!err) {
		process->manager = msg->links[1];
		for (i = 2; i < msg->nlinks; i++)
			demos_links_insert(&process->links, &msg->links[i]);
	}
	mutex_unlock(&process->lock);
	return err;
}

static void tell_created(struct demos_process *process,
			 const struct demos_link *reply, struct list_head *out)
{
	const struct demos_created said = {
		.op = cpu_to_be16(DEMOS_OP_CREATE | DEMOS_OP_ANSWER),
		.pid = cpu_to_be64(process->entry.pid),
	};
	struct demos_message *msg;

	msg = demos_route_answer(process->machine, reply, &said, sizeof(said),
				 out);
	msg->nlinks = 1;
	msg->links[0] = (struct demos_link) {
		.to.pid = process->entry.pid,
		.to.machine = process->machine->id,
		.flags = DEMOS_LINK_KERNEL | DEMOS_LINK_DUP | DEMOS_LINK_PASS |
			 DEMOS_LINK_READ | DEMOS_LINK_WRITE,
		.length = DEMOS_PROGRAM_MAX,
	};
}

static int enter_guest(struct demos_process *process,
		       struct demos_message *msg, struct list_head *out)
{
	struct demos_event event = { .pid = process->entry.pid };
	struct demos_link reply = msg->links[0];

	process->suspended = true;
	if (give_links(process, msg) || demos_process_enter(process))
		return DEMOS_EROOM;
	msg->nlinks = 0;
	demos_count(process->machine, DEMOS_C_CREATED);
	demos_machine_event(process->machine, DEMOS_EVENT_CREATED, &event);
	tell_created(process, &reply, out);
	return DEMOS_ANSWERED;
}

static struct demos_process *make_guest(struct demos_machine *machine,
					const struct demos_message *msg)
{
	struct demos_guest_spec *spec = parse_create(msg);
	struct demos_process *process;

	if (IS_ERR(spec))
		return ERR_CAST(spec);
	spec->pid = demos_process_pid_new(machine);
	process = machine->ops->guest_create(machine, spec);
	kfree(spec);
	return process;
}

static int op_create(struct demos_process *kernel, struct demos_message *msg,
		     struct list_head *out)
{
	struct demos_process *process;
	int result;

	if (msg->nlinks < 2 || !(msg->links[0].flags & DEMOS_LINK_REPLY) ||
	    !demos_link_lasts(&msg->links[1]))
		return DEMOS_ECALL;
	process = make_guest(kernel->machine, msg);
	if (IS_ERR(process))
		return PTR_ERR(process) == -EINVAL ? DEMOS_ECALL : DEMOS_EROOM;
	result = enter_guest(process, msg, out);
	demos_process_put(process);
	return result;
}

static int op_boot(struct demos_process *kernel, struct demos_message *msg,
		   struct list_head *out)
{
	struct demos_machine *machine = kernel->machine;
	const struct demos_answer said = {
		.op = cpu_to_be16(DEMOS_OP_BOOT | DEMOS_OP_ANSWER),
	};
	struct demos_message *answer;
	struct demos_link reply;
	struct demos_link boot;

	spin_lock(&machine->table.lock);
	boot = machine->boot;
	spin_unlock(&machine->table.lock);
	if (!boot.to.pid)
		return DEMOS_ENOLINK;
	if (!demos_control_reply_link(msg, &reply))
		return DEMOS_ANSWERED;
	answer = demos_route_answer(machine, &reply, &said, sizeof(said), out);
	answer->links[answer->nlinks++] = boot;
	return DEMOS_ANSWERED;
}

static int op_pull(struct demos_process *kernel, struct demos_message *msg,
		   struct list_head *out)
{
	demos_move_serve_pull(kernel, msg, demos_depart_read, out);
	return DEMOS_ANSWERED;
}

static int op_packet(struct demos_process *kernel, struct demos_message *msg,
		     struct list_head *out)
{
	demos_move_answer(kernel, msg, out);
	return DEMOS_ANSWERED;
}

static int op_ask(struct demos_process *kernel, struct demos_message *msg,
		  struct list_head *out)
{
	demos_arrive_asked(kernel->machine, msg, out);
	return DEMOS_ANSWERED;
}

static int op_refuse(struct demos_process *kernel, struct demos_message *msg,
		     struct list_head *out)
{
	demos_depart_refused(kernel->machine, msg, out);
	return DEMOS_ANSWERED;
}

static int op_established(struct demos_process *kernel,
			  struct demos_message *msg, struct list_head *out)
{
	demos_depart_established(kernel->machine, msg, out);
	return DEMOS_ANSWERED;
}

static int op_cleaned(struct demos_process *kernel, struct demos_message *msg,
		      struct list_head *out)
{
	demos_arrive_cleaned(kernel->machine, msg, out);
	return DEMOS_ANSWERED;
}

/* A machine was lost: to be told to processes here */
struct lost {
	const struct demos_op_migrate *said;
	struct list_head *out;
};

/*
 * What was unread there is lost, and what was to be told about what has been
 * read may have been on its way through there
 */
static void pair_lost(struct demos_pair *pair, void *arg)
{
	const u16 *peer = arg;

	pair->lost = pair->lost || pair->machine == *peer;
	if (pair->lost || !demos_pair_may_send(pair))
		demos_pair_open(pair);
}

/* Who may wait for something from there is told, and sees to it itself */
static int tell_lost(struct demos_process *process, void *arg)
{
	u16 peer = be16_to_cpu(((struct lost *)arg)->said->machine);
	struct demos_address to = { .pid = process->entry.pid };
	struct demos_transfer *transfer;
	struct lost *lost = arg;
	bool waits;
	bool wake;

	mutex_lock(&process->lock);
	to.moves = process->moves;
	waits = process->callee.machine == peer;
	list_for_each_entry(transfer, &process->transfers, node)
		waits = waits || demos_move_needs(process, transfer, peer);
	demos_pairs_each(&process->pairs, pair_lost, &peer);
	demos_queue_may_send(process);
	wake = process->may_send;
	process->may_send = false;
	mutex_unlock(&process->lock);
	if (wake)
		process->ops->wake(process);
	to.machine = process->machine->id;
	if (waits)
		demos_route_kernel(process->machine, &to, DEMOS_F_KERNEL,
				   lost->said, sizeof(*lost->said), lost->out);
	return 0;
}

static int op_lost(struct demos_process *kernel, struct demos_message *msg,
		   struct list_head *out)
{
	const struct demos_op_migrate *said = (void *)msg->data;
	struct lost lost = { .said = said, .out = out };
	u16 peer = be16_to_cpu(said->machine);

	if (msg->head.from.pid != kernel->entry.pid)
		return DEMOS_ANSWERED;
	demos_depart_peer_lost(kernel->machine, peer, out);
	demos_arrive_peer_lost(kernel->machine, peer, out);
	demos_process_each(kernel->machine, tell_lost, &lost);
	return DEMOS_ANSWERED;
}

static const struct demos_control_op kernel_ops[] = {
	DEMOS_CONTROL(CREATE, op_create, created, op_create),
	DEMOS_CONTROL(BOOT, control, answer, op_boot),
	DEMOS_CONTROL(PULL, op_pull, answer, op_pull),
	DEMOS_CONTROL(DATA, op_data, answer, op_packet),
	DEMOS_CONTROL(ASK, op_ask, answer, op_ask),
	DEMOS_CONTROL(REFUSE, op_migration, answer, op_refuse),
	DEMOS_CONTROL(ESTABLISHED, op_migration, answer, op_established),
	DEMOS_CONTROL(CLEANED, op_migration, answer, op_cleaned),
	DEMOS_CONTROL(LOST, op_migrate, answer, op_lost),
};

static void kernel_receive(struct demos_process *kernel,
			   struct demos_message *msg, struct list_head *out)
{
	demos_control_dispatch(kernel, msg, kernel_ops,
			       ARRAY_SIZE(kernel_ops), out);
}

static void kernel_wake(struct demos_process *kernel)
{
}

static void kernel_info(struct demos_process *kernel,
			struct demos_process_info *info)
{
	info->state = DEMOS_STATE_KERNEL;
}

static const struct demos_process_ops kernel_process_ops = {
	.wake = kernel_wake,
	.control = kernel_receive,
	.info = kernel_info,
	.end = kernel_wake,
};

/**
 * demos_kernel_create - make the kernel's own process
 * @machine: its @kernel is set
 *
 * It is not in the process table: messages for {machine, 0} find it directly.
 * May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int demos_kernel_create(struct demos_machine *machine)
{
	struct demos_process *kernel = kzalloc(sizeof(*kernel), GFP_KERNEL);

	if (!kernel)
		return -ENOMEM;
	demos_process_init(kernel, machine, &kernel_process_ops,
			   DEMOS_PID_KERNEL(machine->id), "kernel");
	machine->kernel = kernel;
	return 0;
}
