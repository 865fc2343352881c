// SPDX-License-Identifier: GPL-2.0
/*
 * The console: standard output, and standard input for guests that read.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "stage.h"

static void answer_read(const struct message *message)
{
	struct demos_console_read request;
	struct {
		struct demos_answer answer;
		uint8_t bytes[DEMOS_CONSOLE_MAX];
	} said = {
		.answer.op = htons(DEMOS_CONSOLE_READ | DEMOS_OP_ANSWER),
		.answer.result = htons(DEMOS_ECALL),
	};
	uint16_t size = 0;
	ssize_t length = 0;

	if (message->length == sizeof(request)) {
		memcpy(&request, message->data, sizeof(request));
		if (request.op == htons(DEMOS_CONSOLE_READ))
			size = ntohs(request.size);
	}
	if (size && size <= DEMOS_CONSOLE_MAX) {
		said.answer.result = htons(DEMOS_OK);
		length = read(STDIN_FILENO, said.bytes, size);
	}
	if (length < 0)
		length = 0;
	message_deliver(message_create(CONSOLE, &message->links[0], &said,
				       sizeof(said.answer) + length));
}

/**
 * console - show a text, or answer a request to read
 * @message: the message; still the caller's
 */
void console(const struct message *message)
{
	if (message->nlinks)
		answer_read(message);
	else
		fwrite(message->data, 1, message->length, stdout);
}
