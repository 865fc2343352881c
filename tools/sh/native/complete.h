/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Completion of words.
 */
#ifndef SH_COMPLETE_H
#define SH_COMPLETE_H

#include "system.h"

bool complete(struct system *system, const char *line, const char *cursor,
	      struct text *insert);

#endif
