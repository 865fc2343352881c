// SPDX-License-Identifier: GPL-2.0
/*
 * Links are capabilities: a process has only the links given to it, and cannot
 * forge or widen one, or use one that is gone.
 */
#include "harness.h"

#include <fcntl.h>
#include <unistd.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

FIXTURE(links)
{
	struct machine m;
	struct process a;
	struct process b;
};

FIXTURE_SETUP(links)
{
	ASSERT_OK(machine_make(&self->m, 1));
	ASSERT_OK(process_attach(&self->a, &self->m, "a"));
	ASSERT_OK(process_attach(&self->b, &self->m, "b"));
}

FIXTURE_TEARDOWN(links)
{
	process_close(&self->a);
	process_close(&self->b);
	machine_leave(&self->m);
}

static uint32_t links_of(struct machine *machine, const struct process *process)
{
	struct demos_process_info info;

	return process_info(machine, process->pid, &info) ? UINT32_MAX :
							    info.links;
}

TEST_F(links, inspect_shows_what_was_created)
{
	struct demos_link body;
	uint32_t link;

	ASSERT_OK(link_create(&self->a, 0xcafe0001, 31, FREE, &link));
	EXPECT_NE(0, link);
	ASSERT_OK(link_inspect(&self->a, link, &body));
	EXPECT_EQ(self->a.pid, body.to.pid);
	EXPECT_EQ(1, body.to.machine);
	EXPECT_EQ(0, body.to.moves);
	EXPECT_EQ(0xcafe0001, body.code);
	EXPECT_EQ(31, body.channel);
	EXPECT_EQ(FREE, body.flags);
	EXPECT_EQ(0, body.area);
	EXPECT_EQ(0, body.length);
	EXPECT_EQ(1, links_of(&self->m, &self->a));
	EXPECT_EQ(0, links_of(&self->m, &self->b));
}

TEST_F(links, arguments_are_checked)
{
	const int needed[] = { DEMOS_A_CODE, DEMOS_A_CHANNEL, DEMOS_A_FLAGS };
	struct client *client = &self->a.client;
	struct nl_msg *msg;
	uint32_t link;
	int leave_out;

	EXPECT_GT(0, link_create(&self->a, 1, DEMOS_CHANNELS, FREE, &link));
	EXPECT_GT(0, link_create(&self->a, 1, 255, FREE, &link));
	EXPECT_GT(0, link_create(&self->a, 1, 0, FREE | 0x80, &link));
	EXPECT_GT(0, link_create(&self->a, 1, 0, FREE | 0x10000, &link));
	for (leave_out = 0; leave_out < 3; leave_out++) {
		msg = client_request(client, DEMOS_CMD_LINK_CREATE, 0);
		if (needed[leave_out] != DEMOS_A_CODE)
			nla_put_u32(msg, DEMOS_A_CODE, 1);
		if (needed[leave_out] != DEMOS_A_CHANNEL)
			nla_put_u8(msg, DEMOS_A_CHANNEL, 1);
		if (needed[leave_out] != DEMOS_A_FLAGS)
			nla_put_u32(msg, DEMOS_A_FLAGS, FREE);
		EXPECT_GT(0, client_ask(client, msg, NULL));
	}
	EXPECT_EQ(0, links_of(&self->m, &self->a));
}

TEST_F(links, a_duplicate_has_no_more_rights)
{
	struct demos_link body;
	uint32_t link, copy;

	ASSERT_OK(link_create(&self->a, 7, 3, FREE, &link));
	ASSERT_OK(link_dup(&self->a, link, FREE, &copy));
	EXPECT_NE(link, copy);
	ASSERT_OK(link_inspect(&self->a, copy, &body));
	EXPECT_EQ(self->a.pid, body.to.pid);
	EXPECT_EQ(7, body.code);
	EXPECT_EQ(3, body.channel);
	EXPECT_EQ(FREE, body.flags);

	ASSERT_OK(link_dup(&self->a, link, DEMOS_LINK_PASS, &copy));
	ASSERT_OK(link_inspect(&self->a, copy, &body));
	EXPECT_EQ(DEMOS_LINK_PASS, body.flags);
	EXPECT_REFUSED(DEMOS_ERIGHTS, link_dup(&self->a, copy, DEMOS_LINK_PASS,
					       &copy));
	EXPECT_EQ(3, links_of(&self->m, &self->a));
}

TEST_F(links, rights_are_not_widened)
{
	const uint32_t wider[] = {
		DEMOS_LINK_KERNEL, DEMOS_LINK_PASS, DEMOS_LINK_READ,
		DEMOS_LINK_WRITE, 0x80, 0x10000,
	};
	uint32_t link, copy;
	size_t i;

	ASSERT_OK(link_create(&self->a, 1, 0, DEMOS_LINK_DUP, &link));
	for (i = 0; i < sizeof(wider) / sizeof(*wider); i++) {
		EXPECT_GT(0, link_dup(&self->a, link, DEMOS_LINK_DUP |
				      wider[i], &copy))
			TH_LOG("%#x", wider[i]);
	}
	EXPECT_EQ(1, links_of(&self->m, &self->a));
}

TEST_F(links, a_destroyed_link_is_gone)
{
	struct demos_link body;
	uint32_t link, other;

	ASSERT_OK(link_create(&self->a, 1, 0, FREE, &link));
	ASSERT_OK(link_destroy(&self->a, link));
	EXPECT_REFUSED(DEMOS_ENOLINK, link_destroy(&self->a, link));
	EXPECT_REFUSED(DEMOS_ENOLINK, link_inspect(&self->a, link, &body));
	EXPECT_REFUSED(DEMOS_ENOLINK, link_dup(&self->a, link, 0, &other));
	EXPECT_REFUSED(DEMOS_ENOLINK, process_say(&self->a, link, "x", 1));
	EXPECT_EQ(0, links_of(&self->m, &self->a));

	/* Its old name does not reach a newer link. */
	ASSERT_OK(link_create(&self->a, 2, 0, FREE, &other));
	EXPECT_NE(link, other);
	EXPECT_REFUSED(DEMOS_ENOLINK, process_say(&self->a, link, "x", 1));
}

TEST_F(links, old_names_are_not_reused_soon)
{
	uint32_t first, link;
	int i;

	ASSERT_OK(link_create(&self->a, 1, 0, FREE, &first));
	ASSERT_OK(link_destroy(&self->a, first));
	for (i = 0; i < 500; i++) {
		ASSERT_OK(link_create(&self->a, 1, 0, FREE, &link));
		ASSERT_NE(first, link);
		ASSERT_OK(link_destroy(&self->a, link));
	}
}

/* Nor after the 16 bits of a generation have been used up, in a table with a
 * single free slot
 */
TEST_F_TIMEOUT(links, old_names_are_never_reused, LONG_TEST)
{
	uint32_t held[3], first, link;
	int i;

	for (i = 0; i < 3; i++)
		ASSERT_OK(link_create(&self->a, 1, 0, FREE, &held[i]));
	ASSERT_OK(link_create(&self->a, 1, 0, FREE, &first));
	ASSERT_OK(link_destroy(&self->a, first));
	for (i = 0; i < 66000; i++) {
		ASSERT_OK(link_create(&self->a, 1, 0, FREE, &link));
		ASSERT_NE(first, link);
		ASSERT_OK(link_destroy(&self->a, link));
	}
}

TEST_F(links, names_are_not_forged)
{
	uint32_t link, copy;
	unsigned int seed = 1;
	int i;

	ASSERT_OK(link_create(&self->a, 1, 0, FREE, &link));
	EXPECT_REFUSED(DEMOS_ENOLINK, process_say(&self->a, 0, "x", 1));
	EXPECT_REFUSED(DEMOS_ENOLINK, process_say(&self->a, UINT32_MAX, "", 0));
	EXPECT_REFUSED(DEMOS_ENOLINK, process_say(&self->b, link, "x", 1));
	for (i = 0; i < 300; i++) {
		uint32_t name = (uint32_t)rand_r(&seed) << (i % 20);

		if (name == link)
			continue;
		ASSERT_EQ(refusal(DEMOS_ENOLINK),
			  link_dup(&self->a, name, 0, &copy));
	}
}

TEST_F(links, many_fit_in_a_table)
{
	struct message message;
	uint32_t links[1000];
	int i;

	for (i = 0; i < 1000; i++)
		ASSERT_OK(link_create(&self->a, i, 0, FREE, &links[i]));
	EXPECT_EQ(1000, links_of(&self->m, &self->a));
	ASSERT_OK(process_say(&self->a, links[789], "x", 1));
	ASSERT_OK(process_receive(&self->a, 1, SOON, &message));
	EXPECT_EQ(789, message.head.code);
	for (i = 0; i < 1000; i++)
		ASSERT_OK(link_destroy(&self->a, links[(i * 7) % 1000]));
	EXPECT_EQ(0, links_of(&self->m, &self->a));
}

struct seen {
	uint32_t name;
	struct demos_link body;
	int count;
};

static int see_link(const struct answer *answer, void *arg)
{
	struct seen *seen = arg;
	uint32_t name;
	int error;

	error = answer_u32(answer, DEMOS_A_LINK, &name);
	if (!error && name == seen->name) {
		seen->count++;
		error = answer_copy(answer, DEMOS_A_LINK_BODY, &seen->body,
				    sizeof(seen->body));
	}
	return error;
}

TEST_F(links, an_operator_sees_a_table)
{
	struct seen seen = { .count = 0 };
	struct nl_msg *msg;
	uint32_t link;
	int i;

	for (i = 0; i < 300; i++)
		ASSERT_OK(link_create(&self->a, i, 0, FREE, &link));
	seen.name = link;
	msg = client_request(&self->m.admin, DEMOS_CMD_LINK_GET, NLM_F_DUMP);
	nla_put_u64(msg, DEMOS_A_PID, self->a.pid);
	EXPECT_EQ(300, client_dump(&self->m.admin, msg, see_link, &seen));
	EXPECT_EQ(1, seen.count);
	EXPECT_EQ(299, seen.body.code);
}

TEST_F(links, a_passed_link_leaves_the_table)
{
	struct demos_link body;
	uint32_t link, received;

	ASSERT_OK(link_create(&self->a, 5, 2, FREE, &link));
	ASSERT_OK(link_exchange(&self->a, &self->b, link, &received));
	EXPECT_REFUSED(DEMOS_ENOLINK, link_inspect(&self->a, link, &body));
	ASSERT_OK(link_inspect(&self->b, received, &body));
	EXPECT_EQ(self->a.pid, body.to.pid);
	EXPECT_EQ(5, body.code);
	EXPECT_EQ(2, body.channel);
	EXPECT_EQ(FREE, body.flags);
}

TEST_F(links, a_link_without_the_right_to_pass_stays)
{
	struct letter letter = { .nlinks = 1 };
	struct message message;
	struct demos_link body;
	uint32_t mine, to_b;

	ASSERT_OK(link_create(&self->b, 0, 0, FREE, &mine));
	ASSERT_OK(link_exchange(&self->b, &self->a, mine, &to_b));
	ASSERT_OK(link_create(&self->a, 0, 0, DEMOS_LINK_DUP, &mine));
	letter.link = to_b;
	letter.links = &mine;
	EXPECT_REFUSED(DEMOS_ERIGHTS, process_send(&self->a, &letter));
	EXPECT_EQ(0, link_inspect(&self->a, mine, &body));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->b, 1, 0, &message));
}

TEST_F(links, one_link_is_not_enclosed_twice)
{
	struct letter letter = { .nlinks = 2 };
	struct message message;
	struct demos_link body;
	uint32_t mine[2];

	ASSERT_OK(link_create(&self->a, 0, 0, FREE, &letter.link));
	ASSERT_OK(link_create(&self->a, 0, 0, FREE, &mine[0]));
	mine[1] = mine[0];
	letter.links = mine;
	EXPECT_GT(0, process_send(&self->a, &letter));
	EXPECT_EQ(0, link_inspect(&self->a, mine[0], &body));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->a, 1, 0, &message));
}

TEST_F(links, the_creator_is_told_of_destruction_if_it_asked)
{
	const struct demos_notice *notice;
	struct message message;
	uint32_t link, received;

	ASSERT_OK(link_create(&self->a, 77, 9, FREE | DEMOS_LINK_NOTIFY,
			      &link));
	ASSERT_OK(link_exchange(&self->a, &self->b, link, &received));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->a, ALL_CHANNELS, 0,
					       &message));
	ASSERT_OK(link_destroy(&self->b, received));
	ASSERT_OK(process_receive(&self->a, 1 << 9, SOON, &message));
	EXPECT_EQ(DEMOS_EDESTROYED, notice_kind(&message));
	EXPECT_EQ(77, message.head.code);
	notice = (const void *)message.data;
	EXPECT_EQ(htonl(77), notice->code);
}

TEST_F(links, the_creator_is_told_when_the_holder_dies)
{
	struct message message;
	uint32_t link, received;

	ASSERT_OK(link_create(&self->a, 78, 9, FREE | DEMOS_LINK_NOTIFY,
			      &link));
	ASSERT_OK(link_exchange(&self->a, &self->b, link, &received));
	process_close(&self->b);
	ASSERT_OK(process_receive(&self->a, 1 << 9, SOON, &message));
	EXPECT_EQ(DEMOS_EDESTROYED, notice_kind(&message));
	EXPECT_EQ(78, message.head.code);
}

TEST_F(links, the_boot_link_introduces_processes)
{
	struct client *client = &self->b.client;
	struct demos_link body;
	struct answer *answer;
	struct nl_msg *msg;
	uint32_t link, got;

	msg = client_request(client, DEMOS_CMD_BOOT_GET, 0);
	EXPECT_EQ(-ENOENT, client_ask(client, msg, NULL));
	ASSERT_OK(link_create(&self->a, 4, 4, FREE, &link));
	msg = client_request(&self->a.client, DEMOS_CMD_BOOT_SET, 0);
	nla_put_u32(msg, DEMOS_A_LINK, link);
	ASSERT_OK(client_ask(&self->a.client, msg, NULL));
	EXPECT_REFUSED(DEMOS_ENOLINK, link_inspect(&self->a, link, &body));

	msg = client_request(client, DEMOS_CMD_BOOT_GET, 0);
	ASSERT_OK(client_ask(client, msg, &answer));
	ASSERT_NE(NULL, answer);
	ASSERT_EQ(0, answer_u32(answer, DEMOS_A_LINK, &got));
	free(answer);
	ASSERT_OK(link_inspect(&self->b, got, &body));
	EXPECT_EQ(self->a.pid, body.to.pid);
	EXPECT_EQ(4, body.code);
}

static int boot_set(struct process *process, uint32_t link)
{
	struct nl_msg *msg = client_request(&process->client,
					    DEMOS_CMD_BOOT_SET, 0);

	nla_put_u32(msg, DEMOS_A_LINK, link);
	return client_ask(&process->client, msg, NULL);
}

TEST_F(links, the_boot_link_is_its_process_s_while_that_lives)
{
	struct client *client = &self->b.client;
	struct demos_link body;
	uint32_t link, other;
	struct process dead;
	struct nl_msg *msg;
	char pid[32];

	ASSERT_OK(link_create(&self->a, 4, 4, FREE, &link));
	ASSERT_OK(boot_set(&self->a, link));
	ASSERT_OK(link_create(&self->b, 5, 5, FREE, &other));
	EXPECT_EQ(-EBUSY, boot_set(&self->b, other));
	snprintf(pid, sizeof(pid), "process %u.%llu",
		 DEMOS_PID_MACHINE(self->a.pid),
		 (unsigned long long)DEMOS_PID_LOCAL(self->a.pid));
	EXPECT_NE(NULL, strstr(client->text, pid));
	EXPECT_OK(link_inspect(&self->b, other, &body));
	ASSERT_OK(link_create(&self->a, 6, 6, FREE, &link));
	EXPECT_OK(boot_set(&self->a, link));

	dead = self->a;
	process_close(&self->a);
	while (links_of(&self->m, &dead) != UINT32_MAX)
		;
	msg = client_request(client, DEMOS_CMD_BOOT_GET, 0);
	EXPECT_EQ(-ENOENT, client_ask(client, msg, NULL));
	EXPECT_OK(boot_set(&self->b, other));
	ASSERT_OK(process_attach(&self->a, &self->m, "a"));
}

TEST_F(links, a_native_process_has_no_memory_to_lend)
{
	struct demos_link body;
	char byte;
	uint32_t link;

	/* Either it is refused, or there is nothing to read. */
	if (link_create_area(&self->a, FREE | DEMOS_LINK_READ, 0x1000, 16,
			     &link))
		return;
	ASSERT_OK(link_inspect(&self->a, link, &body));
	EXPECT_NE(0, process_read(&self->a, link, 0, &byte, 1));
}

#define FAIL_NTH	"/proc/self/fail-nth"
#define FAILSLAB	"/sys/kernel/debug/failslab/"

static int set(const char *file, const char *value)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC);
	int error;

	if (fd < 0)
		return -errno;
	error = write(fd, value, strlen(value)) < 0 ? -errno : 0;
	close(fd);
	return error;
}

/* Whichever allocation of the request fails */
TEST_F(links, no_link_is_made_without_a_name)
{
	int fd = open(FAIL_NTH, O_RDWR | O_CLOEXEC);
	int nth, error, left;
	uint32_t before, link;
	char text[16] = "";

	if (fd < 0)
		SKIP(return, "no fault injection in this kernel");
	ASSERT_OK(set(FAILSLAB "ignore-gfp-wait", "N"));
	ASSERT_OK(set(FAILSLAB "verbose", "0"));
	for (nth = 1, left = 0; !left; nth++) {
		before = links_of(&self->m, &self->a);
		snprintf(text, sizeof(text), "%d", nth);
		ASSERT_LT(0, pwrite(fd, text, strlen(text), 0));
		error = link_create(&self->a, 1, 1, FREE, &link);
		/* How many more there would have been to one that fails */
		ASSERT_LT(0, pread(fd, text, sizeof(text) - 1, 0));
		left = atoi(text);
		ASSERT_EQ(1, pwrite(fd, "0", 1, 0));
		if (error == -ENOMEM || error == -ENOSPC)
			EXPECT_EQ(before, links_of(&self->m, &self->a));
	}
	/* The request itself, the link and the answer are among them */
	EXPECT_LT(3, nth);
	EXPECT_OK(error);
	close(fd);
	EXPECT_OK(set(FAILSLAB "ignore-gfp-wait", "Y"));
}

TEST_HARNESS_MAIN
