// SPDX-License-Identifier: GPL-2.0
#include "clock.h"

#define DAY 86400L

struct tm *gmtime_r(const time_t *time, struct tm *tm)
{
	long day = *time / DAY;
	long second = *time - (time_t)day * DAY;
	long year;

	if (second < 0) {
		second += DAY;
		day--;
	}
	tm->tm_hour = second / 3600;
	tm->tm_min = second / 60 % 60;
	tm->tm_sec = second % 60;
	tm->tm_wday = ((day + 4) % 7 + 7) % 7;

	/* A guess that is at most one year too late or too early */
	year = 1970 + (day / 146097 * 400) + day % 146097 / 365;
	while (__days_before(year, 0) > day)
		year--;
	while (__days_before(year + 1, 0) <= day)
		year++;
	tm->tm_year = year - 1900;
	tm->tm_yday = day - __days_before(year, 0);
	for (tm->tm_mon = 11; __days_before(year, tm->tm_mon) > day; )
		tm->tm_mon--;
	tm->tm_mday = day - __days_before(year, tm->tm_mon) + 1;
	tm->tm_isdst = 0;
	return tm;
}
