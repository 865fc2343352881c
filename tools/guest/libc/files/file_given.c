// SPDX-License-Identifier: GPL-2.0
#include "file.h"

int __file_given(demos_link_t link, unsigned int flags, uint32_t offset,
		 const struct stream_operations **operations, void **file)
{
	struct __file *new = __file_new(link, flags);

	if (!new)
		return -1;
	new->at = offset;
	*operations = &__file_operations;
	*file = new;
	return 0;
}
