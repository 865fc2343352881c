// SPDX-License-Identifier: GPL-2.0
/*
 * Requests that a machine drain, so that it can be evacuated. The requester
 * gets a claim, a link to us. If the claim is destroyed, for instance because
 * its holder has been interrupted or has died, the machine takes guests again,
 * unless the holder said before that it is to go on draining. A new life of the
 * machine takes guests in any case.
 */
#include <asm/byteorder.h>

#include "common/log.h"
#include "pm/manager.h"
#include "pm/request.h"

static void end(struct manager *pm, struct drain *drain, const char *why)
{
	log_line("machine %u takes guests again: %s", drain->machine, why);
	drains_end(&pm->drains, drain);
}

/* The same as for the creation of a guest: is there such a machine? */
static bool is_known(struct manager *pm, __u16 machine)
{
	struct demos_peer_info peer;

	return machine == demos_here(pm->demos) ||
	       !demos_peer_get(pm->demos, machine, &peer);
}

static enum demos_result begin(struct manager *pm,
			       const struct serve_request *request,
			       __u16 machine)
{
	const struct drain *before = drains_find(&pm->drains, machine);
	const struct demos_answer said = {
		.op = __cpu_to_be16(DEMOS_PM_DRAIN | DEMOS_OP_ANSWER),
	};
	struct demos_link wanted = {
		.flags = DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY,
		.channel = CHANNEL_DRAINS,
	};
	char text[DEMOS_PID_TEXT];
	struct drain *drain;
	__u32 claim;

	if (!is_known(pm, machine))
		return DEMOS_EUNREACHABLE;
	if (before && !before->kept)
		return DEMOS_EBUSY;
	wanted.code = pm->drains.code + 1;
	if (demos_link_create(pm->demos, &wanted, &claim))
		return DEMOS_EROOM;
	drain = drains_begin(&pm->drains, machine, request->from);
	if (!drain) {
		demos_link_destroy(pm->demos, claim);
		return DEMOS_EROOM;
	}
	log_line("machine %u takes no guests: %s evacuates it", machine,
		 demos_pid_format(request->from, text));
	serve_answer(pm->demos, request->reply, &said, sizeof(said), claim);
	return DEMOS_OK;
}

static enum demos_result keep(struct manager *pm, __u16 machine, __u64 holder)
{
	struct drain *drain = drains_find(&pm->drains, machine);

	if (!drain || drain->holder != holder)
		return DEMOS_ESTATE;
	drain->kept = true;
	log_line("machine %u takes no guests until it is restarted", machine);
	return DEMOS_OK;
}

static enum demos_result release(struct manager *pm, __u16 machine)
{
	struct drain *drain = drains_find(&pm->drains, machine);

	if (!drain)
		return DEMOS_ESTATE;
	end(pm, drain, "it was released");
	return DEMOS_OK;
}

/**
 * manager_drain() - DEMOS_PM_DRAIN
 * @pm: the process manager
 * @request: the request
 *
 * Return: DEMOS_OK: it has been answered; else the reason why not.
 */
enum demos_result manager_drain(struct manager *pm,
				const struct serve_request *request)
{
	struct demos_pm_drain asked;
	enum demos_result result;
	__u16 machine, action;

	result = request_drain(request->data, request->length, &asked);
	if (result != DEMOS_OK)
		return result;
	machine = __be16_to_cpu(asked.machine);
	action = __be16_to_cpu(asked.action);
	if (action == DEMOS_PM_DRAIN_BEGIN)
		return begin(pm, request, machine);
	result = action == DEMOS_PM_DRAIN_KEEP ?
		 keep(pm, machine, request->from) : release(pm, machine);
	if (result == DEMOS_OK)
		serve_result(pm->demos, request->reply, request->op, result);
	return result;
}

/**
 * manager_undrained() - handle a message on CHANNEL_DRAINS
 * @demos: handle
 * @in: the message: a notice that a claim was destroyed
 * @arg: the process manager
 */
void manager_undrained(struct demos *demos, const struct demos_incoming *in,
		       void *arg)
{
	struct manager *pm = arg;
	struct drain *drain;

	if (serve_fatal(in)) {
		pm->failed = true;
		return;
	}
	demos_links_drop(demos, in);
	drain = drains_find_code(&pm->drains, in->code);
	if (!(in->flags & DEMOS_F_NOTICE) || !drain)
		return;
	drain->holder = 0;
	if (!drain->kept)
		end(pm, drain, "its evacuation was given up");
}

/**
 * manager_drain_over() - a machine has a new life
 * @pm: the process manager
 * @machine: its id
 */
void manager_drain_over(struct manager *pm, __u16 machine)
{
	struct drain *drain = drains_find(&pm->drains, machine);

	if (drain)
		end(pm, drain, "it was restarted");
}
