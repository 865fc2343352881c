// SPDX-License-Identifier: GPL-2.0
#include "pm/rule.h"

const struct rule rule_default = {
	.horizon = 60,
	.least = 0.8,
	.young = 5,
	.rest = 60,
	.alpha = 20,
	.dirty = 0.05,
	.bandwidth = 10e6,
};

/* How much longer @load runnable processes take than one alone at speed 1 */
static double stretch(const struct rule_machine *machine, double load)
{
	double each = load / machine->cpus;

	return (each > 1 ? each : 1) / machine->speed;
}

static double processor_gain(const struct rule *rule,
			     const struct rule_view *view,
			     const struct rule_process *process, size_t to)
{
	const struct rule_machine *there = &view->machines[to];
	const struct rule_machine *here = &view->machines[process->at];
	double gain = stretch(here, here->load) -
		      stretch(there, there->load + process->share);
	double wanted = process->share * rule->horizon;

	if (wanted > process->age)
		wanted = process->age;
	/* A small difference is noise, if it is for the better */
	return gain > 0 && gain < rule->least ? 0 : wanted * gain;
}

static double cost(const struct rule_view *view, size_t from, size_t to)
{
	return view->costs[from * view->nmachines + to];
}

static double message_gain(const struct rule *rule,
			   const struct rule_view *view, size_t process,
			   size_t to)
{
	size_t here = view->processes[process].at;
	double gain = 0;
	size_t i;

	for (i = 0; i < view->ntalks; i++) {
		const struct rule_talk *talk = &view->talks[i];
		size_t other = talk->one == process ? talk->other : talk->one;
		size_t at;

		if (talk->one != process && talk->other != process)
			continue;
		at = view->processes[other].at;
		gain += talk->rate * (cost(view, here, at) -
				      cost(view, to, at));
	}
	return rule->horizon * gain;
}

static double move_cost(const struct rule *rule, const struct rule_view *view,
			const struct rule_process *process, size_t to)
{
	double bandwidth = view->bandwidth > 0 ? view->bandwidth :
						 rule->bandwidth;

	return rule->alpha * 2 * cost(view, process->at, to) +
	       process->memory / bandwidth + rule->dirty;
}

static enum demos_pm_stays judge(const struct rule *rule,
				 const struct rule_view *view,
				 const struct rule_process *process,
				 const struct rule_terms *terms)
{
	const struct rule_machine *there = &view->machines[terms->to];

	if (process->fixed)
		return DEMOS_PM_FIXED;
	if (process->lived < rule->young)
		return DEMOS_PM_YOUNG;
	if (process->stayed < rule->rest)
		return DEMOS_PM_RESTS;
	if (there->closed)
		return DEMOS_PM_CLOSED;
	if (there->room >= 0 && there->room < process->memory)
		return DEMOS_PM_MEMORY;
	if (view->busy[process->at * view->nmachines + terms->to])
		return DEMOS_PM_BUSY;
	if (terms->processor + terms->messages > terms->cost)
		return DEMOS_PM_MOVES;
	return DEMOS_PM_GAIN;
}

/**
 * rule_weigh() - the rule for a process and a machine
 * @rule: parameters
 * @view: the LAN
 * @process: an index
 * @to: the machine, not its own, an index
 * @terms: filled in
 */
void rule_weigh(const struct rule *rule, const struct rule_view *view,
		size_t process, size_t to, struct rule_terms *terms)
{
	const struct rule_process *moved = &view->processes[process];

	*terms = (struct rule_terms){
		.to = to,
		.processor = processor_gain(rule, view, moved, to),
		.messages = message_gain(rule, view, process, to),
		.cost = 2 * move_cost(rule, view, moved, to),
	};
	terms->why = judge(rule, view, moved, terms);
}

static double net(const struct rule_terms *terms)
{
	return terms->processor + terms->messages - terms->cost;
}

/* One that may be done is better than one that may not */
static bool is_better(const struct rule_terms *one,
		      const struct rule_terms *than)
{
	bool moves = one->why == DEMOS_PM_MOVES;
	bool other_moves = than->why == DEMOS_PM_MOVES;

	if (moves != other_moves)
		return moves;
	return net(one) > net(than);
}

/**
 * rule_best() - the best other machine for a process
 * @rule: parameters
 * @view: the LAN
 * @process: an index
 * @terms: filled in, if there is another machine
 *
 * Return: is there one?
 */
bool rule_best(const struct rule *rule, const struct rule_view *view,
	       size_t process, struct rule_terms *terms)
{
	struct rule_terms found;
	bool any = false;
	size_t to;

	for (to = 0; to < view->nmachines; to++) {
		if (to == view->processes[process].at)
			continue;
		rule_weigh(rule, view, process, to, &found);
		if (!any || is_better(&found, terms))
			*terms = found;
		any = true;
	}
	return any;
}

/**
 * rule_choose() - the move that gains most
 * @rule: parameters
 * @view: the LAN
 * @process: gets the process, an index
 * @terms: filled in, if there is one
 *
 * Of two that gain the same, that of the process with the greater age.
 *
 * Return: is there a move that is worth it?
 */
bool rule_choose(const struct rule *rule, const struct rule_view *view,
		 size_t *process, struct rule_terms *terms)
{
	struct rule_terms found;
	bool any = false;
	size_t i;

	for (i = 0; i < view->nprocesses; i++) {
		if (view->processes[i].fixed ||
		    !rule_best(rule, view, i, &found) ||
		    found.why != DEMOS_PM_MOVES)
			continue;
		if (any && (net(&found) < net(terms) ||
			    (net(&found) == net(terms) &&
			     view->processes[i].age <=
			     view->processes[*process].age)))
			continue;
		any = true;
		*process = i;
		*terms = found;
	}
	return any;
}

/**
 * rule_predict() - count a move that has been decided
 * @view: the LAN; changed as if the process were there already
 * @process: an index
 * @to: the machine, an index
 */
void rule_predict(struct rule_view *view, size_t process, size_t to)
{
	struct rule_process *moved = &view->processes[process];
	struct rule_machine *from = &view->machines[moved->at];
	struct rule_machine *there = &view->machines[to];

	from->load -= moved->share;
	there->load += moved->share;
	if (from->room >= 0)
		from->room += moved->memory;
	if (there->room >= 0)
		there->room -= moved->memory;
	moved->at = to;
	moved->stayed = 0;
	moved->fixed = true;
}
