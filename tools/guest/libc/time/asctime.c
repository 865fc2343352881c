// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <time.h>

char *asctime(const struct tm *tm)
{
	static char text[40];

	strftime(text, sizeof(text), "%a %b %e %H:%M:%S ", tm);
	snprintf(text + 20, sizeof(text) - 20, "%ld\n", tm->tm_year + 1900L);
	return text;
}
