// SPDX-License-Identifier: GPL-2.0
/*
 * Moves guests by the rule, every few seconds. Several guests may move at a
 * time, but one between two machines; each counts at once for the machine to
 * which it moves.
 */
#include "common/log.h"
#include "lib/clock.h"
#include "pm/manager.h"

/**
 * manager_balance_begin() - begin or end to balance
 * @pm: the process manager
 * @on: begin
 */
void manager_balance_begin(struct manager *pm, bool on)
{
	if (on == pm->balance.on)
		return;
	log_line(on ? "balancing begins" : "balancing ends");
	pm->balance.on = on;
	pm->balance.next = demos_clock_ms();
}

static void move(struct manager *pm, struct guest *guest, __u16 machine,
		 const struct rule_terms *terms)
{
	char pid[DEMOS_PID_TEXT];

	if (manager_move(pm, guest, machine) != DEMOS_OK)
		return;
	log_line("%s '%s' goes from machine %u to %u: gains %.1f s, costs %.1f",
		 demos_pid_format(guest->pid, pid), guest->name,
		 guest->machine, machine,
		 terms->processor + terms->messages, terms->cost);
	guest->measured.moved = demos_clock_ms();
	pm->balance.moves++;
}

static void decide_by(struct manager *pm, struct balance_view *view)
{
	struct rule_view *lan = &view->lan;
	bool *busy = (bool *)lan->busy;
	struct rule_terms terms;
	size_t process, from;

	while (rule_choose(&pm->balance.rule, lan, &process, &terms)) {
		from = lan->processes[process].at;
		busy[from * lan->nmachines + terms.to] = true;
		busy[terms.to * lan->nmachines + from] = true;
		move(pm, view->guests[process], lan->machines[terms.to].id,
		     &terms);
		rule_predict(lan, process, terms.to);
	}
}

static void decide(struct manager *pm)
{
	struct balance_view view;

	if (balance_view_make(pm, &view))
		log_line("cannot balance: no memory");
	else
		decide_by(pm, &view);
	balance_view_free(&view);
}

/**
 * manager_balance_turn() - look and move, if it is time to
 * @pm: the process manager
 *
 * Return: ms until it is time again; -1: balancing is off.
 */
int manager_balance_turn(struct manager *pm)
{
	struct balance *balance = &pm->balance;
	__u64 now = demos_clock_ms();

	if (!balance->on)
		return -1;
	if (now >= balance->next) {
		balance->next = now + BALANCE_PERIOD_MS;
		survey_speeds(pm);
		decide(pm);
		survey(pm);
	}
	return balance->next - now;
}
