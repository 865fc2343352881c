// SPDX-License-Identifier: GPL-2.0
/*
 * Requests to the switchboard and the process manager: right ones, wrong
 * ones, and a million random ones under the sanitizers. The buffer is exactly
 * as long as the message, so that the sanitizers see a read beyond it.
 */
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "pm/request.h"
#include "switchboard/request.h"
#include "test/check.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static enum demos_result ask_name(__u16 op, const char *text, size_t length)
{
	struct demos_sb_request request = { .op = __cpu_to_be16(op) };
	char name[DEMOS_SB_NAME_MAX];
	unsigned int time;

	memcpy(request.name, text, length);
	return request_name(&request, sizeof(request), name, &time);
}

static enum demos_result ask_wait(__u16 op, __u16 wait)
{
	const struct demos_sb_request request = {
		.op = __cpu_to_be16(op), .wait = __cpu_to_be16(wait),
		.name = "pm",
	};
	char name[DEMOS_SB_NAME_MAX];
	enum demos_result result;
	unsigned int time;

	result = request_name(&request, sizeof(request), name, &time);
	if (result == DEMOS_OK)
		CHECK(time == wait);
	return result;
}

static void names_are_checked(void)
{
	char longest[DEMOS_SB_NAME_MAX + 1];
	char name[DEMOS_SB_NAME_MAX];
	unsigned int time;

	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = 0;
	CHECK(ask_name(DEMOS_SB_LOOKUP, "pm", 2) == DEMOS_OK);
	CHECK(ask_name(DEMOS_SB_LOOKUP, longest, 63) == DEMOS_OK);
	CHECK(ask_name(DEMOS_SB_LOOKUP, longest, 64) == DEMOS_ECALL);
	CHECK(ask_name(DEMOS_SB_LOOKUP, "", 0) == DEMOS_ECALL);
	CHECK(ask_name(DEMOS_SB_REGISTER, "", 0) == DEMOS_ECALL);
	CHECK(ask_name(DEMOS_SB_LIST, "", 0) == DEMOS_OK);
	CHECK(ask_name(DEMOS_SB_LOOKUP, "a b", 3) == DEMOS_ECALL);
	CHECK(ask_name(DEMOS_SB_LOOKUP, "a\nb", 3) == DEMOS_ECALL);
	CHECK(ask_name(DEMOS_SB_LOOKUP, "\x80", 1) == DEMOS_ECALL);
	CHECK(ask_name(DEMOS_SB_REGISTER - 1, "pm", 2) == DEMOS_ECALL);
	CHECK(ask_name(DEMOS_SB_SHARE, "pm", 2) == DEMOS_OK);
	CHECK(ask_name(DEMOS_SB_SHARE + 1, "pm", 2) == DEMOS_ECALL);
	CHECK(request_name("", 0, name, &time) == DEMOS_ECALL);
	CHECK(ask_wait(DEMOS_SB_LOOKUP, DEMOS_SB_WAIT_MAX) == DEMOS_OK);
	CHECK(ask_wait(DEMOS_SB_LOOKUP, DEMOS_SB_WAIT_MAX + 1) == DEMOS_ECALL);
	CHECK(ask_wait(DEMOS_SB_REGISTER, 0) == DEMOS_OK);
	CHECK(ask_wait(DEMOS_SB_REGISTER, 1) == DEMOS_ECALL);
}

static enum demos_result ask_guest(__u16 op, __u16 machine, size_t length)
{
	struct demos_pm_request request = {
		.op = __cpu_to_be16(op), .machine = __cpu_to_be16(machine),
	};
	struct demos_pm_request got;

	return request_guest(&request, length, &got);
}

static void requests_about_guests_are_checked(void)
{
	const size_t size = sizeof(struct demos_pm_request);

	CHECK(ask_guest(DEMOS_PM_START, 0, size) == DEMOS_OK);
	CHECK(ask_guest(DEMOS_PM_WAIT, 0, size) == DEMOS_OK);
	CHECK(ask_guest(DEMOS_PM_START, 0, size - 1) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_START, 0, 0) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_MIGRATE, 0, size) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_MIGRATE, 2, size) == DEMOS_OK);
	CHECK(ask_guest(DEMOS_PM_CREATE, 0, size) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_FORGET, 0, size) == DEMOS_OK);
	CHECK(ask_guest(DEMOS_PM_OUTPUT, 0, size) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_FOREGROUND, 0, size) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_ATTACH, 0, size) == DEMOS_OK);
	CHECK(ask_guest(DEMOS_PM_ATTACH, 0, size + 1) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_INPUT, 0, size) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_INPUT + 1, 0, size) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_DRAIN, 0, size) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_PLACE, 0, size) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_MACHINES, 0, size) == DEMOS_OK);
	CHECK(ask_guest(DEMOS_PM_MACHINES, 0, size - 1) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_GIVE, 0, size) == DEMOS_OK);
	CHECK(ask_guest(DEMOS_PM_GIVE, 0, size + 1) == DEMOS_ECALL);
	CHECK(ask_guest(DEMOS_PM_LINK, 0, size) == DEMOS_ECALL);
}

static void link_requests_are_checked(void)
{
	struct demos_pm_link asked = {
		.op = __cpu_to_be16(DEMOS_PM_LINK),
		.pid = __cpu_to_be64(DEMOS_PID(3, 17)),
		.flags = __cpu_to_be16(DEMOS_LINK_PASS),
		.code = __cpu_to_be32(5),
		.channel = __cpu_to_be16(30),
	};
	struct demos_op_link got;
	__u64 pid;

	CHECK(request_link(&asked, sizeof(asked), &pid, &got) == DEMOS_OK);
	CHECK(pid == DEMOS_PID(3, 17));
	CHECK(got.op == __cpu_to_be16(DEMOS_OP_LINK));
	CHECK(got.flags == asked.flags && got.code == asked.code &&
	      got.channel == asked.channel && !got.reserved);
	CHECK(request_link(&asked, sizeof(asked) - 1, &pid, &got) ==
	      DEMOS_ECALL);
	CHECK(request_link(&asked, 0, &pid, &got) == DEMOS_ECALL);
	asked.reserved = 1;
	CHECK(request_link(&asked, sizeof(asked), &pid, &got) == DEMOS_ECALL);
}

static void group_requests_are_checked(void)
{
	struct demos_pm_group group = {
		.op = __cpu_to_be16(DEMOS_PM_GROUP),
		.action = __cpu_to_be16(DEMOS_PM_MIGRATE),
		.machine = __cpu_to_be16(2),
	}, group_got;
	struct demos_pm_join join = {
		.op = __cpu_to_be16(DEMOS_PM_JOIN),
	}, join_got;
	struct demos_pm_move move = {
		.op = __cpu_to_be16(DEMOS_PM_MOVE_ME),
		.machine = __cpu_to_be16(2),
	}, move_got;

	CHECK(!request_group(&group, sizeof(group), &group_got));
	CHECK(request_group(&group, sizeof(group) - 1, &group_got));
	group.action = __cpu_to_be16(DEMOS_PM_KILL);
	CHECK(request_group(&group, sizeof(group), &group_got));
	group.machine = 0;
	CHECK(!request_group(&group, sizeof(group), &group_got));
	group.action = __cpu_to_be16(DEMOS_PM_FORGET);
	CHECK(request_group(&group, sizeof(group), &group_got));
	CHECK(!request_join(&join, sizeof(join), &join_got));
	CHECK(request_join(&join, 0, &join_got));
	join.reserved = 1;
	CHECK(request_join(&join, sizeof(join), &join_got));
	CHECK(!request_move(&move, sizeof(move), &move_got));
	CHECK(request_move(&move, sizeof(move) + 1, &move_got));
	move.machine = 0;
	CHECK(request_move(&move, sizeof(move), &move_got));
}

static void readings_are_checked(void)
{
	struct demos_pm_read read = {
		.op = __cpu_to_be16(DEMOS_PM_OUTPUT),
		.offset = __cpu_to_be64(1ULL << 40),
	};
	struct demos_pm_read got;

	CHECK(request_read(&read, sizeof(read), &got) == DEMOS_OK);
	CHECK(got.offset == read.offset);
	CHECK(request_read(&read, sizeof(read) - 1, &got) == DEMOS_ECALL);
	CHECK(request_read(&read, 0, &got) == DEMOS_ECALL);
	read.flags = __cpu_to_be16(DEMOS_PM_OUTPUT_WAIT);
	CHECK(request_read(&read, sizeof(read), &got) == DEMOS_OK);
	read.flags = __cpu_to_be16(DEMOS_PM_OUTPUT_WAIT | 2);
	CHECK(request_read(&read, sizeof(read), &got) == DEMOS_ECALL);
	read.flags = 0;
	read.op = __cpu_to_be16(DEMOS_PM_WAIT);
	CHECK(request_read(&read, sizeof(read), &got) == DEMOS_ECALL);
}

static void notes_are_checked(void)
{
	struct {
		struct demos_pm_note note;
		char text[DEMOS_PM_NOTE_MAX + 1];
	} asked = {
		.note.op = __cpu_to_be16(DEMOS_PM_NOTE),
		.note.pid = __cpu_to_be64(7),
	};
	const size_t none = sizeof(asked.note);
	struct demos_pm_note got;

	CHECK(request_note(&asked, none, &got) == DEMOS_OK);
	CHECK(got.pid == asked.note.pid);
	CHECK(request_note(&asked, none - 1, &got) == DEMOS_ECALL);
	CHECK(request_note(&asked, 0, &got) == DEMOS_ECALL);
	CHECK(request_note(&asked, sizeof(asked) - 1, &got) == DEMOS_OK);
	CHECK(request_note(&asked, sizeof(asked), &got) == DEMOS_ECALL);
	asked.note.reserved = __cpu_to_be16(1);
	CHECK(request_note(&asked, none, &got) == DEMOS_ECALL);
	asked.note.reserved = 0;
	asked.note.op = __cpu_to_be16(DEMOS_PM_OUTPUT);
	CHECK(request_note(&asked, none, &got) == DEMOS_ECALL);
}

static void requests_about_balancing_are_checked(void)
{
	struct demos_pm_balance got, asked = {
		.op = __cpu_to_be16(DEMOS_PM_BALANCE),
		.action = __cpu_to_be16(DEMOS_PM_BALANCE_OFF),
	};

	CHECK(request_balance(&asked, sizeof(asked), &got) == DEMOS_OK);
	CHECK(got.action == asked.action);
	CHECK(request_balance(&asked, sizeof(asked) - 1, &got) == DEMOS_ECALL);
	asked.action = __cpu_to_be16(DEMOS_PM_BALANCE_OFF + 1);
	CHECK(request_balance(&asked, sizeof(asked), &got) == DEMOS_ECALL);
	asked.action = 0;
	CHECK(request_balance(&asked, sizeof(asked), &got) == DEMOS_OK);
	asked.op = __cpu_to_be16(DEMOS_PM_EXPLAIN);
	CHECK(request_balance(&asked, sizeof(asked), &got) == DEMOS_ECALL);
}

static enum demos_result ask_drain(__u16 action, size_t length)
{
	const struct demos_pm_drain asked = {
		.op = __cpu_to_be16(DEMOS_PM_DRAIN),
		.machine = __cpu_to_be16(3),
		.action = __cpu_to_be16(action),
	};
	struct demos_pm_drain got;

	return request_drain(&asked, length, &got);
}

static void drains_are_checked(void)
{
	const size_t size = sizeof(struct demos_pm_drain);

	CHECK(ask_drain(DEMOS_PM_DRAIN_BEGIN, size) == DEMOS_OK);
	CHECK(ask_drain(DEMOS_PM_DRAIN_END, size) == DEMOS_OK);
	CHECK(ask_drain(DEMOS_PM_DRAIN_END + 1, size) == DEMOS_ECALL);
	CHECK(ask_drain(0, size) == DEMOS_ECALL);
	CHECK(ask_drain(DEMOS_PM_DRAIN_BEGIN, size - 1) == DEMOS_ECALL);
	CHECK(ask_drain(DEMOS_PM_DRAIN_BEGIN, 0) == DEMOS_ECALL);
}

static void places_are_checked(void)
{
	struct {
		struct demos_pm_place place;
		__be16 machines[2];
	} asked = {
		.place.op = __cpu_to_be16(DEMOS_PM_PLACE),
		.place.count = __cpu_to_be16(1),
	};
	const size_t none = sizeof(asked.place);
	struct demos_pm_place got;

	CHECK(request_place(&asked, none, &got) == DEMOS_OK);
	CHECK(request_place(&asked, sizeof(asked), &got) == DEMOS_OK);
	CHECK(request_place(&asked, none + 1, &got) == DEMOS_ECALL);
	CHECK(request_place(&asked, none - 2, &got) == DEMOS_ECALL);
	asked.place.flags = __cpu_to_be16(2);
	CHECK(request_place(&asked, none, &got) == DEMOS_ECALL);
	asked.place.flags = __cpu_to_be16(DEMOS_PM_PLACE_ONLY);
	CHECK(request_place(&asked, none, &got) == DEMOS_OK);
	asked.place.count = __cpu_to_be16(DEMOS_PM_PLACES);
	CHECK(request_place(&asked, none, &got) == DEMOS_OK);
	asked.place.count = __cpu_to_be16(DEMOS_PM_PLACES + 1);
	CHECK(request_place(&asked, none, &got) == DEMOS_ECALL);
	asked.place.count = __cpu_to_be16(1);
	asked.place.skip = __cpu_to_be16(4096);
	CHECK(request_place(&asked, none, &got) == DEMOS_OK);
	asked.place.skip = __cpu_to_be16(4097);
	CHECK(request_place(&asked, none, &got) == DEMOS_ECALL);
	asked.place.skip = 0;
	asked.place.count = 0;
	CHECK(request_place(&asked, none, &got) == DEMOS_ECALL);
}

static void inputs_are_checked(void)
{
	struct {
		struct demos_pm_input input;
		char byte;
	} asked = { .input.op = __cpu_to_be16(DEMOS_PM_INPUT) };
	const size_t none = sizeof(asked.input);
	struct demos_pm_input got;

	CHECK(request_input(&asked, none + 1, &got) == DEMOS_OK);
	CHECK(request_input(&asked, none, &got) == DEMOS_ECALL);
	CHECK(request_input(&asked, none - 1, &got) == DEMOS_ECALL);
	asked.input.flags = __cpu_to_be16(DEMOS_PM_INPUT_WAIT);
	CHECK(request_input(&asked, none, &got) == DEMOS_OK);
	CHECK(request_input(&asked, none + 1, &got) == DEMOS_ECALL);
	asked.input.flags = __cpu_to_be16(DEMOS_PM_INPUT_END);
	CHECK(request_input(&asked, none, &got) == DEMOS_OK);
	CHECK(request_input(&asked, none + 1, &got) == DEMOS_ECALL);
	asked.input.flags = __cpu_to_be16(DEMOS_PM_INPUT_END |
					  DEMOS_PM_INPUT_WAIT);
	CHECK(request_input(&asked, none, &got) == DEMOS_ECALL);
	asked.input.flags = __cpu_to_be16(4);
	CHECK(request_input(&asked, none, &got) == DEMOS_ECALL);
	asked.input.flags = 0;
	asked.input.op = __cpu_to_be16(DEMOS_PM_OUTPUT);
	CHECK(request_input(&asked, none + 1, &got) == DEMOS_ECALL);
}

static enum demos_result ask_console(__u16 op, __u16 size, size_t length)
{
	const struct demos_console_read read = {
		.op = __cpu_to_be16(op), .size = __cpu_to_be16(size),
	};
	__u16 got;

	return request_console(&read, length, &got) ? DEMOS_ECALL :
	       got == size ? DEMOS_OK : DEMOS_EROOM;
}

static void requests_to_consoles_are_checked(void)
{
	const size_t length = sizeof(struct demos_console_read);

	CHECK(ask_console(DEMOS_CONSOLE_READ, 1, length) == DEMOS_OK);
	CHECK(ask_console(DEMOS_CONSOLE_READ, DEMOS_CONSOLE_MAX, length) ==
	      DEMOS_OK);
	CHECK(ask_console(DEMOS_CONSOLE_READ, DEMOS_CONSOLE_MAX + 1, length) ==
	      DEMOS_ECALL);
	CHECK(ask_console(DEMOS_CONSOLE_READ, 0, length) == DEMOS_ECALL);
	CHECK(ask_console(DEMOS_CONSOLE_READ + 1, 1, length) == DEMOS_ECALL);
	CHECK(ask_console(DEMOS_CONSOLE_READ, 1, length - 1) == DEMOS_ECALL);
	CHECK(ask_console(DEMOS_CONSOLE_READ, 1, 0) == DEMOS_ECALL);
	CHECK(sizeof(struct demos_pm_input) + DEMOS_CONSOLE_MAX ==
	      DEMOS_DATA_MAX);
}

static void the_messages_have_their_sizes(void)
{
	CHECK(sizeof(struct demos_pm_request) == 16);
	CHECK(sizeof(struct demos_pm_entry) == 80);
	CHECK(offsetof(struct demos_pm_entry, why) == 14);
	CHECK(offsetof(struct demos_pm_entry, by) == 48);
	CHECK(offsetof(struct demos_pm_entry, age) == 64);
	CHECK(sizeof(struct demos_pm_forgotten) == 8);
	CHECK(sizeof(struct demos_pm_read) == 20);
	CHECK(sizeof(struct demos_pm_output) == 24);
	CHECK(sizeof(struct demos_pm_input) == 12);
	CHECK(sizeof(struct demos_pm_note) == 12);
	CHECK(sizeof(struct demos_pm_wanted) == 8);
	CHECK(sizeof(struct demos_pm_drain) == 8);
	CHECK(sizeof(struct demos_pm_place) == 12);
	CHECK(sizeof(struct demos_pm_machine) == 24);
	CHECK(sizeof(struct demos_answer) +
	      DEMOS_PM_PLACES * sizeof(__be16) <= DEMOS_DATA_MAX);
	CHECK(sizeof(struct demos_console_read) == 4);
}

static void creations_are_checked(void)
{
	struct {
		struct demos_pm_create create;
		struct demos_op_segment segments[2];
	} asked = {
		.create.op = __cpu_to_be16(DEMOS_PM_CREATE),
		.create.create.segments = 2,
		.create.create.name = "hello",
	};
	struct demos_pm_create got;

	CHECK(request_create(&asked, sizeof(asked), &got) == DEMOS_OK);
	CHECK(!strcmp(got.create.name, "hello"));
	CHECK(request_create(&asked, sizeof(asked) - 1, &got) == DEMOS_ECALL);
	CHECK(request_create(&asked, sizeof(asked.create), &got) ==
	      DEMOS_ECALL);
	asked.create.op = __cpu_to_be16(DEMOS_PM_FOREGROUND);
	CHECK(request_create(&asked, sizeof(asked), &got) == DEMOS_OK);
	asked.create.op = __cpu_to_be16(DEMOS_PM_ATTACH);
	CHECK(request_create(&asked, sizeof(asked), &got) == DEMOS_ECALL);
	asked.create.op = __cpu_to_be16(DEMOS_PM_CREATE);
	asked.create.create.segments = 0;
	CHECK(request_create(&asked, sizeof(asked.create), &got) ==
	      DEMOS_ECALL);
	asked.create.create.segments = 255;
	CHECK(request_create(&asked, sizeof(asked), &got) == DEMOS_ECALL);
	asked.create.create.segments = 2;
	memset(asked.create.create.name, 'x', DEMOS_NAME_MAX);
	CHECK(request_create(&asked, sizeof(asked), &got) == DEMOS_ECALL);
}

static void forwarded_requests_are_right(void)
{
	const struct demos_pm_request request = {
		.op = __cpu_to_be16(DEMOS_PM_MIGRATE),
		.machine = __cpu_to_be16(3),
		.after = __cpu_to_be32(77),
	};
	struct demos_op_links links;
	struct demos_op_migrate migrate;

	CHECK(request_forward(&request, DEMOS_OP_MIGRATE, &migrate) ==
	      sizeof(migrate));
	CHECK(migrate.machine == __cpu_to_be16(3));
	CHECK(request_forward(&request, DEMOS_OP_KILL, &migrate) ==
	      sizeof(migrate));
	CHECK(migrate.op == __cpu_to_be16(DEMOS_OP_KILL) && !migrate.machine);
	CHECK(request_forward(&request, DEMOS_OP_LINKS, &links) ==
	      sizeof(links));
	CHECK(links.after == __cpu_to_be32(77));
}

/* Accepted requests must keep what the functions promise */
static void take_random(const __u8 *data, size_t length)
{
	struct demos_pm_create create;
	struct demos_pm_request guest;
	struct demos_pm_read read;
	struct demos_pm_input input;
	struct demos_pm_note note;
	struct demos_pm_drain drain;
	struct demos_pm_place place;
	__u16 size;
	char name[DEMOS_SB_NAME_MAX];
	unsigned int time;

	if (request_name(data, length, name, &time) == DEMOS_OK &&
	    strnlen(name, sizeof(name)) == sizeof(name))
		CHECK(!"the name has an end");
	if (request_guest(data, length, &guest) == DEMOS_OK &&
	    length != sizeof(guest))
		CHECK(!"a request has its length");
	if (request_read(data, length, &read) == DEMOS_OK &&
	    __be16_to_cpu(read.flags) > DEMOS_PM_OUTPUT_WAIT)
		CHECK(!"a request to read has only known flags");
	if (request_note(data, length, &note) == DEMOS_OK &&
	    length - sizeof(note) > DEMOS_PM_NOTE_MAX)
		CHECK(!"a note is short enough");
	if (request_input(data, length, &input) == DEMOS_OK &&
	    (input.flags ? length > sizeof(input) : length == sizeof(input)))
		CHECK(!"there are bytes if there is no flag");
	if (request_drain(data, length, &drain) == DEMOS_OK && !drain.action)
		CHECK(!"a drain begins, goes on or ends");
	if (request_place(data, length, &place) == DEMOS_OK &&
	    __be16_to_cpu(place.count) > DEMOS_PM_PLACES)
		CHECK(!"an answer has room for all places");
	if (request_console(data, length, &size) == DEMOS_OK &&
	    (!size || size > DEMOS_CONSOLE_MAX))
		CHECK(!"a console can be read");
	if (request_create(data, length, &create) == DEMOS_OK &&
	    create.create.segments * sizeof(struct demos_op_segment) !=
	    length - sizeof(create))
		CHECK(!"all segments are there");
}

static void random_ones_do_no_harm(void)
{
	static const __u16 ops[] = {
		DEMOS_SB_REGISTER, DEMOS_SB_LOOKUP, DEMOS_SB_LIST,
		DEMOS_PM_CREATE, DEMOS_PM_MIGRATE, DEMOS_PM_OUTPUT,
		DEMOS_PM_FOREGROUND, DEMOS_PM_INPUT, DEMOS_CONSOLE_READ,
		DEMOS_PM_NOTE, DEMOS_PM_DRAIN, DEMOS_PM_PLACE,
	};
	static const size_t sizes[] = {
		sizeof(struct demos_sb_request),
		sizeof(struct demos_pm_request),
		sizeof(struct demos_pm_create) + 4,
		sizeof(struct demos_pm_read),
		sizeof(struct demos_pm_input),
		sizeof(struct demos_console_read),
		sizeof(struct demos_pm_drain),
		sizeof(struct demos_pm_place) + 2,
	};
	size_t length;
	__be16 op;
	__u8 *data;
	size_t k;
	int i;

	srand(7);
	for (i = 0; i < 1000000; i++) {
		length = i % 2 ? sizes[rand() % COUNT(sizes)] :
				 (size_t)rand() % 200;
		data = malloc(length ? length : 1);
		for (k = 0; k < length; k++)
			data[k] = i % 3 ? rand() % 4 : rand();
		op = __cpu_to_be16(ops[rand() % COUNT(ops)]);
		if (length >= sizeof(op))
			memcpy(data, &op, sizeof(op));
		take_random(data, length);
		free(data);
	}
	CHECK(i == 1000000);
}

int main(void)
{
	names_are_checked();
	requests_about_guests_are_checked();
	link_requests_are_checked();
	group_requests_are_checked();
	readings_are_checked();
	notes_are_checked();
	requests_about_balancing_are_checked();
	drains_are_checked();
	places_are_checked();
	inputs_are_checked();
	requests_to_consoles_are_checked();
	the_messages_have_their_sizes();
	creations_are_checked();
	forwarded_requests_are_right();
	random_ones_do_no_harm();
	return done();
}
