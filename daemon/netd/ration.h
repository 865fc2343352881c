/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines in the log that others can cause, by connecting: a burst of them, then
 * one now and then, so that nobody can fill the log.
 */
#ifndef DEMOS_NETD_RATION_H
#define DEMOS_NETD_RATION_H

#include <linux/types.h>

#define RATION_BURST	10	/* lines at once */
#define RATION_EACH	1000	/* then one in this many ms */

/**
 * struct ration - the lines about one subject; all 0: none so far
 * @full: when a whole burst may be written again, ms
 * @silent: lines left out and not reported yet
 */
struct ration {
	__u64 full;
	__u64 silent;
};

void ration_line(struct ration *ration, __u64 now, const char *format, ...)
	__attribute((format(printf, 3, 4)));

#endif
