// SPDX-License-Identifier: GPL-2.0
/*
 * The consoles of guests that were created without one: links to us, on a
 * channel of its own, so that requests never wait behind output. A guest that
 * writes faster than we read waits, because of flow control.
 *
 * A guest's output and the report of its end come on different channels. Who
 * was told that a guest has ended may ask for its output at once, and must get
 * all of it. So if the guest has exited, and the notice that follows its output
 * has not come, a request for the output first goes to the end of the consoles'
 * channel: we send it to ourselves there, and answer it when it comes back.
 */
#include <string.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "pm/manager.h"

/**
 * struct reading - a request for output, as we send it to ourselves
 * @reply: reply link of the requester, in our table
 * @read: the request
 */
struct reading {
	__u32 reply;
	struct demos_pm_read read;
};

/**
 * manager_console_create() - make a console for a guest
 * @pm: the process manager
 * @code: of the guest
 * @link: gets the link
 *
 * Return: 0 or a negative errno.
 */
int manager_console_create(struct manager *pm, __u32 code, __u32 *link)
{
	const struct demos_link wanted = {
		.code = code,
		.flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY,
		.channel = CHANNEL_CONSOLES,
	};

	return demos_link_create(pm->demos, &wanted, link);
}

/* Will it write nothing more? */
static bool is_complete(const struct guest *guest)
{
	return guest_lost(guest) ||
	       (guest->state == GUEST_EXITED && guest->closed);
}

static void answer(struct manager *pm, const struct guest *guest,
		   const struct reading *reading)
{
	struct {
		struct demos_pm_output output;
		__u8 bytes[DEMOS_DATA_MAX - sizeof(struct demos_pm_output)];
	} said = {
		.output.op = __cpu_to_be16(DEMOS_PM_OUTPUT | DEMOS_OP_ANSWER),
		.output.end = __cpu_to_be64(guest->output.end),
	};
	__u64 offset = __be64_to_cpu(reading->read.offset);
	size_t length = output_read(&guest->output, &offset, said.bytes,
				    sizeof(said.bytes));

	said.output.offset = __cpu_to_be64(offset);
	if (is_complete(guest))
		said.output.flags = __cpu_to_be16(DEMOS_PM_OUTPUT_END);
	serve_answer(pm->demos, reading->reply, &said,
		     sizeof(said.output) + length, 0);
}

static void reading_received(struct manager *pm,
			     const struct demos_incoming *in)
{
	const struct guest *guest;
	struct reading reading;

	if (in->length != sizeof(reading))
		return;
	memcpy(&reading, in->data, sizeof(reading));
	guest = guests_find(&pm->guests, __be64_to_cpu(reading.read.pid));
	if (guest)
		answer(pm, guest, &reading);
	else
		serve_result(pm->demos, reading.reply, DEMOS_PM_OUTPUT,
			     DEMOS_EDEAD);
}

/* A notice says that a link to the console was destroyed: it was the last */
static void text_received(struct manager *pm, const struct demos_incoming *in)
{
	struct guest *guest = guests_find_code(&pm->guests, in->code);

	if (!guest)
		return;
	guest->closed = in->flags & DEMOS_F_NOTICE;
	if (!guest->closed)
		guests_write(&pm->guests, guest, in->data, in->length);
}

/**
 * manager_console_received() - handle a message on CHANNEL_CONSOLES
 * @demos: handle
 * @in: the message
 * @arg: the process manager
 */
void manager_console_received(struct demos *demos,
			      const struct demos_incoming *in, void *arg)
{
	struct manager *pm = arg;

	if (serve_fatal(in)) {
		pm->failed = true;
		return;
	}
	demos_links_drop(demos, in);
	if (in->from.pid == demos_self(demos) && in->code == CODE_MARK)
		reading_received(pm, in);
	else
		text_received(pm, in);
}

/**
 * manager_output() - DEMOS_PM_OUTPUT
 * @pm: the process manager
 * @request: the request
 * @read: its contents, checked
 *
 * Return: DEMOS_OK: it has been or will be answered; else the reason why not.
 */
enum demos_result manager_output(struct manager *pm,
				 const struct serve_request *request,
				 const struct demos_pm_read *read)
{
	const struct guest *guest = guests_find(&pm->guests,
						__be64_to_cpu(read->pid));
	struct reading reading = { .reply = request->reply, .read = *read };
	const struct demos_outgoing out = { .data = &reading,
					    .length = sizeof(reading) };

	if (!guest)
		return DEMOS_EDEAD;
	if (guest->own_console)
		return DEMOS_ESTATE;
	if (guest->state != GUEST_EXITED || is_complete(guest)) {
		answer(pm, guest, &reading);
		return DEMOS_OK;
	}
	if (!demos_send_now(pm->demos, pm->console_mark, &out))
		return DEMOS_OK;
	log_line("%s", demos_error(pm->demos));
	return DEMOS_EBUSY;
}
