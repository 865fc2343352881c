// SPDX-License-Identifier: GPL-2.0
/*
 * The files whose ranges are areas of a program: door/area_file.h over
 * descriptors.
 *
 * The files are not mapped, so a program that truncates its file cannot kill
 * the machine by SIGBUS. Only files in memory can be sealed, and reading them
 * never waits for a disk. Pages that a write allocates are charged to the
 * machine: a process cannot charge another one's memory cgroup.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/err.h>
#include <linux/magic.h>
#include <linux/slab.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "door/area_file.h"
#include "net/door.h"

/**
 * struct demos_area_file - a file
 * @fd: its descriptor
 * @access: O_RDONLY, O_WRONLY or O_RDWR, as it was opened (invariant)
 */
struct demos_area_file {
	int fd;
	int access;
};

/*
 * The program shares the flags of its descriptor with us, and with O_APPEND all
 * that we write would go to the end of the file. So open it once more, if it is
 * in memory: there is nobody who could keep us waiting.
 */
static int open_again(int fd, int access)
{
	char path[32];
	int own;

	if (fcntl(fd, F_GET_SEALS) < 0)
		return fd;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	own = open(path, access | O_NONBLOCK | O_CLOEXEC);
	/* Without /proc, or without the right, what we have must do */
	if (own < 0)
		return fd;
	close(fd);
	return own;
}

struct demos_area_file *demos_area_file_get(int fd)
{
	int own = unix_request_fd(fd);
	struct demos_area_file *file;
	int flags;

	if (own < 0)
		return ERR_PTR(own);
	/* A descriptor opened with O_PATH allows no access, as in the kernel */
	flags = fcntl(own, F_GETFL);
	if (flags < 0 || flags & O_PATH) {
		close(own);
		return ERR_PTR(-EBADF);
	}
	file = kmalloc(sizeof(*file), GFP_KERNEL);
	if (!file) {
		close(own);
		return ERR_PTR(-ENOMEM);
	}
	file->access = flags & O_ACCMODE;
	file->fd = open_again(own, file->access);
	return file;
}

void demos_area_file_put(struct demos_area_file *file)
{
	close(file->fd);
	kfree(file);
}

void demos_area_file_look(const struct demos_area_file *file,
			  struct demos_area_facts *facts)
{
	struct statfs in = { };
	struct stat is = { };
	int seals = fcntl(file->fd, F_GET_SEALS);

	facts->readable = file->access != O_WRONLY;
	facts->whole = seals >= 0 && seals & F_SEAL_SHRINK;
	facts->memfd = !fstat(file->fd, &is) && S_ISREG(is.st_mode) &&
		       !fstatfs(file->fd, &in) && in.f_type == TMPFS_MAGIC;
	facts->size = is.st_size;
}

bool demos_area_file_writable(const struct demos_area_file *file)
{
	return file->access != O_RDONLY;
}

ssize_t demos_area_file_read(const struct demos_area_file *file, u64 at,
			     void *to, u32 count)
{
	ssize_t done;

	do {
		done = pread(file->fd, to, count, at);
	} while (done < 0 && errno == EINTR);
	return done < 0 ? -errno : done;
}

ssize_t demos_area_file_write(const struct demos_area_file *file, u64 at,
			      const void *from, u32 count)
{
	ssize_t done;

	do {
		done = pwrite(file->fd, from, count, at);
	} while (done < 0 && errno == EINTR);
	return done < 0 ? -errno : done;
}
