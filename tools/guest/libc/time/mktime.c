// SPDX-License-Identifier: GPL-2.0
#include "clock.h"

time_t mktime(struct tm *tm)
{
	long year = tm->tm_year + 1900L + tm->tm_mon / 12;
	int month = tm->tm_mon % 12;
	time_t time;

	if (month < 0) {
		month += 12;
		year--;
	}
	time = __days_before(year, month) + tm->tm_mday - 1L;
	time = time * 86400 + tm->tm_hour * 3600L + tm->tm_min * 60L +
	       tm->tm_sec;
	gmtime_r(&time, tm);
	return time;
}
