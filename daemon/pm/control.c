// SPDX-License-Identifier: GPL-2.0
/*
 * Sends a request about a guest on to the kernel of its machine, over the
 * DELIVERTOKERNEL link, and the answer back to the requester.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "pm/manager.h"
#include "pm/request.h"

/**
 * struct forwarded - a request that has been sent on
 * @pm: the process manager
 * @reply: reply link of the requester; 0: we want it ourselves
 * @op: DEMOS_PM_*
 * @binds: it says where the guest is bound for
 * @pid: the guest
 */
struct forwarded {
	struct manager *pm;
	__u32 reply;
	__u16 op;
	bool binds;
	__u64 pid;
};

static const __u16 ops[] = {
	[DEMOS_PM_START - DEMOS_PM_CREATE] = DEMOS_OP_RESUME,
	[DEMOS_PM_MIGRATE - DEMOS_PM_CREATE] = DEMOS_OP_MIGRATE,
	[DEMOS_PM_SUSPEND - DEMOS_PM_CREATE] = DEMOS_OP_SUSPEND,
	[DEMOS_PM_RESUME - DEMOS_PM_CREATE] = DEMOS_OP_RESUME,
	[DEMOS_PM_KILL - DEMOS_PM_CREATE] = DEMOS_OP_KILL,
	[DEMOS_PM_STATUS - DEMOS_PM_CREATE] = DEMOS_OP_STATUS,
	[DEMOS_PM_LINKS - DEMOS_PM_CREATE] = DEMOS_OP_LINKS,
	[DEMOS_PM_GIVE - DEMOS_PM_CREATE] = DEMOS_OP_GIVE,
	[DEMOS_PM_LINK - DEMOS_PM_CREATE] = DEMOS_OP_LINK,
	[DEMOS_PM_MOVE_ME - DEMOS_PM_CREATE] = DEMOS_OP_MIGRATE,
};

static bool is_move(__u16 op)
{
	return op == DEMOS_PM_MIGRATE || op == DEMOS_PM_MOVE_ME;
}

/* Take from the answer where the guest is */
static void note_machine(struct guest *guest, __u16 op,
			 const struct demos_incoming *in)
{
	const size_t machine_at = sizeof(struct demos_answer) +
				  offsetof(struct demos_status, machine);
	struct demos_migrated migrated;
	__be16 machine;

	if (is_move(op) && in->length >= sizeof(migrated)) {
		memcpy(&migrated, in->data, sizeof(migrated));
		guest->machine = __be16_to_cpu(migrated.machine);
	}
	if (op == DEMOS_PM_STATUS &&
	    in->length >= machine_at + sizeof(machine)) {
		memcpy(&machine, in->data + machine_at, sizeof(machine));
		guest->machine = __be16_to_cpu(machine);
	}
}

/* A migration has an answer of its own, with what it cost */
static void note_cost(struct manager *pm, struct guest *guest,
		      const struct demos_incoming *in)
{
	struct demos_migrated migrated;

	if (in->length < sizeof(migrated))
		return;
	memcpy(&migrated, in->data, sizeof(migrated));
	survey_moved(pm, guest, __be32_to_cpu(migrated.bytes),
		     __be64_to_cpu(migrated.ns));
}

static void note(struct forwarded *forwarded, const struct demos_incoming *in,
		 enum demos_result result)
{
	struct guest *guest = guests_find(&forwarded->pm->guests,
					  forwarded->pid);
	char pid[DEMOS_PID_TEXT];

	if (!guest || guest->state == GUEST_EXITED)
		return;
	if (result == DEMOS_OK)
		note_machine(guest, forwarded->op, in);
	else if (forwarded->op == DEMOS_PM_KILL && result != DEMOS_EDEAD)
		guest->killer = 0;
	if (!is_move(forwarded->op))
		return;
	if (result == DEMOS_OK) {
		log_line("%s '%s' has moved to machine %u",
			 demos_pid_format(guest->pid, pid), guest->name,
			 guest->machine);
		note_cost(forwarded->pm, guest, in);
		/* Update our link while its old machine can forward */
		guest->moved = true;
		manager_probe_guest(forwarded->pm, guest);
	} else {
		log_line("%s '%s' has not moved: %s",
			 demos_pid_format(guest->pid, pid), guest->name,
			 demos_result_text(result));
	}
}

/* Pass the kernel's answer on, with its link; only the op changes */
static void pass_answer(struct forwarded *forwarded,
			const struct demos_incoming *in)
{
	struct demos_answer answer;
	__u8 data[DEMOS_DATA_MAX];

	memcpy(data, in->data, in->length);
	memcpy(&answer, data, sizeof(answer));
	answer.op = __cpu_to_be16(forwarded->op | DEMOS_OP_ANSWER);
	memcpy(data, &answer, sizeof(answer));
	note(forwarded, in, __be16_to_cpu(answer.result));
	if (!forwarded->reply)
		return;
	serve_answer(forwarded->pm->demos, forwarded->reply, data, in->length,
		     forwarded->op == DEMOS_PM_LINK && in->nlinks ?
		     in->links[0] : 0);
}

/* Has no answer come because the guest is gone with its machine? */
static bool is_lost(struct manager *pm, __u64 pid, enum demos_result result)
{
	const struct guest *guest = guests_find(&pm->guests, pid);

	if (result != DEMOS_EUNREACHABLE && result != DEMOS_EUNKNOWN)
		return false;
	return guest && (guest->state == GUEST_EXITED ||
			 manager_guest_gone(pm, guest));
}

static void settle(const struct forwarded *forwarded)
{
	struct guest *guest = guests_find(&forwarded->pm->guests,
					  forwarded->pid);

	if (!guest)
		return;
	guest->pending--;
	if (forwarded->binds)
		guest->bound = 0;
}

static void answered(struct demos *demos, const struct demos_incoming *in,
		     void *arg)
{
	struct forwarded *forwarded = arg;
	struct manager *pm = forwarded->pm;
	enum demos_result result = in->result;

	settle(forwarded);
	if (in->error == -ECANCELED) {
		free(forwarded);
		return;
	}
	if (!in->error && in->length >= sizeof(struct demos_answer)) {
		pass_answer(forwarded, in);
	} else {
		if (result == DEMOS_OK)
			result = DEMOS_EREFUSED;
		if (is_lost(pm, forwarded->pid, result))
			result = DEMOS_EDEAD;
		note(forwarded, in, result);
		if (forwarded->reply)
			serve_result(demos, forwarded->reply, forwarded->op,
				     result);
	}
	/* Without the one that was passed on */
	demos_links_drop(demos, in);
	if (in->result == DEMOS_EDEAD)
		manager_suspect(pm, forwarded->pid);
	free(forwarded);
}

static enum demos_result forward(struct manager *pm, struct guest *guest,
				 const struct serve_request *request,
				 const struct demos_outgoing *out,
				 __u16 machine)
{
	__u16 op = ops[request->op - DEMOS_PM_CREATE];
	struct forwarded *forwarded = calloc(1, sizeof(*forwarded));
	int err;

	if (!forwarded)
		return DEMOS_EROOM;
	forwarded->pm = pm;
	forwarded->reply = request->reply;
	forwarded->op = request->op;
	forwarded->pid = guest->pid;
	err = demos_call_post(pm->demos, guest->control, out, answered,
			      forwarded);
	if (err) {
		free(forwarded);
		return serve_failure(pm->demos, err);
	}
	guest->pending++;
	/* A second one is refused, since the guest moves */
	if (op == DEMOS_OP_MIGRATE && !guest->bound) {
		guest->bound = machine;
		forwarded->binds = true;
	}
	if (op == DEMOS_OP_KILL)
		guest->killer = request->from;
	if (op == DEMOS_OP_RESUME)
		guest->started = true;
	return DEMOS_OK;
}

static enum demos_result find(struct manager *pm, __u64 pid,
			      struct guest **guest)
{
	*guest = guests_find(&pm->guests, pid);
	if (!*guest || (*guest)->state == GUEST_EXITED)
		return DEMOS_EDEAD;
	return (*guest)->pending < GUEST_PENDING ? DEMOS_OK : DEMOS_EBUSY;
}

static enum demos_result migrate(struct manager *pm, struct guest *guest,
				 const struct serve_request *request,
				 __u16 machine)
{
	const struct demos_op_migrate data = {
		.op = __cpu_to_be16(DEMOS_OP_MIGRATE),
		.machine = __cpu_to_be16(machine),
	};
	const struct demos_outgoing out = { .data = &data,
					    .length = sizeof(data) };

	return forward(pm, guest, request, &out, machine);
}

/**
 * manager_move() - have a guest moved, since we want it
 * @pm: the process manager
 * @guest: the guest
 * @machine: where to
 *
 * Return: DEMOS_OK: its kernel has been asked; else the reason why not.
 */
enum demos_result manager_move(struct manager *pm, struct guest *guest,
			       __u16 machine)
{
	const struct serve_request request = {
		.from = demos_self(pm->demos),
		.op = DEMOS_PM_MIGRATE,
	};

	return migrate(pm, guest, &request, machine);
}

/**
 * manager_forward() - serve a request about a guest that its kernel answers
 * @pm: the process manager
 * @request: the request
 * @asked: its contents, checked; DEMOS_PM_START to DEMOS_PM_LINKS
 *
 * Return: DEMOS_OK: it will be answered; else the reason why not.
 */
enum demos_result manager_forward(struct manager *pm,
				  const struct serve_request *request,
				  const struct demos_pm_request *asked)
{
	__u16 machine = __be16_to_cpu(asked->machine);
	__u8 data[sizeof(struct demos_op_links)];
	struct demos_outgoing out = { .data = data };
	enum demos_result result;
	struct guest *guest;

	result = find(pm, __be64_to_cpu(asked->pid), &guest);
	if (result != DEMOS_OK)
		return result;
	if (request->op == DEMOS_PM_MIGRATE && manager_drains(pm, machine))
		return DEMOS_EREFUSED;
	out.length = request_forward(asked, ops[request->op - DEMOS_PM_CREATE],
				     data);
	return forward(pm, guest, request, &out, machine);
}

/* A running guest would not know what the links are for */
static enum demos_result find_unstarted(struct manager *pm, __u64 pid,
					struct guest **guest)
{
	enum demos_result result = find(pm, pid, guest);

	return result == DEMOS_OK && (*guest)->started ? DEMOS_ESTATE : result;
}

/**
 * manager_give() - DEMOS_PM_GIVE
 * @pm: the process manager
 * @request: the request; its links are taken
 *
 * Return: DEMOS_OK: it will be answered; else the reason why not.
 */
enum demos_result manager_give(struct manager *pm,
			       struct serve_request *request)
{
	const struct demos_control give = {
		.op = __cpu_to_be16(DEMOS_OP_GIVE),
	};
	struct demos_outgoing out = { .data = &give, .length = sizeof(give),
				      .nlinks = request->nlinks };
	struct demos_pm_request asked;
	enum demos_result result;
	struct guest *guest;

	result = request_guest(request->data, request->length, &asked);
	if (result == DEMOS_OK && (!request->nlinks ||
				   request->nlinks > DEMOS_GIVE_MAX))
		result = DEMOS_ECALL;
	if (result == DEMOS_OK)
		result = find_unstarted(pm, __be64_to_cpu(asked.pid), &guest);
	if (result != DEMOS_OK)
		return result;
	memcpy(out.links, request->links, sizeof(out.links));
	result = forward(pm, guest, request, &out, 0);
	if (result == DEMOS_OK)
		memset(request->links, 0, sizeof(request->links));
	return result;
}

/**
 * manager_link() - DEMOS_PM_LINK
 * @pm: the process manager
 * @request: the request
 *
 * Return: DEMOS_OK: it will be answered; else the reason why not.
 */
enum demos_result manager_link(struct manager *pm,
			       const struct serve_request *request)
{
	struct demos_op_link data;
	const struct demos_outgoing out = { .data = &data,
					    .length = sizeof(data) };
	enum demos_result result;
	struct guest *guest;
	__u64 pid;

	result = request_link(request->data, request->length, &pid, &data);
	if (result == DEMOS_OK)
		result = find_unstarted(pm, pid, &guest);
	return result == DEMOS_OK ? forward(pm, guest, request, &out, 0) :
				    result;
}

/* Nothing to do: it is there */
static void answer_moved(struct manager *pm,
			 const struct serve_request *request, __u16 machine)
{
	const struct demos_migrated said = {
		.op = __cpu_to_be16(DEMOS_PM_MOVE_ME | DEMOS_OP_ANSWER),
		.pid = __cpu_to_be64(request->from),
		.machine = __cpu_to_be16(machine),
	};

	serve_answer(pm->demos, request->reply, &said, sizeof(said), 0);
}

/**
 * manager_move_me() - DEMOS_PM_MOVE_ME
 * @pm: the process manager
 * @request: the request of a guest, which the kernel says it is from
 *
 * A guest's wish counts as an order, except that a machine that drains takes no
 * guests.
 *
 * Return: DEMOS_OK: it has been or will be answered; else the reason why not.
 */
enum demos_result manager_move_me(struct manager *pm,
				  const struct serve_request *request)
{
	struct demos_pm_move asked;
	struct guest *guest, *near;
	enum demos_result result;
	__u16 machine;

	result = request_move(request->data, request->length, &asked);
	if (result == DEMOS_OK)
		result = find(pm, request->from, &guest);
	if (result != DEMOS_OK)
		return result;
	near = guests_find(&pm->guests, __be64_to_cpu(asked.near));
	machine = near && near->state == GUEST_LIVES ? near->machine :
		  __be16_to_cpu(asked.machine);
	if (machine == guest->machine && !guest->bound) {
		answer_moved(pm, request, machine);
		return DEMOS_OK;
	}
	if (manager_drains(pm, machine))
		return DEMOS_EREFUSED;
	return migrate(pm, guest, request, machine);
}
