// SPDX-License-Identifier: GPL-2.0
/*
 * Programs that send anything: an input is the actions of a few of them, one
 * after the other, at a machine that begins and ends with the input.
 */
#include <errno.h>
#include <linux/demos.h>
#include <linux/module.h>
#include <stdio.h>
#include <stdlib.h>

#include "host/host.h"
#include "net/family.h"
#include "net/port.h"
#include "program.h"

#define PROGRAMS	4
#define MACHINE		1

static struct program programs[PROGRAMS];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	int err = unix_host_init() ?: unix_module_init() ?: unix_ctrl_init();

	if (!err)
		return 0;
	fprintf(stderr, "the module does not begin: %d\n", err);
	exit(1);
}

static void act(struct input *input)
{
	u8 what = input_u8(input);
	struct program *program = &programs[what & (PROGRAMS - 1)];

	switch (what >> 2 & 7) {
	case 0:
		program_raw(program, input);
		break;
	case 1:
		program_option(program, input);
		break;
	case 2:
		program_end(program);
		program_begin(program);
		break;
	case 3:
		program_read(program);
		break;
	default:
		program_request(program, input_u8(input) % __DEMOS_CMD_MAX,
				input);
		if (what & 0x80)
			program_read(program);
	}
}

static void count_open(struct sock *sk, void *arg)
{
	(*(int *)arg)++;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	const struct program_attr id[] = {
		{ DEMOS_A_MACHINE, 2, MACHINE },
		{ }
	};
	struct input input = { data, size };
	struct program admin;
	int open = 0;
	int err;
	int i;

	for (i = 0; i < PROGRAMS; i++)
		program_begin(&programs[i]);
	program_begin(&admin);
	err = program_ask(&admin, DEMOS_CMD_MACHINE_UP, id);
	assert(!err);
	if (input_u8(&input) & 1)
		program_prepare(&programs[0], &programs[1], MACHINE);
	while (input.left)
		act(&input);
	for (i = 0; i < PROGRAMS; i++)
		program_end(&programs[i]);
	program_read(&admin);
	/* One of them may have taken it down */
	err = program_ask(&admin, DEMOS_CMD_MACHINE_DOWN, NULL);
	assert(!err || err == -ENONET);
	program_end(&admin);
	unix_sock_each(count_open, &open);
	assert(!open);
	return 0;
}
