// SPDX-License-Identifier: GPL-2.0
/*
 * Arguments and environment as a guest finds them: each byte for both models,
 * and the limits.
 */
#include <errno.h>
#include <string.h>

#include "test/check.h"
#include "lib/demos.h"

#define POINTERS	4	/* argv: two and 0; environ: 0 */

static const char *const none[] = { NULL };
static const char *const two[] = { "prog", "", NULL };
static const char *const home[] = { "HOME=/", NULL };

static __u8 bytes[DEMOS_ARGUMENTS_MAX];

/* Arguments of @program must be these bytes, at the end of its stack */
static void expect(struct demos_program *program,
		   const struct demos_arguments *arguments,
		   const void *expected, int size)
{
	__u32 end = program->sp;

	memset(bytes, 0xff, sizeof(bytes));
	CHECK(demos_arguments_size(program->model, arguments) == size);
	CHECK(demos_arguments_put(program, arguments, bytes) == size);
	CHECK(program->sp == end - size);
	CHECK(!memcmp(bytes, expected, size));
	CHECK(size == sizeof(bytes) || bytes[size] == 0xff);
}

static void layout_of_a_z8002(void)
{
	static const __u8 expected[] = {
		0, 2,
		0x0f, 0xf4, 0x0f, 0xf9, 0, 0,
		0x0f, 0xfa, 0, 0,
		'p', 'r', 'o', 'g', 0, 0, 'H', 'O', 'M', 'E', '=', '/', 0, 0,
	};
	const struct demos_arguments arguments = { two, home };
	struct demos_program program = { .model = 2, .sp = 0x1002 };

	expect(&program, &arguments, expected, sizeof(expected));
}

static void layout_of_a_z8001(void)
{
	static const __u8 expected[] = {
		0, 2,
		0x85, 0, 0x0f, 0xfa, 0x85, 0, 0x0f, 0xff, 0, 0, 0, 0,
		0, 0, 0, 0,
		'p', 'r', 'o', 'g', 0, 0,
	};
	const struct demos_arguments arguments = { two, none };
	struct demos_program program = { .model = 1, .sp = 0x51000 };

	expect(&program, &arguments, expected, sizeof(expected));
}

static void no_arguments(void)
{
	static const __u8 expected[10];
	const struct demos_arguments arguments = { none, none };
	struct demos_program program = { .model = 1, .sp = 0x51000 };

	expect(&program, &arguments, expected, 10);
	program.model = 2;
	expect(&program, &arguments, expected, 6);
}

static void limits(void)
{
	static char text[DEMOS_ARGUMENTS_MAX];
	const char *const one[] = { "p", text, NULL };
	const struct demos_arguments arguments = { one, none };
	const int most = sizeof(text) - 2 - POINTERS * 2 - 2 - 1;
	struct demos_program program = { .model = 2, .sp = 0x8000 };

	memset(text, 'x', most);
	CHECK(demos_arguments_size(2, &arguments) == DEMOS_ARGUMENTS_MAX);
	CHECK(demos_arguments_size(1, &arguments) == -E2BIG);
	CHECK(demos_arguments_put(&program, &arguments, bytes) ==
	      DEMOS_ARGUMENTS_MAX);
	CHECK(program.sp == 0x4000 && !bytes[sizeof(bytes) - 1]);
	CHECK(demos_arguments_put(&program, &arguments, bytes) ==
	      DEMOS_ARGUMENTS_MAX);
	CHECK(!program.sp);
	CHECK(demos_arguments_put(&program, &arguments, bytes) == -ENOSPC);
	text[most] = 'x';
	CHECK(demos_arguments_size(2, &arguments) == -E2BIG);
	CHECK(demos_arguments_put(&program, &arguments, bytes) == -E2BIG);
	program.sp = 0x8001;
	CHECK(demos_arguments_put(&program,
				  &(struct demos_arguments){ two, home },
				  bytes) == -ENOSPC);
	CHECK(program.sp == 0x8001);
}

static void many_arguments(void)
{
	static const char *many[DEMOS_ARGUMENTS_MAX];
	const struct demos_arguments arguments = { many, many };
	int i;

	for (i = 0; i < DEMOS_ARGUMENTS_MAX - 1; i++)
		many[i] = "";
	CHECK(demos_arguments_size(1, &arguments) == -E2BIG);
	CHECK(demos_arguments_size(2, &arguments) == -E2BIG);
	many[1000] = NULL;
	CHECK(demos_arguments_size(2, &arguments) == 2 + 2 * 3 * 1000 + 4);
	CHECK(demos_arguments_size(1, &arguments) == 2 + 2 * 5 * 1000 + 8);
}

int main(void)
{
	layout_of_a_z8002();
	layout_of_a_z8001();
	no_arguments();
	limits();
	many_arguments();
	return done();
}
