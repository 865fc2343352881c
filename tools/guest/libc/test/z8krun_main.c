// SPDX-License-Identifier: GPL-2.0
/* The tests that need nothing but the library, on a guest's processor */
#include <stdio.h>
#include "guest.h"

static int failed;

static void run(const char *name, int (*test)(void))
{
	int line = test();

	if (line) {
		printf("not ok %s: the check in line %d\n", name, line);
		failed = 1;
	} else {
		printf("ok %s\n", name);
	}
}

int main(void)
{
	run("memory", test_memory);
	run("text", test_text);
	run("given streams", test_given);
	run("heap", test_heap);
	run("stream", test_stream);
	run("arith", test_arith);
	return failed;
}
