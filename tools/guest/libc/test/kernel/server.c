// SPDX-License-Identifier: GPL-2.0
/* server: adds up the numbers that it is sent, and answers the sum */
#include <demos.h>
#include <stdio.h>

struct request {
	uint32_t number;
};

static int add(void *context, struct demos_message *message, void *data)
{
	const struct request *request = data;
	uint32_t *sum = context;

	if (message->flags & DEMOS_MESSAGE_NOTICE)
		return 0;
	if (message->length != sizeof(*request))
		return 0;
	*sum += request->number;
	answer(message, sum, sizeof(*sum));
	return 0;
}

int main(void)
{
	/* Not on the stack, which is small */
	static char buffer[DEMOS_DATA_MAX];
	uint32_t sum = 0;
	int result = register_name("sum", 0);

	if (!result)
		result = serve(add, &sum, buffer, sizeof(buffer));
	fprintf(stderr, "server: %s\n", demos_error(result));
	return 1;
}
