// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel calls that the examples make, as defined in
 * Documentation/guest-abi.rst.
 */
#include <err.h>

#include "stage.h"

/* The links from RR6 on exist, and may be passed on */
static enum demos_result check_enclosed(struct guest *guest, unsigned int count)
{
	struct link *link;
	unsigned int i;

	for (i = 0; i < count; i++) {
		link = guest_link(guest, z8k_rr(&guest->cpu, 6 + 2 * i));
		if (!link)
			return DEMOS_ENOLINK;
		if (!(link->flags & DEMOS_LINK_PASS))
			return DEMOS_ERIGHTS;
	}
	return DEMOS_OK;
}

static void enclose(struct guest *guest, struct message *message,
		    unsigned int count)
{
	struct link *link;
	unsigned int i;

	for (i = 0; i < count; i++) {
		link = guest_link(guest, z8k_rr(&guest->cpu, 6 + 2 * i));
		message->links[message->nlinks++] =
			guest_link_remove(guest, link);
	}
}

/* Send as the registers say, with @reply enclosed first, if there is one */
static enum demos_result send_message(struct guest *guest,
				      const struct link *reply)
{
	struct link *link = guest_link(guest, z8k_rr(&guest->cpu, 0));
	uint16_t length = guest->cpu.r[4];
	uint16_t count = guest->cpu.r[5];
	uint8_t data[DEMOS_DATA_MAX];
	struct message *message;
	enum demos_result result;

	if (!link)
		return DEMOS_ENOLINK;
	if (length > DEMOS_DATA_MAX || count + !!reply > DEMOS_LINKS_MAX)
		return DEMOS_ESIZE;
	if (z8k_mem_read(&guest->memory, z8k_pointer(&guest->cpu, 2), data,
			 length, 0, NULL) != Z8K_EXIT_NONE)
		return DEMOS_EADDRESS;
	result = check_enclosed(guest, count);
	if (result != DEMOS_OK)
		return result;
	message = message_create(guest - stage.guests, link, data, length);
	if (reply)
		message->links[message->nlinks++] = *reply;
	enclose(guest, message, count);
	if (link->flags & DEMOS_LINK_REPLY)
		guest_link_remove(guest, link);
	message_deliver(message);
	return DEMOS_OK;
}

static void wait_for(struct guest *guest, unsigned int pointer,
		     uint16_t room, uint64_t ns)
{
	guest->buffer = z8k_pointer(&guest->cpu, pointer);
	guest->room = room;
	guest->deadline = ns == STAGE_FOREVER ? STAGE_FOREVER : stage.now + ns;
	guest->state = GUEST_WAITING;
	if (z8k_mem_check(&guest->memory, guest->buffer, room, true, 0,
			  NULL) != Z8K_EXIT_NONE)
		errx(254, "%s: receives outside its memory",
		     guest->path);
	message_look(guest);
}

static void call_receive(struct guest *guest)
{
	uint32_t ms = z8k_rr(&guest->cpu, 8);

	guest->call = 0;
	guest->channels = z8k_rr(&guest->cpu, 6);
	wait_for(guest, 2, guest->cpu.r[4],
		 ms == DEMOS_FOREVER ? STAGE_FOREVER : ms * 1000000ULL);
}

static enum demos_result call_call(struct guest *guest)
{
	const struct link reply = {
		.to = guest - stage.guests,
		.code = ++guest->calls,
		.flags = DEMOS_LINK_REPLY | DEMOS_LINK_PASS,
		.channel = CALL_CHANNEL,
	};
	uint16_t limit = guest->cpu.r[13];
	enum demos_result result = send_message(guest, &reply);

	if (result != DEMOS_OK)
		return result;
	guest->call = guest->calls;
	wait_for(guest, 10, guest->cpu.r[12],
		 limit ? limit * 10000000ULL : STAGE_FOREVER);
	return DEMOS_OK;
}

static enum demos_result call_link_create(struct guest *guest)
{
	const struct link link = {
		.to = guest - stage.guests,
		.code = z8k_rr(&guest->cpu, 0),
		.channel = guest->cpu.r[2],
		.flags = guest->cpu.r[3],
	};

	if (guest->cpu.r[2] >= DEMOS_CHANNELS)
		return DEMOS_ECALL;
	z8k_rr_set(&guest->cpu, 2, guest_link_add(guest, &link));
	return DEMOS_OK;
}

static enum demos_result call_link_destroy(struct guest *guest)
{
	struct link *link = guest_link(guest, z8k_rr(&guest->cpu, 0));
	struct link removed;

	if (!link)
		return DEMOS_ENOLINK;
	removed = guest_link_remove(guest, link);
	message_link_destroyed(&removed);
	return DEMOS_OK;
}

/**
 * call - serve a guest's SC
 * @guest: its PC is after the SC
 * @number: of the system call, one of enum demos_sc
 */
void call(struct guest *guest, uint8_t number)
{
	struct z8k_cpu *cpu = &guest->cpu;
	enum demos_result result = DEMOS_OK;

	switch (number) {
	case DEMOS_SC_EXIT:
		guest_end(guest, cpu->r[0]);
		return;
	case DEMOS_SC_YIELD:
		break;
	case DEMOS_SC_SEND:
		result = send_message(guest, NULL);
		break;
	case DEMOS_SC_RECEIVE:
		call_receive(guest);
		return;
	case DEMOS_SC_CALL:
		result = call_call(guest);
		if (result == DEMOS_OK)
			return;
		break;
	case DEMOS_SC_LINK_CREATE:
		result = call_link_create(guest);
		break;
	case DEMOS_SC_LINK_DESTROY:
		result = call_link_destroy(guest);
		break;
	case DEMOS_SC_SELF:
		cpu->r[1] = 1;
		z8k_rq_set(cpu, 4, DEMOS_PID(1, guest - stage.guests + 1));
		break;
	case DEMOS_SC_TIME:
		z8k_rq_set(cpu, 4, stage.now);
		break;
	default:
		errx(254, "%s: the stage does not know %s %#x", guest->path,
		     __func__, number);
	}
	cpu->r[0] = result;
}
