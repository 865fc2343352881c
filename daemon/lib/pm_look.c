// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the process manager: look at guests, wait for their end, read what
 * they have written.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "list.h"
#include "look.h"
#include "pm.h"

#define END_SIZE	(sizeof(struct demos_answer) + \
			 sizeof(struct demos_ended))

int demos_pm_status(struct demos *demos, __u32 pm, __u64 pid,
		    struct demos_process_info *info, __u16 *machine)
{
	struct demos_pm_request asked = demos_pm_make(DEMOS_PM_STATUS, pid, 0);
	struct demos_incoming in;
	int err;

	err = demos_pm_ask(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
			   DEMOS_STATUS_SIZE);
	if (!err)
		demos_look_status(&in, info, machine);
	return err;
}

static int post(struct demos *demos, __u32 pm, __u16 op, __u64 pid,
		demos_receive_fn fn, void *arg)
{
	struct demos_pm_request asked = demos_pm_make(op, pid, 0);
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };
	int err = demos_call_post(demos, pm, &out, fn, arg);

	return demos_pm_about(demos, err, op, pid);
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
	item->why = entry.why;
	item->by = __be64_to_cpu(entry.by);
	item->address = __be32_to_cpu(entry.address);
	item->word = __be16_to_cpu(entry.word);
	item->age = __be32_to_cpu(entry.age);
	item->output = __be32_to_cpu(entry.output);
	item->group = __be64_to_cpu(entry.group);
	return 0;
}

int demos_pm_links(struct demos *demos, __u32 pm, __u64 pid,
		   struct demos_named_link **list)
{
	struct demos_pm_request asked = demos_pm_make(DEMOS_PM_LINKS, pid, 0);
	struct demos_list links = { .size = sizeof(**list) };
	struct demos_incoming in;
	int err;

	do {
		err = demos_pm_ask(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
				   sizeof(struct demos_answer));
		if (!err)
			err = demos_look_page(demos, &in, &links,
					      sizeof(struct demos_link_entry),
					      demos_look_link);
		if (err > 0)
			asked.after = __cpu_to_be32(((struct demos_named_link *)
				links.items)[links.count - 1].name);
	} while (err > 0);
	return demos_list_result(&links, err, (void **)list);
}

int demos_pm_list(struct demos *demos, __u32 pm, struct demos_managed **list)
{
	struct demos_pm_request asked = demos_pm_make(DEMOS_PM_LIST, 0, 0);
	struct demos_list guests = { .size = sizeof(**list) };
	struct demos_incoming in;
	int err;

	do {
		err = demos_pm_ask(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
				   sizeof(struct demos_answer));
		if (!err)
			err = demos_look_page(demos, &in, &guests,
					      sizeof(struct demos_pm_entry),
					      add_managed);
		if (err > 0)
			asked.pid = __cpu_to_be64(((struct demos_managed *)
				guests.items)[guests.count - 1].pid);
	} while (err > 0);
	return demos_list_result(&guests, err, (void **)list);
}

int demos_pm_find(struct demos *demos, __u32 pm, __u64 pid, int timeout_ms,
		  struct demos_managed *managed)
{
	struct demos_pm_request asked = demos_pm_make(DEMOS_PM_LIST, pid - 1,
						      0);
	struct demos_list guests = { .size = sizeof(*managed) };
	struct demos_managed *found;
	struct demos_incoming in;
	int err;

	err = demos_pm_ask(demos, pm, &asked, timeout_ms, &in,
			   sizeof(struct demos_answer));
	if (err)
		return err == -ESRCH ? -EPIPE : err;
	err = demos_look_page(demos, &in, &guests,
			      sizeof(struct demos_pm_entry), add_managed);
	found = guests.items;
	if (err > 0 && found->pid == pid) {
		*managed = *found;
		err = 0;
	} else if (err >= 0) {
		err = demos_handle_fail_result(demos, DEMOS_EDEAD,
					       "no such guest");
	}
	free(guests.items);
	return err;
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
	struct demos_pm_request asked = demos_pm_make(DEMOS_PM_WAIT, pid, 0);
	struct demos_incoming in;
	int err;

	err = demos_pm_ask(demos, pm, &asked, timeout_ms, &in, END_SIZE);
	if (!err)
		read_end(&in, end);
	return err;
}

int demos_pm_wait_post(struct demos *demos, __u32 pm, __u64 pid,
		       demos_receive_fn fn, void *arg)
{
	return post(demos, pm, DEMOS_PM_WAIT, pid, fn, arg);
}

int demos_pm_wait_result(struct demos *demos, const struct demos_incoming *in,
			 struct demos_end *end)
{
	int err = demos_answer_check(demos, in, DEMOS_PM_WAIT, END_SIZE);

	if (err)
		return demos_handle_about(demos, err, "wait for a guest");
	read_end(in, end);
	return 0;
}

static void read_output(const struct demos_incoming *in,
			struct demos_output *output)
{
	struct demos_pm_output said;
	__u16 flags;

	memcpy(&said, in->data, sizeof(said));
	flags = __be16_to_cpu(said.flags);
	output->offset = __be64_to_cpu(said.offset);
	output->end = __be64_to_cpu(said.end);
	output->ended = flags & DEMOS_PM_OUTPUT_END;
	output->complete = flags & DEMOS_PM_OUTPUT_ENDED;
	output->attached = flags & DEMOS_PM_OUTPUT_YOURS;
	output->length = in->length - sizeof(said);
	memcpy(output->bytes, in->data + sizeof(said), output->length);
}

int demos_pm_output(struct demos *demos, __u32 pm, __u64 pid, __u64 offset,
		    int timeout_ms, struct demos_output *output)
{
	const struct demos_pm_read read = {
		.op = __cpu_to_be16(DEMOS_PM_OUTPUT),
		.pid = __cpu_to_be64(pid),
		.offset = __cpu_to_be64(offset),
	};
	const struct demos_outgoing out = { .data = &read,
					    .length = sizeof(read) };
	struct demos_incoming in;
	int err;

	err = demos_call_control(demos, pm, &out, timeout_ms, &in,
				 sizeof(struct demos_pm_output));
	if (err)
		return demos_pm_about(demos, err, DEMOS_PM_OUTPUT, pid);
	read_output(&in, output);
	return 0;
}

int demos_pm_output_post(struct demos *demos, __u32 pm, __u64 pid,
			 __u64 offset, demos_receive_fn fn, void *arg)
{
	const struct demos_pm_read read = {
		.op = __cpu_to_be16(DEMOS_PM_OUTPUT),
		.flags = __cpu_to_be16(DEMOS_PM_OUTPUT_WAIT),
		.pid = __cpu_to_be64(pid),
		.offset = __cpu_to_be64(offset),
	};
	const struct demos_outgoing out = { .data = &read,
					    .length = sizeof(read) };
	int err = demos_call_post(demos, pm, &out, fn, arg);

	return demos_pm_about(demos, err, DEMOS_PM_OUTPUT, pid);
}

int demos_pm_output_result(struct demos *demos,
			   const struct demos_incoming *in,
			   struct demos_output *output)
{
	int err = demos_answer_check(demos, in, DEMOS_PM_OUTPUT,
				     sizeof(struct demos_pm_output));

	if (err)
		return demos_handle_about(demos, err,
					  "read the output of a guest");
	read_output(in, output);
	return 0;
}
