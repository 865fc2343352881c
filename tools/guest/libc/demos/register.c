// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include "kernel.h"

int __register(unsigned int op, const char *name, uint32_t code)
{
	demos_link_t link;
	int result = link_create(&link, code, 0,
				 DEMOS_LINK_DUP | DEMOS_LINK_PASS);

	if (result)
		return result;
	result = __switchboard(op, name, 0, link, NULL);
	/* After a send that failed, the link is still here. */
	if (result)
		link_destroy(link);
	return result;
}
