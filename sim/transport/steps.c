// SPDX-License-Identifier: GPL-2.0
/*
 * Counts steps: -fsanitize-coverage=trace-pc makes the compiler insert a call
 * into each basic block.
 */
#include "lan.h"
#include "steps.h"

#define MOST	10000000	/* some thousands are normal */

static unsigned int steps;

__attribute__((no_sanitize_coverage)) void steps_begin(void)
{
	steps = 0;
}

__attribute__((no_sanitize_coverage)) void __sanitizer_cov_trace_pc(void)
{
	if (++steps != MOST)
		return;
	broken("a step does not finish", 0);
}
