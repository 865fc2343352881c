// SPDX-License-Identifier: GPL-2.0
#include "file.h"

int __file_open(const char *path, unsigned int flags,
		const struct stream_operations **operations, void **file)
{
	demos_link_t link;

	if (__ask_open(DEMOS_FS_OPEN, path, __file_flags(flags), 0644, &link))
		return -1;
	*operations = &__file_operations;
	*file = __file_new(link, flags);
	if (*file)
		return 0;
	link_destroy(link);
	return -1;
}
