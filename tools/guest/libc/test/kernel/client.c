// SPDX-License-Identifier: GPL-2.0
/* client: sends its arguments to the server "sum", and shows the last answer */
#include <demos.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char *argv[])
{
	struct demos_message message;
	uint32_t number, sum = 0;
	demos_link_t server;
	int i, result;

	result = await_name("sum", &server, 10);
	for (i = 1; i < argc && !result; i++) {
		number = strtoul(argv[i], NULL, 0);
		result = call(server, &number, sizeof(number), &sum,
			      sizeof(sum), &message);
	}
	if (result) {
		fprintf(stderr, "client: %s\n", demos_error(result));
		return 1;
	}
	printf("%lu\n", (unsigned long)sum);
	return 0;
}
