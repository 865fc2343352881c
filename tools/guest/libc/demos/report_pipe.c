// SPDX-License-Identifier: GPL-2.0
#include "pipe.h"

void report_pipe(int on)
{
	__pipe_reported = on;
}
