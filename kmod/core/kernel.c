// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel as a process: the messages for the machine as a whole.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/control.h"
#include "core/doubt.h"
#include "core/forward.h"
#include "core/kernel.h"
#include "core/link.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/move.h"
#include "core/moved.h"
#include "core/process.h"
#include "core/route.h"
#include "core/seek.h"

/* Read a request to create a guest; ERR_PTR: -EINVAL, -ENOMEM */
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

/* Give a guest the links of a request: its manager's, and its first own ones */
static int give_links(struct demos_process *process,
		      const struct demos_message *msg)
{
	int err;
	u32 i;

	mutex_lock(&process->lock);
	err = demos_links_reserve(&process->links, msg->nlinks - 1);
	if (!err) {
		process->manager = msg->links[0];
		for (i = 1; i < msg->nlinks; i++)
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

	msg = demos_message_answer(process->machine->id, reply, &said,
				   sizeof(said), out);
	msg->nlinks = 1;
	msg->links[0] = (struct demos_link) {
		.to.pid = process->entry.pid,
		.to.machine = process->machine->id,
		.flags = DEMOS_LINK_KERNEL | DEMOS_LINK_DUP | DEMOS_LINK_PASS |
			 DEMOS_LINK_READ | DEMOS_LINK_WRITE,
		.length = DEMOS_MEMORY_END,
	};
}

static enum demos_result enter_guest(struct demos_process *process,
				     struct demos_message *msg,
				     struct demos_link *reply,
				     struct list_head *out)
{
	struct demos_event event = { .pid = process->entry.pid };
	int err;

	process->suspended = true;
	err = give_links(process, msg);
	if (!err)
		err = demos_process_enter(process);
	if (err)
		return demos_result_of(err);
	msg->nlinks = 0;
	demos_count(process->machine, DEMOS_C_CREATED);
	demos_machine_event(process->machine, DEMOS_EVENT_CREATED, &event);
	tell_created(process, reply, out);
	reply->to.pid = 0;
	return DEMOS_OK;
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

static enum demos_result op_create(struct demos_process *kernel,
				   struct demos_message *msg,
				   struct demos_link *reply,
				   struct list_head *out)
{
	struct demos_process *process;
	enum demos_result result;

	if (!reply->to.pid || !msg->nlinks || !demos_link_lasts(&msg->links[0]))
		return DEMOS_ECALL;
	process = make_guest(kernel->machine, msg);
	if (IS_ERR(process))
		return PTR_ERR(process) == -EINVAL ?
		       DEMOS_ECALL : demos_result_of(PTR_ERR(process));
	result = enter_guest(process, msg, reply, out);
	demos_process_put(process);
	return result;
}

static enum demos_result op_boot(struct demos_process *kernel,
				 struct demos_message *msg,
				 struct demos_link *reply,
				 struct list_head *out)
{
	struct demos_machine *machine = kernel->machine;
	const struct demos_answer said = {
		.op = cpu_to_be16(DEMOS_OP_BOOT | DEMOS_OP_ANSWER),
	};
	struct demos_message *answer;
	struct demos_link boot;

	if (!demos_machine_boot_link(machine, &boot))
		return DEMOS_ENOLINK;
	if (!reply->to.pid)
		return DEMOS_OK;
	answer = demos_message_answer(machine->id, reply, &said, sizeof(said),
				      out);
	answer->links[answer->nlinks++] = boot;
	reply->to.pid = 0;
	return DEMOS_OK;
}

static enum demos_result op_capacity(struct demos_process *kernel,
				     struct demos_message *msg,
				     struct demos_link *reply,
				     struct list_head *out)
{
	struct demos_machine *machine = kernel->machine;
	const struct demos_capacity said = {
		.op = cpu_to_be16(DEMOS_OP_CAPACITY | DEMOS_OP_ANSWER),
		.cpus = cpu_to_be32(machine->cpus),
		.memory = cpu_to_be64(demos_limit(machine,
						  DEMOS_LIMIT_MEMORY)),
		.used = cpu_to_be64(demos_machine_used(machine,
						       DEMOS_LIMIT_MEMORY)),
	};

	if (reply->to.pid)
		demos_message_answer(machine->id, reply, &said, sizeof(said),
				     out);
	reply->to.pid = 0;
	return DEMOS_OK;
}

static void op_pull(struct demos_process *kernel, struct demos_message *msg,
		    struct list_head *out)
{
	demos_move_serve_pull(kernel, msg, demos_depart_read, out);
}

/*
 * A machine was lost, @peer, or only the session with one: 0. What the
 * processes here are told.
 */
struct lost {
	u16 peer;
	struct list_head *out;
};

static int tell_lost(struct demos_process *process, void *arg)
{
	struct lost *lost = arg;
	bool wake;

	mutex_lock(&process->lock);
	demos_doubt_lost(process, lost->peer, lost->out);
	wake = process->unblocked;
	process->unblocked = false;
	mutex_unlock(&process->lock);
	if (wake)
		process->ops->wake(process);
	return 0;
}

static void op_lost(struct demos_process *kernel, struct demos_message *msg,
		    struct list_head *out)
{
	const struct demos_op_lost *said = (void *)msg->data;
	u16 peer = be16_to_cpu(said->machine);
	struct lost lost = { .peer = said->floor ? peer : 0, .out = out };

	if (msg->head.from.pid != kernel->entry.pid)
		return;
	demos_commit_lost(kernel->machine, said, out);
	demos_arrive_lost(kernel->machine, said, out);
	demos_seek_lost(kernel->machine, peer, out);
	demos_process_each(kernel->machine, tell_lost, &lost);
}

static void op_alarm(struct demos_process *kernel, struct demos_message *msg,
		     struct list_head *out)
{
	if (msg->head.from.pid != kernel->entry.pid)
		return;
	demos_commit_alarm(kernel->machine, out);
	demos_arrive_alarm(kernel->machine, out);
	demos_seek_alarm(kernel->machine, out);
	demos_doubt_alarm(kernel->machine, out);
}

/* An operator decides: only a program of this machine can have asked */
static enum demos_result op_resolve(struct demos_process *kernel,
				    struct demos_message *msg,
				    struct demos_link *reply,
				    struct list_head *out)
{
	const struct demos_op_resolve *asked = (void *)msg->data;
	struct demos_machine *machine = kernel->machine;
	u64 pid = be64_to_cpu(asked->pid);
	enum demos_result result;
	bool keep = asked->keep;

	/* A peer can write any sender into a message, but not its cause */
	if (msg->cause && msg->cause != machine->id)
		return DEMOS_ERIGHTS;
	result = demos_commit_resolve(machine, pid, keep, out);
	if (result != DEMOS_OK)
		result = demos_arrive_resolve(machine, pid, keep, out);
	return result;
}

static const struct demos_control_op kernel_ops[] = {
	DEMOS_CONTROL_REQUEST(CREATE, op_create, created, op_create),
	DEMOS_CONTROL_REQUEST(BOOT, control, answer, op_boot),
	DEMOS_CONTROL_REQUEST(RESOLVE, op_resolve, answer, op_resolve),
	DEMOS_CONTROL_REQUEST(CAPACITY, control, capacity, op_capacity),
	DEMOS_CONTROL_WORD(PULL, op_pull, op_pull),
	DEMOS_CONTROL_WORD(DATA, op_data, demos_move_answer),
	DEMOS_CONTROL_WORD(ASK, op_ask, demos_arrive_asked),
	DEMOS_CONTROL_WORD(REFUSE, op_migration, demos_commit_refused),
	DEMOS_CONTROL_WORD(ESTABLISHED, op_migration,
			   demos_commit_established),
	DEMOS_CONTROL_WORD(CLEANED, op_migration, demos_arrive_cleaned),
	DEMOS_CONTROL_WORD(QUERY, op_migration, demos_arrive_queried),
	DEMOS_CONTROL_WORD(KEPT, op_migration, demos_arrive_kept),
	DEMOS_CONTROL_WORD(LOST, op_lost, op_lost),
	DEMOS_CONTROL_WORD(ALARM, control, op_alarm),
};

static void kernel_receive(struct demos_process *kernel,
			   struct demos_message *msg, struct list_head *out)
{
	demos_control_dispatch(kernel, msg, kernel_ops,
			       ARRAY_SIZE(kernel_ops), out);
}

/*
 * Messages that would leave a process waiting for ever if they found the queue
 * full: those about forwarding addresses and look-ups are handled at once,
 * those that end a migration are queued in any case
 */
static enum demos_heard kernel_hear(struct demos_process *kernel,
				    struct demos_message *msg,
				    struct list_head *out)
{
	if (demos_forward_hear(kernel->machine, msg) ||
	    demos_seek_hear(kernel->machine, msg, out) ||
	    demos_moved_hear(kernel->machine, msg, out))
		return DEMOS_HEARD_DONE;
	return demos_migrate_expects(kernel->machine, msg) ? DEMOS_HEARD_ADMIT :
	       DEMOS_HEARD_QUEUE;
}

static void kernel_refused(struct demos_process *kernel,
			   const struct demos_message *msg,
			   enum demos_result why, struct list_head *out)
{
	if (msg->head.flags & DEMOS_F_BULK) {
		demos_move_refuse(kernel->machine, msg, why, out);
		return;
	}
	demos_migrate_refuse_ask(kernel->machine, msg, why, out);
	demos_seek_refused(kernel->machine, msg);
	demos_doubt_refused(kernel->machine, msg, why, out);
}

/* A kernel has no program: it runs on messages alone, and does not end */
static void kernel_idle(struct demos_process *kernel)
{
}

static void kernel_info(struct demos_process *kernel,
			struct demos_process_info *info)
{
	info->state = DEMOS_STATE_KERNEL;
}

static const struct demos_process_ops kernel_process_ops = {
	.wake = kernel_idle,
	.run = kernel_idle,
	.control = kernel_receive,
	.hear = kernel_hear,
	.refused = kernel_refused,
	.info = kernel_info,
	.end = kernel_idle,
};

/**
 * demos_kernel_alarm() - a second is over, since demos_machine_ops.alarm
 * @machine: the machine
 *
 * No lock may be held. May sleep, but not for the network.
 */
void demos_kernel_alarm(struct demos_machine *machine)
{
	const struct demos_address to = demos_kernel_address(machine->id);
	const struct demos_control said = {
		.op = cpu_to_be16(DEMOS_OP_ALARM),
	};
	LIST_HEAD(out);

	demos_message_by_kernel(machine->id, &to, 0, &said, sizeof(said), &out);
	demos_route_all(machine, &out);
}

/**
 * demos_kernel_create() - make the process that is the kernel
 * @machine: gets it as its @kernel
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
