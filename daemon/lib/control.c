// SPDX-License-Identifier: GPL-2.0
/*
 * Control messages to the kernel of a process, over a DELIVERTOKERNEL link.
 */
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "list.h"
#include "look.h"

/**
 * struct create_request - DEMOS_OP_CREATE
 * @create: its fixed part
 * @segments: as many as it says (both consist of bytes: no gap)
 */
struct create_request {
	struct demos_op_create create;
	struct demos_op_segment segments[DEMOS_SEGMENTS_MAX];
};

int demos_guest_create(struct demos *demos, __u32 kernel,
		       const struct demos_program *program,
		       const __u32 *links, unsigned int nlinks,
		       int timeout_ms, __u64 *pid, __u32 *control)
{
	struct demos_created created;
	struct create_request asked;
	struct demos_outgoing out = { .data = &asked, .nlinks = nlinks };
	struct demos_incoming in;
	int err;

	if (program->nsegments > DEMOS_SEGMENTS_MAX || !nlinks ||
	    nlinks >= DEMOS_LINKS_MAX)
		return demos_handle_fail_result(demos, DEMOS_ECALL,
						"create a guest");
	memcpy(out.links, links, nlinks * sizeof(*links));
	out.length = offsetof(struct create_request, segments) +
		     demos_program_put(program, &asked.create, asked.segments);
	err = demos_call_control(demos, kernel, &out, timeout_ms, &in,
				 sizeof(created));
	if (!err && !in.nlinks)
		err = demos_handle_fail(demos, -EPROTO,
					"the answer encloses no link");
	if (err)
		return demos_handle_about(demos, err, "create %.*s",
					  DEMOS_NAME_MAX - 1, program->name);
	memcpy(&created, in.data, sizeof(created));
	if (pid)
		*pid = __be64_to_cpu(created.pid);
	*control = in.links[0];
	return 0;
}

static int ask(struct demos *demos, __u32 control, int timeout_ms,
	       enum demos_op op, struct demos_incoming *in, size_t size)
{
	const struct demos_control asked = { .op = __cpu_to_be16(op) };
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };

	return demos_call_control(demos, control, &out, timeout_ms, in, size);
}

/* For a request that is answered with only a result */
static int tell(struct demos *demos, __u32 control, int timeout_ms,
		const struct demos_outgoing *out)
{
	struct demos_incoming in;

	return demos_call_control(demos, control, out, timeout_ms, &in,
				  sizeof(struct demos_answer));
}

static int simple(struct demos *demos, __u32 control, int timeout_ms,
		  enum demos_op op)
{
	struct demos_incoming in;

	return ask(demos, control, timeout_ms, op, &in,
		   sizeof(struct demos_answer));
}

int demos_control_status(struct demos *demos, __u32 control, int timeout_ms,
			 struct demos_process_info *info, __u16 *machine)
{
	struct demos_incoming in;
	__u16 where;
	int err;

	err = ask(demos, control, timeout_ms, DEMOS_OP_STATUS, &in,
		  DEMOS_STATUS_SIZE);
	if (err)
		return demos_handle_about(demos, err, "look at a process");
	demos_look_status(&in, info, machine ? machine : &where);
	return 0;
}

int demos_control_suspend(struct demos *demos, __u32 control, int timeout_ms)
{
	return demos_handle_about(demos, simple(demos, control, timeout_ms,
						DEMOS_OP_SUSPEND),
				  "suspend a guest");
}

int demos_control_resume(struct demos *demos, __u32 control, int timeout_ms)
{
	return demos_handle_about(demos, simple(demos, control, timeout_ms,
						DEMOS_OP_RESUME),
				  "resume a guest");
}

int demos_control_kill(struct demos *demos, __u32 control, int timeout_ms)
{
	return demos_handle_about(demos, simple(demos, control, timeout_ms,
						DEMOS_OP_KILL),
				  "kill a guest");
}

int demos_control_priority(struct demos *demos, __u32 control, int timeout_ms,
			   __u16 priority)
{
	const struct demos_op_priority asked = {
		.op = __cpu_to_be16(DEMOS_OP_PRIORITY),
		.priority = __cpu_to_be16(priority),
	};
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };

	return demos_handle_about(demos, tell(demos, control, timeout_ms,
					      &out),
				  "give a guest priority %u", priority);
}

int demos_kernel_resolve(struct demos *demos, __u32 kernel, int timeout_ms,
			 __u64 pid, bool keep)
{
	const struct demos_op_resolve asked = {
		.op = __cpu_to_be16(DEMOS_OP_RESOLVE),
		.keep = __cpu_to_be16(keep),
		.pid = __cpu_to_be64(pid),
	};
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };

	return demos_handle_about(demos, tell(demos, kernel, timeout_ms, &out),
				  "decide about an unsure process");
}

int demos_control_personality(struct demos *demos, __u32 control,
			      int timeout_ms, __u32 link)
{
	const struct demos_control asked = {
		.op = __cpu_to_be16(DEMOS_OP_PERSONALITY),
	};
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked),
					    .nlinks = !!link,
					    .links[0] = link };

	return demos_handle_about(demos, tell(demos, control, timeout_ms,
					      &out),
				  "give a guest a personality");
}

int demos_control_get_registers(struct demos *demos, __u32 control,
				int timeout_ms,
				struct demos_registers *registers)
{
	struct demos_process_info info;
	int err;

	err = demos_control_status(demos, control, timeout_ms, &info, NULL);
	if (err)
		return err;
	if (!info.model)
		return demos_handle_fail_result(demos, DEMOS_ESTATE,
						"read the registers");
	registers->fcw = info.fcw;
	registers->pc = info.pc;
	memcpy(registers->r, info.regs, sizeof(registers->r));
	return 0;
}

int demos_control_set_registers(struct demos *demos, __u32 control,
				int timeout_ms,
				const struct demos_registers *registers)
{
	struct demos_op_regs asked = {
		.op = __cpu_to_be16(DEMOS_OP_SET_REGS),
		.fcw = __cpu_to_be16(registers->fcw),
		.pc = __cpu_to_be32(registers->pc),
	};
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };
	unsigned int i;

	for (i = 0; i < 16; i++)
		asked.regs[i] = __cpu_to_be16(registers->r[i]);
	return demos_handle_about(demos, tell(demos, control, timeout_ms,
					      &out),
				  "set the registers of a guest");
}

static int add_dealings(struct demos_list *list, const void *bytes)
{
	struct demos_dealings *item = demos_list_add(list);
	struct demos_pair_entry entry;

	if (!item)
		return -ENOMEM;
	memcpy(&entry, bytes, sizeof(entry));
	item->pid = __be64_to_cpu(entry.pid);
	item->kernel = entry.kernel;
	item->sent = __be64_to_cpu(entry.sent);
	item->sent_bytes = __be64_to_cpu(entry.sent_bytes);
	item->received = __be64_to_cpu(entry.received);
	item->received_bytes = __be64_to_cpu(entry.received_bytes);
	item->unread = __be64_to_cpu(entry.unread);
	item->machine = __be16_to_cpu(entry.machine);
	item->moves = __be32_to_cpu(entry.moves);
	return 0;
}

/**
 * struct listing - something to list page by page
 * @what: what it lists, for error texts
 * @entry: bytes of an entry in an answer
 * @item: bytes of an item in the list
 * @add: makes an item of an entry: 0, or -ENOMEM
 * @go_on: makes the request ask for what follows the last item
 */
struct listing {
	const char *what;
	size_t entry;
	size_t item;
	int (*add)(struct demos_list *list, const void *entry);
	void (*go_on)(void *request, const void *last);
};

static int list_all(struct demos *demos, __u32 control, int timeout_ms,
		    const struct listing *listing, void *request,
		    size_t length, void **list)
{
	const struct demos_outgoing out = { .data = request,
					    .length = length };
	struct demos_list all = { .size = listing->item };
	struct demos_incoming in;
	int err;

	do {
		err = demos_call_control(demos, control, &out, timeout_ms, &in,
					 sizeof(struct demos_answer));
		if (!err)
			err = demos_look_page(demos, &in, &all, listing->entry,
					      listing->add);
		if (err > 0)
			listing->go_on(request, (char *)all.items +
				       (all.count - 1) * all.size);
	} while (err > 0);
	err = demos_handle_about(demos, err, "list %s of a process",
				 listing->what);
	return demos_list_result(&all, err, list);
}

static void pairs_go_on(void *request, const void *last)
{
	const struct demos_dealings *item = last;
	struct demos_op_pairs *asked = request;

	asked->after = __cpu_to_be64(item->pid);
	asked->kernel = item->kernel;
}

int demos_control_pairs(struct demos *demos, __u32 control, int timeout_ms,
			struct demos_dealings **list)
{
	static const struct listing pairs = {
		"the correspondents", sizeof(struct demos_pair_entry),
		sizeof(struct demos_dealings), add_dealings, pairs_go_on
	};
	struct demos_op_pairs asked = { .op = __cpu_to_be16(DEMOS_OP_PAIRS) };

	return list_all(demos, control, timeout_ms, &pairs, &asked,
			sizeof(asked), (void **)list);
}

static void links_go_on(void *request, const void *last)
{
	const struct demos_named_link *item = last;
	struct demos_op_links *asked = request;

	asked->after = __cpu_to_be32(item->name);
}

int demos_control_links(struct demos *demos, __u32 control, int timeout_ms,
			struct demos_named_link **list)
{
	static const struct listing links = {
		"the links", sizeof(struct demos_link_entry),
		sizeof(struct demos_named_link), demos_look_link, links_go_on
	};
	struct demos_op_links asked = { .op = __cpu_to_be16(DEMOS_OP_LINKS) };

	return list_all(demos, control, timeout_ms, &links, &asked,
			sizeof(asked), (void **)list);
}
