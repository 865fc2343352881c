// SPDX-License-Identifier: GPL-2.0
/*
 * Reply links: each is used once, and a process that waits for a reply is told
 * if none will come.
 */
#include "harness.h"

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

FIXTURE(reply)
{
	struct machine m;
	struct process client;
	struct process server;
	uint32_t to_server;
};

FIXTURE_SETUP(reply)
{
	uint32_t link;

	ASSERT_OK(machine_make(&self->m, 1));
	ASSERT_OK(process_attach(&self->client, &self->m, "client"));
	ASSERT_OK(process_attach(&self->server, &self->m, "server"));
	ASSERT_OK(link_create(&self->server, 1, 0, FREE, &link));
	ASSERT_OK(link_exchange(&self->server, &self->client, link,
				&self->to_server));
}

FIXTURE_TEARDOWN(reply)
{
	process_close(&self->client);
	process_close(&self->server);
	machine_leave(&self->m);
}

static const struct demos_reply WANTED = { .code = 0x1234, .channel = 7 };

/* The client sends a request, and the server receives the reply link. */
static int ask(struct process *client, uint32_t link, struct process *server,
	       uint32_t *reply)
{
	const struct letter letter = { .link = link, .reply = &WANTED };
	struct message message;
	int error;

	error = process_send(client, &letter);
	if (!error)
		error = process_receive(server, 1, SOON, &message);
	if (!error && message.nlinks != 1)
		error = -EBADMSG;
	*reply = message.links[0];
	return error;
}

/* Return: the kind of notice that the client gets, 0: a reply, or an error. */
static int told(struct process *client)
{
	struct message message;
	int error;

	error = process_receive(client, 1U << WANTED.channel, SOON, &message);
	if (error)
		return -1;
	if (message.head.code != WANTED.code)
		return -2;
	if (message.head.flags & DEMOS_F_REPLY &&
	    !(message.head.flags & DEMOS_F_NOTICE))
		return 0;
	return notice_kind(&message);
}

TEST_F(reply, comes_once)
{
	struct demos_link body;
	struct message message;
	uint32_t reply;

	ASSERT_OK(ask(&self->client, self->to_server, &self->server, &reply));
	ASSERT_OK(link_inspect(&self->server, reply, &body));
	EXPECT_EQ(DEMOS_LINK_REPLY | DEMOS_LINK_PASS, body.flags);
	EXPECT_EQ(self->client.pid, body.to.pid);
	EXPECT_EQ(WANTED.code, body.code);
	EXPECT_EQ(WANTED.channel, body.channel);

	ASSERT_OK(process_say(&self->server, reply, "yes", 3));
	EXPECT_REFUSED(DEMOS_ENOLINK,
		       process_say(&self->server, reply, "no", 2));
	ASSERT_OK(process_receive(&self->client, 1U << WANTED.channel, SOON,
				  &message));
	EXPECT_EQ(DEMOS_F_REPLY, message.head.flags);
	EXPECT_EQ(WANTED.code, message.head.code);
	EXPECT_EQ(self->server.pid, message.head.from.pid);
	EXPECT_EQ(3, message.length);
	/* No notice follows: it was not destroyed, it was used. */
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->client, ALL_CHANNELS,
					       NEVER, &message));
}

TEST_F(reply, link_is_not_in_the_requesters_table)
{
	struct demos_process_info info;
	uint32_t reply;

	ASSERT_OK(ask(&self->client, self->to_server, &self->server, &reply));
	ASSERT_OK(process_info(&self->m, self->client.pid, &info));
	EXPECT_EQ(1, info.links);
}

TEST_F(reply, link_is_not_duplicated)
{
	uint32_t reply, copy;

	ASSERT_OK(ask(&self->client, self->to_server, &self->server, &reply));
	EXPECT_REFUSED(DEMOS_ERIGHTS, link_dup(&self->server, reply,
					       DEMOS_LINK_REPLY, &copy));
	ASSERT_OK(process_say(&self->server, reply, "", 0));
	EXPECT_EQ(0, told(&self->client));
}

TEST_F(reply, may_come_from_a_third_process)
{
	struct process third;
	uint32_t reply, received;

	ASSERT_OK(process_attach(&third, &self->m, "third"));
	ASSERT_OK(ask(&self->client, self->to_server, &self->server, &reply));
	ASSERT_OK(link_exchange(&self->server, &third, reply, &received));
	ASSERT_OK(process_say(&third, received, "from me", 7));
	EXPECT_EQ(0, told(&self->client));
	process_close(&third);
}

TEST_F(reply, brings_links)
{
	struct letter letter = { .nlinks = 1 };
	struct message message;
	uint32_t link;

	ASSERT_OK(ask(&self->client, self->to_server, &self->server,
		      &letter.link));
	ASSERT_OK(link_create(&self->server, 55, 0, FREE, &link));
	letter.links = &link;
	ASSERT_OK(process_send(&self->server, &letter));
	ASSERT_OK(process_receive(&self->client, 1U << WANTED.channel, SOON,
				  &message));
	ASSERT_EQ(1, message.nlinks);
	ASSERT_OK(process_say(&self->client, message.links[0], "", 0));
	ASSERT_OK(process_receive(&self->server, 1, SOON, &message));
	EXPECT_EQ(55, message.head.code);
}

TEST_F(reply, destruction_of_an_unused_link_is_reported)
{
	uint32_t reply;

	ASSERT_OK(ask(&self->client, self->to_server, &self->server, &reply));
	ASSERT_OK(link_destroy(&self->server, reply));
	EXPECT_EQ(DEMOS_EDESTROYED, told(&self->client));
}

TEST_F(reply, death_of_the_holder_is_reported)
{
	uint32_t reply;

	ASSERT_OK(ask(&self->client, self->to_server, &self->server, &reply));
	process_close(&self->server);
	EXPECT_EQ(DEMOS_EDESTROYED, told(&self->client));
}

TEST_F(reply, death_before_reading_is_reported)
{
	const struct letter letter = {
		.link = self->to_server,
		.reply = &WANTED,
	};
	int kind;

	ASSERT_OK(process_send(&self->client, &letter));
	process_close(&self->server);
	kind = told(&self->client);
	EXPECT_TRUE(kind == DEMOS_EDESTROYED || kind == DEMOS_EDEAD)
		TH_LOG("kind %d", kind);
}

TEST_F(reply, dead_receiver_is_reported)
{
	const struct letter letter = {
		.link = self->to_server,
		.reply = &WANTED,
	};
	struct watch watch;

	ASSERT_OK(watch_open(&watch, &self->m));
	process_close(&self->server);
	ASSERT_OK(watch_for(&watch, DEMOS_EVENT_EXITED, self->server.pid, 0,
			    NULL));
	ASSERT_OK(process_send(&self->client, &letter));
	EXPECT_EQ(DEMOS_EDEAD, told(&self->client));
	watch_close(&watch);
}

TEST_F(reply, dead_receiver_of_a_send_is_reported)
{
	const struct demos_notice *notice;
	struct message message;
	struct watch watch;

	ASSERT_OK(watch_open(&watch, &self->m));
	process_close(&self->server);
	ASSERT_OK(watch_for(&watch, DEMOS_EVENT_EXITED, self->server.pid, 0,
			    NULL));
	ASSERT_OK(process_say(&self->client, self->to_server, "x", 1));
	ASSERT_OK(process_receive(&self->client, ALL_CHANNELS, SOON,
				  &message));
	EXPECT_EQ(DEMOS_EDEAD, notice_kind(&message));
	notice = (const void *)message.data;
	EXPECT_EQ(htobe64(self->server.pid), notice->pid);
	watch_close(&watch);
}

TEST_F(reply, link_sent_to_a_dead_process_is_reported)
{
	struct letter letter = { .link = self->to_server, .nlinks = 1 };
	struct process asker;
	uint32_t link, to_client, reply;
	struct watch watch;
	int kind;

	/* The client passes another's reply link to a dead process. */
	ASSERT_OK(process_attach(&asker, &self->m, "asker"));
	ASSERT_OK(link_create(&self->client, 0, 0, FREE, &link));
	ASSERT_OK(link_exchange(&self->client, &asker, link, &to_client));
	ASSERT_OK(ask(&asker, to_client, &self->client, &reply));
	ASSERT_OK(watch_open(&watch, &self->m));
	process_close(&self->server);
	ASSERT_OK(watch_for(&watch, DEMOS_EVENT_EXITED, self->server.pid, 0,
			    NULL));
	letter.links = &reply;
	ASSERT_OK(process_send(&self->client, &letter));
	kind = told(&asker);
	EXPECT_TRUE(kind == DEMOS_EDESTROYED || kind == DEMOS_EDEAD)
		TH_LOG("kind %d", kind);
	process_close(&asker);
	watch_close(&watch);
}

TEST_F(reply, link_made_explicitly_is_used_up_too)
{
	uint32_t link, received;

	ASSERT_OK(link_create(&self->client, WANTED.code, WANTED.channel,
			      DEMOS_LINK_REPLY | DEMOS_LINK_PASS, &link));
	ASSERT_OK(link_exchange(&self->client, &self->server, link,
				&received));
	ASSERT_OK(process_say(&self->server, received, "", 0));
	EXPECT_REFUSED(DEMOS_ENOLINK,
		       process_say(&self->server, received, "", 0));
	EXPECT_EQ(0, told(&self->client));
}

TEST_F(reply, a_hundred_calls_at_once)
{
	struct demos_reply reply = { .channel = 7 };
	struct letter letter = { .link = self->to_server, .reply = &reply };
	struct message message;
	uint32_t links[100];
	int i;

	for (i = 0; i < 100; i++) {
		reply.code = i;
		ASSERT_OK(process_send_patiently(&self->client, &letter));
		ASSERT_OK(process_receive(&self->server, 1, SOON, &message));
		links[i] = message.links[0];
	}
	for (i = 99; i >= 0; i--)
		ASSERT_OK(process_say(&self->server, links[i], "", 0));
	for (i = 99; i >= 0; i--) {
		ASSERT_OK(process_receive(&self->client, 1 << 7, SOON,
					  &message));
		ASSERT_EQ(i, message.head.code);
	}
}

TEST_HARNESS_MAIN
