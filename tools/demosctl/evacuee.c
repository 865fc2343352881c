// SPDX-License-Identifier: GPL-2.0
/*
 * The guests of a machine that is evacuated.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../daemon/lib/demos.h"
#include "evacuee.h"

/**
 * evacuees_find - look a guest up
 * @evacuees: the table
 * @pid: process identifier
 *
 * Return: the guest or NULL.
 */
struct evacuee *evacuees_find(const struct evacuees *evacuees, __u64 pid)
{
	int i;

	for (i = 0; i < evacuees->count; i++)
		if (evacuees->list[i]->pid == pid)
			return evacuees->list[i];
	return NULL;
}

/**
 * evacuees_add - enter a guest, WAITING
 * @evacuees: the table
 * @pid: process identifier, not in the table
 * @name: its name
 *
 * Return: the guest, or NULL: no memory.
 */
struct evacuee *evacuees_add(struct evacuees *evacuees, __u64 pid,
			     const char *name)
{
	struct evacuee *evacuee = calloc(1, sizeof(*evacuee));
	struct evacuee **list = reallocarray(evacuees->list,
					     evacuees->count + 1,
					     sizeof(*list));

	if (list)
		evacuees->list = list;
	if (!list || !evacuee) {
		free(evacuee);
		return NULL;
	}
	evacuee->pid = pid;
	snprintf(evacuee->name, sizeof(evacuee->name), "%s", name);
	list[evacuees->count++] = evacuee;
	evacuees->in[EVACUEE_WAITING]++;
	return evacuee;
}

/**
 * evacuees_next - find a guest that waits and may be tried
 * @evacuees: the table
 * @now: ms
 *
 * Return: the guest or NULL.
 */
struct evacuee *evacuees_next(const struct evacuees *evacuees, __u64 now)
{
	int i;

	for (i = 0; i < evacuees->count; i++)
		if (evacuees->list[i]->state == EVACUEE_WAITING &&
		    evacuees->list[i]->when <= now)
			return evacuees->list[i];
	return NULL;
}

/**
 * evacuees_due - when may the next guest that waits be tried?
 * @evacuees: the table
 *
 * Return: ms; UINT64_MAX: none waits.
 */
__u64 evacuees_due(const struct evacuees *evacuees)
{
	__u64 due = UINT64_MAX;
	int i;

	for (i = 0; i < evacuees->count; i++)
		if (evacuees->list[i]->state == EVACUEE_WAITING &&
		    evacuees->list[i]->when < due)
			due = evacuees->list[i]->when;
	return due;
}

/**
 * evacuees_turn - a guest gets another state
 * @evacuees: the table
 * @evacuee: in it
 * @state: the new state
 */
void evacuees_turn(struct evacuees *evacuees, struct evacuee *evacuee,
		   enum evacuee_state state)
{
	evacuees->in[evacuee->state]--;
	evacuees->in[state]++;
	evacuee->state = state;
}

/**
 * evacuee_tried - has a machine refused a guest?
 * @evacuee: the guest
 * @machine: the machine
 *
 * Return: has it?
 */
bool evacuee_tried(const struct evacuee *evacuee, __u16 machine)
{
	unsigned int i;

	for (i = 0; i < evacuee->ntried; i++)
		if (evacuee->tried[i] == machine)
			return true;
	return false;
}

/**
 * evacuee_try_no_more - a machine has refused a guest
 * @evacuee: the guest
 * @machine: the machine
 *
 * Return: 0 or -ENOMEM.
 */
int evacuee_try_no_more(struct evacuee *evacuee, __u16 machine)
{
	__u16 *tried = reallocarray(evacuee->tried, evacuee->ntried + 1,
				    sizeof(*tried));

	if (!tried)
		return -ENOMEM;
	tried[evacuee->ntried++] = machine;
	evacuee->tried = tried;
	evacuee->first = 0;
	return 0;
}

/**
 * evacuees_clear - free the table
 * @evacuees: the table
 */
void evacuees_clear(struct evacuees *evacuees)
{
	int i;

	for (i = 0; i < evacuees->count; i++) {
		free(evacuees->list[i]->tried);
		free(evacuees->list[i]);
	}
	free(evacuees->list);
	*evacuees = (struct evacuees){};
}
