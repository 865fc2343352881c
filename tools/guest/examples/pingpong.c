// SPDX-License-Identifier: GPL-2.0
/*
 * pingpong: how long does a call take? Calls "echo" over and over, with 4 bytes
 * and with the most that a message holds, and checks the answers.
 */
#include "fail.h"

#include <stdio.h>
#include <stdlib.h>

/* Calls with @size bytes; shows the time of one */
static void measure(demos_link_t server, unsigned int calls, unsigned int size)
{
	static uint32_t ping[DEMOS_DATA_MAX / 4], pong[DEMOS_DATA_MAX / 4];
	uint64_t start = now();
	struct demos_message message;
	unsigned int left;
	int result;

	for (left = calls; left; left--) {
		ping[0] = left;		/* each call's data differs */
		result = call(server, ping, size, pong, sizeof(pong),
			      &message);
		if (result)
			fail("pingpong: cannot call", result);
		if (message.length != size || pong[0] != left) {
			puts("pingpong: the answer differs from the request");
			exit(1);
		}
	}
	printf("pingpong: %u calls of %u bytes, %lu ns each\n", calls, size,
	       (unsigned long)((now() - start) / calls));
}

int main(void)
{
	demos_link_t server;

	server = find("echo", "pingpong: no server is registered as echo");
	measure(server, 1000, 4);
	measure(server, 200, DEMOS_DATA_MAX);
	return 0;
}
