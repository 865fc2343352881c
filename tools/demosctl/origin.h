/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which file a guest's program is from, and places in its source.
 */
#ifndef DEMOSCTL_ORIGIN_H
#define DEMOSCTL_ORIGIN_H

#include "../../z8kvm/symbols.h"
#include "program.h"
#include "system.h"

#define ORIGIN_TEXT	160	/* as much as a record takes */

/**
 * struct origin - the file that a guest's program is from
 * @text: its path (of a long one the end), and why it is of no use, if so; ""
 *	  if it is not known
 * @program: the file, if it can be read and is the same still; its data is
 *	     NULL else
 */
struct origin {
	char text[ORIGIN_TEXT];
	struct program program;
};

void origin_note(struct manager *manager, __u64 pid, const char *path,
		 const struct program *program);
void origin_find(struct manager *manager, __u64 pid, struct origin *origin);
void origin_free(struct origin *origin);
const char *origin_place(const struct origin *origin, __u32 address,
			 char text[Z8K_PLACE_TEXT]);

#endif
