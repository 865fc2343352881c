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

/*
 * Two processes, one with memory and links to that and to the kernel, and one
 * with a link to the first one's: they know all these by index
 */
static void prepare(struct program *one, struct program *two)
{
	const struct program_attr name[] = {
		{ DEMOS_A_NAME, 4, 'a' },
		{ }
	};
	const struct program_attr memory[] = {
		{ DEMOS_A_MEMORY, 4, 0 },
		{ DEMOS_A_OFFSET, 4, 100 },
		{ DEMOS_A_LENGTH, 4, 8000 },
		{ }
	};
	struct program_attr link[] = {
		{ DEMOS_A_CODE, 4, 7 },
		{ DEMOS_A_CHANNEL, 1, 0 },
		{ DEMOS_A_FLAGS, 4, DEMOS_LINK_DUP | DEMOS_LINK_PASS |
				    DEMOS_LINK_READ | DEMOS_LINK_WRITE },
		{ DEMOS_A_AREA, 4, 0 },
		{ DEMOS_A_LENGTH, 4, 6000 },
		{ }
	};
	const struct program_attr kernel[] = {
		{ DEMOS_A_MACHINE, 2, MACHINE },
		{ }
	};
	struct program_attr boot[] = { { DEMOS_A_LINK, 4, 0 }, { } };

	if (program_ask(one, DEMOS_CMD_ATTACH, name) ||
	    program_ask(two, DEMOS_CMD_ATTACH, name) ||
	    program_ask(one, DEMOS_CMD_AREA_CREATE, memory))
		abort();
	link[3].value = one->known[1];
	if (program_ask(one, DEMOS_CMD_LINK_CREATE, link) ||
	    program_ask(one, DEMOS_CMD_LINK_TO_KERNEL, kernel))
		abort();
	boot[0].value = one->known[2];
	if (program_ask(one, DEMOS_CMD_BOOT_SET, boot) ||
	    program_ask(two, DEMOS_CMD_BOOT_GET, NULL))
		abort();
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
		prepare(&programs[0], &programs[1]);
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
	unix_host_exit();
	return 0;
}
#endif
