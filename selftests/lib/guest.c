// SPDX-License-Identifier: GPL-2.0
/*
 * Guests for a test (guest.h).
 *
 * Invariant: a guest whose creation failed midway is left suspended; it dies
 * with its machine.
 */
#include "guest.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PAGE	256
#define STACK	1024			/* of a program in C, at least */
#define PIECE	DEMOS_PACKET_MAX	/* of memory, in a request */
#define NO_ARGUMENTS	10	/* zeros on a stack (guest-abi.rst) */

static uint16_t pages_of(const struct program *program)
{
	size_t size = program->size;

	if (program->compiled && !program->apart)
		size += STACK;
	return program->pages ? program->pages : (size + PAGE - 1) / PAGE;
}

/* Make a link that can only be sent over, for a guest's table. */
static int link_for_guest(struct process *manager, uint8_t channel,
			  uint32_t *link)
{
	return link_create(manager, 0, channel, DEMOS_LINK_DUP |
			   DEMOS_LINK_PASS, link);
}

struct request {
	struct demos_op_create create;
	struct demos_op_segment segment[DEMOS_SEGMENTS_MAX];
} __packed;

/* Fill in a request to create a guest. Return: its length. */
static size_t request_make(struct request *request,
			   const struct program *program)
{
	uint32_t base = program->segment << 16;
	uint16_t end = pages_of(program) * PAGE;
	int i, n = program->more;

	if (program->compiled)
		end -= program->told ? program->told : NO_ARGUMENTS;
	memset(request, 0, sizeof(*request));
	request->create.op = htons(DEMOS_OP_CREATE);
	request->create.model = program->model;
	request->create.pc = htonl(base | program->entry);
	request->create.sp = htonl(base | end);
	strcpy(request->create.name, "guest");
	for (i = 0; i <= n; i++) {
		request->segment[i].number = program->segment + i;
		request->segment[i].pages = htons(PAGE);
	}
	request->segment[0].attributes = program->attributes;
	request->segment[0].pages = htons(pages_of(program));
	if (program->apart) {
		request->segment[0].attributes |= DEMOS_SEG_CODE;
		request->segment[++n] = (struct demos_op_segment) {
			.number = program->segment,
			.attributes = DEMOS_SEG_DATA,
			.pages = htons(PAGE),
		};
	}
	request->create.segments = 1 + n;
	return offsetof(struct request, segment[1 + n]);
}

/**
 * guest_create() - have a kernel create a guest; it begins suspended
 * @manager: the process that becomes its manager
 * @machine: id of its machine
 * @program: its program, of which the image is not loaded yet
 * @guest: to be filled in
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int guest_create(struct process *manager, uint16_t machine,
		 const struct program *program, struct guest *guest)
{
	struct request request;
	struct letter letter = { .data = &request, .nlinks = 3 };
	const struct demos_created *created;
	struct message answer;
	uint32_t links[3];
	int error;

	error = link_to_kernel(manager, machine, &letter.link);
	if (!error)
		error = link_for_guest(manager, MANAGER_CHANNEL, &links[0]);
	if (!error)
		error = link_for_guest(manager, HELLO_CHANNEL, &links[1]);
	if (!error)
		error = link_for_guest(manager, CONSOLE_CHANNEL, &links[2]);
	if (error)
		return error;
	letter.links = links;
	letter.length = request_make(&request, program);
	error = process_call(manager, &letter, &answer);
	if (!error)
		error = link_destroy(manager, letter.link);
	if (error)
		return error;
	if (notice_kind(&answer) > 0)
		return notice_kind(&answer);
	created = (const void *)answer.data;
	if (answer.length >= sizeof(struct demos_answer) && created->result)
		return ntohs(created->result);
	if (answer.length != sizeof(*created) || answer.nlinks != 1)
		return -EBADMSG;
	guest->pid = be64toh(created->pid);
	guest->control = answer.links[0];
	guest->base = program->segment << 16;
	return 0;
}

/**
 * guest_write() - write into a guest's memory
 * @manager: its manager
 * @guest: the guest
 * @at: linear address
 * @bytes: what to write there
 * @size: how many
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int guest_write(struct process *manager, const struct guest *guest,
		uint32_t at, const void *bytes, size_t size)
{
	size_t done, piece;
	int error = 0;

	for (done = 0; done < size && !error; done += piece) {
		piece = size - done < PIECE ? size - done : PIECE;
		error = process_write(manager, guest->control, at + done,
				      (const char *)bytes + done, piece);
	}
	return error;
}

/**
 * guest_load() - write a program into a guest's memory
 * @manager: its manager
 * @program: the program
 * @guest: the guest
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int guest_load(struct process *manager, const struct program *program,
	       const struct guest *guest)
{
	uint32_t space = program->apart ? DEMOS_CODE_SPACE : 0;
	int error;

	error = guest_write(manager, guest, space | guest->base,
			    program->image, program->size);
	if (!error && program->data)
		error = guest_write(manager, guest, guest->base, program->data,
				    program->data_size);
	return error;
}

/**
 * guest_control() - send a control message without arguments
 * @manager: its manager
 * @guest: the guest
 * @op: enum demos_op
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int guest_control(struct process *manager, const struct guest *guest, int op)
{
	const struct demos_control request = { .op = htons(op) };
	struct message answer;

	return process_control(manager, guest->control, &request,
			       sizeof(request), &answer);
}

/**
 * guest_status() - ask a guest's kernel for its status
 * @manager: its manager
 * @guest: the guest
 * @status: the status
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int guest_status(struct process *manager, const struct guest *guest,
		 struct demos_status *status)
{
	const struct demos_control request = { .op = htons(DEMOS_OP_STATUS) };
	const size_t skip = sizeof(struct demos_answer);
	struct message answer;
	int error;

	error = process_control(manager, guest->control, &request,
				sizeof(request), &answer);
	if (error)
		return error;
	if (answer.length != skip + sizeof(*status))
		return -EBADMSG;
	memcpy(status, answer.data + skip, sizeof(*status));
	return 0;
}

/**
 * guest_pairs() - ask a guest's kernel for its pair records
 * @manager: its manager
 * @guest: the guest
 * @each: called with each; non-zero ends it
 * @arg: handed to @each
 *
 * Return: what the last @each returned, a negative errno, or a positive enum
 * demos_result.
 */
int guest_pairs(struct process *manager, const struct guest *guest,
		int (*each)(const struct demos_pair_entry *entry, void *arg),
		void *arg)
{
	struct demos_op_pairs request = { .op = htons(DEMOS_OP_PAIRS) };
	const struct demos_pair_entry *entry, *end;
	struct message answer;
	int error;

	do {
		error = process_control(manager, guest->control, &request,
					sizeof(request), &answer);
		entry = (const void *)(answer.data +
				       sizeof(struct demos_answer));
		end = (const void *)(answer.data + answer.length);
		for (; !error && entry + 1 <= end; entry++) {
			request.kernel = entry->kernel;
			request.after = entry->pid;
			error = each(entry, arg);
		}
	} while (!error && answer.length > sizeof(struct demos_answer));
	return error;
}

/**
 * guest_start() - create a guest, load its program and resume it
 * @manager: the process that becomes its manager
 * @machine: id of its machine
 * @program: the program
 * @guest: to be filled in
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int guest_start(struct process *manager, uint16_t machine,
		const struct program *program, struct guest *guest)
{
	int error;

	error = guest_create(manager, machine, program, guest);
	if (!error)
		error = guest_load(manager, program, guest);
	if (!error)
		error = guest_control(manager, guest, DEMOS_OP_RESUME);
	return error;
}

/**
 * guest_hello() - wait for a link that a guest sends over its link 1
 * @manager: its manager
 * @link: name of the link
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int guest_hello(struct process *manager, uint32_t *link)
{
	struct message message;
	int error;

	error = process_receive(manager, 1U << HELLO_CHANNEL, SOON, &message);
	if (error)
		return error;
	if (message.nlinks != 1)
		return -EBADMSG;
	*link = message.links[0];
	return 0;
}

/**
 * guest_ended() - wait until a manager is told of a guest's end or fault
 * @manager: the manager
 * @ended: the message
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int guest_ended(struct process *manager, struct demos_ended *ended)
{
	struct message message;
	int error;

	error = process_receive(manager, 1U << MANAGER_CHANNEL, SOON,
				&message);
	if (error)
		return error;
	if (message.length != sizeof(*ended))
		return -EBADMSG;
	memcpy(ended, message.data, sizeof(*ended));
	return 0;
}

/**
 * guest_migrate_begin() - ask a guest's kernel to move it
 * @manager: its manager
 * @guest: the guest
 * @machine: id of the destination
 * @credit: for process_await(), to get the answer
 *
 * Return: 0 or a negative errno.
 */
int guest_migrate_begin(struct process *manager, const struct guest *guest,
			uint16_t machine, uint32_t *credit)
{
	const struct demos_op_migrate request = {
		.op = htons(DEMOS_OP_MIGRATE),
		.machine = htons(machine),
	};
	const struct demos_reply reply = {
		.code = ++manager->calls,
		.channel = CALL_CHANNEL,
	};
	const struct letter letter = {
		.link = guest->control,
		.data = &request,
		.length = sizeof(request),
		.reply = &reply,
	};
	int error;

	error = process_post(manager, 1U << CALL_CHANNEL, -1, credit);
	return error ? error : process_send(manager, &letter);
}

/**
 * guest_migrate_end() - read the answer to a request to migrate
 * @answer: the message received
 * @migrated: its contents
 *
 * Return: 0, -EBADMSG, or the positive enum demos_result in it.
 */
int guest_migrate_end(const struct message *answer,
		      struct demos_migrated *migrated)
{
	if (notice_kind(answer) > 0)
		return notice_kind(answer);
	if (answer->length != sizeof(*migrated))
		return -EBADMSG;
	memcpy(migrated, answer->data, sizeof(*migrated));
	if (ntohs(migrated->op) != (DEMOS_OP_MIGRATE | DEMOS_OP_ANSWER))
		return -EBADMSG;
	return ntohs(migrated->result);
}

/**
 * guest_migrate() - move a guest, and wait until it has moved
 * @manager: its manager
 * @guest: the guest
 * @machine: id of the destination
 * @migrated: the kernels' report
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int guest_migrate(struct process *manager, const struct guest *guest,
		  uint16_t machine, struct demos_migrated *migrated)
{
	struct message answer;
	uint32_t credit;
	int error;

	error = guest_migrate_begin(manager, guest, machine, &credit);
	if (!error)
		error = process_await(manager, credit, SOON, &answer);
	if (!error)
		error = guest_migrate_end(&answer, migrated);
	return error;
}

static void order_make(struct puppet_order *order, uint16_t call,
		       const uint16_t *r)
{
	int i;

	memset(order, 0, sizeof(*order));
	order->call = htons(call);
	for (i = 0; i < 14; i++)
		order->r[i] = htons(r[i]);
}

/**
 * puppet_begin() - tell a puppet to make a kernel call
 * @process: the process that tells it
 * @puppet: link to the puppet
 * @call: enum demos_sc
 * @r: R0 to R13 at the call
 * @credit: for process_await(), to get the answer
 *
 * Return: 0 or a negative errno.
 */
int puppet_begin(struct process *process, uint32_t puppet, uint16_t call,
		 const uint16_t *r, uint32_t *credit)
{
	const struct demos_reply reply = {
		.code = ++process->calls,
		.channel = PUPPET_CHANNEL,
	};
	struct puppet_order order;
	const struct letter letter = {
		.link = puppet,
		.data = &order,
		.length = 2 + sizeof(order.r),
		.reply = &reply,
	};
	int error;

	order_make(&order, call, r);
	error = process_post(process, 1U << PUPPET_CHANNEL, -1, credit);
	return error ? error : process_send(process, &letter);
}

/**
 * puppet_end() - read a puppet's answer
 * @answer: the message received
 * @call: the kernel call that it was told to make
 * @r: R0 to R13 after the call
 *
 * Return: 0, -EBADMSG, or the enum demos_result of a notice in its place.
 */
int puppet_end(const struct message *answer, uint16_t call, uint16_t *r)
{
	const struct puppet_order *order = (const void *)answer->data;
	int i;

	if (notice_kind(answer) > 0)
		return notice_kind(answer);
	if (answer->length != sizeof(*order) ||
	    (ntohs(order->call) & 0xff) != call)
		return -EBADMSG;
	for (i = 0; i < 14; i++)
		r[i] = ntohs(order->r[i]);
	return 0;
}

/**
 * puppet_do() - have a puppet make a kernel call
 * @process: the process that tells it
 * @puppet: link to the puppet
 * @call: enum demos_sc
 * @r: R0 to R13 at the call, and after it
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int puppet_do(struct process *process, uint32_t puppet, uint16_t call,
	      uint16_t *r)
{
	struct message answer;
	uint32_t credit;
	int error;

	error = puppet_begin(process, puppet, call, r, &credit);
	if (!error)
		error = process_await(process, credit, SOON, &answer);
	return error ? error : puppet_end(&answer, call, r);
}

/**
 * puppet_give() - give a link to a puppet
 * @process: the process that has the link
 * @puppet: link to the puppet
 * @link: the link to give; it may be passed on
 * @name: its name at the puppet
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int puppet_give(struct process *process, uint32_t puppet, uint32_t link,
		uint32_t *name)
{
	const uint16_t none[14] = { 0 };
	struct puppet_order order;
	const struct letter letter = {
		.link = puppet,
		.data = &order,
		.length = 2 + sizeof(order.r),
		.links = &link,
		.nlinks = 1,
	};
	struct message answer;
	int error;

	order_make(&order, DEMOS_SC_YIELD, none);
	error = process_call(process, &letter, &answer);
	if (error)
		return error;
	if (answer.length != sizeof(order))
		return -EBADMSG;
	memcpy(&order, answer.data, sizeof(order));
	*name = ntohl(order.given);
	return 0;
}

/**
 * puppet_stays() - is a puppet on machine 1, where it was made, and serves?
 * @manager: its manager
 * @guest: the puppet
 * @link: to it
 *
 * Return: true if it has never moved, is in no migration, and obeys.
 */
bool puppet_stays(struct process *manager, const struct guest *guest,
		  uint32_t link)
{
	uint16_t r[14] = { 0 };
	struct demos_status status;

	return !puppet_do(manager, link, DEMOS_SC_SELF, r) && r[1] == 1 &&
	       !guest_status(manager, guest, &status) && !status.moves &&
	       !status.flags && status.machine == htons(1);
}
