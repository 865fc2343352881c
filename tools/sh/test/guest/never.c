// SPDX-License-Identifier: GPL-2.0
/* Never ends */
#include <demos.h>

int main(void)
{
	for (;;)
		pause_ms(1000);
}
