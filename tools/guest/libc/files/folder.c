// SPDX-License-Identifier: GPL-2.0
/*
 * The current folder: a link that the creator gave, else the one with the name
 * "fs" at the switchboard, looked up at the first use.
 */
#include <demos/files.h>
#include <errno.h>
#include "file.h"

static demos_link_t current;

demos_link_t __folder(void)
{
	if (!current)
		current = __folder_given();
	if (!current && lookup(DEMOS_FS_NAME, &current)) {
		current = 0;
		errno = ENOSYS;
	}
	return current;
}

void __folder_set(demos_link_t link)
{
	if (current)
		link_destroy(current);
	current = link;
}

demos_link_t folder_link(void)
{
	return __folder();
}
