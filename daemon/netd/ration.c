// SPDX-License-Identifier: GPL-2.0
/*
 * Lines in the log that others can cause.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "common/log.h"
#include "netd/ration.h"

/* May a line be written now? */
static bool may_tell(struct ration *ration, __u64 now)
{
	if (ration->full < now)
		ration->full = now;
	if (ration->full - now > (RATION_BURST - 1) * RATION_EACH)
		return false;
	ration->full += RATION_EACH;
	return true;
}

/**
 * ration_line() - write a line to the log, unless there were too many
 * @ration: for its subject
 * @now: ms
 * @format: text without a newline, as printf()
 *
 * The next line that is written says how many were left out.
 */
void ration_line(struct ration *ration, __u64 now, const char *format, ...)
{
	char line[480], others[48] = "";
	va_list args;

	if (!may_tell(ration, now)) {
		ration->silent++;
		return;
	}
	if (ration->silent)
		snprintf(others, sizeof(others), " (and %llu lines left out)",
			 ration->silent);
	ration->silent = 0;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	log_line("%s%s", line, others);
}
