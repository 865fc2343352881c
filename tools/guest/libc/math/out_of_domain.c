// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "real.h"

double __out_of_domain(void)
{
	errno = EDOM;
	return real_of(NAN64);
}
