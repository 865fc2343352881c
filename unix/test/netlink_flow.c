// SPDX-License-Identifier: GPL-2.0
/*
 * Programs that read slower than the machine writes: dumps, answers, events.
 */
#include <errno.h>
#include <linux/demos_door.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>

#include "check.h"
#include "netlink_test.h"

static struct nlmsghdr *counted(struct client *client, int cmd, int flags,
				__u32 count)
{
	struct nlmsghdr *nlh = toy(client, cmd, flags);

	mnl_attr_put_u32(nlh, TOY_A_U32, count);
	return nlh;
}

static __u32 number(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN + TOY_HEADER) {
		if (mnl_attr_get_type(attr) == TOY_A_U32)
			return mnl_attr_get_u32(attr);
	}
	return ~0;
}

/* Read a dump to its end. Return: its result; @next: number of its messages. */
static int read_dump(struct client *client, __u32 *next)
{
	struct nlmsghdr *nlh;
	int left;

	for (;;) {
		nlh = client_receive(client);
		left = client->length;
		for (; mnl_nlmsg_ok(nlh, left);
		     nlh = mnl_nlmsg_next(nlh, &left)) {
			CHECK(nlh->nlmsg_flags & NLM_F_MULTI);
			CHECK(nlh->nlmsg_seq == client->seq);
			if (nlh->nlmsg_type == NLMSG_DONE)
				return *(int *)mnl_nlmsg_get_payload(nlh);
			CHECK(number(nlh) == (*next)++);
		}
		CHECK(!left);
	}
}

static void dump_of(__u32 count)
{
	__u32 next = 0;

	client_send(&a, counted(&a, TOY_COUNT, NLM_F_DUMP | NLM_F_ACK, count));
	CHECK(!read_dump(&a, &next) && next == count);
}

void dumps_complete(void)
{
	struct refusal refusal;

	dump_of(0);
	dump_of(1);
	dump_of(1000);
	wait_for(&toy_counts.done, toy_counts.begun);
	CHECK(client_ask(&a, toy(&a, TOY_COUNT, NLM_F_DUMP), &refusal) ==
	      -EINVAL);
	CHECK(!strcmp(refusal.text, "how many?"));
	CHECK(toy_counts.done == toy_counts.begun);
}

void dump_fails(void)
{
	__u32 next = 0;

	client_send(&a, counted(&a, TOY_COUNT, NLM_F_DUMP, 13));
	CHECK(read_dump(&a, &next) == -ESRCH && next == 5);
	CHECK(memmem(a.in, a.length, "bad luck", 9));
	client_send(&a, toy(&a, TOY_HUGE, NLM_F_DUMP));
	CHECK(read_dump(&a, &next) == -EMSGSIZE);
	wait_for(&toy_counts.done, toy_counts.begun);
}

/* More than a socket has room for; meanwhile other requests are served */
void dump_slow(void)
{
	struct nlmsghdr *nlh = counted(&a, TOY_COUNT, NLM_F_DUMP, 100000);
	__u32 next = 0;
	__u32 seq = a.seq;

	client_send(&a, nlh);
	wait_for(&toy_counts.begun, toy_counts.done + 1);
	/* A second dump is refused, after the messages written already */
	client_send(&a, counted(&a, TOY_COUNT, NLM_F_DUMP, 1));
	for (;;) {
		nlh = client_receive(&a);
		if (nlh->nlmsg_type == NLMSG_ERROR)
			break;
		for (; mnl_nlmsg_ok(nlh, a.length);
		     nlh = mnl_nlmsg_next(nlh, &a.length))
			CHECK(number(nlh) == next++);
	}
	CHECK(((struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->error == -EBUSY);
	CHECK(toy_counts.begun == toy_counts.done + 1);
	a.seq = seq;
	CHECK(!read_dump(&a, &next) && next == 100000);
	wait_for(&toy_counts.done, toy_counts.begun);
	a.seq = seq + 1;
}

void dump_closed(void)
{
	struct client c;
	int closed = toy_counts.closed;

	client_connect(&c);
	client_send(&c, counted(&c, TOY_COUNT, NLM_F_DUMP, 100000));
	client_receive(&c);
	CHECK(toy_counts.begun == toy_counts.done + 1);
	client_close(&c);
	wait_for(&toy_counts.closed, closed + 1);
	CHECK(toy_counts.begun == toy_counts.done);
}

void unregistered(void)
{
	client_send(&a, counted(&a, TOY_COUNT, NLM_F_DUMP, 100000));
	client_receive(&a);
	CHECK(toy_counts.begun == toy_counts.done + 1);
	toy_again();
	CHECK(toy_counts.begun == toy_counts.done);
	client_close(&a);
	client_connect(&a);
	dump_of(10);
}

/* Some messages wait in the socket, some are kept, some are dropped */
#define SOME	400
#define FAR_TOO_MANY	20000

/* Read until an overrun or the acknowledgement. Return: was it an overrun? */
static int read_flood(struct client *client, __u32 *read)
{
	struct nlmsghdr *nlh;

	for (*read = 0;;) {
		nlh = client_receive(client);
		if (nlh->nlmsg_type == NLMSG_OVERRUN) {
			CHECK(client->length == NLMSG_HDRLEN);
			return 1;
		}
		if (nlh->nlmsg_type == NLMSG_ERROR)
			return 0;
		CHECK(number(nlh) == (*read)++);
	}
}

void flood_kept(void)
{
	int finished = toy_counts.finished;
	__u32 read;

	client_option(&a, DEMOS_DOOR_RCVBUF, 8 << 20, 0);
	client_send(&a, counted(&a, TOY_FLOOD, NLM_F_ACK, SOME));
	wait_for(&toy_counts.finished, finished + 1);
	CHECK(!read_flood(&a, &read) && read == SOME);
	/* All arrive, in the right order, if the program reads meanwhile */
	client_send(&a, counted(&a, TOY_FLOOD, NLM_F_ACK, FAR_TOO_MANY));
	CHECK(!read_flood(&a, &read) && read == FAR_TOO_MANY);
	client_option(&a, DEMOS_DOOR_RCVBUF, 106496, 0);
}

/* A dump waits until no message is kept, and keeps none itself */
void flood_and_dump(void)
{
	int finished = toy_counts.finished;
	__u32 next = 0;
	__u32 read;

	client_option(&a, DEMOS_DOOR_RCVBUF, 8 << 20, 0);
	client_send(&a, counted(&a, TOY_FLOOD, NLM_F_ACK, SOME));
	wait_for(&toy_counts.finished, finished + 1);
	client_set(&a, DEMOS_DOOR_RCVBUF, 1, 0);
	client_send(&a, counted(&a, TOY_COUNT, NLM_F_DUMP, 1000));
	wait_for(&toy_counts.begun, toy_counts.done + 1);
	CHECK(!read_flood(&a, &read) && read == SOME);
	CHECK(!read_dump(&a, &next) && next == 1000);
	client_option(&a, DEMOS_DOOR_RCVBUF, 106496, 0);
}

void flood_overrun(void)
{
	int finished = toy_counts.finished;
	__u32 read;

	client_option(&a, DEMOS_DOOR_RCVBUF, 1, 0);
	client_send(&a, counted(&a, TOY_FLOOD, NLM_F_ACK, FAR_TOO_MANY));
	wait_for(&toy_counts.finished, finished + 1);
	CHECK(read_flood(&a, &read) == 1);
	CHECK(read > 10 && read < SOME);
	/* From here on, no message is lost */
	client_send(&a, counted(&a, TOY_FLOOD, NLM_F_ACK, 7));
	CHECK(!read_flood(&a, &read) && read == 7);
	client_option(&a, DEMOS_DOOR_RCVBUF, 106496, 0);
}

static bool has_input(const struct client *client)
{
	struct pollfd input = { .fd = client->fd, .events = POLLIN };

	return poll(&input, 1, 0);
}

void group_served(void)
{
	__u32 i;

	CHECK(client_ask(&a, counted(&a, TOY_SHOUT, NLM_F_ACK, 1), NULL) ==
	      -ESRCH);
	client_option(&b, DEMOS_DOOR_JOIN, toy_group(), 0);
	client_option(&b, DEMOS_DOOR_JOIN, toy_group(), 0);
	CHECK(!client_ask(&a, counted(&a, TOY_SHOUT, NLM_F_ACK, 5), NULL));
	for (i = 0; i < 5; i++)
		CHECK(number(client_receive(&b)) == i);
	CHECK(!has_input(&b) && !has_input(&a));
	client_option(&b, DEMOS_DOOR_LEAVE, toy_group(), 0);
	client_option(&b, DEMOS_DOOR_LEAVE, toy_group(), 0);
	CHECK(client_ask(&a, counted(&a, TOY_SHOUT, NLM_F_ACK, 1), NULL) ==
	      -ESRCH);
}

void group_overrun(void)
{
	struct client c;
	int closed = toy_counts.closed;
	__u32 read;

	client_connect(&c);
	client_option(&b, DEMOS_DOOR_JOIN, toy_group(), 0);
	client_option(&c, DEMOS_DOOR_JOIN, toy_group(), 0);
	client_option(&c, DEMOS_DOOR_RCVBUF, 4 << 20, 0);
	CHECK(!client_ask(&a, counted(&a, TOY_SHOUT, NLM_F_ACK, 5000), NULL));
	CHECK(read_flood(&b, &read) == 1 && read < 5000);
	/* The other one has a larger buffer */
	for (read = 0; read < 5000; read++)
		CHECK(number(client_receive(&c)) == read);
	client_close(&c);
	wait_for(&toy_counts.closed, closed + 1);
	client_option(&b, DEMOS_DOOR_LEAVE, toy_group(), 0);
	CHECK(client_ask(&a, counted(&a, TOY_SHOUT, NLM_F_ACK, 1), NULL) ==
	      -ESRCH);
}

void options_checked(void)
{
	struct nlmsghdr *nlh;

	client_option(&a, DEMOS_DOOR_JOIN, 0, -EINVAL);
	client_option(&a, DEMOS_DOOR_JOIN, 32, -EINVAL);
	client_option(&a, DEMOS_DOOR_LEAVE, 1000000, -EINVAL);
	client_option(&a, DEMOS_DOOR_RCVBUF, ~0u, 0);
	client_option(&a, DEMOS_DOOR_RCVBUF, 0, 0);
	client_option(&a, 0, 0, -ENOPROTOOPT);
	client_option(&a, 4, 0, -ENOPROTOOPT);
	client_option(&a, DEMOS_DOOR_RCVBUF, 106496, 0);
	nlh = mnl_nlmsg_put_header(a.out);
	nlh->nlmsg_type = DEMOS_DOOR_OPTION;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	nlh->nlmsg_seq = ++a.seq;
	CHECK(client_ask(&a, nlh, NULL) == -EINVAL);
	/* An option set without NLM_F_ACK gets no answer */
	nlh->nlmsg_flags = NLM_F_REQUEST;
	client_send(&a, nlh);
	client_option(&a, DEMOS_DOOR_LEAVE, 1, 0);
}
