/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The processes that remain on a machine after its evacuation, and the reasons.
 */
#ifndef DEMOSCTL_REMAINS_H
#define DEMOSCTL_REMAINS_H

#include <json-c/json.h>

#include "evacuation.h"

#define REMAINS_WHY	256

enum remains_kind {
	REMAINS_GUEST,
	REMAINS_NATIVE,
	REMAINS_LOST,
	REMAINS_KINDS
};

/**
 * struct remaining - a process that remains, or a guest that is lost
 * @pid: process identifier
 * @name: its name
 * @kind: GUEST, NATIVE or LOST
 * @why: the reason; of a server, also what the LAN will lack
 */
struct remaining {
	__u64 pid;
	char name[DEMOS_NAME_MAX];
	enum remains_kind kind;
	char why[REMAINS_WHY];
};

/**
 * struct remains - all of them
 * @list: guests first
 * @count: how many
 * @of: how many of each kind
 * @complete: none is missing; else other native processes may remain, and
 *	      guests that the process manager does not know
 */
struct remains {
	struct remaining *list;
	int count;
	int of[REMAINS_KINDS];
	bool complete;
};

int remains_find(const struct evacuation *evacuation, struct remains *remains);
int remains_guests(struct demos *demos, struct remains *remains);
void remains_print(const struct remains *remains);
struct json_object *remains_records(const struct remains *remains);
void remains_free(struct remains *remains);

#endif
