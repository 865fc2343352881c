// SPDX-License-Identifier: GPL-2.0
#include <time.h>

char *ctime(const time_t *time)
{
	return asctime(localtime(time));
}
