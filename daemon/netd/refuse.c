// SPDX-License-Identifier: GPL-2.0
/*
 * Connections that were refused.
 */
#include <stdio.h>

#include "netd/ration.h"
#include "netd/refuse.h"

static const struct {
	const char *name;
	const char *meaning;
} reasons[REFUSALS] = {
	[REFUSED_PROTOCOL] = { "protocol",
			       "it is not demos-netd, or another version" },
	[REFUSED_INSECURE] = { "insecure",
			       "it is insecure, and this machine wants a key" },
	[REFUSED_SECURE] = { "secure",
			     "it wants a key, and this machine is insecure" },
	[REFUSED_ADDRESS] = { "address", "the wrong machine was dialled" },
	[REFUSED_IDENTITY] = { "identity",
			       "it is unknown here" },
	[REFUSED_KEY] = { "key", "it has another key" },
	[REFUSED_CLOSED] = { "closed", "it hung up during the handshake" },
	[REFUSED_SLOW] = { "slow", "the handshake took too long" },
	[REFUSED_CROWD] = { "crowd", "too many handshakes at once" },
	[REFUSED_MODULE] = { "module", "this machine refuses it" },
};

static __u64 counts[REFUSALS];
static struct ration ration;

/**
 * refuse() - count and log that a connection was refused
 * @why: the reason
 * @now: ms
 * @from: its other end, for a person
 * @machine: id that it claimed, 0: none
 * @text: more about the reason, or NULL
 */
void refuse(enum refusal why, __u64 now, const char *from, __u16 machine,
	    const char *text)
{
	char claim[24] = "";

	counts[why]++;
	if (machine)
		snprintf(claim, sizeof(claim), " as machine %u", machine);
	ration_line(&ration, now, "refused %s%s: %s%s%s", from, claim,
		    reasons[why].meaning, text ? ": " : "", text ? text : "");
}

/**
 * refuse_count() - how many were refused
 * @why: the reason
 *
 * Return: their number.
 */
__u64 refuse_count(enum refusal why)
{
	return counts[why];
}

/**
 * refuse_name() - a reason in a word
 * @why: the reason
 *
 * Return: the word.
 */
const char *refuse_name(enum refusal why)
{
	return reasons[why].name;
}

/**
 * refuse_meaning() - a reason for a person
 * @why: the reason
 *
 * Return: the text.
 */
const char *refuse_meaning(enum refusal why)
{
	return reasons[why].meaning;
}
