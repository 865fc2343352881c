// SPDX-License-Identifier: GPL-2.0
/*
 * Creating a guest: the kernel of its machine does it, and gives us the
 * DELIVERTOKERNEL link to it. The requester gets a link to its memory, and a
 * claim: a link to us. If the claim is destroyed before the guest is started,
 * for instance because its holder has died, the guest is killed, since nobody
 * will ever start it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "lib/clock.h"
#include "pm/manager.h"
#include "pm/request.h"

/**
 * struct creation - a guest is being created
 * @pm: the process manager
 * @reply: reply link of the requester
 * @code: of the link to us that its kernel gets
 * @machine: where it is created
 * @model: 1: Z8001, 2: Z8002
 * @own_console: the requester gave it a console
 * @watcher: the requester, if it is attached to the guest; 0: it is not
 * @op: DEMOS_PM_CREATE or DEMOS_PM_FOREGROUND
 * @channel: of the console that it gets from us
 * @name: its name
 */
struct creation {
	struct manager *pm;
	__u32 reply;
	__u32 code;
	__u16 machine;
	__u8 model;
	bool own_console;
	__u64 watcher;
	__u16 op;
	__u8 channel;
	char name[DEMOS_NAME_MAX];
};

/* A guest that nobody will manage or start must not be left behind */
static void kill_unmanaged(struct demos *demos, __u32 control)
{
	const struct demos_control kill = {
		.op = __cpu_to_be16(DEMOS_OP_KILL),
	};
	const struct demos_outgoing out = { .data = &kill,
					    .length = sizeof(kill) };

	demos_send_now(demos, control, &out);
}

static void drop_links(struct demos *demos, const struct demos_outgoing *out)
{
	unsigned int i;

	for (i = 0; i < out->nlinks; i++)
		demos_link_destroy(demos, out->links[i]);
}

static void tell_created(struct creation *creation, __u64 pid,
			 struct demos_outgoing *out)
{
	struct demos *demos = creation->pm->demos;
	const struct demos_created said = {
		.op = __cpu_to_be16(creation->op | DEMOS_OP_ANSWER),
		.pid = __cpu_to_be64(pid),
	};
	char text[DEMOS_PID_TEXT];

	out->data = &said;
	out->length = sizeof(said);

	log_line("%s '%s' is created on machine %u",
		 demos_pid_format(pid, text), creation->name,
		 creation->machine);
	if (!demos_send_now(demos, creation->reply, out))
		return;
	/* The guest goes with the claim */
	log_line("answer: %s", demos_error(demos));
	demos_link_destroy(demos, creation->reply);
	drop_links(demos, out);
}

static int make_claim(struct creation *creation, __u32 *claim)
{
	const struct demos_link wanted = {
		.code = creation->code,
		.flags = DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY,
		.channel = CHANNEL_CLAIMS,
	};

	return demos_link_create(creation->pm->demos, &wanted, claim);
}

/* The links for the requester: the guest's memory, and a claim */
static int make_grants(struct creation *creation, __u32 control,
		       struct demos_outgoing *out)
{
	const __u16 flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS |
			    DEMOS_LINK_READ | DEMOS_LINK_WRITE;
	int err = demos_link_dup(creation->pm->demos, control, flags,
				 &out->links[0]);

	out->nlinks = !err;
	if (!err)
		err = make_claim(creation, &out->links[1]);
	out->nlinks += !err;
	return err;
}

static void describe(const struct creation *creation, struct guest *guest)
{
	guest->machine = creation->machine;
	guest->model = creation->model;
	guest->own_console = creation->own_console;
	guest->channel = creation->channel;
	memcpy(guest->name, creation->name, sizeof(guest->name));
}

static enum demos_result enter(struct creation *creation,
			       const struct demos_incoming *in)
{
	struct manager *pm = creation->pm;
	struct demos_outgoing out = {};
	struct demos_created created;
	struct guest *guest = NULL;
	__u64 pid;

	memcpy(&created, in->data, sizeof(created));
	pid = __be64_to_cpu(created.pid);
	if (!make_grants(creation, in->links[0], &out))
		guest = guests_add(&pm->guests, pid, creation->code);
	if (!guest) {
		drop_links(pm->demos, &out);
		return DEMOS_EROOM;
	}
	guest->control = in->links[0];
	guest->measured.created = demos_clock_ms();
	describe(creation, guest);
	/* Without a session the requester cannot go on: the claim goes, too */
	if (creation->watcher &&
	    !manager_session_create(pm, guest, creation->watcher,
				    &out.links[2]))
		out.nlinks++;
	tell_created(creation, pid, &out);
	return DEMOS_OK;
}

/* The kernel's answer may say which limit was reached: pass that on */
static void tell_refused(struct creation *creation,
			 const struct demos_incoming *in,
			 enum demos_result result)
{
	struct demos *demos = creation->pm->demos;
	struct demos_no_room said;

	if (result != DEMOS_EROOM || in->error || in->length < sizeof(said)) {
		serve_result(demos, creation->reply, creation->op, result);
		return;
	}
	memcpy(&said, in->data, sizeof(said));
	said.op = __cpu_to_be16(creation->op | DEMOS_OP_ANSWER);
	serve_answer(demos, creation->reply, &said, sizeof(said), 0);
}

static void kernel_answered(struct demos *demos,
			    const struct demos_incoming *in, void *arg)
{
	struct creation *creation = arg;
	enum demos_result result;

	creation->pm->creations--;
	creation->pm->creating[creation->machine]--;
	manager_foreground_made(creation->pm, creation->code);
	if (in->error == -ECANCELED) {
		free(creation);
		return;
	}
	if (demos_answer_check(demos, in, DEMOS_OP_CREATE,
			       sizeof(struct demos_created)) || !in->nlinks) {
		result = demos_error_result(demos);
		if (result == DEMOS_OK)
			result = DEMOS_EREFUSED;
		log_line("'%s' cannot be created on machine %u: %s",
			 creation->name, creation->machine,
			 demos_error(demos));
		demos_links_drop(demos, in);
		tell_refused(creation, in, result);
	} else {
		result = enter(creation, in);
		if (result != DEMOS_OK) {
			kill_unmanaged(demos, in->links[0]);
			demos_links_drop(demos, in);
			serve_result(demos, creation->reply, creation->op,
				     result);
		}
	}
	free(creation);
}

/* The links for the new guest: its manager, the switchboard, a console */
static int make_links(const struct creation *creation, __u32 console,
		      struct demos_outgoing *out)
{
	struct manager *pm = creation->pm;
	const struct demos_link manager = {
		.code = creation->code,
		.flags = DEMOS_LINK_PASS,
		.channel = CHANNEL_ENDED,
	};
	int err;

	err = demos_link_create(pm->demos, &manager, &out->links[0]);
	out->nlinks = !err;
	if (!err)
		err = demos_link_dup(pm->demos, pm->switchboard,
				     DEMOS_LINK_DUP | DEMOS_LINK_PASS,
				     &out->links[1]);
	out->nlinks += !err;
	if (!err && !console)
		err = manager_console_create(pm, creation->code,
					     creation->channel, &console);
	out->links[2] = console;
	return err;
}

/* Ask the kernel; with DEMOS_OK the answer comes to kernel_answered() */
static enum demos_result ask(struct creation *creation, __u32 console,
			     struct demos_outgoing *out)
{
	struct manager *pm = creation->pm;
	__u32 kernel;
	int err;

	err = demos_link_to_kernel(pm->demos, creation->machine, &kernel);
	if (err)
		return serve_failure(pm->demos, err);
	err = make_links(creation, console, out);
	if (!err) {
		out->nlinks = 3;
		err = demos_call_post(pm->demos, kernel, out, kernel_answered,
				      creation);
		/* The requester's console goes with its request */
		if (err && console)
			out->nlinks = 2;
	}
	demos_link_destroy(pm->demos, kernel);
	if (!err)
		return DEMOS_OK;
	drop_links(pm->demos, out);
	return serve_failure(pm->demos, err);
}

static bool may_pass(struct demos *demos, __u32 link)
{
	struct demos_link body;

	return !demos_link_inspect(demos, link, &body) &&
	       body.flags & DEMOS_LINK_PASS;
}

static struct creation *begin(struct manager *pm,
			      const struct serve_request *request,
			      const struct demos_pm_create *asked)
{
	struct creation *creation = calloc(1, sizeof(*creation));

	if (!creation)
		return NULL;
	creation->pm = pm;
	creation->reply = request->reply;
	creation->code = guests_code(&pm->guests);
	creation->machine = __be16_to_cpu(asked->machine);
	if (!creation->machine)
		creation->machine = manager_place(pm);
	creation->model = asked->create.model;
	creation->own_console = request->nlinks;
	creation->op = request->op;
	creation->channel = CHANNEL_CONSOLES;
	if (request->op == DEMOS_PM_FOREGROUND) {
		creation->watcher = request->from;
		creation->channel = manager_foreground_take(pm, creation->code);
	}
	memcpy(creation->name, asked->create.name, sizeof(creation->name));
	return creation;
}

/**
 * manager_create() - DEMOS_PM_CREATE, DEMOS_PM_FOREGROUND
 * @pm: the process manager
 * @request: the request; takes the links that it uses
 *
 * Return: DEMOS_OK: it will be answered; else the reason why not.
 */
enum demos_result manager_create(struct manager *pm,
				 struct serve_request *request)
{
	const size_t fixed = sizeof(struct demos_pm_create) -
			     sizeof(struct demos_op_create);
	__u8 data[DEMOS_DATA_MAX];
	struct demos_outgoing out = { .data = data };
	const __be16 op = __cpu_to_be16(DEMOS_OP_CREATE);
	struct demos_pm_create asked;
	struct creation *creation;
	enum demos_result result;
	unsigned int most = 1;	/* a console */

	if (request->op == DEMOS_PM_FOREGROUND)
		most = 0;
	if (request_create(request->data, request->length, &asked) ||
	    request->nlinks > most)
		return DEMOS_ECALL;
	if (request->nlinks && !may_pass(pm->demos, request->links[0]))
		return DEMOS_ERIGHTS;
	if (pm->creations >= MANAGER_CREATIONS_MAX ||
	    pm->guests.live + pm->creations >= GUESTS_MAX)
		return DEMOS_EROOM;
	creation = begin(pm, request, &asked);
	if (!creation)
		return DEMOS_EROOM;
	/* Pass the description to the kernel; only the op changes */
	out.length = request->length - fixed;
	memcpy(data, (const __u8 *)request->data + fixed, out.length);
	memcpy(data, &op, sizeof(op));
	result = manager_drains(pm, creation->machine) ? DEMOS_EREFUSED :
		 ask(creation, request->links[0], &out);
	if (result != DEMOS_OK) {
		manager_foreground_made(pm, creation->code);
		free(creation);
		return result;
	}
	request->links[0] = 0;
	pm->creations++;
	pm->creating[creation->machine]++;
	return DEMOS_OK;
}

/**
 * manager_unclaimed() - handle a message on CHANNEL_CLAIMS
 * @demos: handle
 * @in: the message: a notice that a claim was destroyed
 * @arg: the process manager
 */
void manager_unclaimed(struct demos *demos, const struct demos_incoming *in,
		       void *arg)
{
	struct manager *pm = arg;
	char text[DEMOS_PID_TEXT];
	struct guest *guest;

	if (serve_fatal(in)) {
		pm->failed = true;
		return;
	}
	demos_links_drop(demos, in);
	guest = guests_find_code(&pm->guests, in->code);
	if (!(in->flags & DEMOS_F_NOTICE) || !guest || guest->started ||
	    guest->state == GUEST_EXITED)
		return;
	log_line("%s '%s' is killed: its creator went away without starting it",
		 demos_pid_format(guest->pid, text), guest->name);
	guest->killer = demos_self(demos);
	kill_unmanaged(demos, guest->control);
}
