// SPDX-License-Identifier: GPL-2.0
/*
 * Content of open files. The buffer manager reads and writes the caller's
 * memory: each request encloses a link to that part of it.
 */
#include <errno.h>
#include "file.h"

/* Returns how many bytes were moved, or -1 with errno set */
static long move_content(struct __file *file, unsigned int op, void *memory,
			 unsigned int length, unsigned int right)
{
	struct demos_message message;
	struct demos_call whole;
	struct demos_fs_done done;
	struct demos_fs_io io;
	int result;

	if (length > DEMOS_FS_IO_MAX - 1)
		length = DEMOS_FS_IO_MAX - 1;
	result = link_create_area(&whole.links[0], 0, 0,
				  DEMOS_LINK_PASS | right, memory, length);
	if (result)
		return __fail(result);
	io.op = op;
	io.reserved = 0;
	io.offset = file->at;
	io.length = length;
	whole.link = file->link;
	whole.data = &io;
	whole.length = sizeof(io);
	whole.count = 1;
	whole.buffer = &done;
	whole.size = sizeof(done);
	whole.limit = 0;
	result = call_links(&whole, &message);
	if (result) {
		/* Unless it went */
		link_destroy(whole.links[0]);
		return __fail(result);
	}
	drop_links(&message);
	if (message.length < sizeof(done) ||
	    done.op != (op | DEMOS_OP_ANSWER) || done.moved > length)
		return __fail(message.length >= sizeof(struct demos_answer) ?
			      done.result : DEMOS_ECALL);
	/* What went before an error counts; the next request gets the error. */
	if (done.result && !done.moved)
		return __fail(done.result);
	file->at = file->flags & STREAM_APPEND && op == DEMOS_FS_WRITE ?
		   done.offset : file->at + done.moved;
	return done.moved;
}

static long file_read(void *file, void *to, size_t size)
{
	return move_content(file, DEMOS_FS_READ, to, size, DEMOS_LINK_WRITE);
}

static long file_write(void *file, const void *from, size_t size)
{
	return move_content(file, DEMOS_FS_WRITE, (void *)from, size,
			    DEMOS_LINK_READ);
}

static long file_seek(void *opened, long offset, int whence)
{
	struct __file *file = opened;
	struct demos_fs_file now;

	if (whence == SEEK_CUR) {
		offset += file->at;
	} else if (whence == SEEK_END) {
		if (__ask_file(file->link, DEMOS_FS_FSTAT, 0, &now,
			       sizeof(now)))
			return -1;
		offset += now.size;
	}
	if (offset < 0) {
		errno = EINVAL;
		return -1;
	}
	file->at = offset;
	return offset;
}

static int file_close(void *opened)
{
	struct __file *file = opened;
	int result = link_destroy(file->link);

	if (file->release)
		file->release(file);
	return result ? __fail(result) : 0;
}

const struct stream_operations __file_operations = {
	file_read, file_write, file_seek, file_close
};
