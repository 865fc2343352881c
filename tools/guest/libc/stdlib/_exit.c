// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "process.h"

void _Exit(int status)
{
	__process_exit(status);
}
