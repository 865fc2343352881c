// SPDX-License-Identifier: GPL-2.0
/*
 * chat [-n NAME] [ROOM]: talk with others, on any machine. The first one in a
 * room has its name at the switchboard ("chat.ROOM"), and sends each line to
 * all; the room ends with it. Nobody notices when a process moves.
 */
#include <demos.h>
#include <string.h>

#include "tool.h"

#define MEMBERS		16
#define LINE		200
#define TALK		0	/* channels: lines, members that come and go */
#define KEYS		5	/* answers of the console */
#define BOTH		0x00000021UL	/* TALK and KEYS */

static demos_link_t members[MEMBERS];	/* of the first one: to the others */
static demos_link_t host;		/* of the others: to the first one */
static char line[LINE + 2];

/* The console's answer comes as a message, so that lines can come meanwhile */
static int ask_console(void)
{
	struct demos_console_read asked;
	demos_link_t reply;
	int result = link_create(&reply, 0, KEYS,
				 DEMOS_LINK_REPLY | DEMOS_LINK_PASS);

	asked.op = DEMOS_CONSOLE_READ;
	asked.size = LINE / 2;
	if (!result)
		result = send_links(DEMOS_LINK_CONSOLE, &asked, sizeof(asked),
				    &reply, 1);
	return result;
}

/* A member that does not read misses lines, and keeps nobody waiting */
static void tell_all(const char *text)
{
	int i;

	fputs(text, stdout);
	fflush(stdout);
	for (i = 0; i < MEMBERS; i++) {
		if (members[i])
			send_links(members[i], text, strlen(text), NULL,
				   DEMOS_NOWAIT);
	}
}

/* The first one: somebody comes, and has sent a link to itself */
static void admit(const struct demos_message *message)
{
	int i;

	for (i = 0; i < MEMBERS; i++) {
		if (members[i])
			continue;
		members[i] = message->links[0];
		return;
	}
	send(message->links[0], "the room is full\n", 17);
	link_destroy(message->links[0]);
}

/* The first one: a member cannot be reached any more */
static void dismiss(const struct demos_notice *notice)
{
	struct demos_link_info info;
	int i;

	for (i = 0; i < MEMBERS; i++) {
		if (!members[i] || link_inspect(members[i], &info) ||
		    info.pid != notice->pid)
			continue;
		link_destroy(members[i]);
		members[i] = 0;
	}
}

/* Return: true: the room has ended */
static bool hear(struct demos_message *message)
{
	if (message->flags & DEMOS_MESSAGE_NOTICE) {
		if (host)
			return true;
		dismiss((const struct demos_notice *)line);
		return false;
	}
	line[message->length] = '\0';
	if (message->count) {
		admit(message);
		message->links[0] = 0;
		message->count = 0;
	}
	if (host) {
		fputs(line, stdout);
		fflush(stdout);
	} else {
		tell_all(line);
	}
	return false;
}

static void say(const char *name, const char *text)
{
	static char said[2 * LINE];

	snprintf(said, sizeof(said), "%s: %s", name, text);
	if (!strchr(said, '\n'))
		strcat(said, "\n");
	said[LINE - 1] = '\n';
	said[LINE] = '\0';
	if (host)
		send(host, said, strlen(said));
	else
		tell_all(said);
}

/* Return: true: that was the end of the input */
static bool type(struct demos_message *message, const char *name)
{
	const unsigned int head = sizeof(struct demos_answer);

	if (message->flags & DEMOS_MESSAGE_NOTICE || message->length <= head)
		return true;
	line[message->length] = '\0';
	say(name, line + head);
	return ask_console() != 0;
}

/* Begin the room, or come into it */
static int enter(const char *room, const char *name)
{
	static char text[LINE];
	demos_link_t own;
	int result;

	if (lookup(room, &host)) {
		host = 0;
		result = register_name(room, 0);
		if (!result)
			printf("you are the first one here, %s\n", name);
		return result;
	}
	result = link_create(&own, 0, TALK, DEMOS_LINK_DUP | DEMOS_LINK_PASS |
			     DEMOS_LINK_NOTIFY);
	snprintf(text, sizeof(text), "%s has come\n", name);
	return result ? result : send_links(host, text, strlen(text), &own, 1);
}

static int talk(const char *name)
{
	struct demos_message message;
	bool over = false;
	int result = ask_console();

	fflush(stdout);
	while (!over && !result) {
		result = receive(&message, line, LINE, BOTH, DEMOS_FOREVER);
		if (result)
			break;
		over = message.channel == KEYS ? type(&message, name) :
						 hear(&message);
		drop_links(&message);
	}
	return result;
}

int main(int argc, char *argv[])
{
	static char room[DEMOS_SB_NAME_MAX], name[32];
	unsigned int machine;
	int result;

	(void)argc;
	tool_begin(argv, "n:", "[-n NAME] [ROOM]");
	snprintf(name, sizeof(name), "%lu",
		 (unsigned long)DEMOS_PID_LOCAL(self(&machine)));
	while (tool_option())
		snprintf(name, sizeof(name), "%s", tool_value);
	snprintf(room, sizeof(room), "chat.%s",
		 tool_count() ? tool_operand() : "lobby");
	if (tool_count())
		tool_misused();
	result = enter(room, name);
	if (!result)
		result = talk(name);
	if (result) {
		tool_say(room, demos_error(result));
	} else if (host) {
		snprintf(line, sizeof(line), "%s has gone\n", name);
		send(host, line, strlen(line));
	}
	tool_end();
}
