// SPDX-License-Identifier: GPL-2.0
/*
 * The guests' door to the kernel calls (Documentation/guest-abi.rst). One
 * table, one handler a call: it takes the arguments from the registers, calls
 * the function that native processes' requests call too, and puts the results
 * back.
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/call.h"
#include "core/link.h"
#include "core/message.h"
#include "core/route.h"
#include "guest/call.h"
#include "guest/cpu.h"
#include "guest/guest.h"
#include "guest/move.h"
#include "guest/personality.h"
#include "trace.h"

/* R5 of a received message, high byte */
#define IS_NOTICE	0x0100
#define IS_REPLY	0x0200

/* Of a handler that has made the guest wait, or has ended it */
#define NO_RESULT	DEMOS_GUEST_NO_RESULT

static void guest_links(const struct demos_guest *guest, u32 count,
			struct demos_enclosure *enclosure)
{
	u32 i;

	enclosure->count = count;
	for (i = 0; i < count; i++)
		enclosure->names[i] = z8k_rr(&guest->cpu, 6 + 2 * i);
}

/* A message with the data that the registers point to; NULL: see @result */
static struct demos_message *guest_message(struct demos_guest *guest,
					   int *result)
{
	u32 from = z8k_pointer(&guest->cpu, 2);
	u32 length = guest->cpu.r[4];
	struct demos_message *msg;

	*result = DEMOS_ESIZE;
	if (length > DEMOS_DATA_MAX)
		return NULL;
	*result = demos_guest_memory_hold(&guest->memory, from, length, false);
	if (*result != DEMOS_OK)
		return NULL;
	*result = DEMOS_EROOM;
	msg = demos_message_create(length);
	if (msg && length)
		z8k_mem_read(&guest->memory.z8k, from, msg->data, length, 0,
			     NULL);
	return msg;
}

static int send(struct demos_guest *guest,
		const struct demos_enclosure *enclosure)
{
	struct demos_message *msg;
	int result;

	msg = guest_message(guest, &result);
	if (!msg)
		return result;
	result = demos_call_send(&guest->process, z8k_rr(&guest->cpu, 0), msg,
				 enclosure);
	if (result != DEMOS_OK)
		demos_message_destroy(msg);
	return result;
}

static int call_send(struct demos_guest *guest)
{
	u16 count = guest->cpu.r[5] & ~DEMOS_SC_NOWAIT;
	struct demos_enclosure enclosure = {};

	if (count > DEMOS_LINKS_MAX)
		return DEMOS_ESIZE;
	guest_links(guest, count, &enclosure);
	return send(guest, &enclosure);
}

static u64 deadline_in(u64 ns)
{
	return ns == U64_MAX ? ns : ktime_get_ns() + ns;
}

static void begin_wait(struct demos_guest *guest, enum demos_state state,
		       u32 buffer, u32 room, u64 deadline)
{
	guest->buffer = buffer;
	guest->room = min_t(u32, room, DEMOS_DATA_MAX);
	guest->deadline = deadline;
	demos_guest_set_state(guest, state);
	demos_guest_call_continue(guest);
}

/* The buffer for the message that a call waits for */
static int hold_buffer(struct demos_guest *guest, u32 buffer, u16 room)
{
	return demos_guest_memory_hold(&guest->memory, buffer,
				       min_t(u32, room, DEMOS_DATA_MAX), true);
}

static int call_receive(struct demos_guest *guest)
{
	u32 buffer = z8k_pointer(&guest->cpu, 2);
	u32 ms = z8k_rr(&guest->cpu, 8);
	u16 room = guest->cpu.r[4];
	int result;

	result = hold_buffer(guest, buffer, room);
	if (result != DEMOS_OK)
		return result;
	guest->want.call = false;
	guest->want.channels = z8k_rr(&guest->cpu, 6);
	begin_wait(guest, DEMOS_STATE_RECEIVING, buffer, room,
		   deadline_in(ms == DEMOS_FOREVER ? U64_MAX :
			       ms * (u64)NSEC_PER_MSEC));
	return NO_RESULT;
}

static u32 next_call(struct demos_process *process)
{
	u32 code;

	mutex_lock(&process->lock);
	code = ++process->calls;
	process->answered = false;
	mutex_unlock(&process->lock);
	return code;
}

static int call_call(struct demos_guest *guest)
{
	struct demos_enclosure enclosure = {
		.make_reply = true,
		.reply.channel = DEMOS_CHANNEL_CALL,
	};
	u32 buffer = z8k_pointer(&guest->cpu, 10);
	u16 room = guest->cpu.r[12];
	int result;

	if (guest->cpu.r[5] > 2)
		return DEMOS_ESIZE;
	result = hold_buffer(guest, buffer, room);
	if (result != DEMOS_OK)
		return result;
	guest_links(guest, guest->cpu.r[5], &enclosure);
	enclosure.reply.code = next_call(&guest->process);
	result = send(guest, &enclosure);
	if (result != DEMOS_OK)
		return result;
	guest->want.call = true;
	guest->want.code = enclosure.reply.code;
	begin_wait(guest, DEMOS_STATE_CALLING, buffer, room, guest->deadline);
	return NO_RESULT;
}

/* Set the registers for a message that was received */
static void put_message(struct demos_guest *guest,
			const struct demos_message *msg, const u32 *names)
{
	struct z8k_cpu *cpu = &guest->cpu;
	u32 i;

	cpu->r[1] = msg->length;
	z8k_rr_set(cpu, 2, msg->head.code);
	cpu->r[4] = msg->head.channel;
	cpu->r[5] = msg->nlinks;
	if (msg->head.flags & DEMOS_F_NOTICE)
		cpu->r[5] |= IS_NOTICE;
	else if (msg->head.flags & DEMOS_F_REPLY)
		cpu->r[5] |= IS_REPLY;
	for (i = 0; i < msg->nlinks; i++)
		z8k_rr_set(cpu, 6 + 2 * i, names[i]);
}

/* The result of a call, which may be answered by a notice */
static int result_of_answer(const struct demos_guest *guest,
			    const struct demos_message *msg)
{
	const struct demos_notice *notice = (void *)msg->data;

	if (!guest->want.call || !(msg->head.flags & DEMOS_F_NOTICE) ||
	    msg->length < sizeof(*notice))
		return DEMOS_OK;
	return be16_to_cpu(notice->kind);
}

static int put_data(struct demos_guest *guest, const struct demos_message *msg)
{
	int result = result_of_answer(guest, msg);

	if (msg->length > guest->room)
		return result ?: DEMOS_ESIZE;
	z8k_mem_write(&guest->memory.z8k, guest->buffer, msg->data,
		      msg->length, 0, NULL);
	return result;
}

static bool time_is_out(const struct demos_guest *guest)
{
	return guest->deadline != U64_MAX &&
	       ktime_get_ns() >= guest->deadline;
}

/*
 * The message that the guest waits for, if it has come. The answer to a call is
 * taken whatever its length, since no other call will ever take it. A late
 * answer, after the time limit, matches no call: the next call has another
 * code.
 */
static struct demos_message *take(struct demos_guest *guest, u32 *names,
				  enum demos_result *result)
{
	u32 room = guest->want.call ? DEMOS_DATA_MAX : guest->room;
	struct demos_process *process = &guest->process;
	struct demos_message *msg;

	mutex_lock(&process->lock);
	msg = demos_queue_take(process, &guest->want, room, names, result);
	if (!msg && *result == DEMOS_OK && time_is_out(guest))
		*result = DEMOS_ETIME;
	mutex_unlock(&process->lock);
	return msg;
}

/* End the wait without a message */
static void give_up(struct demos_guest *guest, u16 result)
{
	struct demos_process *process = &guest->process;
	LIST_HEAD(out);

	mutex_lock(&process->lock);
	if (guest->want.call)
		demos_queue_end_call(process, &out);
	mutex_unlock(&process->lock);
	demos_route_all(process->machine, &out);
	if (guest->state == DEMOS_STATE_SERVED)
		demos_personality_unserved(guest);
	else
		demos_guest_call_end(guest, result);
}

/**
 * demos_guest_call_continue() - end a guest's wait if its message has come
 * @guest: RECEIVING or CALLING; READY afterwards if the wait is over. In its
 *         actor.
 */
void demos_guest_call_continue(struct demos_guest *guest)
{
	struct demos_message *msg = NULL;
	u32 names[DEMOS_LINKS_MAX];
	enum demos_result result;

	/* Its memory may have been unpinned while it waited */
	result = demos_guest_memory_hold(&guest->memory, guest->buffer,
					 guest->room, true);
	if (result == DEMOS_OK) {
		msg = take(guest, names, &result);
		if (!msg && result == DEMOS_OK)
			return;
		if (result == DEMOS_ESIZE)
			guest->cpu.r[1] = names[0];
	}
	if (!msg) {
		give_up(guest, result);
		return;
	}
	if (guest->state == DEMOS_STATE_SERVED) {
		/* A guest cannot name links that it did not ask for */
		while (msg->nlinks)
			demos_call_link_destroy(&guest->process,
						names[--msg->nlinks]);
		demos_personality_answered(guest, msg);
	} else {
		put_message(guest, msg, names);
		demos_guest_call_end(guest, put_data(guest, msg));
	}
	demos_message_destroy(msg);
}

/* A system call for the guest's personality */
static int call_foreign(struct demos_guest *guest, u8 number)
{
	u32 code = next_call(&guest->process);
	int result = demos_personality_ask(guest, number, code);

	if (result == DEMOS_EFULL)
		return result;
	guest->sc = number;
	if (result != DEMOS_OK) {
		demos_personality_unserved(guest);
		return NO_RESULT;
	}
	guest->want.call = true;
	guest->want.code = code;
	begin_wait(guest, DEMOS_STATE_SERVED, 0, 0, U64_MAX);
	return NO_RESULT;
}

static int call_link_create(struct demos_guest *guest)
{
	const struct demos_link wanted = {
		.code = z8k_rr(&guest->cpu, 0),
		.channel = min_t(u16, guest->cpu.r[2], U8_MAX),
		.flags = guest->cpu.r[3],
		.area = z8k_rr(&guest->cpu, 4),
		.length = z8k_rr(&guest->cpu, 6),
	};
	int result;
	u32 name;

	result = demos_guest_memory_check(&guest->memory, wanted.area,
					  wanted.length);
	if (result == DEMOS_OK)
		result = demos_call_link_create(&guest->process, &wanted,
						&name);
	if (result == DEMOS_OK)
		z8k_rr_set(&guest->cpu, 2, name);
	return result;
}

static int call_link_dup(struct demos_guest *guest)
{
	int result;
	u32 name;

	result = demos_call_link_dup(&guest->process, z8k_rr(&guest->cpu, 0),
				     guest->cpu.r[3], &name);
	if (result == DEMOS_OK)
		z8k_rr_set(&guest->cpu, 2, name);
	return result;
}

static int call_link_destroy(struct demos_guest *guest)
{
	return demos_call_link_destroy(&guest->process,
				       z8k_rr(&guest->cpu, 0));
}

static int call_link_inspect(struct demos_guest *guest)
{
	struct demos_link body;
	int result;

	result = demos_call_link_inspect(&guest->process,
					 z8k_rr(&guest->cpu, 0), &body);
	if (result != DEMOS_OK)
		return result;
	guest->cpu.r[1] = body.flags;
	z8k_rr_set(&guest->cpu, 2, body.length);
	z8k_rq_set(&guest->cpu, 4, body.to.pid);
	guest->cpu.r[8] = body.to.machine;
	return DEMOS_OK;
}

static int call_move_read(struct demos_guest *guest)
{
	return demos_guest_move_begin(guest, false);
}

static int call_move_write(struct demos_guest *guest)
{
	return demos_guest_move_begin(guest, true);
}

static int call_self(struct demos_guest *guest)
{
	guest->cpu.r[1] = guest->process.machine->id;
	z8k_rq_set(&guest->cpu, 4, guest->process.entry.pid);
	return DEMOS_OK;
}

static int call_time(struct demos_guest *guest)
{
	z8k_rq_set(&guest->cpu, 4, ktime_get_real_ns());
	return DEMOS_OK;
}

static int call_exit(struct demos_guest *guest)
{
	demos_process_end(&guest->process, guest->cpu.r[0]);
	return NO_RESULT;
}

/* The guest goes to the end of the run queue: see after_run() */
static int call_yield(struct demos_guest *guest)
{
	return DEMOS_OK;
}

static int (*const calls[])(struct demos_guest *guest) = {
	[DEMOS_SC_EXIT - DEMOS_SC_EXIT] = call_exit,
	[DEMOS_SC_YIELD - DEMOS_SC_EXIT] = call_yield,
	[DEMOS_SC_SEND - DEMOS_SC_EXIT] = call_send,
	[DEMOS_SC_RECEIVE - DEMOS_SC_EXIT] = call_receive,
	[DEMOS_SC_CALL - DEMOS_SC_EXIT] = call_call,
	[DEMOS_SC_LINK_CREATE - DEMOS_SC_EXIT] = call_link_create,
	[DEMOS_SC_LINK_DUP - DEMOS_SC_EXIT] = call_link_dup,
	[DEMOS_SC_LINK_DESTROY - DEMOS_SC_EXIT] = call_link_destroy,
	[DEMOS_SC_LINK_INSPECT - DEMOS_SC_EXIT] = call_link_inspect,
	[DEMOS_SC_MOVE_READ - DEMOS_SC_EXIT] = call_move_read,
	[DEMOS_SC_MOVE_WRITE - DEMOS_SC_EXIT] = call_move_write,
	[DEMOS_SC_SELF - DEMOS_SC_EXIT] = call_self,
	[DEMOS_SC_TIME - DEMOS_SC_EXIT] = call_time,
};

static int call(struct demos_guest *guest, u8 number)
{
	if (number < DEMOS_SC_EXIT || number > DEMOS_SC_LAST)
		return call_foreign(guest, number);
	if (number - DEMOS_SC_EXIT >= ARRAY_SIZE(calls))
		return DEMOS_ECALL;
	return calls[number - DEMOS_SC_EXIT](guest);
}

/* The deadline of a CALL that begins now */
static u64 call_deadline(const struct demos_guest *guest, u8 number)
{
	u16 limit = guest->cpu.r[13];

	if (number != DEMOS_SC_CALL || !limit)
		return U64_MAX;
	return deadline_in(limit * 10 * (u64)NSEC_PER_MSEC);
}

static bool is_patient(const struct demos_guest *guest, u8 number)
{
	return number != DEMOS_SC_SEND ||
	       !(guest->cpu.r[5] & DEMOS_SC_NOWAIT);
}

/*
 * Flow control holds up the guest's send. Registers are as they were, so the
 * whole call is made again when the guest is woken.
 *
 * Return: false: it has been woken already.
 */
static bool wait_to_send(struct demos_guest *guest, u8 number)
{
	struct demos_process *process = &guest->process;
	bool waits;

	mutex_lock(&process->lock);
	waits = process->blocked;
	if (waits) {
		guest->sc = number;
		WRITE_ONCE(guest->state, DEMOS_STATE_SENDING);
	}
	mutex_unlock(&process->lock);
	return waits;
}

/**
 * demos_guest_call() - serve a guest's SC, or its next try to send
 * @guest: its PC is behind the SC; in its actor
 * @number: of the system call
 */
void demos_guest_call(struct demos_guest *guest, u8 number)
{
	int result;

	/* Waiting to send counts towards the time limit, too */
	if (guest->state == DEMOS_STATE_SENDING && time_is_out(guest)) {
		demos_guest_call_end(guest, DEMOS_ETIME);
		return;
	}
	if (guest->state == DEMOS_STATE_SENDING)
		demos_guest_set_state(guest, DEMOS_STATE_READY);
	else
		guest->deadline = call_deadline(guest, number);
	do {
		result = call(guest, number);
		trace_demos_call(&guest->process, number, result);
		if (result != DEMOS_EFULL || !is_patient(guest, number))
			break;
	} while (!wait_to_send(guest, number));
	if (result != NO_RESULT && guest->state != DEMOS_STATE_SENDING)
		guest->cpu.r[0] = demos_result_plain(result);
}
