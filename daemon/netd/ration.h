/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines in the log that others can bring about, by connecting: some at once,
 * then one each so often, so that nobody can fill it.
 */
#ifndef DEMOS_NETD_RATION_H
#define DEMOS_NETD_RATION_H

#include <linux/types.h>

#define RATION_BURST	10	/* lines at once */
#define RATION_EACH	1000	/* then one each so many ms */

/**
 * struct ration - the lines about one matter; all 0: none so far
 * @full: when a whole burst may be written again, ms
 * @silent: lines that were not written, and not told of yet
 */
struct ration {
	__u64 full;
	__u64 silent;
};

void ration_line(struct ration *ration, __u64 now, const char *format, ...)
	__attribute((format(printf, 3, 4)));

#endif
