// SPDX-License-Identifier: GPL-2.0
/*
 * Messages between machines, over sockets handed to the module.
 *
 *	  1 ---- 2
 *	   \    /
 *	    \  /
 *	     3
 */
#include "harness.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

FIXTURE(remote)
{
	struct machine m[3];
	struct process p[3];
};

FIXTURE_SETUP(remote)
{
	int i;

	ASSERT_OK(machine_lan(self->m, 3));
	for (i = 0; i < 3; i++)
		ASSERT_OK(process_attach(&self->p[i], &self->m[i], "remote"));
}

FIXTURE_TEARDOWN(remote)
{
	int i;

	for (i = 0; i < 3; i++) {
		process_close(&self->p[i]);
		machine_leave(&self->m[i]);
	}
}

TEST_F(remote, data_of_all_sizes_arrives)
{
	const size_t sizes[] = { 0, 1, 2, 3, 4, 255, 1500, 4095,
				 DEMOS_DATA_MAX };
	uint8_t data[DEMOS_DATA_MAX];
	struct message message;
	uint32_t link, there;
	size_t i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = i * 13 + (i >> 8);
	ASSERT_OK(link_create(&self->p[1], 21, 6, FREE, &link));
	ASSERT_OK(link_exchange(&self->p[1], &self->p[0], link, &there));
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		ASSERT_OK(process_say(&self->p[0], there, data, sizes[i]));
		ASSERT_OK(process_receive(&self->p[1], 1 << 6, SOON,
					  &message));
		ASSERT_EQ(sizes[i], message.length);
		ASSERT_EQ(0, memcmp(data, message.data, sizes[i]));
		ASSERT_EQ(self->p[0].pid, message.head.from.pid);
		ASSERT_EQ(21, message.head.code);
		ASSERT_EQ(6, message.head.channel);
		ASSERT_EQ(0, message.head.flags);
	}
}

TEST_F(remote, links_go_round_and_still_work)
{
	struct demos_link body;
	struct message message;
	uint32_t link;

	ASSERT_OK(link_create(&self->p[0], 99, 1, FREE, &link));
	ASSERT_OK(link_exchange(&self->p[0], &self->p[1], link, &link));
	ASSERT_OK(link_exchange(&self->p[1], &self->p[2], link, &link));
	ASSERT_OK(link_inspect(&self->p[2], link, &body));
	EXPECT_EQ(self->p[0].pid, body.to.pid);
	EXPECT_EQ(1, body.to.machine);
	ASSERT_OK(process_say(&self->p[2], link, "far", 3));
	ASSERT_OK(process_receive(&self->p[0], 1 << 1, SOON, &message));
	EXPECT_EQ(99, message.head.code);
	EXPECT_EQ(self->p[2].pid, message.head.from.pid);

	ASSERT_OK(link_exchange(&self->p[2], &self->p[0], link, &link));
	ASSERT_OK(process_say(&self->p[0], link, "near", 4));
	ASSERT_OK(process_receive(&self->p[0], 1 << 1, SOON, &message));
	EXPECT_EQ(self->p[0].pid, message.head.from.pid);
}

TEST_F(remote, a_reply_comes_from_a_third_machine)
{
	const struct demos_reply reply = { .code = 3, .channel = 2 };
	struct letter letter = { .reply = &reply };
	struct message message;
	uint32_t link;

	ASSERT_OK(link_create(&self->p[1], 0, 0, FREE, &link));
	ASSERT_OK(link_exchange(&self->p[1], &self->p[0], link, &letter.link));
	ASSERT_OK(process_send(&self->p[0], &letter));
	ASSERT_OK(process_receive(&self->p[1], 1, SOON, &message));
	ASSERT_EQ(1, message.nlinks);
	ASSERT_OK(link_exchange(&self->p[1], &self->p[2], message.links[0],
				&link));
	ASSERT_OK(process_say(&self->p[2], link, "!", 1));
	ASSERT_OK(process_receive(&self->p[0], 1 << 2, SOON, &message));
	EXPECT_EQ(DEMOS_F_REPLY, message.head.flags);
	EXPECT_EQ(3, message.head.code);
	EXPECT_EQ(self->p[2].pid, message.head.from.pid);
}

TEST_F(remote, death_of_a_holder_is_reported)
{
	const struct demos_reply reply = { .code = 4, .channel = 2 };
	struct letter letter = { .reply = &reply };
	struct message message;
	uint32_t link;

	ASSERT_OK(link_create(&self->p[1], 0, 0, FREE, &link));
	ASSERT_OK(link_exchange(&self->p[1], &self->p[0], link, &letter.link));
	ASSERT_OK(process_send(&self->p[0], &letter));
	ASSERT_OK(process_receive(&self->p[1], 1, SOON, &message));
	process_close(&self->p[1]);
	ASSERT_OK(process_receive(&self->p[0], 1 << 2, SOON, &message));
	EXPECT_EQ(DEMOS_EDESTROYED, notice_kind(&message));
	EXPECT_EQ(4, message.head.code);

	ASSERT_OK(process_send(&self->p[0], &letter));
	ASSERT_OK(process_receive(&self->p[0], 1 << 2, SOON, &message));
	EXPECT_EQ(DEMOS_EDEAD, notice_kind(&message));
}

TEST_F(remote, a_machine_going_down_notifies_waiters)
{
	const struct demos_reply reply = { .code = 6, .channel = 2 };
	struct letter letter = { .reply = &reply };
	struct message message;
	uint32_t link;

	ASSERT_OK(link_create(&self->p[1], 0, 0, FREE, &link));
	ASSERT_OK(link_exchange(&self->p[1], &self->p[0], link, &letter.link));
	ASSERT_OK(process_send(&self->p[0], &letter));
	ASSERT_OK(process_receive(&self->p[1], 1, SOON, &message));
	ASSERT_OK(machine_down(&self->m[1]));
	ASSERT_OK(process_receive(&self->p[0], 1 << 2, SOON, &message));
	EXPECT_LT(0, notice_kind(&message));
	EXPECT_EQ(6, message.head.code);
}

TEST_F(remote, an_undeliverable_message_leaves_no_hole)
{
	struct message message;
	struct machine fourth;
	struct process p;
	uint32_t link;

	/* Machine 4 knows only 2, and has a link to a process on 1. */
	ASSERT_OK(machine_make(&fourth, 4));
	ASSERT_OK(peer_join(&self->m[1], &fourth));
	ASSERT_OK(process_attach(&p, &fourth, "stranger"));
	ASSERT_OK(link_create(&self->p[0], 8, 1, FREE, &link));
	ASSERT_OK(link_exchange(&self->p[0], &self->p[1], link, &link));
	ASSERT_OK(link_exchange(&self->p[1], &p, link, &link));
	if (!process_say(&p, link, "lost", 4)) {
		ASSERT_OK(process_receive(&p, ALL_CHANNELS, SOON, &message));
		EXPECT_EQ(DEMOS_EUNKNOWN, notice_kind(&message));
	}
	ASSERT_OK(peer_join(&self->m[0], &fourth));
	ASSERT_OK(process_say(&p, link, "heard", 5));
	ASSERT_OK(process_receive(&self->p[0], 1 << 1, SOON, &message));
	EXPECT_EQ(5, message.length);
	process_close(&p);
	machine_leave(&fourth);
}

TEST_F(remote, frames_are_counted)
{
	struct demos_peer_info before[2], after[2];
	struct message message;
	uint32_t link;
	int i;

	ASSERT_OK(link_create(&self->p[1], 0, 0, FREE, &link));
	ASSERT_OK(link_exchange(&self->p[1], &self->p[0], link, &link));
	ASSERT_OK(peer_info(&self->m[0], 2, &before[0]));
	ASSERT_OK(peer_info(&self->m[1], 1, &before[1]));
	for (i = 0; i < 10; i++) {
		ASSERT_OK(process_say(&self->p[0], link, "0123456789", 10));
		ASSERT_OK(process_receive(&self->p[1], 1, SOON, &message));
	}
	ASSERT_OK(peer_info(&self->m[0], 2, &after[0]));
	ASSERT_OK(peer_info(&self->m[1], 1, &after[1]));
	EXPECT_LE(10, after[0].frames_out - before[0].frames_out);
	EXPECT_LE(10, after[1].frames_in - before[1].frames_in);
	EXPECT_LE(10 * (10 + sizeof(struct demos_header)),
		  after[0].bytes_out - before[0].bytes_out);
	EXPECT_LE(10 * (10 + sizeof(struct demos_header)),
		  after[1].bytes_in - before[1].bytes_in);
	for (i = 0; i < 2; i++) {
		EXPECT_EQ(DEMOS_PEER_UP, after[i].state);
		EXPECT_EQ(1, after[i].connections);
		EXPECT_EQ(0, after[i].resent);
		EXPECT_EQ(0, after[i].doubles);
		EXPECT_EQ(0, after[i].refused);
		EXPECT_EQ(0, after[i].error);
	}
	EXPECT_EQ(2, after[0].machine);
}

TEST_F(remote, a_peer_is_shown_with_its_incarnation)
{
	struct demos_peer_info info;
	struct nl_msg *msg;
	uint64_t value;

	ASSERT_OK(machine_show(&self->m[2], DEMOS_A_INCARNATION, &value));
	ASSERT_OK(peer_info(&self->m[0], 3, &info));
	EXPECT_EQ(value, info.incarnation);
	EXPECT_GT(0, peer_info(&self->m[0], 4, &info));
	msg = client_request(&self->m[0].admin, DEMOS_CMD_PEER_GET,
			     NLM_F_DUMP);
	EXPECT_EQ(2, client_dump(&self->m[0].admin, msg, NULL, NULL));
}

TEST_F(remote, an_unknown_machine_is_unreachable)
{
	const struct demos_control request = { .op = htons(DEMOS_OP_BOOT) };
	struct message answer;
	uint32_t link;
	int result;

	result = link_to_kernel(&self->p[0], 9, &link);
	if (result) {
		EXPECT_REFUSED(DEMOS_EUNREACHABLE, result);
		return;
	}
	result = process_control(&self->p[0], link, &request, sizeof(request),
				 &answer);
	EXPECT_TRUE(result == DEMOS_EUNREACHABLE ||
		    result == refusal(DEMOS_EUNREACHABLE))
		TH_LOG("result %d", result);
}

/* Make a request for a kernel's boot link */
static struct letter ask_kernel(void)
{
	static const struct demos_reply reply = { .code = 5, .channel = 2 };
	static struct demos_control request;

	request.op = htons(DEMOS_OP_BOOT);
	return (struct letter) {
		.data = &request,
		.length = sizeof(request),
		.reply = &reply,
	};
}

TEST_F(remote, messages_for_a_known_machine_wait)
{
	struct letter letter = ask_kernel();
	struct demos_peer_info info;
	struct message message;
	struct machine fourth;

	ASSERT_OK(machine_make(&fourth, 4));
	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_ADD, 4));
	ASSERT_OK(link_to_kernel(&self->p[0], 4, &letter.link));
	ASSERT_OK(process_send(&self->p[0], &letter));
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->p[0], ALL_CHANNELS,
					       NEVER, &message));
	ASSERT_OK(peer_info(&self->m[0], 4, &info));
	EXPECT_EQ(DEMOS_PEER_DOWN, info.state);
	EXPECT_EQ(1, info.unacked);
	ASSERT_OK(peer_join(&self->m[0], &fourth));
	ASSERT_OK(process_receive(&self->p[0], 1 << 2, SOON, &message));
	EXPECT_EQ(5, message.head.code);
	machine_leave(&fourth);
}

/* Kernels read at once, so only this makes processes with many requests wait */
TEST_F_TIMEOUT(remote, requests_to_a_disconnected_kernel_block, LONG_TEST)
{
	struct letter letter = ask_kernel();
	struct demos_peer_info info;
	struct message message;
	struct machine fourth;
	int sent = 0, error, i;

	ASSERT_OK(machine_make(&fourth, 4));
	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_ADD, 4));
	ASSERT_OK(link_to_kernel(&self->p[0], 4, &letter.link));
	do {
		error = process_send(&self->p[0], &letter);
		sent += !error;
	} while (!error && sent < 20000);
	EXPECT_EQ(-EAGAIN, error);
	ASSERT_OK(peer_info(&self->m[0], 4, &info));
	EXPECT_EQ(sent, info.unacked);
	EXPECT_GE(1 << 20, info.unacked_bytes);
	/* All of it arrives, and there is room again */
	ASSERT_OK(peer_join(&self->m[0], &fourth));
	for (i = 0; i < sent; i++)
		ASSERT_OK(process_receive(&self->p[0], 1 << 2, SOON,
					  &message));
	EXPECT_OK(process_send_patiently(&self->p[0], &letter));
	machine_leave(&fourth);
}

TEST_F(remote, peer_commands_are_checked)
{
	struct machine *m = &self->m[0];

	EXPECT_GT(0, peer_command(m, DEMOS_CMD_PEER_ADD, 0));
	EXPECT_GT(0, peer_command(m, DEMOS_CMD_PEER_ADD, 65535));
	EXPECT_GT(0, peer_command(m, DEMOS_CMD_PEER_ADD, 1));
	EXPECT_STRNE("", m->admin.text);
	EXPECT_GT(0, peer_command(m, DEMOS_CMD_PEER_RESET, 9));
	EXPECT_GT(0, peer_command(m, DEMOS_CMD_PEER_DEL, 9));
}

TEST_F(remote, only_connected_stream_sockets_are_taken)
{
	struct machine *m = &self->m[0];
	int fd, pair[2];

	EXPECT_GT(0, peer_hand_in(m, -1, 0));
	EXPECT_GT(0, peer_hand_in(m, 9999, 0));
	fd = open("/dev/null", O_RDWR);
	EXPECT_GT(0, peer_hand_in(m, fd, 0));
	EXPECT_STRNE("", m->admin.text);
	close(fd);
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
	EXPECT_GT(0, peer_hand_in(m, pair[0], 0));
	close(pair[0]);
	close(pair[1]);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	EXPECT_GT(0, peer_hand_in(m, fd, 0));
	close(fd);
	EXPECT_GT(0, peer_hand_in(m, client_fd(&m->admin), 0));
}

/* The sender of a message writes a part of it, or nothing: the rest follows. */
TEST_F(remote, a_socket_with_hardly_any_room_is_enough)
{
	const int least = 1;
	uint32_t data[DEMOS_DATA_MAX / 4] = { 0 };
	struct message message;
	uint32_t there, n, i;
	int pair[2];

	/* See peer_join() */
	ASSERT_OK(machine_enter(&self->m[0]));
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	for (i = 0; i < 2; i++)
		ASSERT_EQ(0, setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &least,
					sizeof(least)));
	ASSERT_OK(peer_join_sockets(&self->m[0], pair[0], &self->m[1],
				    pair[1]));
	ASSERT_OK(link_create(&self->p[1], 21, 6, FREE, &there));
	ASSERT_OK(link_exchange(&self->p[1], &self->p[0], there, &there));
	for (n = 0; n < 100; n += 4) {
		for (i = n; i < n + 4; i++) {
			data[0] = i;
			data[DEMOS_DATA_MAX / 4 - 1] = i;
			ASSERT_OK(process_await_room(&self->p[0], there));
			ASSERT_OK(process_say(&self->p[0], there, data,
					      sizeof(data)));
		}
		for (i = n; i < n + 4; i++) {
			ASSERT_OK(process_receive(&self->p[1], 1 << 6, SOON,
						  &message));
			ASSERT_EQ(sizeof(data), message.length);
			data[0] = i;
			data[DEMOS_DATA_MAX / 4 - 1] = i;
			ASSERT_EQ(0, memcmp(data, message.data, sizeof(data)));
		}
	}
}

TEST_F(remote, a_machine_is_not_its_own_peer)
{
	struct machine *m = &self->m[0];
	struct demos_peer_info info;
	int pair[2];

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	/* Both ends to the same machine, which must notice and survive. */
	peer_hand_in(m, pair[0], 0);
	peer_hand_in(m, pair[1], 0);
	close(pair[0]);
	close(pair[1]);
	EXPECT_GT(0, peer_info(m, 1, &info));
	ASSERT_OK(peer_info(m, 2, &info));
	EXPECT_EQ(DEMOS_PEER_UP, info.state);
}

TEST_F(remote, a_forgotten_peer_is_unreachable)
{
	struct demos_peer_info info;
	struct watch watch;

	ASSERT_OK(watch_open(&watch, &self->m[1]));
	ASSERT_OK(peer_command(&self->m[0], DEMOS_CMD_PEER_DEL, 2));
	EXPECT_GT(0, peer_info(&self->m[0], 2, &info));
	EXPECT_EQ(0, watch_for(&watch, DEMOS_EVENT_PEER_DOWN, 0, 1, NULL));
	watch_close(&watch);
}

TEST_F(remote, a_wrong_machine_is_refused)
{
	struct demos_peer_info info;
	struct machine fourth;
	struct watch watch;
	int pair[2];

	ASSERT_OK(machine_make(&fourth, 4));
	ASSERT_OK(watch_open(&watch, &self->m[0]));
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	ASSERT_OK(peer_hand_in(&self->m[0], pair[0], 5));
	ASSERT_OK(peer_hand_in(&fourth, pair[1], 1));
	close(pair[0]);
	close(pair[1]);
	EXPECT_EQ(0, watch_for(&watch, DEMOS_EVENT_PEER_DOWN, 0, 0, NULL));
	EXPECT_GT(0, peer_info(&self->m[0], 4, &info));
	if (!peer_info(&self->m[0], 5, &info))
		EXPECT_NE(DEMOS_PEER_UP, info.state);
	machine_leave(&fourth);
	watch_close(&watch);
}

static int run(const char *command)
{
	int status = system(command);

	return status ? -ECHILD : 0;
}

/* Two namespaces on a cable: 10.0.0.1 at @a, 10.0.0.2 at @b. */
static int lay_cable(const struct machine *a, const struct machine *b)
{
	char text[128];
	int error;

	snprintf(text, sizeof(text),
		 "ip link add v0 type veth peer name v0 netns /proc/%d/fd/%d",
		 getpid(), b->ns);
	error = machine_enter(a);
	if (!error)
		error = run(text);
	if (!error)
		error = run("ip addr add 10.0.0.1/24 dev v0");
	if (!error)
		error = run("ip link set v0 up");
	if (!error)
		error = machine_enter(b);
	if (!error)
		error = run("ip addr add 10.0.0.2/24 dev v0");
	if (!error)
		error = run("ip link set v0 up");
	return error;
}

/* A TCP connection from 10.0.0.2 to 10.0.0.1. */
static int dial(const struct machine *a, const struct machine *b, int *fd)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(4711),
	};
	int listener;

	inet_pton(AF_INET, "10.0.0.1", &to.sin_addr);
	if (machine_enter(a))
		return -errno;
	listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listener, (struct sockaddr *)&to, sizeof(to)) ||
	    listen(listener, 1) || machine_enter(b))
		return -errno;
	fd[1] = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(fd[1], (struct sockaddr *)&to, sizeof(to)))
		return -errno;
	fd[0] = accept(listener, NULL, NULL);
	close(listener);
	return fd[0] < 0 ? -errno : 0;
}

TEST(tcp_over_a_cable)
{
	struct letter letter = ask_kernel();
	struct message message;
	struct watch watch;
	struct machine m[2];
	struct process p[2];
	int fd[2] = { -1, -1 };
	uint32_t link, i;

	ASSERT_OK(machine_make(&m[0], 1));
	ASSERT_OK(machine_make(&m[1], 2));
	if (lay_cable(&m[0], &m[1]))
		SKIP(return, "no veth, or no ip command");
	ASSERT_OK(dial(&m[0], &m[1], fd));
	ASSERT_OK(peer_join_sockets(&m[0], fd[0], &m[1], fd[1]));
	for (i = 0; i < 2; i++)
		ASSERT_OK(process_attach(&p[i], &m[i], "wired"));
	ASSERT_OK(link_create(&p[0], 0, 0, FREE, &link));
	ASSERT_OK(link_exchange(&p[0], &p[1], link, &link));
	for (i = 0; i < DEMOS_WINDOW_MESSAGES / 2; i++)
		ASSERT_OK(process_say(&p[1], link, &i, sizeof(i)));
	for (i = 0; i < DEMOS_WINDOW_MESSAGES / 2; i++) {
		ASSERT_OK(process_receive(&p[0], 1, SOON, &message));
		ASSERT_EQ(0, memcmp(&i, message.data, sizeof(i)));
	}
	/* The last word arrives though the machine has not read all it got */
	ASSERT_OK(watch_open(&watch, &m[0]));
	ASSERT_OK(link_to_kernel(&p[0], 2, &letter.link));
	for (i = 0; i < 1000; i++)
		ASSERT_OK(process_send(&p[0], &letter));
	ASSERT_OK(machine_down(&m[1]));
	EXPECT_OK(watch_for(&watch, DEMOS_EVENT_PEER_GONE, 0, 2, NULL));
	watch_close(&watch);
}

TEST_HARNESS_MAIN
