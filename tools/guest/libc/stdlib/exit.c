// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "process.h"

void (*__at_exit)(void);
void (*__at_exit_streams)(void);
void (*__at_exit_pipes)(void);

void exit(int status)
{
	if (__at_exit)
		__at_exit();
	if (__at_exit_streams)
		__at_exit_streams();
	if (__at_exit_pipes)
		__at_exit_pipes();
	__process_exit(status);
}
