// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int serve(int (*handle)(void *context, struct demos_message *message,
			void *data),
	  void *context, void *buffer, unsigned int size)
{
	struct demos_message message;
	int result;

	for (;;) {
		result = receive(&message, buffer, size, DEMOS_ALL_CHANNELS,
				 DEMOS_FOREVER);
		if (result)
			return result;
		result = handle(context, &message, buffer);
		drop_links(&message);
		if (result)
			return result;
	}
}
