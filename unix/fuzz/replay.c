// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the inputs in the files that it is given, in the place of libFuzzer.
 */
#include <linux/module.h>
#include <stdio.h>
#include <stdlib.h>

#include "host/host.h"
#include "net/family.h"
#include "program.h"

static const char *now;		/* the input that runs, for a debugger */

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
	now = path;
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
