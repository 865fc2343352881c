// SPDX-License-Identifier: GPL-2.0
/*
 * Programs that send anything: an input is what a few of them do, one after the
 * other, at a machine that begins and ends with the input.
 *
 * libFuzzer; with -DSTANDALONE a program that runs the inputs in the files that
 * it is given.
 */
#include <errno.h>
#include <linux/demos.h>
#include <linux/module.h>
#include <stdio.h>
#include <stdlib.h>

#include "net/family.h"
#include "net/port.h"
#include "program.h"

#define PROGRAMS	4
#define MACHINE		1

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static struct program programs[PROGRAMS];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	int err = unix_module_init() ?: unix_ctrl_init();

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
		program_request(program, input_u8(input) % 40, input);
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
	struct input input = { data, size };
	struct program admin;
	int open = 0;
	int err;
	int i;

	for (i = 0; i < PROGRAMS; i++)
		program_begin(&programs[i]);
	program_begin(&admin);
	err = program_ask(&admin, DEMOS_CMD_MACHINE_UP, DEMOS_A_MACHINE,
			  MACHINE);
	assert(!err);
	while (input.left)
		act(&input);
	for (i = 0; i < PROGRAMS; i++)
		program_end(&programs[i]);
	program_read(&admin);
	/* One of them may have taken it down */
	err = program_ask(&admin, DEMOS_CMD_MACHINE_DOWN, 0, 0);
	assert(!err || err == -ENONET);
	program_end(&admin);
	unix_sock_each(count_open, &open);
	assert(!open);
	return 0;
}

#ifdef STANDALONE
static void run_file(const char *path)
{
	static u8 data[1 << 20];
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file) {
		perror(path);
		exit(1);
	}
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	LLVMFuzzerTestOneInput(data, size);
}

int main(int argc, char **argv)
{
	int i;

	LLVMFuzzerInitialize(&argc, &argv);
	for (i = 1; i < argc; i++)
		run_file(argv[i]);
	printf("%d inputs\n", argc - 1);
	unix_ctrl_exit();
	unix_module_exit();
	return 0;
}
#endif
