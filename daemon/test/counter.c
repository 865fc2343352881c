// SPDX-License-Identifier: GPL-2.0
/*
 * The counter of local numbers, in a folder of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/magic.h>

#include "lib/counter.h"
#include "test/check.h"

static void put(int counter, const char *text)
{
	int fd = openat(counter, "7.next", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		abort();
	close(fd);
}

static void rubbish_in_a_file_is_refused(int counter)
{
	static const char *const texts[] = {
		"", "\n", "0\n", "x\n", "-3\n", "281474976710656\n",
		"99999999999999999999999999999999999999999999\n",
		"5\nx\n", "5\n0\n", "5\n9223372036854775808\n",
		"\n5\n",
	};
	struct demos_numbers kept = { .next = 5, .life = 6 };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		put(counter, texts[i]);
		errno = 0;
		CHECK(demos_counter_read(counter, 7, &kept));
		CHECK(errno == EBADMSG && kept.next == 5 && kept.life == 6);
	}
}

static bool reads(int counter, __u64 next, __u64 life)
{
	struct demos_numbers kept;

	return !demos_counter_read(counter, 7, &kept) && kept.next == next &&
	       kept.life == life;
}

static bool is_missing(int counter, __u16 machine)
{
	struct demos_numbers kept;

	return demos_counter_read(counter, machine, &kept) && errno == ENOENT;
}

static void numbers_are_kept(int counter)
{
	const struct demos_numbers most = {
		.next = 281474976710655ULL,
		.life = 9223372036854775807ULL,
	};

	CHECK(is_missing(counter, 7));
	CHECK(!demos_counter_write(counter, 7, &most));
	CHECK(reads(counter, most.next, most.life));
	CHECK(is_missing(counter, 8));
	/* A file without an incarnation */
	put(counter, "1025\n");
	CHECK(reads(counter, 1025, 0));
	CHECK(!demos_counter_remove(counter, 7) && is_missing(counter, 7));
}

/* Under its name, and under the one that a new file has until it is whole */
static void a_fifo_keeps_nobody_waiting(int counter)
{
	const struct demos_numbers numbers = { .next = 3, .life = 4 };
	struct demos_numbers kept;

	alarm(10);
	CHECK(!demos_counter_remove(counter, 7) &&
	      !mkfifoat(counter, "7.next", 0600));
	CHECK(demos_counter_read(counter, 7, &kept) && errno == EBADMSG);
	CHECK(!mkfifoat(counter, "7.next.new", 0600));
	CHECK(!demos_counter_write(counter, 7, &numbers) &&
	      reads(counter, 3, 4));
	alarm(0);
}

static void a_link_is_not_followed(int counter)
{
	const struct demos_numbers numbers = { .next = 8, .life = 9 };
	struct stat other;

	put(counter, "5\n");
	CHECK(!linkat(counter, "7.next", counter, "other", 0));
	CHECK(!symlinkat("other", counter, "7.next.new"));
	CHECK(!demos_counter_write(counter, 7, &numbers) &&
	      reads(counter, 8, 9));
	CHECK(!fstatat(counter, "other", &other, 0) && other.st_size == 2);
	CHECK(!unlinkat(counter, "other", 0));
}

/* Nothing is said to be kept if there was only room for half of it */
static void half_a_file_is_not_kept(int counter)
{
	const struct demos_numbers numbers = { .next = 123456, .life = 9 };
	struct rlimit before, small;

	put(counter, "5\n");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	small = before;
	small.rlim_cur = 3;
	setrlimit(RLIMIT_FSIZE, &small);
	errno = 0;
	CHECK(demos_counter_write(counter, 7, &numbers) && errno == ENOSPC);
	setrlimit(RLIMIT_FSIZE, &before);
	CHECK(reads(counter, 5, 0));
}

static void no_other_user_can_lock(const char *folder)
{
	struct stat status;

	CHECK(!stat(folder, &status) && !(status.st_mode & 077));
}

static void the_lock_excludes_others(const char *folder)
{
	int other = open(folder, O_RDONLY | O_DIRECTORY);

	CHECK(flock(other, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK);
	close(other);
}

/* Memory, or an overlay of it, does not; nor does what cannot be asked */
static void a_disk_survives_a_reboot(void)
{
	int memory = open("/dev/shm", O_RDONLY | O_DIRECTORY);

	CHECK(demos_counter_type_lasts(EXT4_SUPER_MAGIC));
	CHECK(demos_counter_type_lasts(BTRFS_SUPER_MAGIC));
	CHECK(demos_counter_type_lasts(XFS_SUPER_MAGIC));
	CHECK(!demos_counter_type_lasts(TMPFS_MAGIC));
	CHECK(!demos_counter_type_lasts(RAMFS_MAGIC));
	CHECK(!demos_counter_type_lasts(OVERLAYFS_SUPER_MAGIC));
	CHECK(!demos_counter_lasts(memory));
	CHECK(!demos_counter_lasts(-1));
	close(memory);
}

int main(void)
{
	char base[] = "/tmp/demos-counter-XXXXXX", folder[64], file[80];
	int counter;

	if (!mkdtemp(base))
		return 1;
	snprintf(folder, sizeof(folder), "%s/demos", base);
	counter = demos_counter_open(folder);
	CHECK(counter >= 0);
	numbers_are_kept(counter);
	rubbish_in_a_file_is_refused(counter);
	a_fifo_keeps_nobody_waiting(counter);
	a_link_is_not_followed(counter);
	half_a_file_is_not_kept(counter);
	no_other_user_can_lock(folder);
	the_lock_excludes_others(folder);
	a_disk_survives_a_reboot();
	demos_counter_close(counter);
	snprintf(file, sizeof(file), "%s/7.next", folder);
	unlink(file);
	CHECK(!rmdir(folder) && !rmdir(base));
	return done();
}
