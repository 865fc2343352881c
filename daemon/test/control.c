// SPDX-License-Identifier: GPL-2.0
/*
 * control: libdemos controls a guest over a DELIVERTOKERNEL link. Makes this
 * network namespace a machine, without servers, and ends it afterwards.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <asm/byteorder.h>

#include "lib/demos.h"
#include "test/check.h"

#define SOON		20000
#define CHANNEL_CALLS	1	/* system calls of the guest */
#define CHANNEL_ENDED	2	/* its end */
#define CHANNEL_MUTE	3	/* nobody answers there */
#define CODE		77	/* of the link in its table */
#define SUSPENDED	DEMOS_PROCESS_SUSPENDED

/* At 0 a system call, at 2 an instruction that jumps to itself */
static const char image[] = "\x7f\x09\xe8\xff";

#define CALL_AT		0
#define LOOP_AT		2

/**
 * struct fixture - a guest and its manager
 * @demos: the manager
 * @pid: the guest
 * @control: DELIVERTOKERNEL link to it
 */
struct fixture {
	struct demos *demos;
	__u64 pid;
	__u32 control;
};

static __u32 link_to_us(struct demos *demos, __u8 channel, __u32 code)
{
	const struct demos_link wanted = { .code = code, .channel = channel,
					   .flags = DEMOS_LINK_PASS };
	__u32 link = 0;

	CHECK(!demos_link_create(demos, &wanted, &link));
	return link;
}

static void a_guest_is_created(struct fixture *self)
{
	const struct demos_program program = {
		.model = 2, .name = "controlled", .nsegments = 1, .sp = 0x100,
		.segments = { { .pages = 1 } },
	};
	struct demos_process_info info;
	__u32 kernel, links[2];
	__u16 machine;

	CHECK(!demos_link_to_kernel(self->demos, 1, &kernel));
	links[0] = link_to_us(self->demos, CHANNEL_ENDED, 0);
	links[1] = link_to_us(self->demos, 0, CODE);
	CHECK(demos_guest_create(self->demos, kernel, &program, links, 0, SOON,
				 &self->pid, &self->control) == -EINVAL);
	CHECK(!demos_guest_create(self->demos, kernel, &program, links, 2,
				  SOON, &self->pid, &self->control));
	CHECK(!demos_move_write(self->demos, self->control, 0, image, 4));
	CHECK(!demos_control_status(self->demos, self->control, SOON, &info,
				    &machine));
	CHECK(info.pid == self->pid && info.model == 2 && machine == 1);
	CHECK(info.flags == SUSPENDED && !info.instructions);
	CHECK(!strcmp(info.name, "controlled"));
}

static void its_registers_are_set_and_read(const struct fixture *self)
{
	struct demos_registers registers = { .pc = LOOP_AT };
	struct demos_registers now;
	int i;

	for (i = 0; i < 16; i++)
		registers.r[i] = 0x100 * i + 1;
	CHECK(!demos_control_set_registers(self->demos, self->control, SOON,
					   &registers));
	CHECK(!demos_control_get_registers(self->demos, self->control, SOON,
					   &now));
	CHECK(now.pc == LOOP_AT);
	CHECK(!memcmp(now.r, registers.r, sizeof(now.r)));
	registers.pc = 1;
	CHECK(demos_control_set_registers(self->demos, self->control, SOON,
					  &registers) == -EFAULT);
}

static void it_is_stopped_and_goes_on(const struct fixture *self)
{
	const struct demos_registers registers = { .pc = CALL_AT };
	struct demos_process_info info;

	CHECK(!demos_control_resume(self->demos, self->control, SOON));
	CHECK(demos_control_set_registers(self->demos, self->control, SOON,
					  &registers) == -EBADFD);
	CHECK(!demos_control_status(self->demos, self->control, SOON, &info,
				    NULL));
	CHECK(info.flags == 0 && info.state == DEMOS_STATE_READY);
	CHECK(!demos_control_priority(self->demos, self->control, SOON,
				      DEMOS_PRIORITY_MAX));
	CHECK(demos_control_priority(self->demos, self->control, SOON,
				     DEMOS_PRIORITY_MAX + 1) == -EINVAL);
	CHECK(!demos_control_suspend(self->demos, self->control, SOON));
	CHECK(!demos_control_status(self->demos, self->control, SOON, &info,
				    NULL));
	CHECK(info.flags == SUSPENDED && info.instructions &&
	      info.pc == LOOP_AT);
}

static void its_calls_come_to_us(const struct fixture *self)
{
	const struct demos_registers registers = { .pc = CALL_AT,
						   .r[5] = 0x1234 };
	struct demos_foreign call;
	struct demos_incoming in;

	CHECK(!demos_control_personality(self->demos, self->control, SOON,
					 link_to_us(self->demos,
						    CHANNEL_CALLS, 0)));
	CHECK(!demos_control_set_registers(self->demos, self->control, SOON,
					   &registers));
	CHECK(!demos_control_resume(self->demos, self->control, SOON));
	CHECK(!demos_receive(self->demos, 1 << CHANNEL_CALLS, SOON, &in));
	CHECK(in.length == sizeof(call) && in.nlinks == 2);
	memcpy(&call, in.data, sizeof(call));
	CHECK(call.number == __cpu_to_be16(9));
	CHECK(call.regs[5] == __cpu_to_be16(0x1234));
	CHECK(!demos_control_personality(self->demos, self->control, SOON, 0));
}

/* Its call to us, as a message between processes; and ours to its kernel */
static void its_dealings_are_listed(const struct fixture *self)
{
	struct demos_dealings *list, before[2] = {};
	int count;

	count = demos_control_pairs(self->demos, self->control, SOON, &list);
	CHECK(count == 2);
	if (count == 2)
		memcpy(before, list, sizeof(before));
	free(list);
	CHECK(before[0].pid == demos_self(self->demos) && !before[0].kernel);
	CHECK(before[0].machine == 1 && !before[0].received);
	CHECK(before[0].sent == 1 &&
	      before[0].sent_bytes == sizeof(struct demos_foreign));
	CHECK(before[1].pid == demos_self(self->demos) && before[1].kernel);
	CHECK(!before[1].sent && before[1].received > 10);
	/* The request that got an empty page; one more; and the next */
	CHECK(!demos_control_suspend(self->demos, self->control, SOON));
	count = demos_control_pairs(self->demos, self->control, SOON, &list);
	CHECK(count == 2 && list[1].received == before[1].received + 3);
	CHECK(count == 2 && list[1].received_bytes == before[1].received_bytes +
	      sizeof(struct demos_control) + 2 * sizeof(struct demos_op_pairs));
	free(list);
}

static void its_links_are_listed(const struct fixture *self)
{
	struct demos_named_link *list;
	int count;

	count = demos_control_links(self->demos, self->control, SOON, &list);
	CHECK(count == 1);
	CHECK(count == 1 && list[0].link.code == CODE &&
	      list[0].link.to.pid == demos_self(self->demos));
	free(list);
}

static void it_is_killed(const struct fixture *self)
{
	struct demos_ended ended;
	struct demos_incoming in;

	CHECK(!demos_control_kill(self->demos, self->control, SOON));
	CHECK(!demos_receive(self->demos, 1 << CHANNEL_ENDED, SOON, &in));
	CHECK(in.length == sizeof(ended));
	memcpy(&ended, in.data, sizeof(ended));
	CHECK(ended.op == __cpu_to_be16(DEMOS_OP_EXITED));
	CHECK(ended.status == __cpu_to_be16(137));
	CHECK(demos_control_resume(self->demos, self->control, SOON) ==
	      -ESRCH);
	CHECK(strstr(demos_error(self->demos), "resume a guest"));
}

struct waits {
	int times;	/* that a call may still wait */
	__u32 link;
};

static int watch(struct demos *demos, __u32 link, void *arg)
{
	struct waits *waits = arg;

	(void)demos;
	waits->link = link;
	return waits->times-- ? 0 : -ECANCELED;
}

static void a_call_that_waits_is_given_up(struct demos *demos)
{
	const struct demos_outgoing out = { .data = "?", .length = 1 };
	const __u32 mute = link_to_us(demos, CHANNEL_MUTE, 0);
	struct waits waits = { .times = 3 };
	struct demos_incoming in;
	int ends[2];

	CHECK(!pipe(ends) && write(ends[1], "x", 1) == 1);
	demos_watch(demos, ends[0], watch, &waits);
	CHECK(demos_call(demos, mute, &out, DEMOS_NO_LIMIT, &in) ==
	      -ECANCELED);
	CHECK(waits.times == -1 && waits.link == mute);
	demos_watch(demos, -1, NULL, NULL);

	/* It was sent all the same; and the handle can still be used */
	CHECK(!demos_receive(demos, 1U << CHANNEL_MUTE, SOON, &in));
	CHECK(in.length == 1 && in.nlinks == 1);
	demos_links_drop(demos, &in);
	CHECK(demos_call(demos, mute, &out, 1, &in) == -ETIME);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	struct demos_machine_info info;
	struct fixture self;

	if (demos_open(&self.demos) ||
	    demos_machine_up(self.demos, 1, 1, 0, &info) ||
	    demos_attach(self.demos, "manager")) {
		printf("# %s\n", demos_error(self.demos));
		return 1;
	}
	a_guest_is_created(&self);
	its_registers_are_set_and_read(&self);
	it_is_stopped_and_goes_on(&self);
	its_calls_come_to_us(&self);
	its_dealings_are_listed(&self);
	its_links_are_listed(&self);
	it_is_killed(&self);
	a_call_that_waits_is_given_up(self.demos);
	CHECK(!demos_machine_down(self.demos));
	demos_close(self.demos);
	return done();
}
