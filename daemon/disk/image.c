// SPDX-License-Identifier: GPL-2.0
/*
 * The image: a file or a block device.
 *
 * Its owner holds a lock on it (flock()), so that two disk interfaces never
 * write the same image.
 *
 * The record has, for each write, a struct record with the block's number and
 * the count, then the bytes; and for each flush one whose count is 0. So a test
 * can make the images that a power cut could have left.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "disk/image.h"

/**
 * struct record - a write or a flush
 * @block: the first one
 * @count: of the blocks whose bytes follow; 0: a flush
 */
struct record {
	__be32 block;
	__be32 count;
};

static int open_file(struct image *image, const char *path)
{
	const int mode = image->read_only ? O_RDONLY : O_RDWR;
	struct stat status;
	off_t size;

	image->fd = open(path, mode | O_CLOEXEC);
	if (image->fd < 0 || fstat(image->fd, &status))
		return -errno;
	if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode))
		return -ENOTBLK;
	if (flock(image->fd, (image->read_only ? LOCK_SH : LOCK_EX) | LOCK_NB))
		return -errno;
	size = lseek(image->fd, 0, SEEK_END);
	if (size < 0)
		return -errno;
	size /= DEMOS_DISK_BLOCK;
	image->blocks = size > 0xffffffff ? 0xffffffff : size;
	return 0;
}

/**
 * image_open() - open an image
 * @image: filled in; to be closed even if this fails
 * @path: of the file or device
 * @read_only: never write
 * @record: path of a file that gets all writes and flushes, or NULL
 *
 * Return: 0 or a negative errno, which has been logged.
 */
int image_open(struct image *image, const char *path, bool read_only,
	       const char *record)
{
	int err;

	memset(image, 0, sizeof(*image));
	image->read_only = read_only;
	err = open_file(image, path);
	if (err == -EWOULDBLOCK)
		log_line("%s is in use by another process", path);
	else if (err)
		log_line("%s: %s", path, strerror(-err));
	if (err || !record)
		return err;
	image->record = fopen(record, "ae");
	if (!image->record) {
		err = -errno;
		log_line("%s: %s", record, strerror(-err));
	}
	return err;
}

/**
 * image_read() - read blocks
 * @image: the image
 * @block: the first one
 * @count: how many; all are in the image
 * @bytes: gets them
 *
 * Return: 0 or a negative errno.
 */
int image_read(struct image *image, __u32 block, __u16 count, void *bytes)
{
	size_t length = (size_t)count * DEMOS_DISK_BLOCK;
	off_t at = (off_t)block * DEMOS_DISK_BLOCK;

	while (length) {
		ssize_t done = pread(image->fd, bytes, length, at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return done ? -errno : -EIO;
		bytes = (char *)bytes + done;
		length -= done;
		at += done;
	}
	return 0;
}

static int record(struct image *image, __u32 block, __u32 count,
		  const void *bytes)
{
	const struct record head = { .block = __cpu_to_be32(block),
				     .count = __cpu_to_be32(count) };

	if (!image->record)
		return 0;
	if (fwrite(&head, sizeof(head), 1, image->record) != 1 ||
	    fwrite(bytes, DEMOS_DISK_BLOCK, count, image->record) != count ||
	    fflush(image->record))
		return -EIO;
	return 0;
}

/**
 * image_write() - write blocks
 * @image: the image, which may be written
 * @block: the first one
 * @count: how many; all are in the image
 * @bytes: to write
 *
 * Return: 0 or a negative errno.
 */
int image_write(struct image *image, __u32 block, __u16 count,
		const void *bytes)
{
	size_t length = (size_t)count * DEMOS_DISK_BLOCK;
	off_t at = (off_t)block * DEMOS_DISK_BLOCK;
	int err = record(image, block, count, bytes);

	if (err)
		return err;
	while (length) {
		ssize_t done = pwrite(image->fd, bytes, length, at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return done ? -errno : -EIO;
		bytes = (const char *)bytes + done;
		length -= done;
		at += done;
	}
	return 0;
}

/**
 * image_flush() - bring all that was written to the medium
 * @image: the image
 *
 * Return: 0 or a negative errno.
 */
int image_flush(struct image *image)
{
	if (image->read_only)
		return 0;
	if (fdatasync(image->fd))
		return -errno;
	return record(image, 0, 0, "");
}

/**
 * image_close() - close an image
 * @image: from image_open(), even if that failed
 */
void image_close(struct image *image)
{
	if (image->fd > 0)
		close(image->fd);
	if (image->record)
		fclose(image->record);
}
