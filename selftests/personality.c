// SPDX-License-Identifier: GPL-2.0
/*
 * System calls that a guest's personality serves: how it is set, that it may be
 * anywhere, and what happens to the guest when it is gone.
 */
#include "harness.h"

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

/* A system call that is not the kernel's, and the channel it arrives on */
#define SYSCALL	7
#define SERVES	3

/* Offset in the memory of puppets, behind their program */
#define BUFFER	0x400

FIXTURE(personality)
{
	struct machine m[3];
	struct process p;	/* on machine 1: the manager */
	struct process s;	/* on machine 2: the server */
	struct guest guest;	/* on machine 1: a puppet */
	uint32_t puppet;	/* link of p to it */
};

FIXTURE_SETUP(personality)
{
	const struct program puppet = Z8002(puppet, .pages = 8);

	ASSERT_OK(machine_lan(self->m, 3));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
	ASSERT_OK(process_attach(&self->s, &self->m[1], "server"));
	ASSERT_OK(guest_start(&self->p, 1, &puppet, &self->guest));
	ASSERT_OK(guest_hello(&self->p, &self->puppet));
}

FIXTURE_TEARDOWN(personality)
{
	int i;

	process_close(&self->p);
	process_close(&self->s);
	for (i = 0; i < 3; i++)
		machine_leave(&self->m[i]);
}

/* The manager makes the process behind its link the guest's personality */
static int served_by(struct process *p, const struct guest *guest,
		     uint32_t link, bool asks)
{
	const struct demos_control request = {
		.op = htons(DEMOS_OP_PERSONALITY),
	};
	const struct letter letter = {
		.link = guest->control,
		.data = &request,
		.length = sizeof(request),
		.links = &link,
		.nlinks = 1,
	};
	const struct demos_answer *said;
	struct message answer;
	int error;

	if (!asks)
		return process_send(p, &letter);
	error = process_call(p, &letter, &answer);
	said = (const void *)answer.data;
	return error ? error : ntohs(said->result);
}

/* Make a process the guest's personality, by way of the manager */
static int serve(struct process *server, struct process *p,
		 const struct guest *guest)
{
	uint32_t link;
	int error;

	error = link_create(server, 0, SERVES, FREE, &link);
	if (!error && server != p)
		error = link_exchange(server, p, link, &link);
	return error ? error : served_by(p, guest, link, true);
}

/* Make the answer to a call: the guest continues as it was */
static void go_on(const struct demos_foreign *asked,
		  struct demos_foreign_answer *said)
{
	memset(said, 0, sizeof(*said));
	said->action = htons(DEMOS_FOREIGN_GO_ON);
	said->pc = asked->pc;
	said->fcw = asked->fcw;
	memcpy(said->regs, asked->regs, sizeof(said->regs));
}

static int answer(struct process *server, const struct message *message)
{
	const struct demos_foreign *asked = (const void *)message->data;
	struct demos_foreign_answer said;

	if (message->length != sizeof(*asked) || !message->nlinks ||
	    ntohs(asked->number) != SYSCALL)
		return -EBADMSG;
	go_on(asked, &said);
	return process_say(server, message->links[0], &said, sizeof(said));
}

static int await_call(struct process *server, struct message *message)
{
	return process_receive(server, 1 << SERVES, SOON, message);
}

/* Wait until @from's machine has acknowledged all that it was sent */
static int acknowledge(struct process *from, struct process *to)
{
	struct message message;
	uint32_t link;
	int error;

	error = link_create(to, 0, 1, FREE, &link);
	if (!error)
		error = link_exchange(to, from, link, &link);
	if (!error)
		error = process_say(from, link, "x", 1);
	return error ? error : process_receive(to, 1 << 1, SOON, &message);
}

/* Restart machine 2, and wait until machine 1 knows of it */
static int restart(struct machine *m)
{
	int error;

	error = peer_command(&m[0], DEMOS_CMD_PEER_RESET, 2);
	if (!error)
		error = machine_down(&m[1]);
	if (!error)
		error = machine_up(&m[1], 2, 0, NULL);
	return error ? error : peer_join(&m[0], &m[1]);
}

static int state_of(struct process *p, const struct guest *guest)
{
	struct demos_status status;
	int error = guest_status(p, guest, &status);

	return error ? -abs(error) : status.state;
}

/* A single link is the personality, not a reply link */
TEST_F(personality, is_set_without_a_reply_link)
{
	struct message message;
	uint16_t r[14] = { 0 };
	uint32_t credit, link;

	ASSERT_OK(link_create(&self->p, 0, SERVES, FREE, &link));
	ASSERT_OK(served_by(&self->p, &self->guest, link, false));
	/* Its kernel does one operation after the other: so it is set now */
	EXPECT_LE(0, state_of(&self->p, &self->guest));
	ASSERT_OK(puppet_begin(&self->p, self->puppet, SYSCALL, r, &credit));
	ASSERT_OK(await_call(&self->p, &message));
	ASSERT_OK(answer(&self->p, &message));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, SYSCALL, r));
}

/* A Z8002 has no segments: no machine would accept a guest with such a state */
TEST_F(personality, cannot_set_an_invalid_pc)
{
	struct demos_foreign_answer said;
	struct demos_ended ended;
	struct message message;
	uint16_t r[14] = { 0 };
	uint32_t credit;

	ASSERT_OK(serve(&self->p, &self->p, &self->guest));
	ASSERT_OK(puppet_begin(&self->p, self->puppet, SYSCALL, r, &credit));
	ASSERT_OK(await_call(&self->p, &message));
	go_on((const void *)message.data, &said);
	said.pc |= htonl(0x10000);
	ASSERT_OK(process_say(&self->p, message.links[0], &said,
			      sizeof(said)));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htons(DEMOS_OP_FAULTED), ended.op);
	EXPECT_EQ(htons(DEMOS_FAULT_SYSCALL), ended.status);
}

/* The personality has the call, and will never answer */
TEST_F(personality, is_lost_with_its_machine)
{
	struct message message;
	struct demos_ended ended;
	uint16_t r[14] = { 0 };
	uint32_t credit;

	ASSERT_OK(serve(&self->s, &self->p, &self->guest));
	ASSERT_OK(puppet_begin(&self->p, self->puppet, SYSCALL, r, &credit));
	ASSERT_OK(await_call(&self->s, &message));
	ASSERT_OK(acknowledge(&self->s, &self->p));
	EXPECT_EQ(DEMOS_STATE_SERVED, state_of(&self->p, &self->guest));
	ASSERT_OK(restart(self->m));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htons(DEMOS_OP_FAULTED), ended.op);
	EXPECT_EQ(htons(DEMOS_FAULT_SYSCALL), ended.status);
}

/* A server that the guest called before is lost; its personality is not */
TEST_F(personality, survives_the_loss_of_another_server)
{
	uint16_t r[14] = { 0 }, call[14] = { 0 };
	struct message message, asked;
	uint32_t credit, link;

	ASSERT_OK(link_create(&self->s, 0, 1, FREE, &link));
	ASSERT_OK(link_exchange(&self->s, &self->p, link, &link));
	ASSERT_OK(puppet_give(&self->p, self->puppet, link, &link));
	call[0] = link >> 16;
	call[1] = link;
	call[11] = BUFFER;
	call[12] = 64;
	ASSERT_OK(puppet_begin(&self->p, self->puppet, DEMOS_SC_CALL, call,
			       &credit));
	ASSERT_OK(process_receive(&self->s, 1 << 1, SOON, &asked));
	ASSERT_OK(process_say(&self->s, asked.links[0], "x", 1));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	ASSERT_OK(puppet_end(&message, DEMOS_SC_CALL, call));
	EXPECT_EQ(DEMOS_OK, call[0]);

	ASSERT_OK(serve(&self->p, &self->p, &self->guest));
	ASSERT_OK(puppet_begin(&self->p, self->puppet, SYSCALL, r, &credit));
	ASSERT_OK(await_call(&self->p, &asked));
	ASSERT_OK(restart(self->m));
	EXPECT_EQ(DEMOS_STATE_SERVED, state_of(&self->p, &self->guest));
	ASSERT_OK(answer(&self->p, &asked));
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	EXPECT_OK(puppet_end(&message, SYSCALL, r));
}

/* A link to the guest's memory cannot be used to send to the guest */
TEST_F(personality, sees_only_the_memory)
{
	const struct demos_foreign *asked;
	struct message message, end;
	uint16_t r[14] = { 0 };
	uint32_t credit;
	uint16_t word;

	ASSERT_OK(serve(&self->s, &self->p, &self->guest));
	ASSERT_OK(puppet_begin(&self->p, self->puppet, SYSCALL, r, &credit));
	ASSERT_OK(await_call(&self->s, &message));
	ASSERT_EQ(2, message.nlinks);
	asked = (const void *)message.data;
	ASSERT_OK(process_read(&self->s, message.links[1],
			       ntohl(asked->pc) - 2, &word, 2));
	EXPECT_EQ(htons(0x7f00 | SYSCALL), word);
	EXPECT_REFUSED(DEMOS_ERIGHTS, process_say(&self->s, message.links[1],
						  "x", 1));
	/* Nor can it be set as a personality */
	ASSERT_OK(link_exchange(&self->s, &self->p, message.links[1],
				&message.links[1]));
	EXPECT_EQ(DEMOS_ECALL, served_by(&self->p, &self->guest,
					 message.links[1], true));
	ASSERT_OK(answer(&self->s, &message));
	ASSERT_OK(process_await(&self->p, credit, SOON, &end));
	EXPECT_OK(puppet_end(&end, SYSCALL, r));
}

/* Let a puppet serve: its link on channel SERVES goes to its manager */
static int puppet_serves(struct process *p, uint32_t puppet, uint32_t *link)
{
	uint16_t create[14] = { [2] = SERVES, [3] = FREE };
	uint16_t send[14] = { [1] = 1, [3] = BUFFER, [5] = 1 };
	int error;

	error = puppet_do(p, puppet, DEMOS_SC_LINK_CREATE, create);
	send[6] = create[2];
	send[7] = create[3];
	if (!error)
		error = puppet_do(p, puppet, DEMOS_SC_SEND, send);
	return error ? error : guest_hello(p, link);
}

/* Let a puppet take and answer one call; its manager writes the answer */
static int puppet_answers(struct process *p, uint32_t puppet,
			  const struct guest *guest)
{
	struct demos_foreign asked;
	struct demos_foreign_answer said;
	uint16_t receive[14] = {
		[3] = BUFFER, [4] = sizeof(asked),
		[7] = 1 << SERVES, [8] = 0xffff, [9] = 0xffff,
	};
	uint16_t send[14] = { [3] = BUFFER, [4] = sizeof(said) };
	int error;

	error = puppet_do(p, puppet, DEMOS_SC_RECEIVE, receive);
	if (!error)
		error = receive[0];
	if (!error)
		error = process_read(p, guest->control, BUFFER, &asked,
				     sizeof(asked));
	go_on(&asked, &said);
	if (!error)
		error = process_write(p, guest->control, BUFFER, &said,
				      sizeof(said));
	send[0] = receive[6];
	send[1] = receive[7];
	return error ? error : puppet_do(p, puppet, DEMOS_SC_SEND, send);
}

/* Let the guest make a call, which a puppet of another manager serves */
static int be_served(struct process *p, uint32_t puppet,
		     struct process *server, uint32_t serving,
		     const struct guest *guest)
{
	uint16_t r[14] = { 0 };
	struct message message;
	uint32_t credit;
	int error;

	error = puppet_begin(p, puppet, SYSCALL, r, &credit);
	if (!error)
		error = puppet_answers(server, serving, guest);
	if (!error)
		error = process_await(p, credit, SOON, &message);
	return error ? error : puppet_end(&message, SYSCALL, r);
}

TEST_F(personality, is_followed_when_it_moves)
{
	const struct program puppet = Z8002(puppet, .pages = 8);
	struct demos_migrated migrated;
	uint16_t r[14] = { 0 };
	uint32_t serving, link;
	uint64_t forwarded;
	struct guest guest;
	int i;

	ASSERT_OK(guest_start(&self->s, 2, &puppet, &guest));
	ASSERT_OK(guest_hello(&self->s, &serving));
	ASSERT_OK(puppet_serves(&self->s, serving, &link));
	ASSERT_OK(link_exchange(&self->s, &self->p, link, &link));
	ASSERT_OK(served_by(&self->p, &self->guest, link, true));
	ASSERT_OK(be_served(&self->p, self->puppet, &self->s, serving,
			    &guest));
	ASSERT_OK(guest_migrate(&self->s, &guest, 3, &migrated));
	ASSERT_OK(puppet_do(&self->s, serving, DEMOS_SC_YIELD, r));
	forwarded = machine_counter(&self->m[1], DEMOS_C_FORWARDED);
	for (i = 0; i < 3; i++) {
		ASSERT_OK(be_served(&self->p, self->puppet, &self->s,
				    serving, &guest));
		EXPECT_EQ(forwarded + 1, machine_counter(&self->m[1],
							 DEMOS_C_FORWARDED));
	}
}

TEST_HARNESS_MAIN
