// SPDX-License-Identifier: GPL-2.0
/*
 * The switchboard: links by name.
 */
#include <arpa/inet.h>
#include <err.h>
#include <string.h>

#include "stage.h"

#define NAMES	16

static struct {
	char name[DEMOS_SB_NAME_MAX];
	struct link link;
} names[NAMES];
static unsigned int nnames;

static const struct link *name_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < nnames; i++)
		if (!strcmp(names[i].name, name))
			return &names[i].link;
	return NULL;
}

static enum demos_result name_add(const struct message *message,
				  const char *name)
{
	if (message->nlinks < 2 || !(message->links[1].flags & DEMOS_LINK_DUP))
		return DEMOS_ERIGHTS;
	if (name_find(name) || nnames == NAMES)
		return DEMOS_EBUSY;
	strcpy(names[nnames].name, name);
	names[nnames++].link = message->links[1];
	return DEMOS_OK;
}

/**
 * switchboard - answer a request
 * @message: the request; still the caller's
 */
void switchboard(const struct message *message)
{
	struct demos_sb_request request = { 0 };
	struct demos_answer answer;
	enum demos_result result = DEMOS_ECALL;
	const struct link *found = NULL;
	struct message *reply;

	if (!message->nlinks || message->length > sizeof(request))
		errx(254, "the %s got an invalid request", __func__);
	memcpy(&request, message->data, message->length);
	request.name[DEMOS_SB_NAME_MAX - 1] = 0;
	if (ntohs(request.op) == DEMOS_SB_REGISTER) {
		result = name_add(message, request.name);
	} else if (ntohs(request.op) == DEMOS_SB_LOOKUP) {
		found = name_find(request.name);
		result = found ? DEMOS_OK : DEMOS_EDEAD;
	}
	answer.op = htons(ntohs(request.op) | DEMOS_OP_ANSWER);
	answer.result = htons(result);
	reply = message_create(SWITCHBOARD, &message->links[0], &answer,
			       sizeof(answer));
	if (found)
		reply->links[reply->nlinks++] = *found;
	message_deliver(reply);
}
