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

#include <linux/magic.h>

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
		"5\nx\n", "5\n0\n", "5\n9223372036854775808\n",
		"\n5\n",
	};
	struct counter_numbers kept = { .next = 5, .life = 6 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		put(counter, texts[i]);
		errno = 0;
		ok(counter_read(counter, 7, &kept) && errno == EBADMSG &&
		   kept.next == 5 && kept.life == 6,
		   "a file with rubbish in it (%zu)", i);
	}
}

static void test_life(int counter)
{
	const struct counter_numbers most = {
		.next = 281474976710655ULL,
		.life = 9223372036854775807ULL,
	};
	struct counter_numbers kept;

	ok(counter_read(counter, 7, &kept) && errno == ENOENT,
	   "a machine that was never up");
	ok(!counter_write(counter, 7, &most) &&
	   !counter_read(counter, 7, &kept) && kept.next == most.next &&
	   kept.life == most.life, "written and read");
	ok(counter_read(counter, 8, &kept) && errno == ENOENT,
	   "another machine has its own file");
	put(counter, "1025\n");
	ok(!counter_read(counter, 7, &kept) && kept.next == 1025 &&
	   !kept.life, "a file without an incarnation");
	ok(!counter_remove(counter, 7) && counter_read(counter, 7, &kept),
	   "removed");
}

static void test_lock(const char *folder)
{
	int other = open(folder, O_RDONLY | O_DIRECTORY);

	ok(flock(other, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK,
	   "the lock excludes others");
	close(other);
}

static void test_lasting(void)
{
	int memory = open("/dev/shm", O_RDONLY | O_DIRECTORY);

	ok(counter_type_lasts(EXT4_SUPER_MAGIC) &&
	   counter_type_lasts(BTRFS_SUPER_MAGIC) &&
	   counter_type_lasts(XFS_SUPER_MAGIC), "a disk survives a reboot");
	ok(!counter_type_lasts(TMPFS_MAGIC) &&
	   !counter_type_lasts(RAMFS_MAGIC) &&
	   !counter_type_lasts(OVERLAYFS_SUPER_MAGIC),
	   "memory, or an overlay of it, does not");
	ok(!counter_lasts(memory), "a folder in memory does not");
	ok(!counter_lasts(-1), "nor does one that cannot be asked");
	close(memory);
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
	test_lasting();
	counter_close(counter);
	snprintf(file, sizeof(file), "%s/7.next", folder);
	unlink(file);
	ok(!rmdir(folder) && !rmdir(base), "nothing else is left");
	return tap_end();
}
