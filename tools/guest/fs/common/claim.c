// SPDX-License-Identifier: GPL-2.0
/*
 * Claims: the first process that asks a server for its link becomes the owner,
 * the one process that may send requests there, until the link is destroyed.
 */
#include <string.h>
#include "claim.h"

#define SECONDS		60	/* to wait for a server's name */

/* Code of the owner's link; 0: there is no owner */
static uint32_t owner;
static uint32_t last;

/**
 * say() - write a line to the console
 * @text: its text
 * @result: why; 0: nothing more
 */
void say(const char *text, int result)
{
	static char line[160];

	strcpy(line, text);
	if (result) {
		strcat(line, ": ");
		strcat(line, result < DEMOS_FS_ENOENT ? demos_error(result) :
						       "it fails");
	}
	strcat(line, "\n");
	send_links(DEMOS_LINK_CONSOLE, line, strlen(line), NULL, DEMOS_NOWAIT);
}

/**
 * is_request() - can this message be answered?
 * @message: the message
 *
 * An answer over another link than a reply link might have to wait, for as long
 * as its sender likes.
 */
int is_request(const struct demos_message *message)
{
	struct demos_link_info info;

	return !(message->flags & DEMOS_MESSAGE_NOTICE) && message->count &&
		!link_inspect(message->links[0], &info) &&
		info.flags & DEMOS_LINK_REPLY;
}

/**
 * answer_result() - answer a request with a result alone
 * @message: the request
 * @op: of the request
 * @result: enum demos_result or enum demos_fs_result
 */
void answer_result(const struct demos_message *message, unsigned int op,
		   int result)
{
	struct demos_answer said;

	said.op = op | DEMOS_OP_ANSWER;
	said.result = result;
	answer(message, &said, sizeof(said));
}

/**
 * claim_received() - take a message that came over the link with our name
 * @message: the message
 * @data: its data
 * @about: what the new owner is told
 */
void claim_received(const struct demos_message *message, const void *data,
		    const struct fs_claimed *about)
{
	struct fs_claimed said = *about;
	const uint16_t *op = data;
	demos_link_t links[1];

	if (!is_request(message))
		return;
	if (message->length < sizeof(*op) || *op != FS_CLAIM) {
		answer_result(message, 0, DEMOS_ECALL);
		return;
	}
	if (owner) {
		answer_result(message, FS_CLAIM, DEMOS_EBUSY);
		return;
	}
	if (!++last)
		last++;
	if (link_create(&links[0], last, CHANNEL_OWNER,
			DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY)) {
		answer_result(message, FS_CLAIM, DEMOS_EROOM);
		return;
	}
	owner = last;
	said.op = FS_CLAIM | DEMOS_OP_ANSWER;
	said.result = 0;
	if (send_links(message->links[0], &said, sizeof(said), links, 1))
		link_destroy(links[0]);
}

/**
 * claim_is_owner() - is this a request of the owner?
 * @message: came on CHANNEL_OWNER; a notice there ends the claim
 */
int claim_is_owner(const struct demos_message *message)
{
	if (message->code != owner)
		return 0;
	if (!(message->flags & DEMOS_MESSAGE_NOTICE))
		return is_request(message);
	owner = 0;
	return 0;
}

/**
 * claim_of() - become the owner of a server
 * @name: its name
 * @link: the link for requests is written there
 * @about: filled in
 *
 * Waits for a minute if the server is not there, or has another owner.
 *
 * Return: 0 or an enum demos_result
 */
int claim_of(const char *name, demos_link_t *link, struct fs_claimed *about)
{
	struct demos_message message;
	struct fs_request request;
	demos_link_t server;
	int i, result = 0;

	for (i = 0; i < SECONDS * 10; i++) {
		if (i)
			pause_ms(100);
		result = lookup(name, &server);
		if (result)
			continue;
		request.op = FS_CLAIM;
		result = call(server, &request, sizeof(request), about,
			      sizeof(*about), &message);
		link_destroy(server);
		if (result)
			continue;
		result = about->result;
		if (!result && message.length == sizeof(*about) &&
		    message.count) {
			*link = message.links[0];
			return 0;
		}
		drop_links(&message);
	}
	return result ? result : DEMOS_ECALL;
}

/**
 * claim_is_over() - does this notice say that a server is gone?
 * @message: came on channel 0
 * @data: its data
 * @server: the link for requests
 *
 * A request that was forwarded there tells its sender by such a notice, and the
 * client by another.
 */
int claim_is_over(const struct demos_message *message, const void *data,
		  demos_link_t server)
{
	const struct demos_notice *notice = data;
	struct demos_link_info info;

	return message->flags & DEMOS_MESSAGE_NOTICE &&
		message->length >= sizeof(*notice) &&
		notice->kind == DEMOS_EDEAD &&
		!link_inspect(server, &info) && info.pid == notice->pid;
}
