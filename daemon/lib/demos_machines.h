/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos: the machines of the LAN as the process manager sees them, which of
 * them take guests, and where guests go. Included by demos.h.
 */
#ifndef DEMOS_MACHINES_H
#define DEMOS_MACHINES_H

#include "demos.h"

/**
 * struct demos_managed_machine - a machine, as the process manager sees it
 * @machine: its id
 * @state: enum demos_peer_state
 * @own: the process manager is there
 * @drains: it takes no guests
 * @by: the process that evacuates it; 0: none does now
 * @guests: that live there
 * @arriving: that are created there or move there now
 */
struct demos_managed_machine {
	__u16 machine;
	__u8 state;
	bool own;
	bool drains;
	__u64 by;
	__u32 guests;
	__u32 arriving;
};

/**
 * demos_pm_machines() - all machines of the LAN
 * @demos: attached handle
 * @pm: link to the process manager
 * @timeout_ms: time limit for each answer, or DEMOS_NO_LIMIT
 * @list: gets an array, by machine id, for the caller to free()
 *
 * Return: how many, or a negative errno (then there is no array).
 */
int demos_pm_machines(struct demos *demos, __u32 pm, int timeout_ms,
		      struct demos_managed_machine **list);

/**
 * struct demos_wish - where guests may go
 * @from: the machine where they are, which is not used; 0: any
 * @machines: only these, or all but these
 * @count: of @machines, at most DEMOS_PM_PLACES
 * @only: see @machines
 * @skip: so many guests go first
 */
struct demos_wish {
	__u16 from;
	const __u16 *machines;
	unsigned int count;
	bool only;
	unsigned int skip;
};

/**
 * demos_pm_place() - where the process manager would have guests go
 * @demos: attached handle
 * @pm: link to the process manager
 * @wish: the machines to choose from; those that drain or are not connected are
 *	  left out
 * @places: gets the machine for each of @most guests that go one after the
 *	    other
 * @most: at most DEMOS_PM_PLACES
 *
 * Return: @most; 0: no machine takes a guest; or a negative errno.
 */
int demos_pm_place(struct demos *demos, __u32 pm,
		   const struct demos_wish *wish, __u16 *places,
		   unsigned int most);

/**
 * demos_pm_drain() - have the process manager put no more guests on a machine
 * @demos: attached handle
 * @pm: link to the process manager
 * @machine: its id
 * @claim: gets a link; when it is destroyed, or this process ends, the machine
 *	   takes guests again
 *
 * Return: 0; -EBUSY: another process has a claim to that; another negative
 * errno.
 */
int demos_pm_drain(struct demos *demos, __u32 pm, __u16 machine,
		   __u32 *claim);

/**
 * demos_pm_drain_keep() - let a machine take no guests until it is restarted
 * @demos: attached handle
 * @pm: link to the process manager
 * @machine: its id; this process has a claim to it
 *
 * Return: 0; -EBADFD: it takes guests, since it was restarted or somebody has
 * called demos_pm_drain_end(); another negative errno.
 */
int demos_pm_drain_keep(struct demos *demos, __u32 pm, __u16 machine);

/**
 * demos_pm_drain_end() - let a machine take guests again
 * @demos: attached handle
 * @pm: link to the process manager
 * @machine: its id
 *
 * Return: 0; -EBADFD: it does; another negative errno.
 */
int demos_pm_drain_end(struct demos *demos, __u32 pm, __u16 machine);

#endif
