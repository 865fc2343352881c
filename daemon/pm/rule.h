/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The decision rule (section 3.1 leaves it to future work): which process is to
 * move where. Pure: it sees measured figures, knows nothing of messages, and
 * runs in the simulator of test/balance.c as in the process manager.
 *
 * Move p from a to b if
 *
 *	T * (s_a(n_a) - s_b(n_b + r)) + H * sum over q of f_pq * (d_aq - d_bq)
 *		> 2 * (alpha * RTT_ab + S / BW + dirty)
 *
 * with T = min(age, r * H): the processor time that p still wants within the
 * horizon H, where age, the processor time that p has used, is the estimate of
 * what is left to it (Harchol-Balter and Downey, 1997: jobs that have run long
 * go on to run long); s(n) = max(n / cpus, 1) / speed: how much longer n
 * runnable processes take there than one alone on a machine of speed 1; r: the
 * share of time in which p is runnable; f: messages a second with q; d: the
 * cost of a message; the right side: the cost of the move, twice. With one
 * processor, speed 1 and r = 1 the first factor is n_a - n_b - 1.
 */
#ifndef DEMOS_RULE_H
#define DEMOS_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/demos.h>

/**
 * struct rule - parameters
 * @horizon: H, s
 * @least: least difference of s_a and s_b by which the processor's term counts
 * @young: a process that has just been created stays for so long, s
 * @rest: one that has moved, s
 * @alpha: round trips in a move
 * @dirty: what a move costs besides, s
 * @bandwidth: BW, bytes/s, until a move has been measured
 */
struct rule {
	double horizon;
	double least;
	double young;
	double rest;
	double alpha;
	double dirty;
	double bandwidth;
};

extern const struct rule rule_default;

/**
 * struct rule_machine - a machine
 * @id: its id
 * @load: n: the sum of its processes' shares
 * @cpus: guests that run there at the same time
 * @speed: of a guest that runs alone, relative to the other machines
 * @room: bytes of memory for guests; negative: not known
 * @closed: it takes no guests
 */
struct rule_machine {
	__u16 id;
	double load;
	double cpus;
	double speed;
	double room;
	bool closed;
};

/**
 * struct rule_process - a process
 * @pid: process identifier
 * @at: its machine, an index
 * @age: processor time that it has used, s
 * @share: of time in which it is runnable, 0 to 1
 * @memory: bytes
 * @lived: s since it was created
 * @stayed: s since it moved last; if it never has: not less than the rest
 * @fixed: it cannot move, or is moving
 */
struct rule_process {
	__u64 pid;
	size_t at;
	double age;
	double share;
	double memory;
	double lived;
	double stayed;
	bool fixed;
};

/**
 * struct rule_talk - two processes that exchange messages
 * @one: a process, an index
 * @other: the other one
 * @rate: messages a second, both ways
 */
struct rule_talk {
	size_t one;
	size_t other;
	double rate;
};

/**
 * struct rule_view - the LAN as measured
 * @machines: the machines
 * @nmachines: how many
 * @processes: the processes
 * @nprocesses: how many
 * @talks: who talks with whom
 * @ntalks: how many
 * @costs: of a message from one machine to another, s: a square; the round
 *	   trip is twice as long
 * @busy: between these two there is a move: a square
 * @bandwidth: of moves, bytes/s; 0: not measured
 */
struct rule_view {
	struct rule_machine *machines;
	size_t nmachines;
	struct rule_process *processes;
	size_t nprocesses;
	const struct rule_talk *talks;
	size_t ntalks;
	const double *costs;
	const bool *busy;
	double bandwidth;
};

/**
 * struct rule_terms - the rule for a process and a machine
 * @to: the machine, an index
 * @why: does it move there?
 * @processor: s gained by less load
 * @messages: s gained by nearer correspondents
 * @cost: twice the cost of the move, s
 */
struct rule_terms {
	size_t to;
	enum demos_pm_stays why;
	double processor;
	double messages;
	double cost;
};

void rule_weigh(const struct rule *rule, const struct rule_view *view,
		size_t process, size_t to, struct rule_terms *terms);
bool rule_best(const struct rule *rule, const struct rule_view *view,
	       size_t process, struct rule_terms *terms);
bool rule_choose(const struct rule *rule, const struct rule_view *view,
		 size_t *process, struct rule_terms *terms);
void rule_predict(struct rule_view *view, size_t process, size_t to);

#endif
