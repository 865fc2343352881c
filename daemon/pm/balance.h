/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Balancing: the process manager looks at guests and machines every few
 * seconds (survey.c), makes a view of them (view.c), and moves guests by the
 * rule (balance.c, rule.c).
 */
#ifndef DEMOS_BALANCE_H
#define DEMOS_BALANCE_H

#include <stdbool.h>
#include <linux/types.h>

#include "pm/rule.h"

struct guest;
struct manager;

#define BALANCE_PERIOD_MS	5000

/**
 * struct balance - the state of balancing
 * @on: guests are looked at and moved
 * @next: when the next look is due, ms
 * @rule: parameters
 * @message: what a message to another machine costs besides the way, s
 * @bandwidth: of moves, bytes/s; 0: none has been measured
 * @moves: that it has made
 */
struct balance {
	bool on;
	__u64 next;
	struct rule rule;
	double message;
	double bandwidth;
	__u32 moves;
};

/**
 * struct balance_view - a view, and what its indices mean
 * @lan: for the rule
 * @guests: by process; NULL: a native process
 */
struct balance_view {
	struct rule_view lan;
	struct guest **guests;
};

/* balance.c */
void manager_balance_begin(struct manager *pm, bool on);
int manager_balance_turn(struct manager *pm);

/* survey.c */
void survey(struct manager *pm);
double survey_speed(__u16 machine);
double survey_cpus(__u16 machine);
double survey_room(__u16 machine);
void survey_speeds(struct manager *pm);
void survey_moved(struct manager *pm, struct guest *guest, __u64 bytes,
		  __u64 ns);

/* view.c */
int balance_view_make(struct manager *pm, struct balance_view *view);
void balance_view_free(struct balance_view *view);

#endif
