// SPDX-License-Identifier: GPL-2.0
/*
 * Groups: a job of several guests, which is started, moved, stopped, killed,
 * counted and waited for as one. A group has the identifier of its first guest;
 * a guest joins it before it is started, so that none escapes what is done to
 * all. Guests that have ended belong to it as long as they are remembered.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "pm/group.h"
#include "pm/manager.h"
#include "pm/request.h"

/**
 * struct errand - one request about all guests of a group
 * @pm: the process manager
 * @reply: reply link of the requester
 * @action: DEMOS_PM_*
 * @out: kernels that have not answered yet, and one more while we ask
 * @said: the answer
 */
struct errand {
	struct manager *pm;
	__u32 reply;
	__u16 action;
	unsigned int out;
	struct group_sums said;
};

/**
 * struct part - one of its guests
 * @errand: the request
 * @pid: the guest
 */
struct part {
	struct errand *errand;
	__u64 pid;
};

static void add_status(struct group_sums *sums, const struct demos_incoming *in)
{
	struct demos_status status;

	if (in->length < sizeof(struct demos_answer) + sizeof(status))
		return;
	memcpy(&status, in->data + sizeof(struct demos_answer), sizeof(status));
	sums->instructions += __be64_to_cpu(status.instructions);
	sums->sent += __be64_to_cpu(status.sent);
	sums->received += __be64_to_cpu(status.received);
	sums->moves += __be32_to_cpu(status.moves);
}

static void put_errand(struct errand *errand)
{
	if (--errand->out)
		return;
	group_answer(errand->pm, errand->reply, &errand->said);
	free(errand);
}

static void note_move(struct guest *guest, const struct demos_incoming *in)
{
	struct demos_migrated migrated;

	if (in->length < sizeof(migrated))
		return;
	memcpy(&migrated, in->data, sizeof(migrated));
	guest->machine = __be16_to_cpu(migrated.machine);
	guest->moved = true;
}

static void note(struct errand *errand, struct guest *guest,
		 const struct demos_incoming *in, enum demos_result result)
{
	struct group_sums *sums = &errand->said;

	if (result == DEMOS_OK) {
		sums->done++;
		if (errand->action == DEMOS_PM_STATUS)
			add_status(sums, in);
		if (errand->action == DEMOS_PM_MIGRATE)
			note_move(guest, in);
	} else if (result == DEMOS_EDEAD) {
		manager_suspect(errand->pm, guest->pid);
	} else {
		if (sums->result == DEMOS_OK)
			sums->result = result;
		if (errand->action == DEMOS_PM_KILL)
			guest->killer = 0;
	}
}

/* Of the answer, or the notice that came instead */
static enum demos_result result_of(const struct demos_incoming *in)
{
	struct demos_answer said;

	if (in->error)
		return in->result == DEMOS_OK ? DEMOS_EREFUSED : in->result;
	if (in->length < sizeof(said))
		return DEMOS_EREFUSED;
	memcpy(&said, in->data, sizeof(said));
	return __be16_to_cpu(said.result);
}

static void answered(struct demos *demos, const struct demos_incoming *in,
		     void *arg)
{
	struct part *part = arg;
	struct errand *errand = part->errand;
	struct guest *guest = guests_find(&errand->pm->guests, part->pid);

	free(part);
	if (in->error == -ECANCELED) {
		if (!--errand->out)
			free(errand);
		return;
	}
	demos_links_drop(demos, in);
	if (guest) {
		guest->pending--;
		if (errand->action == DEMOS_PM_MIGRATE)
			guest->bound = 0;
		note(errand, guest, in, result_of(in));
	}
	put_errand(errand);
}

static __u16 op_for(__u16 action)
{
	switch (action) {
	case DEMOS_PM_MIGRATE:
		return DEMOS_OP_MIGRATE;
	case DEMOS_PM_SUSPEND:
		return DEMOS_OP_SUSPEND;
	case DEMOS_PM_KILL:
		return DEMOS_OP_KILL;
	case DEMOS_PM_STATUS:
		return DEMOS_OP_STATUS;
	default:	/* START, RESUME */
		return DEMOS_OP_RESUME;
	}
}

static void note_begun(struct guest *guest, __u16 action, __u16 machine,
		       __u64 from)
{
	guest->pending++;
	if (action == DEMOS_PM_MIGRATE)
		guest->bound = machine;
	if (action == DEMOS_PM_KILL)
		guest->killer = from;
	if (action == DEMOS_PM_START || action == DEMOS_PM_RESUME)
		guest->started = true;
}

/* Return: 0, or why the guest's kernel cannot be asked */
static enum demos_result ask(struct errand *errand, struct guest *guest,
			     __u16 machine)
{
	const struct demos_op_migrate data = {
		.op = __cpu_to_be16(op_for(errand->action)),
		.machine = __cpu_to_be16(machine),
	};
	const struct demos_outgoing out = { .data = &data,
					    .length = sizeof(data) };
	struct manager *pm = errand->pm;
	struct part *part;
	int err;

	if (guest->pending >= GUEST_PENDING ||
	    (errand->action == DEMOS_PM_MIGRATE && guest->bound))
		return DEMOS_EBUSY;
	part = malloc(sizeof(*part));
	if (!part)
		return DEMOS_EROOM;
	part->errand = errand;
	part->pid = guest->pid;
	err = demos_call_post(pm->demos, guest->control, &out, answered, part);
	if (err) {
		free(part);
		return serve_failure(pm->demos, err);
	}
	errand->out++;
	return DEMOS_OK;
}

static void ask_all(struct errand *errand, __u16 machine, __u64 from)
{
	struct group_sums *sums = &errand->said;
	struct manager *pm = errand->pm;
	enum demos_result result;
	struct guest *guest;
	__u64 pid = 0;

	while ((guest = guests_next_in(&pm->guests, sums->group, pid))) {
		pid = guest->pid;
		if (guest->state == GUEST_EXITED) {
			group_add(sums, guest);
			continue;
		}
		sums->guests++;
		sums->alive++;
		result = ask(errand, guest, machine);
		if (result == DEMOS_OK)
			note_begun(guest, errand->action, machine, from);
		else if (sums->result == DEMOS_OK)
			sums->result = result;
	}
}

/**
 * manager_group() - DEMOS_PM_GROUP
 * @pm: the process manager
 * @request: the request
 *
 * Return: DEMOS_OK: it has been or will be answered; DEMOS_EDEAD: no such
 * group; else another reason why not.
 */
enum demos_result manager_group(struct manager *pm,
				const struct serve_request *request)
{
	struct demos_pm_group asked;
	enum demos_result result;
	struct errand *errand;
	__u16 machine;
	__u64 group;

	result = request_group(request->data, request->length, &asked);
	if (result != DEMOS_OK)
		return result;
	group = __be64_to_cpu(asked.group);
	machine = __be16_to_cpu(asked.machine);
	if (!guests_next_in(&pm->guests, group, 0))
		return DEMOS_EDEAD;
	if (__be16_to_cpu(asked.action) == DEMOS_PM_WAIT)
		return group_wait(pm, group, request);
	if (machine && manager_drains(pm, machine))
		return DEMOS_EREFUSED;
	errand = calloc(1, sizeof(*errand));
	if (!errand)
		return DEMOS_EROOM;
	errand->pm = pm;
	errand->reply = request->reply;
	errand->action = __be16_to_cpu(asked.action);
	errand->said.group = group;
	errand->out = 1;
	ask_all(errand, machine, request->from);
	put_errand(errand);
	return DEMOS_OK;
}

static bool leads_others(struct manager *pm, const struct guest *guest)
{
	struct guest *first = guests_next_in(&pm->guests, guest->pid, 0);

	return first && (first != guest ||
			 guests_next_in(&pm->guests, guest->pid, guest->pid));
}

/**
 * manager_join() - DEMOS_PM_JOIN
 * @pm: the process manager
 * @request: the request
 *
 * Return: DEMOS_OK: it has been answered; DEMOS_EDEAD: no such guest, or group;
 * DEMOS_ESTATE: the guest has been started, or others are in its group.
 */
enum demos_result manager_join(struct manager *pm,
			       const struct serve_request *request)
{
	struct demos_pm_join asked;
	enum demos_result result;
	struct guest *guest;
	__u64 group;

	result = request_join(request->data, request->length, &asked);
	if (result != DEMOS_OK)
		return result;
	group = __be64_to_cpu(asked.group);
	guest = guests_find(&pm->guests, __be64_to_cpu(asked.pid));
	if (!guest || guest->state == GUEST_EXITED ||
	    !guests_next_in(&pm->guests, group, 0))
		return DEMOS_EDEAD;
	if (guest->started || leads_others(pm, guest))
		return DEMOS_ESTATE;
	guest->group = group;
	serve_result(pm->demos, request->reply, DEMOS_PM_JOIN, DEMOS_OK);
	return DEMOS_OK;
}
