// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the process manager.
 */
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "list.h"

/* What is asked for, for the text of an error */
static const char *verb(__u16 op)
{
	switch (op) {
	case DEMOS_PM_START:
		return "start";
	case DEMOS_PM_MIGRATE:
		return "migrate";
	case DEMOS_PM_SUSPEND:
		return "suspend";
	case DEMOS_PM_RESUME:
		return "resume";
	case DEMOS_PM_KILL:
		return "kill";
	case DEMOS_PM_STATUS:
		return "look at";
	case DEMOS_PM_LINKS:
		return "list the links of";
	default:
		return "wait for";
	}
}

static int about(struct demos *demos, int err, __u16 op, __u64 pid)
{
	char text[DEMOS_PID_TEXT];

	if (err == -ESRCH)
		demos_handle_fail(demos, err,
				  "the process manager has no such process");
	return demos_handle_about(demos, err, "%s %s", verb(op),
				  demos_pid_format(pid, text));
}

static struct demos_pm_request make_request(__u16 op, __u64 pid, __u16 machine)
{
	return (struct demos_pm_request) {
		.op = __cpu_to_be16(op),
		.machine = __cpu_to_be16(machine),
		.pid = __cpu_to_be64(pid),
	};
}

static int request(struct demos *demos, __u32 pm,
		   const struct demos_pm_request *asked, int timeout_ms,
		   struct demos_incoming *in, size_t size)
{
	const struct demos_outgoing out = { .data = asked,
					    .length = sizeof(*asked) };
	__u16 op = __be16_to_cpu(asked->op);
	int err;

	err = demos_call_control(demos, pm, &out, timeout_ms, in, size);
	if (op == DEMOS_PM_LIST)
		return demos_handle_about(demos, err, "list the guests");
	return about(demos, err, op, __be64_to_cpu(asked->pid));
}

static int simple(struct demos *demos, __u32 pm, __u16 op, __u64 pid)
{
	struct demos_pm_request asked = make_request(op, pid, 0);
	struct demos_incoming in;

	return request(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
		       sizeof(struct demos_answer));
}

int demos_pm_start(struct demos *demos, __u32 pm, __u64 pid)
{
	return simple(demos, pm, DEMOS_PM_START, pid);
}

int demos_pm_suspend(struct demos *demos, __u32 pm, __u64 pid)
{
	return simple(demos, pm, DEMOS_PM_SUSPEND, pid);
}

int demos_pm_resume(struct demos *demos, __u32 pm, __u64 pid)
{
	return simple(demos, pm, DEMOS_PM_RESUME, pid);
}

int demos_pm_kill(struct demos *demos, __u32 pm, __u64 pid)
{
	return simple(demos, pm, DEMOS_PM_KILL, pid);
}

/**
 * struct create_request - DEMOS_PM_CREATE
 * @create: its fixed part
 * @segments: as many as that says (both consist of bytes: no gap)
 */
struct create_request {
	struct demos_pm_create create;
	struct demos_op_segment segments[DEMOS_SEGMENTS_MAX];
};

static size_t put_program(struct create_request *asked, __u16 machine,
			  const struct demos_program *program)
{
	struct demos_op_create *create = &asked->create.create;
	unsigned int i;

	memset(asked, 0, sizeof(*asked));
	asked->create.op = __cpu_to_be16(DEMOS_PM_CREATE);
	asked->create.machine = __cpu_to_be16(machine);
	create->op = __cpu_to_be16(DEMOS_OP_CREATE);
	create->model = program->model;
	create->segments = program->nsegments;
	create->pc = __cpu_to_be32(program->pc);
	create->sp = __cpu_to_be32(program->sp);
	memcpy(create->name, program->name, sizeof(create->name) - 1);
	for (i = 0; i < program->nsegments; i++) {
		asked->segments[i].number = program->segments[i].number;
		asked->segments[i].attributes =
			program->segments[i].attributes;
		asked->segments[i].pages =
			__cpu_to_be16(program->segments[i].pages);
	}
	return sizeof(asked->create) +
	       program->nsegments * sizeof(asked->segments[0]);
}

int demos_pm_create(struct demos *demos, __u32 pm, __u16 machine,
		    const struct demos_program *program, __u32 console,
		    __u64 *pid, __u32 *memory)
{
	struct demos_created created;
	struct create_request asked;
	struct demos_outgoing out = { .data = &asked };
	struct demos_incoming in;
	int err;

	if (program->nsegments > DEMOS_SEGMENTS_MAX)
		return demos_handle_fail_result(demos, DEMOS_ECALL,
						"create a guest");
	out.length = put_program(&asked, machine, program);
	if (console)
		out.links[out.nlinks++] = console;
	err = demos_call_control(demos, pm, &out, DEMOS_NO_LIMIT, &in,
				 sizeof(created));
	if (!err && !in.nlinks)
		err = demos_handle_fail(demos, -EPROTO,
					"the answer encloses no link");
	if (err)
		return demos_handle_about(demos, err, "create %.*s",
					  DEMOS_NAME_MAX - 1, program->name);
	memcpy(&created, in.data, sizeof(created));
	*pid = __be64_to_cpu(created.pid);
	*memory = in.links[0];
	return 0;
}

int demos_pm_migrate(struct demos *demos, __u32 pm, __u64 pid, __u16 machine,
		     struct demos_migration *report)
{
	struct demos_pm_request asked = make_request(DEMOS_PM_MIGRATE, pid,
						     machine);
	struct demos_migrated migrated;
	struct demos_incoming in;
	int err;

	err = request(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
		      sizeof(migrated));
	if (err || !report)
		return err;
	memcpy(&migrated, in.data, sizeof(migrated));
	report->pid = __be64_to_cpu(migrated.pid);
	report->machine = __be16_to_cpu(migrated.machine);
	report->control = __be16_to_cpu(migrated.control);
	report->moves = __be16_to_cpu(migrated.moves);
	report->pending = __be16_to_cpu(migrated.pending);
	report->bytes = __be32_to_cpu(migrated.bytes);
	report->packets = __be32_to_cpu(migrated.packets);
	report->ns = __be64_to_cpu(migrated.ns);
	return 0;
}

static void read_status(const struct demos_status *status,
			struct demos_process_info *info)
{
	unsigned int i;

	memset(info, 0, sizeof(*info));
	info->pid = __be64_to_cpu(status->pid);
	info->instructions = __be64_to_cpu(status->instructions);
	info->sent = __be64_to_cpu(status->sent);
	info->received = __be64_to_cpu(status->received);
	info->memory = __be32_to_cpu(status->memory);
	info->moves = __be32_to_cpu(status->moves);
	info->links = __be32_to_cpu(status->links);
	info->queued = __be32_to_cpu(status->queued);
	info->held = __be32_to_cpu(status->held);
	info->pairs = __be32_to_cpu(status->pairs);
	info->fault_address = __be32_to_cpu(status->fault_address);
	info->pc = __be32_to_cpu(status->pc);
	info->fcw = __be16_to_cpu(status->fcw);
	info->fault = __be16_to_cpu(status->fault);
	info->fault_word = __be16_to_cpu(status->fault_word);
	for (i = 0; i < 16; i++)
		info->regs[i] = __be16_to_cpu(status->regs[i]);
	info->state = status->state;
	info->flags = status->flags;
	info->model = status->model;
	memcpy(info->name, status->name, sizeof(info->name) - 1);
}

int demos_pm_status(struct demos *demos, __u32 pm, __u64 pid,
		    struct demos_process_info *info, __u16 *machine)
{
	struct demos_pm_request asked = make_request(DEMOS_PM_STATUS, pid, 0);
	struct demos_status status;
	struct demos_incoming in;
	int err;

	err = request(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
		      sizeof(struct demos_answer) + sizeof(status));
	if (err)
		return err;
	memcpy(&status, in.data + sizeof(struct demos_answer),
	       sizeof(status));
	read_status(&status, info);
	*machine = __be16_to_cpu(status.machine);
	return 0;
}

static int add_link(struct demos_list *list, const void *bytes)
{
	struct demos_named_link *item = demos_list_add(list);
	struct demos_link_entry entry;

	if (!item)
		return -ENOMEM;
	memcpy(&entry, bytes, sizeof(entry));
	item->name = __be32_to_cpu(entry.name);
	item->link.to.pid = __be64_to_cpu(entry.pid);
	item->link.to.machine = __be16_to_cpu(entry.machine);
	item->link.to.moves = __be32_to_cpu(entry.moves);
	item->link.code = __be32_to_cpu(entry.code);
	item->link.flags = __be16_to_cpu(entry.flags);
	item->link.channel = entry.channel;
	item->link.area = __be32_to_cpu(entry.area);
	item->link.length = __be32_to_cpu(entry.length);
	return 0;
}

static int add_managed(struct demos_list *list, const void *bytes)
{
	struct demos_managed *item = demos_list_add(list);
	struct demos_pm_entry entry;

	if (!item)
		return -ENOMEM;
	memcpy(&entry, bytes, sizeof(entry));
	item->pid = __be64_to_cpu(entry.pid);
	item->machine = __be16_to_cpu(entry.machine);
	item->status = __be16_to_cpu(entry.status);
	item->model = entry.model;
	item->ended = entry.ended;
	memcpy(item->name, entry.name, sizeof(item->name) - 1);
	return 0;
}

/* Entries of one answer; return: how many, or a negative errno */
static int add_entries(struct demos *demos, const struct demos_incoming *in,
		       struct demos_list *list, size_t size,
		       int (*add)(struct demos_list *list, const void *bytes))
{
	size_t at = sizeof(struct demos_answer);
	int count;

	for (count = 0; at + size <= in->length; count++, at += size) {
		if (add(list, in->data + at))
			return demos_handle_fail(demos, -ENOMEM, "no memory");
	}
	return count;
}

int demos_pm_links(struct demos *demos, __u32 pm, __u64 pid,
		   struct demos_named_link **list)
{
	struct demos_pm_request asked = make_request(DEMOS_PM_LINKS, pid, 0);
	struct demos_list links = { .size = sizeof(**list) };
	struct demos_incoming in;
	int err;

	do {
		err = request(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
			      sizeof(struct demos_answer));
		if (!err)
			err = add_entries(demos, &in, &links,
					  sizeof(struct demos_link_entry),
					  add_link);
		if (err > 0)
			asked.after = __cpu_to_be32(((struct demos_named_link *)
				links.items)[links.count - 1].name);
	} while (err > 0);
	return demos_list_result(&links, err, (void **)list);
}

int demos_pm_list(struct demos *demos, __u32 pm, struct demos_managed **list)
{
	struct demos_pm_request asked = make_request(DEMOS_PM_LIST, 0, 0);
	struct demos_list guests = { .size = sizeof(**list) };
	struct demos_incoming in;
	int err;

	do {
		err = request(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
			      sizeof(struct demos_answer));
		if (!err)
			err = add_entries(demos, &in, &guests,
					  sizeof(struct demos_pm_entry),
					  add_managed);
		if (err > 0)
			asked.pid = __cpu_to_be64(((struct demos_managed *)
				guests.items)[guests.count - 1].pid);
	} while (err > 0);
	return demos_list_result(&guests, err, (void **)list);
}

static void read_end(const struct demos_incoming *in, struct demos_end *end)
{
	struct demos_ended ended;

	memcpy(&ended, in->data + sizeof(struct demos_answer), sizeof(ended));
	end->pid = __be64_to_cpu(ended.pid);
	end->faulted = __be16_to_cpu(ended.op) == DEMOS_OP_FAULTED;
	end->status = __be16_to_cpu(ended.status);
	end->address = __be32_to_cpu(ended.address);
	end->word = __be16_to_cpu(ended.word);
	end->machine = __be16_to_cpu(ended.machine);
}

int demos_pm_wait(struct demos *demos, __u32 pm, __u64 pid, int timeout_ms,
		  struct demos_end *end)
{
	struct demos_pm_request asked = make_request(DEMOS_PM_WAIT, pid, 0);
	struct demos_incoming in;
	int err;

	err = request(demos, pm, &asked, timeout_ms, &in,
		      sizeof(struct demos_answer) +
		      sizeof(struct demos_ended));
	if (!err)
		read_end(&in, end);
	return err;
}

int demos_pm_wait_post(struct demos *demos, __u32 pm, __u64 pid,
		       demos_receive_fn fn, void *arg)
{
	struct demos_pm_request asked = make_request(DEMOS_PM_WAIT, pid, 0);
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };
	int err = demos_call_post(demos, pm, &out, fn, arg);

	return about(demos, err, DEMOS_PM_WAIT, pid);
}

int demos_pm_wait_result(struct demos *demos, const struct demos_incoming *in,
			 struct demos_end *end)
{
	int err = demos_answer_check(demos, in, DEMOS_PM_WAIT,
				     sizeof(struct demos_answer) +
				     sizeof(struct demos_ended));

	if (err)
		return demos_handle_about(demos, err, "wait for a guest");
	read_end(in, end);
	return 0;
}
