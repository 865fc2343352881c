/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos: balancing, by which the process manager moves guests for the sake
 * of load. Included by demos.h.
 */
#ifndef DEMOS_BALANCE_H_PUBLIC
#define DEMOS_BALANCE_H_PUBLIC

#include "demos.h"

/**
 * struct demos_balance - the state of balancing
 * @on: guests are looked at and moved
 * @moves: that it has begun so far
 * @bandwidth: of migrations, KiB/s; 0: not measured
 */
struct demos_balance {
	bool on;
	__u32 moves;
	__u32 bandwidth;
};

/**
 * struct demos_load - a machine as balancing has measured it
 * @machine: its id
 * @cpus: guests that run at the same time
 * @load: runnable guests on the average, thousandths
 * @speed: of a guest that has a processor, beside the fastest machine,
 *	   thousandths
 * @guests: that are there, or on their way there
 * @room: bytes of memory for guests that are left
 */
struct demos_load {
	__u16 machine;
	__u16 cpus;
	__u32 load;
	__u32 speed;
	__u32 guests;
	__u64 room;
};

/**
 * struct demos_terms - why a guest moves or stays: the terms of the decision
 *	rule for the machine that would be best for it
 * @pid: process identifier
 * @machine: where it is
 * @to: the machine that would be best; 0: there is no other
 * @why: enum demos_pm_stays
 * @share: of time that it is runnable, thousandths
 * @age: processor time that it has used, us
 * @processor: gained by less load, us
 * @messages: gained by nearer correspondents, us
 * @cost: twice that of the move, us
 * @name: of the guest, with its NUL
 */
struct demos_terms {
	__u64 pid;
	__u16 machine;
	__u16 to;
	__u16 why;
	__u16 share;
	__u64 age;
	__s64 processor;
	__s64 messages;
	__s64 cost;
	char name[DEMOS_NAME_MAX];
};

/**
 * demos_pm_balance() - begin or end balancing, or see how it is
 * @demos: attached handle
 * @pm: link to the process manager
 * @action: DEMOS_PM_BALANCE_ON, _OFF, or 0: change nothing
 * @state: gets the state
 * @loads: gets an array, by machine id, for the caller to free()
 *
 * Return: how many machines, or a negative errno (then there is no array).
 */
int demos_pm_balance(struct demos *demos, __u32 pm, __u16 action,
		     struct demos_balance *state, struct demos_load **loads);

/**
 * demos_pm_explain() - why each guest moves or stays
 * @demos: attached handle
 * @pm: link to the process manager
 * @list: gets an array, by process identifier, for the caller to free()
 *
 * Return: how many guests, or a negative errno (then there is no array);
 * DEMOS_ESTATE: balancing is off, nothing has been measured.
 */
int demos_pm_explain(struct demos *demos, __u32 pm, struct demos_terms **list);

/**
 * demos_stays_text() - why a guest stays, as a text
 * @why: enum demos_pm_stays
 *
 * Return: a text.
 */
const char *demos_stays_text(__u16 why);

#endif
