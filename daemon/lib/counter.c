// SPDX-License-Identifier: GPL-2.0
/*
 * Each machine id has a file, FOLDER/ID.next, with two numbers, one a line. The
 * first is a local number: this number and all above are unused. The second, if
 * present, is the incarnation of the machine's last life. A reader never sees
 * half a file, and a file that has been written survives a crash; it survives a
 * reboot if demos_counter_lasts().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/demos.h>
#include <linux/magic.h>

#include "counter.h"

#define AUFS_SUPER_MAGIC	0x61756673

static void file_name(char name[32], uint16_t machine, const char *suffix)
{
	snprintf(name, 32, "%u.next%s", machine, suffix);
}

/**
 * demos_counter_open() - lock the counters
 * @folder: where they are; created if it does not exist, for this user alone,
 *	    since any program that can open it can lock it
 *
 * Waits while another process has them locked.
 *
 * Return: a handle for the functions below, or -1 with errno.
 */
int demos_counter_open(const char *folder)
{
	int counter;

	if (mkdir(folder, 0700) && errno != EEXIST)
		return -1;
	counter = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (counter < 0)
		return -1;
	while (flock(counter, LOCK_EX)) {
		if (errno != EINTR) {
			close(counter);
			return -1;
		}
	}
	return counter;
}

/**
 * demos_counter_close() - unlock the counters
 * @counter: from demos_counter_open()
 */
void demos_counter_close(int counter)
{
	close(counter);
}

/**
 * demos_counter_type_lasts() - does a file system survive a reboot?
 * @type: of the file system, as from statfs(2)
 *
 * Return: false for those in memory, and for those whose upper layer may be
 * one of these.
 */
bool demos_counter_type_lasts(unsigned long type)
{
	switch (type) {
	case TMPFS_MAGIC:
	case RAMFS_MAGIC:
	case HUGETLBFS_MAGIC:
	case OVERLAYFS_SUPER_MAGIC:
	case AUFS_SUPER_MAGIC:
		return false;
	default:
		return true;
	}
}

/**
 * demos_counter_lasts() - do the counters survive a reboot?
 * @counter: from demos_counter_open()
 *
 * Return: true if they do; false if not, or if that cannot be found out.
 */
bool demos_counter_lasts(int counter)
{
	struct statfs status;

	return !fstatfs(counter, &status) &&
	       demos_counter_type_lasts(status.f_type);
}

static bool parse_number(const char *text, __u64 most, __u64 *number)
{
	errno = 0;
	*number = strtoull(text, NULL, 10);
	return *text && !text[strspn(text, "0123456789")] && !errno &&
	       *number && *number <= most;
}

static bool parse_numbers(char *text, struct demos_numbers *kept)
{
	struct demos_numbers numbers = { 0 };
	char *life = text + strcspn(text, "\n");

	if (*life)
		*life++ = '\0';
	life[strcspn(life, "\n")] = '\0';
	if (!parse_number(text, (1ULL << DEMOS_PID_LOCAL_BITS) - 1,
			  &numbers.next))
		return false;
	if (*life && !parse_number(life, INT64_MAX, &numbers.life))
		return false;
	*kept = numbers;
	return true;
}

/**
 * demos_counter_read() - read the numbers of a machine
 * @counter: from demos_counter_open()
 * @machine: machine id
 * @kept: gets them
 *
 * Return: 0, or -1 with errno: ENOENT: there is no file, EBADMSG: the file does
 * not hold such numbers.
 */
int demos_counter_read(int counter, uint16_t machine,
		       struct demos_numbers *kept)
{
	char name[32], text[64];
	ssize_t length;
	int fd;

	file_name(name, machine, "");
	/* Should it be a FIFO, that must not wait */
	fd = openat(counter, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -1;
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (length < 0)
		return -1;
	text[length] = '\0';
	if (!parse_numbers(text, kept)) {
		errno = EBADMSG;
		return -1;
	}
	return 0;
}

/* A new file, whatever was left at its name; no link there is followed */
static int new_file(int counter, const char *name)
{
	if (unlinkat(counter, name, 0) && errno != ENOENT)
		return -1;
	return openat(counter, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		      0644);
}

static int write_file(int fd, const struct demos_numbers *kept)
{
	char text[64];
	int length = snprintf(text, sizeof(text), "%llu\n", kept->next);
	ssize_t written;

	if (kept->life)
		length += snprintf(text + length, sizeof(text) - length,
				   "%llu\n", kept->life);

	written = write(fd, text, length);
	if (written == length)
		return fsync(fd);
	/* Some of it: there was no room for more */
	if (written >= 0)
		errno = ENOSPC;
	return -1;
}

/**
 * demos_counter_write() - write the numbers of a machine
 * @counter: from demos_counter_open()
 * @machine: machine id
 * @kept: the numbers
 *
 * Return: 0: they survive a crash; or -1 with errno: the old ones may still be
 * there.
 */
int demos_counter_write(int counter, uint16_t machine,
			const struct demos_numbers *kept)
{
	char name[32], fresh[32];
	int fd, error;

	file_name(name, machine, "");
	file_name(fresh, machine, ".new");
	fd = new_file(counter, fresh);
	if (fd < 0)
		return -1;
	error = write_file(fd, kept);
	close(fd);
	if (error || renameat(counter, fresh, counter, name)) {
		error = errno;
		unlinkat(counter, fresh, 0);
		errno = error;
		return -1;
	}
	return fsync(counter);
}

/**
 * demos_counter_remove() - remove the numbers of a machine
 * @counter: from demos_counter_open()
 * @machine: machine id
 *
 * Return: 0, or -1 with errno.
 */
int demos_counter_remove(int counter, uint16_t machine)
{
	char name[32];

	file_name(name, machine, "");
	return unlinkat(counter, name, 0);
}
