// SPDX-License-Identifier: GPL-2.0
/*
 * Rubbish from programs is refused, and everything else keeps working.
 */
#include "harness.h"
#include "honest_fixture.h"

#include <netlink/genl/genl.h>

/* An attribute of some type, size and content, right or wrong. */
static void put_rubbish(struct nl_msg *msg, unsigned int *seed)
{
	static const int sizes[] = { 0, 1, 2, 4, 4, 4, 8, 8, 12, 32, 300 };
	uint8_t data[300];
	int type = rand_r(seed) % (DEMOS_A_MAX + 3);
	int size = sizes[rand_r(seed) % 11];
	int i;

	for (i = 0; i < size; i++)
		data[i] = rand_r(seed) % 3 ? 0 : rand_r(seed);
	if (type == DEMOS_A_LINK && rand_r(seed) % 2)
		nla_put_u32(msg, type, rand_r(seed) % 5);
	else
		nla_put(msg, type, size, data);
}

/* Any command but those that would end the machine, or this test. */
static int some_command(unsigned int *seed)
{
	int command;

	do {
		command = rand_r(seed) % (DEMOS_CMD_MAX + 3);
	} while (command == DEMOS_CMD_MACHINE_DOWN ||
		 command == DEMOS_CMD_PEER_DEL ||
		 command == DEMOS_CMD_PEER_RESET);
	return command;
}

static void send_rubbish(struct client *client, int count, unsigned int seed)
{
	struct nl_msg *msg;
	int i, n;

	for (i = 0; i < count; i++) {
		msg = client_request(client, some_command(&seed),
				     rand_r(&seed) % 8 ? 0 : NLM_F_DUMP);
		for (n = rand_r(&seed) % 5; n; n--)
			put_rubbish(msg, &seed);
		if (nlmsg_hdr(msg)->nlmsg_flags & NLM_F_DUMP)
			client_dump(client, msg, NULL, NULL);
		else
			client_ask(client, msg, NULL);
	}
}

TEST_F_TIMEOUT(honest, rubbish_from_a_process, LONG_TEST)
{
	struct process process;
	unsigned int seed;

	for (seed = 1; seed <= 8; seed++) {
		ASSERT_OK(process_attach(&process, &self->m[0], "hostile"));
		send_rubbish(&process.client, 400, seed);
		process_close(&process);
		ASSERT_OK(honest_work_on(self->p, self->there));
	}
}

TEST_F_TIMEOUT(honest, rubbish_from_an_administrator, LONG_TEST)
{
	unsigned int seed;

	for (seed = 101; seed <= 104; seed++) {
		send_rubbish(&self->m[0].admin, 400, seed);
		ASSERT_OK(honest_work_on(self->p, self->there));
	}
}

TEST_F(honest, requests_that_are_cut_short)
{
	struct client *client = &self->p[0].client;
	struct nl_msg *msg;
	int command;
	uint32_t size;

	for (command = 1; command <= DEMOS_CMD_MAX; command++) {
		if (command == DEMOS_CMD_MACHINE_DOWN)
			continue;
		for (size = 0; size < sizeof(struct demos_header); size += 3) {
			msg = client_request(client, command, 0);
			nlmsg_hdr(msg)->nlmsg_len = NLMSG_HDRLEN +
				GENL_HDRLEN + size;
			EXPECT_GT(0, client_ask(client, msg, NULL));
		}
	}
	ASSERT_OK(honest_work_on(self->p, self->there));
}

TEST_F(honest, a_header_that_is_not_empty)
{
	struct client *client = &self->p[0].client;
	struct demos_header *head;
	struct message message;
	struct nl_msg *msg;
	int result;

	/* Refused, or ignored: a process cannot send in another's name. */
	msg = client_request(client, DEMOS_CMD_SEND, 0);
	head = genlmsg_user_hdr(genlmsg_hdr(nlmsg_hdr(msg)));
	head->from.pid = self->p[1].pid;
	head->code = 0xbad;
	head->flags = DEMOS_F_NOTICE;
	nla_put_u32(msg, DEMOS_A_LINK, self->there);
	result = client_ask(client, msg, NULL);
	if (result)
		return;
	ASSERT_OK(process_receive(&self->p[1], 1 << 1, SOON, &message));
	EXPECT_EQ(self->p[0].pid, message.head.from.pid);
	EXPECT_EQ(1, message.head.code);
	EXPECT_EQ(0, message.head.flags);
}

TEST_HARNESS_MAIN
