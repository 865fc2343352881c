// SPDX-License-Identifier: GPL-2.0
/*
 * Links that point to a process's former machine (sections 4, 5): the message
 * is forwarded, the sender's links are updated, and chains of forwarding
 * addresses fold up.
 *
 *	clients: on 3, with links that point to 1
 *	the server's way: from 1 to 2, perhaps to 4 or back to 1
 */
#include "harness.h"
#include "traffic.h"

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

#define MACHINES	4

FIXTURE(forwarding)
{
	struct machine m[MACHINES];
	struct process p;		/* the manager, on machine 1 */
	struct guest guest;		/* the server */
	uint32_t links[SERVER_LINKS];	/* the manager's */
	struct caller caller[3];	/* clients on machine 3 */
};

FIXTURE_SETUP(forwarding)
{
	const struct program program = Z8002(server);
	int i;

	ASSERT_OK(machine_lan(self->m, MACHINES));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
	ASSERT_OK(guest_start(&self->p, 1, &program, &self->guest));
	for (i = 0; i < SERVER_LINKS; i++)
		ASSERT_OK(guest_hello(&self->p, &self->links[i]));
	for (i = 0; i < 3; i++) {
		ASSERT_OK(caller_start(&self->caller[i], &self->m[2], &self->p,
				       self->links[i]));
		ASSERT_OK(callers_run(&self->caller[i], 1, 1));
	}
}

FIXTURE_TEARDOWN(forwarding)
{
	int i;

	for (i = 0; i < 3; i++)
		caller_stop(&self->caller[i]);
	process_close(&self->p);
	for (i = 0; i < MACHINES; i++)
		machine_leave(&self->m[i]);
}

static int move_to(struct process *p, const struct guest *guest, uint16_t to)
{
	struct demos_migrated migrated;

	return guest_migrate(p, guest, to, &migrated);
}

/* Where the server is according to a client's link. */
static int place(struct caller *caller, uint16_t *machine, uint32_t *moves)
{
	struct demos_link body;
	int error;

	error = link_inspect(&caller->process, caller->link, &body);
	*machine = body.to.machine;
	*moves = body.to.moves;
	return error;
}

#define EXPECT_PLACE(caller, where, moved) do { \
	uint16_t machine_; \
	uint32_t moves_; \
	ASSERT_OK(place(caller, &machine_, &moves_)); \
	EXPECT_EQ(where, machine_); \
	EXPECT_EQ(moved, moves_); \
} while (0)

#define COUNT(machine, counter) \
	machine_counter(&self->m[(machine) - 1], DEMOS_C_##counter)

/* Make one call, and wait for the link update it causes at machine 3. */
static int call_and_update(struct machine *machine, struct caller *caller,
			   struct demos_event *event)
{
	struct watch watch;
	int error;

	error = watch_open(&watch, machine);
	if (!error)
		error = callers_run(caller, 1, 1);
	if (!error)
		error = watch_for(&watch, DEMOS_EVENT_UPDATED,
				  caller->process.pid, 0, event);
	watch_close(&watch);
	return error;
}

/* Where the server is according to the boot link of a process's machine */
static int boot_place(struct process *process, uint16_t *machine)
{
	struct client *client = &process->client;
	struct demos_link body;
	struct answer *answer;
	uint32_t link;
	int error;

	error = client_ask(client, client_request(client, DEMOS_CMD_BOOT_GET,
						  0), &answer);
	if (error)
		return error;
	error = answer_u32(answer, DEMOS_A_LINK, &link);
	free(answer);
	if (!error)
		error = link_inspect(process, link, &body);
	*machine = body.to.machine;
	return error;
}

/* Link updates reach the boot link, and so processes that ask for it later */
TEST_F(forwarding, updates_the_boot_link)
{
	struct process *process = &self->caller[0].process;
	struct demos_event event;
	struct nl_msg *msg;
	uint16_t machine;
	uint32_t copy;

	ASSERT_OK(link_dup(process, self->caller[0].link, FREE, &copy));
	msg = client_request(&process->client, DEMOS_CMD_BOOT_SET, 0);
	nla_put_u32(msg, DEMOS_A_LINK, copy);
	ASSERT_OK(client_ask(&process->client, msg, NULL));
	ASSERT_OK(move_to(&self->p, &self->guest, 2));
	ASSERT_OK(boot_place(process, &machine));
	EXPECT_EQ(1, machine);
	ASSERT_OK(call_and_update(&self->m[2], &self->caller[0], &event));
	ASSERT_OK(boot_place(process, &machine));
	EXPECT_EQ(2, machine);
}

TEST_F(forwarding, costs_two_messages_once)
{
	uint64_t forwarded, sent, applied;
	struct demos_event event;

	EXPECT_PLACE(&self->caller[0], 1, 0);
	ASSERT_OK(move_to(&self->p, &self->guest, 2));
	/* Only the source knows. */
	EXPECT_PLACE(&self->caller[0], 1, 0);
	forwarded = COUNT(1, FORWARDED);
	sent = COUNT(1, UPDATES_SENT);
	applied = COUNT(3, UPDATES_APPLIED);
	ASSERT_OK(call_and_update(&self->m[2], &self->caller[0], &event));
	EXPECT_EQ(self->guest.pid, event.from);
	EXPECT_EQ(2, event.peer);
	EXPECT_EQ(1, event.value);
	EXPECT_EQ(forwarded + 1, COUNT(1, FORWARDED));
	EXPECT_EQ(sent + 1, COUNT(1, UPDATES_SENT));
	EXPECT_EQ(applied + 1, COUNT(3, UPDATES_APPLIED));
	EXPECT_PLACE(&self->caller[0], 2, 1);

	/* From now on messages go straight there. */
	ASSERT_OK(callers_run(&self->caller[0], 1, 10));
	EXPECT_EQ(forwarded + 1, COUNT(1, FORWARDED));
	EXPECT_EQ(sent + 1, COUNT(1, UPDATES_SENT));
	EXPECT_EQ(1, COUNT(3, STALE_WORST));
}

TEST_F(forwarding, is_shown)
{
	struct demos_event event;
	struct watch watch;

	ASSERT_OK(move_to(&self->p, &self->guest, 2));
	ASSERT_OK(watch_open(&watch, &self->m[0]));
	ASSERT_OK(callers_run(&self->caller[0], 1, 1));
	ASSERT_OK(watch_for(&watch, DEMOS_EVENT_FORWARDED, self->guest.pid, 2,
			    &event));
	EXPECT_EQ(self->caller[0].process.pid, event.from);
	EXPECT_EQ(1, event.machine);
	watch_close(&watch);
}

static int see_forward(const struct answer *answer, void *arg)
{
	return answer_copy(answer, DEMOS_A_FORWARD, arg,
			   sizeof(struct demos_address));
}

TEST_F(forwarding, address_is_listed)
{
	struct demos_address address = { .pid = 0 };
	struct nl_msg *msg;

	ASSERT_OK(move_to(&self->p, &self->guest, 2));
	msg = client_request(&self->m[0].admin, DEMOS_CMD_FORWARD_GET,
			     NLM_F_DUMP);
	EXPECT_EQ(1, client_dump(&self->m[0].admin, msg, see_forward,
				 &address));
	EXPECT_EQ(self->guest.pid, address.pid);
	EXPECT_EQ(2, address.machine);
	EXPECT_EQ(1, address.moves);
	msg = client_request(&self->m[1].admin, DEMOS_CMD_FORWARD_GET,
			     NLM_F_DUMP);
	EXPECT_EQ(0, client_dump(&self->m[1].admin, msg, NULL, NULL));
}

TEST_F(forwarding, updates_all_links_of_the_sender)
{
	struct caller *caller = &self->caller[0];
	struct demos_event event;
	struct demos_link body;
	uint32_t copies[5];
	int i;

	for (i = 0; i < 5; i++)
		ASSERT_OK(link_dup(&caller->process, caller->link, FREE,
				   &copies[i]));
	ASSERT_OK(move_to(&self->p, &self->guest, 2));
	ASSERT_OK(call_and_update(&self->m[2], caller, &event));
	EXPECT_EQ(6, event.value);
	for (i = 0; i < 5; i++) {
		ASSERT_OK(link_inspect(&caller->process, copies[i], &body));
		EXPECT_EQ(2, body.to.machine);
		EXPECT_EQ(1, body.to.moves);
	}
	/* Other senders have to find out by themselves. */
	EXPECT_PLACE(&self->caller[1], 1, 0);
}

TEST_F(forwarding, chain_of_two_addresses_folds_up)
{
	uint64_t at_1, at_2;
	struct demos_event event;

	ASSERT_OK(move_to(&self->p, &self->guest, 2));
	ASSERT_OK(move_to(&self->p, &self->guest, 4));
	at_1 = COUNT(1, FORWARDED);
	at_2 = COUNT(2, FORWARDED);
	ASSERT_OK(call_and_update(&self->m[2], &self->caller[0], &event));
	EXPECT_EQ(at_1 + 1, COUNT(1, FORWARDED));
	EXPECT_LE(at_2, COUNT(2, FORWARDED));
	EXPECT_GE(at_2 + 1, COUNT(2, FORWARDED));
	EXPECT_EQ(COUNT(1, FORWARDED), COUNT(1, UPDATES_SENT));
	EXPECT_EQ(COUNT(2, FORWARDED), COUNT(2, UPDATES_SENT));
	ASSERT_OK(callers_run(&self->caller[0], 1, 10));
	EXPECT_PLACE(&self->caller[0], 4, 2);

	/* Machine 1 has learned it too: another client's call is shorter. */
	at_1 = COUNT(1, FORWARDED);
	at_2 = COUNT(2, FORWARDED);
	EXPECT_EQ(1, COUNT(1, FOLDS));
	ASSERT_OK(call_and_update(&self->m[2], &self->caller[1], &event));
	EXPECT_EQ(at_1 + 1, COUNT(1, FORWARDED));
	EXPECT_EQ(at_2, COUNT(2, FORWARDED));
	EXPECT_PLACE(&self->caller[1], 4, 2);
}

TEST_F(forwarding, address_is_freed_when_the_process_returns)
{
	struct demos_event event;
	uint64_t forwards;

	ASSERT_OK(move_to(&self->p, &self->guest, 2));
	ASSERT_OK(call_and_update(&self->m[2], &self->caller[0], &event));
	ASSERT_OK(move_to(&self->p, &self->guest, 1));
	ASSERT_OK(machine_show(&self->m[0], DEMOS_A_FORWARDS, &forwards));
	EXPECT_EQ(0, forwards);
	ASSERT_OK(machine_show(&self->m[1], DEMOS_A_FORWARDS, &forwards));
	EXPECT_EQ(1, forwards);
	/* One client has the oldest address, which is right again... */
	ASSERT_OK(callers_run(&self->caller[1], 1, 3));
	EXPECT_EQ(0, COUNT(2, FORWARDED));
	/* ...and one has the address in between. */
	ASSERT_OK(call_and_update(&self->m[2], &self->caller[0], &event));
	EXPECT_EQ(1, COUNT(2, FORWARDED));
	EXPECT_PLACE(&self->caller[0], 1, 2);
}

TEST_F_TIMEOUT(forwarding, never_goes_in_circles, LONG_TEST)
{
	uint64_t before, after;
	int i;

	for (i = 1; i <= 9; i++)
		ASSERT_OK(move_to(&self->p, &self->guest, i % 3 + 1));
	before = COUNT(1, FORWARDED) + COUNT(2, FORWARDED) +
		 COUNT(3, FORWARDED);
	ASSERT_OK(callers_run(self->caller, 3, 20));
	after = COUNT(1, FORWARDED) + COUNT(2, FORWARDED) +
		COUNT(3, FORWARDED);
	EXPECT_GE(3 * 2, after - before);
}

TEST_F(forwarding, to_a_dead_process_is_reported)
{
	const struct demos_reply reply = { .code = 9, .channel = 7 };
	struct letter letter = { .link = self->caller[0].link,
				 .reply = &reply };
	struct process *client = &self->caller[0].process;
	struct demos_ended ended;
	struct message message;

	ASSERT_OK(move_to(&self->p, &self->guest, 2));
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_KILL));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htons(2), ended.machine);
	ASSERT_OK(process_send(client, &letter));
	ASSERT_OK(process_receive(client, 1 << 7, SOON, &message));
	EXPECT_EQ(DEMOS_EDEAD, notice_kind(&message));
	EXPECT_EQ(9, message.head.code);
	/* Nothing else follows. */
	EXPECT_EQ(DEMOS_ETIME, process_receive(client, ALL_CHANNELS, NEVER,
					       &message));
}

TEST_F(forwarding, update_follows_a_sender_that_moves_too)
{
	const struct program program = Z8002(puppet, .pages = 16);
	struct process *p = &self->p;
	uint16_t r[14] = { 0 };
	uint32_t puppet, name;
	struct message message;
	struct guest sender;
	struct watch watch;
	uint32_t credit;

	/* A guest on machine 1 has a link to the server; both move on. */
	ASSERT_OK(guest_start(p, 1, &program, &sender));
	ASSERT_OK(guest_hello(p, &puppet));
	ASSERT_OK(puppet_give(p, puppet, self->links[5], &name));
	ASSERT_OK(move_to(p, &sender, 2));
	ASSERT_OK(move_to(p, &self->guest, 3));
	ASSERT_OK(watch_open(&watch, &self->m[1]));
	r[0] = name >> 16;
	r[1] = name;
	r[3] = 0x800;
	r[4] = 4;
	r[11] = 0x900;
	r[12] = 64;
	ASSERT_OK(process_write(p, sender.control, 0x800, "\0\0\0\1", 4));
	ASSERT_OK(puppet_begin(p, puppet, DEMOS_SC_CALL, r, &credit));
	ASSERT_OK(process_await(p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_CALL, r));
	EXPECT_EQ(0, r[0]);
	EXPECT_EQ(sizeof(struct tally), r[1]);
	ASSERT_OK(watch_for(&watch, DEMOS_EVENT_UPDATED, sender.pid, 3, NULL));
	r[0] = name >> 16;
	r[1] = name;
	ASSERT_OK(puppet_do(p, puppet, DEMOS_SC_LINK_INSPECT, r));
	EXPECT_EQ(0, r[0]);
	EXPECT_EQ(3, r[8]);
	watch_close(&watch);
}

TEST_F(forwarding, keeps_the_order)
{
	struct process *client = &self->caller[0].process;
	struct demos_reply reply = { .channel = 7 };
	struct letter letter = { .link = self->caller[0].link, .length = 4,
				 .reply = &reply };
	const struct tally *tally;
	struct message message;
	uint32_t number;
	uint32_t i;

	/* Many messages are in flight before the first link update arrives. */
	ASSERT_OK(move_to(&self->p, &self->guest, 2));
	letter.data = &number;
	for (i = 2; i <= 60; i++) {
		number = htonl(i);
		reply.code = i;
		ASSERT_OK(process_send(client, &letter));
	}
	for (i = 2; i <= 60; i++) {
		ASSERT_OK(process_receive(client, 1 << 7, SOON, &message));
		ASSERT_EQ(i, message.head.code);
		tally = (const void *)message.data;
		ASSERT_EQ(i, ntohl(tally->number));
		ASSERT_EQ(0, tally->wrong);
	}
	EXPECT_EQ(COUNT(1, FORWARDED), COUNT(1, UPDATES_SENT));
}

TEST_HARNESS_MAIN
