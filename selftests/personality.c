// SPDX-License-Identifier: GPL-2.0
/*
 * System calls that a guest's personality serves: who it is, where it is, and
 * what becomes of the guest when it is no more.
 */
#include "harness.h"

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

/* A system call that is not the kernel's, and the channel that gets it */
#define SYSCALL	7
#define SERVES	3

FIXTURE(personality)
{
	struct machine m[3];
	struct process p;	/* on machine 1: the manager */
	struct process s;	/* on machine 2: serves */
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

/* The manager makes who is behind its link the guest's personality */
static int served_by(struct process *p, const struct guest *guest,
		     uint32_t link)
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

	error = process_call(p, &letter, &answer);
	said = (const void *)answer.data;
	return error ? error : ntohs(said->result);
}

/* A process makes itself the guest's personality, by way of the manager */
static int serve(struct process *server, struct process *p,
		 const struct guest *guest)
{
	uint32_t link;
	int error;

	error = link_create(server, 0, SERVES, FREE, &link);
	if (!error && server != p)
		error = link_exchange(server, p, link, &link);
	return error ? error : served_by(p, guest, link);
}

/* The call has been served: the guest goes on as it was */
static int answer(struct process *server, const struct message *message)
{
	const struct demos_foreign *asked = (const void *)message->data;
	struct demos_foreign_answer said = {
		.action = htons(DEMOS_FOREIGN_GO_ON),
	};

	if (message->length != sizeof(*asked) || !message->nlinks ||
	    ntohs(asked->number) != SYSCALL)
		return -EBADMSG;
	said.pc = asked->pc;
	said.fcw = asked->fcw;
	memcpy(said.regs, asked->regs, sizeof(said.regs));
	return process_say(server, message->links[0], &said, sizeof(said));
}

static int await_call(struct process *server, struct message *message)
{
	return process_receive(server, 1 << SERVES, SOON, message);
}

/* All that @from's machine has been sent has been acknowledged by it */
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

/* Another life of machine 2, and the first hears of it */
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

/* It has the call, and will never answer */
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

/* Whom the guest called before is lost: its personality is well */
TEST_F(personality, outlives_others)
{
	uint16_t r[14] = { 0 }, call[14] = { 0 };
	struct message message, asked;
	uint32_t credit, link;

	ASSERT_OK(link_create(&self->s, 0, 1, FREE, &link));
	ASSERT_OK(link_exchange(&self->s, &self->p, link, &link));
	ASSERT_OK(puppet_give(&self->p, self->puppet, link, &link));
	call[0] = link >> 16;
	call[1] = link;
	call[11] = 0x400;
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

TEST_HARNESS_MAIN
