// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions: a process, its watcher, is attached to a guest. It reads the
 * guest's output (console.c) and gives it input. It has a link to us; when that
 * is destroyed, for instance because the watcher has ended, so is the session.
 * A guest has one watcher: a new one takes the place of the last.
 *
 * Input is requested, never sent in advance, so that a watcher takes no more
 * from its terminal than the guest reads:
 *
 *	the guest			the watcher
 *	READ: it waits			INPUT_WAIT: it waits
 *			both are there: INPUT_WAIT is answered
 *					INPUT with bytes, or with END
 *	READ is answered
 */
#include <string.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "pm/manager.h"
#include "pm/request.h"

/* A reply link that was kept gets its answer: only a result */
static void settle(struct manager *pm, __u32 *reply, __u16 op,
		   enum demos_result result)
{
	if (*reply)
		serve_result(pm->demos, *reply, op, result);
	*reply = 0;
}

static void end_session(struct manager *pm, struct guest *guest)
{
	guest->session = 0;
	guest->watcher = 0;
	settle(pm, &guest->asking, DEMOS_PM_INPUT, DEMOS_ESTATE);
	manager_foreground_listen(pm, guest);
	/* Now it may be forgotten, perhaps it is time */
	if (guest->state == GUEST_EXITED)
		pm->expire = 0;
}

/**
 * manager_session_create() - attach a process to a guest
 * @pm: the process manager
 * @guest: the guest
 * @watcher: the process
 * @link: gets the link for it
 *
 * The session of another watcher ends.
 *
 * Return: 0 or a negative errno.
 */
int manager_session_create(struct manager *pm, struct guest *guest,
			   __u64 watcher, __u32 *link)
{
	const struct demos_link wanted = {
		.code = pm->sessions + 1 ? pm->sessions + 1 : 1,
		.flags = DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY,
		.channel = CHANNEL_SESSIONS,
	};
	int err = demos_link_create(pm->demos, &wanted, link);

	if (err)
		return err;
	if (guest->session)
		end_session(pm, guest);
	pm->sessions = wanted.code;
	guest->session = wanted.code;
	guest->watcher = watcher;
	guest->seen = guest->output.end;
	/* Of these, the last watcher learns that it is not any more */
	manager_readers_answer(pm, guest, true);
	return 0;
}

/**
 * manager_attach() - DEMOS_PM_ATTACH
 * @pm: the process manager
 * @request: the request
 * @pid: process identifier
 *
 * Return: DEMOS_OK: it has been answered; else the reason why not.
 */
enum demos_result manager_attach(struct manager *pm,
				 const struct serve_request *request,
				 __u64 pid)
{
	struct guest *guest = guests_find(&pm->guests, pid);
	struct demos_pm_output said = {
		.op = __cpu_to_be16(DEMOS_PM_ATTACH | DEMOS_OP_ANSWER),
	};
	__u32 link;

	if (!guest || guest->state == GUEST_EXITED)
		return DEMOS_EDEAD;
	if (guest->own_console)
		return DEMOS_ESTATE;
	if (manager_session_create(pm, guest, request->from, &link))
		return DEMOS_EROOM;
	said.offset = __cpu_to_be64(guest->output.end - guest->output.length);
	said.end = __cpu_to_be64(guest->output.end);
	serve_answer(pm->demos, request->reply, &said, sizeof(said), link);
	return DEMOS_OK;
}

/* Both wait: tell the watcher how much the guest reads */
static void tell_wanted(struct manager *pm, struct guest *guest)
{
	const struct demos_pm_wanted said = {
		.op = __cpu_to_be16(DEMOS_PM_INPUT | DEMOS_OP_ANSWER),
		.size = __cpu_to_be16(guest->wanted),
	};

	if (!guest->asking || !guest->reading)
		return;
	serve_answer(pm->demos, guest->asking, &said, sizeof(said), 0);
	guest->asking = 0;
}

static void give(struct manager *pm, struct guest *guest, const void *bytes,
		 size_t length)
{
	struct {
		struct demos_answer answer;
		__u8 bytes[DEMOS_CONSOLE_MAX];
	} said = {
		.answer.op = __cpu_to_be16(DEMOS_CONSOLE_READ |
					   DEMOS_OP_ANSWER),
	};

	memcpy(said.bytes, bytes, length);
	serve_answer(pm->demos, guest->reading, &said,
		     sizeof(said.answer) + length, 0);
	guest->reading = 0;
}

static enum demos_result take_input(struct manager *pm, struct guest *guest,
				    const struct serve_request *request,
				    const struct demos_pm_input *input)
{
	const struct demos_pm_wanted said = {
		.op = __cpu_to_be16(DEMOS_PM_INPUT | DEMOS_OP_ANSWER),
	};
	size_t length = request->length - sizeof(*input);

	if (__be16_to_cpu(input->flags) & DEMOS_PM_INPUT_WAIT) {
		settle(pm, &guest->asking, DEMOS_PM_INPUT, DEMOS_EBUSY);
		guest->asking = request->reply;
		tell_wanted(pm, guest);
		return DEMOS_OK;
	}
	if (!guest->reading)
		return DEMOS_EBUSY;
	if (length > guest->wanted)
		return DEMOS_ESIZE;
	give(pm, guest, (const __u8 *)request->data + sizeof(*input), length);
	serve_answer(pm->demos, request->reply, &said, sizeof(said), 0);
	return DEMOS_OK;
}

/**
 * manager_input() - DEMOS_PM_INPUT
 * @pm: the process manager
 * @request: the request
 *
 * Return: DEMOS_OK: it has been or will be answered; else the reason why not.
 */
enum demos_result manager_input(struct manager *pm,
				const struct serve_request *request)
{
	struct demos_pm_input input;
	struct guest *guest;

	if (request_input(request->data, request->length, &input))
		return DEMOS_ECALL;
	guest = guests_find(&pm->guests, __be64_to_cpu(input.pid));
	if (!guest || guest->state != GUEST_LIVES)
		return DEMOS_EDEAD;
	if (!guest->session || guest->watcher != request->from)
		return DEMOS_ESTATE;
	return take_input(pm, guest, request, &input);
}

/**
 * manager_session_read() - a guest makes a request to its console
 * @pm: the process manager
 * @guest: the guest
 * @request: the request; its reply link is used
 *
 * If it reads already, it has given that up: the first READ is refused.
 */
void manager_session_read(struct manager *pm, struct guest *guest,
			  const struct serve_request *request)
{
	__u16 size;

	if (request_console(request->data, request->length, &size)) {
		serve_result(pm->demos, request->reply, request->op,
			     DEMOS_ECALL);
		return;
	}
	if (guest->state != GUEST_LIVES) {
		serve_result(pm->demos, request->reply, request->op,
			     DEMOS_EDEAD);
		return;
	}
	settle(pm, &guest->reading, DEMOS_CONSOLE_READ, DEMOS_EBUSY);
	guest->reading = request->reply;
	guest->wanted = size;
	tell_wanted(pm, guest);
}

/**
 * manager_session_guest_ended() - a guest has ended: it reads no more
 * @pm: the process manager
 * @guest: the guest
 */
void manager_session_guest_ended(struct manager *pm, struct guest *guest)
{
	settle(pm, &guest->asking, DEMOS_PM_INPUT, DEMOS_EDEAD);
	if (guest->reading)
		demos_link_destroy(pm->demos, guest->reading);
	guest->reading = 0;
}

/**
 * manager_detached() - handle a message on CHANNEL_SESSIONS
 * @demos: handle
 * @in: the message: a notice that the link of a session was destroyed
 * @arg: the process manager
 */
void manager_detached(struct demos *demos, const struct demos_incoming *in,
		      void *arg)
{
	struct manager *pm = arg;
	size_t i;

	if (serve_fatal(in)) {
		pm->failed = true;
		return;
	}
	demos_links_drop(demos, in);
	for (i = 0; in->flags & DEMOS_F_NOTICE && i < pm->guests.count; i++) {
		if (pm->guests.list[i]->session == in->code)
			end_session(pm, pm->guests.list[i]);
	}
}
