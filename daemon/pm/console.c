// SPDX-License-Identifier: GPL-2.0
/*
 * The consoles of guests that were created without one: links to us, on a
 * channel of their own, so that requests never wait behind output. A guest that
 * writes faster than we read waits, because of flow control.
 *
 * A message over such a link that has no reply link is text, which we keep; one
 * that has is a request (session.c).
 *
 * A guest's output and the report of its end come on different channels. Who
 * was told that a guest has ended may ask for its output at once, and must get
 * all of it. So when a guest has ended, and somebody wants to read more than we
 * have, we send a mark to ourselves on the channel of its console: when it is
 * back, all that the guest has written is here: the guest is drained. A mark is
 * the process identifier of the guest. Readers do not wait for a mark that
 * waits itself until a watcher reads.
 */
#include <string.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "pm/manager.h"

/**
 * manager_console_create() - make a console for a guest
 * @pm: the process manager
 * @code: of the guest
 * @channel: on which its output arrives
 * @link: gets the link
 *
 * Return: 0 or a negative errno.
 */
int manager_console_create(struct manager *pm, __u32 code, __u8 channel,
			   __u32 *link)
{
	const struct demos_link wanted = {
		.code = code,
		.flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY,
		.channel = channel,
	};

	return demos_link_create(pm->demos, &wanted, link);
}

static void mark_received(struct manager *pm, const struct demos_incoming *in)
{
	struct guest *guest;
	__u64 pid;

	if (in->length != sizeof(pid))
		return;
	memcpy(&pid, in->data, sizeof(pid));
	guest = guests_find(&pm->guests, pid);
	if (!guest)
		return;
	guest->drained = true;
	manager_readers_answer(pm, guest, true);
}

/* Return: DEMOS_OK: a mark is on its way */
static enum demos_result send_mark(struct manager *pm, struct guest *guest)
{
	const struct demos_outgoing mark = { .data = &guest->pid,
					     .length = sizeof(guest->pid) };

	if (guest->marked)
		return DEMOS_OK;
	if (demos_send_now(pm->demos, manager_foreground_mark(pm, guest),
			   &mark)) {
		log_line("%s", demos_error(pm->demos));
		return DEMOS_EBUSY;
	}
	guest->marked = true;
	return DEMOS_OK;
}

/* A notice says that a link to the console was destroyed: it was the last */
static void text_received(struct manager *pm, struct guest *guest,
			  const struct demos_incoming *in)
{
	guest->closed = in->flags & DEMOS_F_NOTICE;
	if (guest->closed)
		return;
	guests_write(&pm->guests, guest, in->data, in->length);
	manager_readers_answer(pm, guest, false);
}

static void message_received(struct manager *pm,
			     const struct demos_incoming *in)
{
	struct guest *guest = guests_find_code(&pm->guests, in->code);
	struct serve_request request;

	if (!guest) {
		demos_links_drop(pm->demos, in);
	} else if (serve_take(pm->demos, in, &request)) {
		text_received(pm, guest, in);
	} else {
		manager_session_read(pm, guest, &request);
		serve_done(pm->demos, &request);
	}
}

/**
 * manager_console_received() - handle a message over a console's link
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
	if (in->from.pid == demos_self(demos) && in->code == CODE_MARK)
		mark_received(pm, in);
	else
		message_received(pm, in);
}

/* There is nothing to read yet, or not all */
static enum demos_result wait_for_output(struct manager *pm,
					 struct guest *guest,
					 const struct guest_reader *reader)
{
	enum demos_result result = DEMOS_OK;
	__u32 gone;

	if (guest->state != GUEST_LIVES)
		result = send_mark(pm, guest);
	if (result != DEMOS_OK)
		return result;
	gone = guest_add_reader(guest, reader);
	if (gone)
		demos_link_destroy(pm->demos, gone);
	return DEMOS_OK;
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
	struct guest *guest = guests_find(&pm->guests,
					  __be64_to_cpu(read->pid));
	struct guest_reader reader = {
		.reply = request->reply,
		.from = request->from,
		.offset = __be64_to_cpu(read->offset),
	};
	bool waits = __be16_to_cpu(read->flags) & DEMOS_PM_OUTPUT_WAIT;
	bool more;

	if (!guest)
		return DEMOS_EDEAD;
	if (guest->own_console)
		return DEMOS_ESTATE;
	if (guest->session && guest->watcher == request->from) {
		guest_saw(guest, reader.offset);
		manager_foreground_listen(pm, guest);
	}
	more = !(reader_flags(guest, reader.from) & DEMOS_PM_OUTPUT_ENDED);
	reader.all = more && !waits && guest->state != GUEST_LIVES &&
		     !manager_foreground_pauses(pm, guest);
	if (reader.all ||
	    (more && waits && reader.offset >= guest->output.end))
		return wait_for_output(pm, guest, &reader);
	manager_reader_answer(pm, guest, &reader);
	return DEMOS_OK;
}

/**
 * manager_console_ended() - a guest has ended
 * @pm: the process manager
 * @guest: the guest
 */
void manager_console_ended(struct manager *pm, struct guest *guest)
{
	manager_session_guest_ended(pm, guest);
	if (guest_is_complete(guest))
		manager_readers_answer(pm, guest, true);
	else if (guest->nreaders && send_mark(pm, guest) != DEMOS_OK)
		manager_readers_refuse(pm, guest, DEMOS_EBUSY);
}
