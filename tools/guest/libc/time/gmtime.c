// SPDX-License-Identifier: GPL-2.0
#include <time.h>

struct tm *gmtime(const time_t *time)
{
	static struct tm tm;

	return gmtime_r(time, &tm);
}
