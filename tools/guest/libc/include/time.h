/* SPDX-License-Identifier: GPL-2.0 */
/* The machine's clock; local time is UTC. */
#ifndef _TIME_H
#define _TIME_H

#include <stddef.h>

typedef long long time_t;
typedef long long clock_t;

#define CLOCKS_PER_SEC	1000000LL

struct tm {
	int tm_sec;
	int tm_min;
	int tm_hour;
	int tm_mday;
	int tm_mon;
	int tm_year;
	int tm_wday;
	int tm_yday;
	int tm_isdst;
};

struct timespec {
	time_t tv_sec;
	long tv_nsec;
};

#define TIME_UTC	1

char *asctime(const struct tm *tm);
clock_t clock(void);
char *ctime(const time_t *time);
double difftime(time_t a, time_t b);
struct tm *gmtime(const time_t *time);
struct tm *gmtime_r(const time_t *time, struct tm *tm);
struct tm *localtime(const time_t *time);
time_t mktime(struct tm *tm);
size_t strftime(char *to, size_t size, const char *format,
		const struct tm *tm);
time_t time(time_t *to);
int timespec_get(struct timespec *to, int base);

#endif
