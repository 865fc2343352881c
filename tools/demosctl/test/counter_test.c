// SPDX-License-Identifier: GPL-2.0
/*
 * The counter of local numbers, in a folder of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../counter.h"
#include "tap.h"

static void put(int counter, const char *text)
{
	int fd = openat(counter, "7.next", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		abort();
	close(fd);
}

static void test_rubbish(int counter)
{
	static const char *const texts[] = {
		"", "\n", "0\n", "x\n", "-3\n", "281474976710656\n",
		"99999999999999999999999999999999999999999999\n",
	};
	__u64 next = 5;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		put(counter, texts[i]);
		errno = 0;
		ok(counter_read(counter, 7, &next) && errno == EBADMSG &&
		   next == 5, "a file with rubbish in it (%zu)", i);
	}
}

static void test_life(int counter)
{
	__u64 next;

	ok(counter_read(counter, 7, &next) && errno == ENOENT,
	   "a machine that never was");
	ok(!counter_write(counter, 7, 281474976710655ULL) &&
	   !counter_read(counter, 7, &next) && next == 281474976710655ULL,
	   "written and read");
	ok(counter_read(counter, 8, &next) && errno == ENOENT,
	   "another machine's is its own");
	ok(!counter_remove(counter, 7) && counter_read(counter, 7, &next),
	   "removed");
}

static void test_lock(const char *folder)
{
	int other = open(folder, O_RDONLY | O_DIRECTORY);

	ok(flock(other, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK,
	   "nobody else has it meanwhile");
	close(other);
}

int main(void)
{
	char base[] = "/tmp/demosctl-test-XXXXXX", folder[64], file[80];
	int counter;

	if (!mkdtemp(base))
		return 1;
	snprintf(folder, sizeof(folder), "%s/demos", base);
	counter = counter_open(folder);
	ok(counter >= 0, "the folder is made");
	test_life(counter);
	test_rubbish(counter);
	test_lock(folder);
	counter_close(counter);
	snprintf(file, sizeof(file), "%s/7.next", folder);
	unlink(file);
	ok(!rmdir(folder) && !rmdir(base), "nothing else is left");
	return tap_end();
}
