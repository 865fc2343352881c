// SPDX-License-Identifier: GPL-2.0
/*
 * The table of machines that drain.
 */
#include <stdlib.h>
#include <string.h>

#include "pm/drain.h"

/**
 * drains_find() - does a machine drain?
 * @drains: the table
 * @machine: its id
 *
 * Return: its drain, or NULL; valid until the table changes.
 */
struct drain *drains_find(const struct drains *drains, __u16 machine)
{
	size_t i;

	for (i = 0; i < drains->count; i++) {
		if (drains->list[i].machine == machine)
			return &drains->list[i];
	}
	return NULL;
}

/**
 * drains_find_code() - find the drain of a claim
 * @drains: the table
 * @code: of the claim
 *
 * Return: the drain, or NULL: it has ended, or there is a new claim to it.
 */
struct drain *drains_find_code(const struct drains *drains, __u32 code)
{
	size_t i;

	for (i = 0; i < drains->count; i++) {
		if (drains->list[i].code == code)
			return &drains->list[i];
	}
	return NULL;
}

static struct drain *add(struct drains *drains, __u16 machine)
{
	struct drain *list = reallocarray(drains->list, drains->count + 1,
					  sizeof(*list));
	struct drain *drain;

	if (!list)
		return NULL;
	drains->list = list;
	drain = &list[drains->count++];
	*drain = (struct drain){ .machine = machine };
	return drain;
}

/**
 * drains_begin() - a machine is to drain
 * @drains: the table
 * @machine: its id
 * @holder: gets the claim
 *
 * If it drains already, the drain gets a new claim, and is not kept any more.
 *
 * Return: the drain, or NULL: no memory.
 */
struct drain *drains_begin(struct drains *drains, __u16 machine, __u64 holder)
{
	struct drain *drain = drains_find(drains, machine);

	if (!drain)
		drain = add(drains, machine);
	if (!drain)
		return NULL;
	drain->kept = false;
	drain->code = ++drains->code;
	drain->holder = holder;
	return drain;
}

/**
 * drains_end() - a machine takes guests again
 * @drains: the table
 * @drain: of the machine
 */
void drains_end(struct drains *drains, struct drain *drain)
{
	size_t after = &drains->list[drains->count] - (drain + 1);

	memmove(drain, drain + 1, after * sizeof(*drain));
	drains->count--;
}

/**
 * drains_clear() - free the table
 * @drains: the table
 */
void drains_clear(struct drains *drains)
{
	free(drains->list);
	*drains = (struct drains){ .code = drains->code };
}
