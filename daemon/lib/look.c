// SPDX-License-Identifier: GPL-2.0
/*
 * The status of a process, as kernels and the process manager answer it; and
 * the description of a guest that they are to create.
 */
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "list.h"
#include "look.h"

/* More than any list has: a server must not go on for ever */
#define ENTRIES_MAX	(128 * 1024)

static void put_status(const struct demos_status *status,
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
	info->queue_bytes = __be64_to_cpu(status->queue_bytes);
}

/**
 * demos_look_status() - read a status from an answer
 * @in: the answer, of DEMOS_STATUS_SIZE bytes at least
 * @info: gets the status
 * @machine: gets where the process is
 */
void demos_look_status(const struct demos_incoming *in,
		       struct demos_process_info *info, __u16 *machine)
{
	const size_t length = in->length - sizeof(struct demos_answer);
	struct demos_status status = {};

	memcpy(&status, in->data + sizeof(struct demos_answer),
	       length < sizeof(status) ? length : sizeof(status));
	put_status(&status, info);
	*machine = __be16_to_cpu(status.machine);
}

/**
 * demos_look_link() - add a link from a page of a link table
 * @list: of struct demos_named_link
 * @bytes: struct demos_link_entry
 *
 * Return: 0 or -ENOMEM.
 */
int demos_look_link(struct demos_list *list, const void *bytes)
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

/**
 * demos_look_page() - add all entries of one answer
 * @demos: handle
 * @in: the answer: struct demos_answer, then entries
 * @list: where to put them
 * @size: of an entry
 * @add: adds one: 0, or -ENOMEM
 *
 * Return: how many, or a negative errno.
 */
int demos_look_page(struct demos *demos, const struct demos_incoming *in,
		    struct demos_list *list, size_t size,
		    int (*add)(struct demos_list *list, const void *bytes))
{
	size_t at = sizeof(struct demos_answer);
	int count;

	for (count = 0; at + size <= in->length; count++, at += size) {
		if (list->count == ENTRIES_MAX || add(list, in->data + at))
			return demos_handle_fail(demos, -ENOMEM, "no memory");
	}
	return count;
}

/**
 * demos_program_put() - describe a guest in a request to create it
 * @program: the guest, of at most DEMOS_SEGMENTS_MAX segments
 * @create: the fixed part of the request, of which @segments follow
 * @segments: room for its segments
 *
 * Return: bytes of segments that were written.
 */
size_t demos_program_put(const struct demos_program *program,
			 struct demos_op_create *create,
			 struct demos_op_segment *segments)
{
	unsigned int i;

	memset(create, 0, sizeof(*create));
	create->op = __cpu_to_be16(DEMOS_OP_CREATE);
	create->model = program->model;
	create->segments = program->nsegments;
	create->pc = __cpu_to_be32(program->pc);
	create->sp = __cpu_to_be32(program->sp);
	memcpy(create->name, program->name, sizeof(create->name) - 1);
	for (i = 0; i < program->nsegments; i++) {
		segments[i].number = program->segments[i].number;
		segments[i].attributes = program->segments[i].attributes;
		segments[i].pages = __cpu_to_be16(program->segments[i].pages);
	}
	return program->nsegments * sizeof(*segments);
}
