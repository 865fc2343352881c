// SPDX-License-Identifier: GPL-2.0
/*
 * Claims: the first process that asks a server for its link becomes the owner,
 * the one process that may send requests there, until the link is destroyed.
 * The end of a process that was lost with its machine is not told; so when
 * another one asks, the owner gets an empty request, to see whether it lives.
 */
#include <string.h>
#include "claim.h"

#define SECONDS		60	/* to wait for a server's name */

/* Code of the owner's link; 0: there is no owner */
static uint32_t owner;
static demos_link_t to_owner;
static uint32_t last;

#define PROBE	0	/* code of the reply link of that request */
static int probing;

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

static void probe(void)
{
	demos_link_t reply;

	if (probing || link_create(&reply, PROBE, CHANNEL_OWNER,
				   DEMOS_LINK_PASS | DEMOS_LINK_REPLY))
		return;
	probing = !send_links(to_owner, NULL, 0, &reply, 1 | DEMOS_NOWAIT);
	if (!probing)
		link_destroy(reply);
}

static void release(void)
{
	owner = 0;
	link_destroy(to_owner);
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
	if (owner || message->count < 2) {
		answer_result(message, FS_CLAIM,
			      owner ? DEMOS_EBUSY : DEMOS_ENOLINK);
		if (owner)
			probe();
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
	/* Without it, a second one could not ask whether the first one lives */
	if (link_dup(&to_owner, message->links[1], DEMOS_LINK_PASS))
		owner = 0;
	if (!owner ||
	    send_links(message->links[0], &said, sizeof(said), links, 1))
		link_destroy(links[0]);
}

/**
 * claim_is_owner() - is this a request of the owner?
 * @message: came on CHANNEL_OWNER; a notice there ends the claim
 * @data: its data
 */
int claim_is_owner(const struct demos_message *message, const void *data)
{
	const struct demos_notice *notice = data;
	int told = message->flags & DEMOS_MESSAGE_NOTICE;

	if (message->code == PROBE) {
		probing = 0;
		if (owner && told && message->length >= sizeof(*notice) &&
		    notice->kind == DEMOS_EDEAD)
			release();
		return 0;
	}
	if (message->code != owner)
		return 0;
	if (!told)
		return is_request(message);
	release();
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
	struct demos_call whole;
	demos_link_t server;
	int i, result = 0;

	memset(&whole, 0, sizeof(whole));
	whole.data = &request;
	whole.length = sizeof(request);
	whole.count = 1;
	whole.buffer = about;
	whole.size = sizeof(*about);
	for (i = 0; i < SECONDS * 10; i++) {
		if (i)
			pause_ms(100);
		result = lookup(name, &server);
		if (result)
			continue;
		request.op = FS_CLAIM;
		whole.link = server;
		result = link_create(&whole.links[0], 0, CHANNEL_NAME,
				     DEMOS_LINK_DUP | DEMOS_LINK_PASS);
		if (!result)
			result = call_links(&whole, &message);
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
