// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double nan(const char *tag)
{
	(void)tag;
	return real_of(NAN64);
}
