// SPDX-License-Identifier: GPL-2.0
#include <time.h>

struct tm *localtime(const time_t *time)
{
	return gmtime(time);
}
