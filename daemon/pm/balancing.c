// SPDX-License-Identifier: GPL-2.0
/*
 * Requests about balancing: begin, end, tell, explain.
 */
#include <math.h>
#include <string.h>

#include <asm/byteorder.h>

#include "pm/manager.h"
#include "pm/request.h"

static __be64 microseconds(double seconds)
{
	return __cpu_to_be64((__u64)(__s64)llrint(seconds * 1e6));
}

static void put_load(const struct balance_view *view, size_t n,
		     struct demos_pm_load *load)
{
	const struct rule_machine *machine = &view->lan.machines[n];
	__u32 guests = 0;
	size_t i;

	for (i = 0; i < view->lan.nprocesses; i++)
		guests += view->guests[i] && view->lan.processes[i].at == n;
	*load = (struct demos_pm_load){
		.machine = __cpu_to_be16(machine->id),
		.cpus = __cpu_to_be16(machine->cpus),
		.load = __cpu_to_be32(lrint(machine->load * 1000)),
		.speed = __cpu_to_be32(lrint(machine->speed * 1000)),
		.guests = __cpu_to_be32(guests),
		.room = __cpu_to_be64(machine->room > 0 ? machine->room : 0),
	};
}

static void tell(struct manager *pm, const struct serve_request *request,
		 const struct balance_view *view, __u16 after)
{
	struct {
		struct demos_pm_balanced head;
		struct demos_pm_load loads[(DEMOS_DATA_MAX -
					    sizeof(struct demos_pm_balanced)) /
					   sizeof(struct demos_pm_load)];
	} said = {
		.head.op = __cpu_to_be16(DEMOS_PM_BALANCE | DEMOS_OP_ANSWER),
		.head.on = __cpu_to_be16(pm->balance.on),
		.head.moves = __cpu_to_be32(pm->balance.moves),
		.head.bandwidth = __cpu_to_be32(fmin(pm->balance.bandwidth /
						     1024, 4e9)),
	};
	const size_t most = sizeof(said.loads) / sizeof(*said.loads);
	size_t i, n = 0;

	for (i = 0; i < view->lan.nmachines && n < most; i++) {
		if (view->lan.machines[i].id > after)
			put_load(view, i, &said.loads[n++]);
	}
	serve_answer(pm->demos, request->reply, &said,
		     sizeof(said.head) + n * sizeof(*said.loads), 0);
}

/**
 * manager_balance() - DEMOS_PM_BALANCE
 * @pm: the process manager
 * @request: the request
 *
 * Return: DEMOS_OK: it has been answered; else the reason why not.
 */
enum demos_result manager_balance(struct manager *pm,
				  const struct serve_request *request)
{
	struct demos_pm_balance asked;
	struct balance_view view;
	enum demos_result result;
	__u16 action;

	result = request_balance(request->data, request->length, &asked);
	if (result != DEMOS_OK)
		return result;
	action = __be16_to_cpu(asked.action);
	if (action)
		manager_balance_begin(pm, action == DEMOS_PM_BALANCE_ON);
	if (balance_view_make(pm, &view))
		result = DEMOS_EROOM;
	else
		tell(pm, request, &view, __be16_to_cpu(asked.after));
	balance_view_free(&view);
	return result;
}

static void put_terms(struct manager *pm, const struct balance_view *view,
		      size_t process, struct demos_pm_terms *said)
{
	const struct rule_process *about = &view->lan.processes[process];
	const struct guest *guest = view->guests[process];
	struct rule_terms terms = { .why = DEMOS_PM_GAIN };
	bool any = rule_best(&pm->balance.rule, &view->lan, process, &terms);

	*said = (struct demos_pm_terms){
		.pid = __cpu_to_be64(guest->pid),
		.machine = __cpu_to_be16(guest->machine),
		.to = __cpu_to_be16(any ? view->lan.machines[terms.to].id : 0),
		.why = __cpu_to_be16(terms.why),
		.share = __cpu_to_be16(lrint(about->share * 1000)),
		.age = microseconds(about->age),
		.processor = microseconds(terms.processor),
		.messages = microseconds(terms.messages),
		.cost = microseconds(terms.cost),
	};
	memcpy(said->name, guest->name, sizeof(said->name));
}

/**
 * manager_explain() - DEMOS_PM_EXPLAIN
 * @pm: the process manager
 * @request: the request
 * @after: begin after this guest
 *
 * Return: DEMOS_OK: it has been answered; DEMOS_ESTATE: balancing is off, so
 * nothing has been measured; or another reason.
 */
enum demos_result manager_explain(struct manager *pm,
				  const struct serve_request *request,
				  __u64 after)
{
	struct {
		struct demos_answer answer;
		struct demos_pm_terms terms[(DEMOS_DATA_MAX -
					     sizeof(struct demos_answer)) /
					    sizeof(struct demos_pm_terms)];
	} said = {
		.answer.op = __cpu_to_be16(DEMOS_PM_EXPLAIN | DEMOS_OP_ANSWER),
	};
	const size_t most = sizeof(said.terms) / sizeof(*said.terms);
	struct balance_view view;
	size_t i, n = 0;
	int err;

	if (!pm->balance.on)
		return DEMOS_ESTATE;
	err = balance_view_make(pm, &view);
	for (i = 0; !err && i < view.lan.nprocesses && n < most; i++) {
		if (view.guests[i] && view.guests[i]->pid > after)
			put_terms(pm, &view, i, &said.terms[n++]);
	}
	balance_view_free(&view);
	if (err)
		return DEMOS_EROOM;
	serve_answer(pm->demos, request->reply, &said,
		     sizeof(said.answer) + n * sizeof(*said.terms), 0);
	return DEMOS_OK;
}
