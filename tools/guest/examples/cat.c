// SPDX-License-Identifier: GPL-2.0
/*
 * cat: copy the console's input to its output, until the input ends. With
 * HASTY: begin to read, give that up at once, and then read little at a time.
 *
 * getchar() and putchar() could do that. This one takes as much at a time as a
 * message holds.
 */
#include "fail.h"

#ifdef HASTY
#define SIZE	3
#else
#define SIZE	DEMOS_CONSOLE_MAX
#endif

static union {
	struct demos_console_read request;
	struct {
		struct demos_answer head;
		char input[DEMOS_CONSOLE_MAX];
	} answer;
} data;

/* Ask for @size bytes, for @limit units of 10 ms. Return: how many came */
static unsigned int read_console(unsigned int size, unsigned int limit)
{
	struct demos_call read = {
		.link = DEMOS_LINK_CONSOLE,
		.data = &data,
		.length = sizeof(data.request),
		.buffer = &data,
		.size = sizeof(data),
		.limit = limit,
	};
	struct demos_message message;
	int result;

	data.request.op = DEMOS_CONSOLE_READ;
	data.request.size = size;
	result = call_links(&read, &message);
	if (result == DEMOS_ETIME && limit)
		return 0;
	if (!result)
		result = data.answer.head.result;
	if (result)
		fail("cat: cannot read", result);
	return message.length - sizeof(data.answer.head);
}

int main(void)
{
	unsigned int length;

#ifdef HASTY
	read_console(DEMOS_CONSOLE_MAX, 1);
#endif
	do {
		length = read_console(SIZE, 0);
		if (length &&
		    send(DEMOS_LINK_CONSOLE, data.answer.input, length))
			return 1;
	} while (length);
	return 0;
}
