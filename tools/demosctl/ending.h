/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a guest has ended: demosctl's exit status, and in words.
 */
#ifndef DEMOSCTL_ENDING_H
#define DEMOSCTL_ENDING_H

#include "system.h"

#define ENDING_TEXT	64

int ending_status(struct manager *manager, const struct demos_end *end);
const char *ending_why(const struct demos_managed *guest,
		       char text[ENDING_TEXT]);

#endif
