// SPDX-License-Identifier: GPL-2.0
/*
 * Guests are created, run, end, and stop at faults, without affecting others.
 */
#include "harness.h"

#define FCW_SEGMENTED	0x8000
#define FCW_SYSTEM	0x4000

FIXTURE(guest)
{
	struct machine m;
	struct process p;
	struct program program;
};

FIXTURE_VARIANT(guest)
{
	int model;
};

FIXTURE_VARIANT_ADD(guest, z8001)
{
	.model = 1,
};

FIXTURE_VARIANT_ADD(guest, z8002)
{
	.model = 2,
};

FIXTURE_SETUP(guest)
{
	const struct program one = Z8001(puppet);
	const struct program two = Z8002(puppet);

	self->program = variant->model == 1 ? one : two;
	ASSERT_OK(machine_make(&self->m, 1));
	ASSERT_OK(process_attach(&self->p, &self->m, "manager"));
}

FIXTURE_TEARDOWN(guest)
{
	process_close(&self->p);
	machine_leave(&self->m);
}

TEST_F(guest, begins_suspended)
{
	struct demos_status status;
	struct message message;
	struct guest guest;

	ASSERT_OK(guest_create(&self->p, 1, &self->program, &guest));
	EXPECT_EQ(1, DEMOS_PID_MACHINE(guest.pid));
	ASSERT_OK(guest_load(&self->p, &self->program, &guest));
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_EQ(htobe64(guest.pid), status.pid);
	EXPECT_EQ(DEMOS_PROCESS_SUSPENDED, status.flags);
	EXPECT_EQ(0, status.instructions);
	EXPECT_EQ(self->program.model, status.model);
	EXPECT_EQ(htons(1), status.machine);
	EXPECT_EQ(htonl(256), status.memory);
	EXPECT_EQ(htonl(2), status.links);
	EXPECT_STREQ("guest", status.name);
	EXPECT_EQ(DEMOS_ETIME, process_receive(&self->p, 1 << HELLO_CHANNEL,
					       NEVER, &message));
}

TEST_F(guest, begins_with_clean_registers)
{
	struct demos_status status;
	struct guest guest;
	uint16_t fcw;
	int i;

	self->program.pages = 3;
	self->program.entry = 0x24;
	ASSERT_OK(guest_create(&self->p, 1, &self->program, &guest));
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_EQ(self->program.segment << 16 | 0x24, ntohl(status.pc));
	fcw = ntohs(status.fcw);
	EXPECT_EQ(0, fcw & FCW_SYSTEM);
	EXPECT_EQ(self->program.model == 1 ? FCW_SEGMENTED : 0,
		  fcw & FCW_SEGMENTED);
	EXPECT_EQ(0, fcw & 0xff);
	for (i = 0; i < 14; i++)
		EXPECT_EQ(0, status.regs[i]);
	EXPECT_EQ(3 * 256, ntohs(status.regs[15]));
	EXPECT_EQ(self->program.segment,
		  ntohs(status.regs[14]) >> 8 & 0x7f);
}

TEST_F(guest, runs_and_says_hello)
{
	uint16_t r[14] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 };
	struct demos_status status;
	struct guest guest;
	uint32_t link;
	int i;

	ASSERT_OK(guest_start(&self->p, 1, &self->program, &guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(puppet_do(&self->p, link, DEMOS_SC_YIELD, r));
	for (i = 0; i < 14; i++)
		EXPECT_EQ(i, r[i]);
	ASSERT_OK(guest_status(&self->p, &guest, &status));
	EXPECT_NE(0, status.instructions);
	EXPECT_EQ(0, status.flags);
}

TEST_F(guest, exits_with_a_status)
{
	uint16_t r[14] = { 42 };
	struct demos_process_info info;
	struct demos_event event;
	struct demos_ended ended;
	struct message message;
	struct guest guest;
	struct watch watch;
	uint32_t credit;
	uint32_t link;

	ASSERT_OK(guest_start(&self->p, 1, &self->program, &guest));
	ASSERT_OK(guest_hello(&self->p, &link));
	ASSERT_OK(watch_open(&watch, &self->m));
	ASSERT_OK(puppet_begin(&self->p, link, DEMOS_SC_EXIT, r, &credit));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htons(DEMOS_OP_EXITED), ended.op);
	EXPECT_EQ(htons(42), ended.status);
	EXPECT_EQ(htobe64(guest.pid), ended.pid);
	EXPECT_EQ(htons(1), ended.machine);
	ASSERT_OK(watch_for(&watch, DEMOS_EVENT_EXITED, guest.pid, 0,
			    &event));
	EXPECT_EQ(42, event.value);
	/* It held a reply link. */
	ASSERT_OK(process_await(&self->p, credit, SOON, &message));
	EXPECT_EQ(DEMOS_EDESTROYED, notice_kind(&message));
	EXPECT_GT(0, process_info(&self->m, guest.pid, &info));
	EXPECT_EQ(DEMOS_EDEAD, guest_control(&self->p, &guest,
					     DEMOS_OP_SUSPEND));
	watch_close(&watch);
}

TEST_F(guest, many_run_at_once)
{
	struct guest guests[40];
	uint32_t links[40];
	uint16_t r[14];
	int i, n;

	for (i = 0; i < 40; i++) {
		ASSERT_OK(guest_start(&self->p, 1, &self->program,
				      &guests[i]));
		ASSERT_OK(guest_hello(&self->p, &links[i]));
	}
	for (n = 0; n < 3; n++) {
		for (i = 0; i < 40; i++) {
			ASSERT_OK(puppet_do(&self->p, links[i], DEMOS_SC_SELF,
					    r));
			ASSERT_EQ(0, r[0]);
			ASSERT_EQ((uint16_t)guests[i].pid, r[7]);
		}
	}
}

TEST_F(guest, that_never_stops_does_not_starve_others)
{
	const struct program one = Z8001(spin);
	const struct program two = Z8002(spin);
	struct guest spinners[3], puppet;
	uint16_t r[14];
	uint32_t link;
	int i;

	for (i = 0; i < 3; i++)
		ASSERT_OK(guest_start(&self->p, 1, variant->model == 1 ?
				      &one : &two, &spinners[i]));
	ASSERT_OK(guest_start(&self->p, 1, &self->program, &puppet));
	ASSERT_OK(guest_hello(&self->p, &link));
	for (i = 0; i < 10; i++)
		ASSERT_OK(puppet_do(&self->p, link, DEMOS_SC_YIELD, r));
}

TEST_F(guest, may_not_write_to_a_read_only_segment)
{
	const struct program one = Z8001(spin,
					 .attributes = DEMOS_SEG_READONLY);
	const struct program two = Z8002(spin,
					 .attributes = DEMOS_SEG_READONLY);
	struct demos_ended ended;
	struct guest guest;

	ASSERT_OK(guest_start(&self->p, 1, variant->model == 1 ? &one : &two,
			      &guest));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htons(DEMOS_OP_FAULTED), ended.op);
	EXPECT_EQ(htons(DEMOS_FAULT_SEGMENT), ended.status);
}

static const struct fault {
	const char *name;
	uint16_t entry;
	uint16_t address;
	uint16_t word;
	enum demos_fault fault;
	enum demos_fault or;
} faults[] = {
	{ "privileged", 0x00, 0x02, 0x7c01, DEMOS_FAULT_PRIVILEGED, 0 },
	{ "extended", 0x10, 0x12, 0x8f00, DEMOS_FAULT_EXTENDED, 0 },
	{ "illegal", 0x20, 0x22, 0x7e00, DEMOS_FAULT_ILLEGAL, 0 },
	{ "write", 0x30, 0x32, 0x6f00, DEMOS_FAULT_SEGMENT, 0 },
	{ "syscall", 0x40, 0x42, 0x7f11, DEMOS_FAULT_SYSCALL, 0 },
	/* HALT is a privileged instruction: either fault is right. */
	{ "halt", 0x50, 0x52, 0x7a00, DEMOS_FAULT_HALT,
	  DEMOS_FAULT_PRIVILEGED },
	{ "fetch", 0x60, 0x200, 0, DEMOS_FAULT_SEGMENT, 0 },
	{ "push", 0x70, 0x72, 0x93f0, DEMOS_FAULT_STACK, 0 },
	{ "frame", 0x80, 0x84, 0x61f0, DEMOS_FAULT_STACK, 0 },
	{ "stack", 0x90, 0x92, 0x7fff, DEMOS_FAULT_STACK, 0 },
};

FIXTURE(fault)
{
	struct machine m;
	struct process p;
	struct guest bystander;
	uint32_t link;
};

FIXTURE_SETUP(fault)
{
	const struct program puppet = Z8002(puppet);

	ASSERT_OK(machine_make(&self->m, 1));
	ASSERT_OK(process_attach(&self->p, &self->m, "manager"));
	ASSERT_OK(guest_start(&self->p, 1, &puppet, &self->bystander));
	ASSERT_OK(guest_hello(&self->p, &self->link));
}

FIXTURE_TEARDOWN(fault)
{
	process_close(&self->p);
	machine_leave(&self->m);
}

TEST_F(fault, is_reported_and_shown)
{
	struct program program = Z8002(faults);
	struct demos_process_info info;
	struct demos_status status;
	struct demos_event event;
	struct demos_ended ended;
	struct guest guest;
	struct watch watch;
	size_t i;

	ASSERT_OK(watch_open(&watch, &self->m));
	for (i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		const struct fault *f = &faults[i];

		TH_LOG("%s", f->name);
		program.entry = f->entry;
		ASSERT_OK(guest_start(&self->p, 1, &program, &guest));
		ASSERT_OK(guest_ended(&self->p, &ended));
		EXPECT_EQ(htons(DEMOS_OP_FAULTED), ended.op);
		if (!f->or || ended.status != htons(f->or))
			EXPECT_EQ(f->fault, ntohs(ended.status));
		EXPECT_EQ(htobe64(guest.pid), ended.pid);
		EXPECT_EQ(f->address, ntohl(ended.address));
		if (f->word)
			EXPECT_EQ(f->word, ntohs(ended.word));
		EXPECT_EQ(htons(1), ended.machine);

		ASSERT_OK(guest_status(&self->p, &guest, &status));
		EXPECT_EQ(DEMOS_STATE_FAULTED, status.state);
		EXPECT_EQ(ended.status, status.fault);
		EXPECT_EQ(ended.address, status.fault_address);
		EXPECT_EQ(ended.word, status.fault_word);

		ASSERT_OK(process_info(&self->m, guest.pid, &info));
		EXPECT_EQ(DEMOS_STATE_FAULTED, info.state);
		EXPECT_EQ(ntohs(ended.status), info.fault);
		EXPECT_EQ(f->address, info.fault_address);

		ASSERT_OK(watch_for(&watch, DEMOS_EVENT_FAULTED, guest.pid, 0,
				    &event));
		EXPECT_EQ(ntohs(ended.status), event.value);
		EXPECT_EQ(i + 1, machine_counter(&self->m, DEMOS_C_FAULTS));
	}
	watch_close(&watch);
}

TEST_F(fault, stops_nobody_else)
{
	struct program program = Z8002(faults);
	uint16_t r[14] = { 0 };
	struct demos_ended ended;
	struct guest guest;

	ASSERT_OK(guest_start(&self->p, 1, &program, &guest));
	ASSERT_OK(guest_ended(&self->p, &ended));
	ASSERT_OK(puppet_do(&self->p, self->link, DEMOS_SC_YIELD, r));
	EXPECT_EQ(0, r[0]);
}

TEST_F(fault, leaves_a_guest_that_can_be_killed)
{
	struct program program = Z8002(faults);
	struct demos_ended ended;
	struct guest guest;

	ASSERT_OK(guest_start(&self->p, 1, &program, &guest));
	ASSERT_OK(guest_ended(&self->p, &ended));
	ASSERT_OK(guest_control(&self->p, &guest, DEMOS_OP_KILL));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htons(DEMOS_OP_EXITED), ended.op);
	EXPECT_EQ(DEMOS_EDEAD, guest_control(&self->p, &guest,
					     DEMOS_OP_RESUME));
}

/* A request to create a guest; tests make it wrong in one place. */
struct request {
	struct demos_op_create create;
	struct demos_op_segment segment[2];
} __packed;

static void right_request(struct request *request)
{
	memset(request, 0, sizeof(*request));
	request->create.op = htons(DEMOS_OP_CREATE);
	request->create.model = 1;
	request->create.segments = 2;
	request->create.pc = htonl(0x10000);
	request->create.sp = htonl(0x20100);
	strcpy(request->create.name, "request");
	request->segment[0].number = 1;
	request->segment[0].pages = htons(1);
	request->segment[1].number = 2;
	request->segment[1].pages = htons(1);
}

/* Send it to a kernel: as process_control(), with a manager link. */
static int ask_create(struct process *p, const void *data, size_t size,
		      int nlinks)
{
	const struct demos_answer *answer;
	struct letter letter = { .data = data, .length = size };
	struct message message;
	uint32_t links[3];
	int error;
	int i;

	error = link_to_kernel(p, 1, &letter.link);
	for (i = 0; i < nlinks && !error; i++)
		error = link_create(p, 0, 20, DEMOS_LINK_DUP |
				    DEMOS_LINK_PASS, &links[i]);
	letter.links = links;
	letter.nlinks = nlinks;
	if (!error)
		error = process_call(p, &letter, &message);
	if (error)
		return error;
	if (notice_kind(&message) > 0)
		return notice_kind(&message);
	answer = (const void *)message.data;
	if (message.length < sizeof(*answer) ||
	    answer->op != htons(DEMOS_OP_CREATE | DEMOS_OP_ANSWER))
		return -EBADMSG;
	return ntohs(answer->result);
}

FIXTURE(creation)
{
	struct machine m;
	struct process p;
	struct request right;
};

FIXTURE_SETUP(creation)
{
	ASSERT_OK(machine_make(&self->m, 1));
	ASSERT_OK(process_attach(&self->p, &self->m, "manager"));
	right_request(&self->right);
}

FIXTURE_TEARDOWN(creation)
{
	process_close(&self->p);
	machine_leave(&self->m);
}

TEST_F(creation, from_a_valid_request_succeeds)
{
	uint64_t count;

	EXPECT_EQ(0, ask_create(&self->p, &self->right, sizeof(self->right),
				1));
	EXPECT_EQ(0, ask_create(&self->p, &self->right, sizeof(self->right),
				3));
	self->right.segment[1].number = 1;
	self->right.segment[0].attributes = DEMOS_SEG_CODE;
	self->right.segment[1].attributes = DEMOS_SEG_DATA;
	EXPECT_EQ(0, ask_create(&self->p, &self->right, sizeof(self->right),
				1));
	ASSERT_OK(machine_show(&self->m, DEMOS_A_PROCESSES, &count));
	EXPECT_EQ(4, count);
	EXPECT_EQ(3, machine_counter(&self->m, DEMOS_C_CREATED));
}

#define WRONG(statement) do { \
	struct request r = self->right; \
	statement; \
	EXPECT_LT(0, ask_create(&self->p, &r, sizeof(r), 1)) \
		TH_LOG("%s", #statement); \
} while (0)

TEST_F(creation, from_an_invalid_request_is_refused)
{
	uint64_t count;
	size_t size;

	WRONG(r.create.model = 0);
	WRONG(r.create.model = 3);
	WRONG(r.create.segments = 0);
	WRONG(r.create.segments = 1);
	WRONG(r.create.segments = 3);
	WRONG(r.create.segments = 255);
	WRONG(r.create.pc = htonl(0x10001));
	WRONG(r.segment[0].number = 128);
	WRONG(r.segment[1].number = 1);
	WRONG(r.segment[0].pages = 0);
	WRONG(r.segment[0].pages = htons(257));
	WRONG(r.segment[0].attributes = DEMOS_SEG_CODE | DEMOS_SEG_DATA);
	WRONG(r.segment[0].attributes = 0x20);
	WRONG(r.segment[1].number = 1; r.segment[1].attributes =
	      DEMOS_SEG_DATA);
	WRONG(r.segment[1].number = 1;
	      r.segment[0].attributes = DEMOS_SEG_CODE;
	      r.segment[1].attributes = DEMOS_SEG_CODE);
	WRONG(r.create.model = 2; r.create.pc = 0; r.create.sp = 0;
	      r.segment[0].number = 0; r.segment[1].number = 0);
	WRONG(memset(r.create.name, 'x', DEMOS_NAME_MAX));
	for (size = 4; size < sizeof(self->right); size++)
		EXPECT_LT(0, ask_create(&self->p, &self->right, size, 1));
	ASSERT_OK(machine_show(&self->m, DEMOS_A_PROCESSES, &count));
	EXPECT_EQ(1, count);
	EXPECT_EQ(0, machine_counter(&self->m, DEMOS_C_CREATED));
}

TEST_F(creation, without_a_manager_is_refused)
{
	EXPECT_LT(0, ask_create(&self->p, &self->right, sizeof(self->right),
				0));
	EXPECT_EQ(0, machine_counter(&self->m, DEMOS_C_CREATED));
}

TEST_HARNESS_MAIN
