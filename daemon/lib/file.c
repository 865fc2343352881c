// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the buffer manager: the content of open files.
 *
 * The content goes through registered memory of the handle, WINDOW pieces of
 * DEMOS_FS_IO_MAX bytes. Each request encloses a link to its piece, so the
 * buffer manager can touch no other memory of this process. A piece is used
 * again when its request has been answered. If an answer is not awaited any
 * more, the buffer manager may still move bytes: then the memory is given up.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <asm/byteorder.h>

#include "file.h"
#include "handle.h"

#define WINDOW	4

/**
 * struct piece - a request under way
 * @calling: the call
 * @length: bytes asked for
 * @memory: where they are
 */
struct piece {
	struct demos_calling *calling;
	size_t length;
	char *memory;
};

/**
 * struct transfer - reading or writing a file
 * @op: DEMOS_FS_READ or DEMOS_FS_WRITE
 * @what: for error texts
 * @file: link of the open file
 * @window: requests that may be under way
 * @offset: where it begins in the file
 * @bytes: where it begins here
 * @length: bytes
 * @asked: bytes asked for so far
 * @moved: bytes moved so far, without a gap
 * @end: the end of the file was met
 * @first: the oldest request
 * @count: requests under way
 * @pieces: a ring of these, from @first on
 */
struct transfer {
	__u16 op;
	const char *what;
	__u32 file;
	unsigned int window;
	__u32 offset;
	char *bytes;
	size_t length;
	size_t asked;
	size_t moved;
	bool end;
	unsigned int first;
	unsigned int count;
	struct piece pieces[WINDOW];
};

/**
 * demos_file_call() - call a process of the file system
 * @demos: handle
 * @link: a folder link, or an open file
 * @out: the request
 * @in: gets the answer
 * @least: bytes that it must have
 *
 * Return: as demos_call_control().
 */
int demos_file_call(struct demos *demos, __u32 link,
		    const struct demos_outgoing *out,
		    struct demos_incoming *in, size_t least)
{
	int err = demos_call_control(demos, link, out, DEMOS_NO_LIMIT, in,
				     least);

	if (err == -ESRCH)
		demos_handle_fail_result(demos, DEMOS_EDEAD,
					 "the file system has ended");
	return err;
}

/**
 * demos_file_describe() - read the description of a file
 * @in: an answer that has at least a struct demos_fs_file
 * @info: gets it
 */
void demos_file_describe(const struct demos_incoming *in,
			 struct demos_file_info *info)
{
	struct demos_fs_file file;

	memcpy(&file, in->data, sizeof(file));
	*info = (struct demos_file_info){
		.inode = __be32_to_cpu(file.inode),
		.size = __be32_to_cpu(file.size),
		.time = __be32_to_cpu(file.time),
		.mode = __be16_to_cpu(file.mode),
		.links = __be16_to_cpu(file.links),
		.uid = __be16_to_cpu(file.uid),
		.gid = __be16_to_cpu(file.gid),
	};
}

static int have_memory(struct demos *demos)
{
	if (demos->files.size)
		return 0;
	return demos_memory_create(demos, WINDOW * DEMOS_FS_IO_MAX,
				   &demos->files);
}

/* Make the link to a piece of memory, and send the request that encloses it */
static int send_piece(struct demos *demos, const struct transfer *transfer,
		      struct piece *piece)
{
	size_t place = piece->memory - (char *)demos->files.bytes;
	const struct demos_link lent = {
		.flags = DEMOS_LINK_PASS | (transfer->op == DEMOS_FS_READ ?
					    DEMOS_LINK_WRITE :
					    DEMOS_LINK_READ),
		.channel = DEMOS_CHANNEL_ANSWERS,
		.area = demos->files.area + place,
		.length = piece->length,
	};
	const struct demos_fs_io io = {
		.op = __cpu_to_be16(transfer->op),
		.offset = __cpu_to_be32(transfer->offset + transfer->asked),
		.length = __cpu_to_be32(piece->length),
	};
	struct demos_outgoing out = { .data = &io, .length = sizeof(io),
				      .nlinks = 1 };
	int err = demos_link_create(demos, &lent, &out.links[0]);

	if (err)
		return err;
	err = demos_calling_begin(demos, transfer->file, &out,
				  demos_deadline(DEMOS_NO_LIMIT), NULL, NULL,
				  &piece->calling);
	if (err)
		demos_link_forget(demos, out.links[0]);
	return err;
}

/* Ask for the next piece */
static int ask(struct demos *demos, struct transfer *transfer)
{
	unsigned int place = (transfer->first + transfer->count) % WINDOW;
	struct piece *piece = &transfer->pieces[place];
	int err;

	piece->memory = (char *)demos->files.bytes + place * DEMOS_FS_IO_MAX;
	piece->length = transfer->length - transfer->asked;
	if (piece->length > DEMOS_FS_IO_MAX)
		piece->length = DEMOS_FS_IO_MAX;
	if (transfer->op == DEMOS_FS_WRITE)
		memcpy(piece->memory, transfer->bytes + transfer->asked,
		       piece->length);
	err = send_piece(demos, transfer, piece);
	if (err)
		return err;
	transfer->asked += piece->length;
	transfer->count++;
	return 0;
}

/*
 * The end of a request. What was moved before an error counts, if nothing is
 * missing before it.
 */
static int take_done(struct demos *demos, struct transfer *transfer,
		     const struct piece *piece, const struct demos_incoming *in)
{
	struct demos_fs_done done = {};
	size_t moved;
	int err;

	if (in->length >= sizeof(done))
		memcpy(&done, in->data, sizeof(done));
	err = demos_answer_check(demos, in, transfer->op, sizeof(done));
	moved = __be32_to_cpu(done.moved);
	if (moved > piece->length ||
	    (!err && moved < piece->length && transfer->op == DEMOS_FS_WRITE))
		return demos_handle_fail(demos, -EPROTO,
					 "a wrong number of bytes");
	if (transfer->end)
		return err;
	if (transfer->op == DEMOS_FS_READ)
		memcpy(transfer->bytes + transfer->moved, piece->memory, moved);
	transfer->moved += moved;
	transfer->end = moved < piece->length;
	return err;
}

/* Await the oldest request, whether it succeeds or not */
static int take(struct demos *demos, struct transfer *transfer)
{
	struct piece *piece = &transfer->pieces[transfer->first];
	struct demos_incoming in;
	int err;

	transfer->first = (transfer->first + 1) % WINDOW;
	transfer->count--;
	err = demos_calling_await(demos, piece->calling,
				  demos_deadline(DEMOS_NO_LIMIT), &in);
	if (err == -ESRCH)
		demos_handle_fail_result(demos, DEMOS_EDEAD,
					 "the file system has ended");
	if (err)
		return err;
	demos_links_drop(demos, &in);
	return take_done(demos, transfer, piece, &in);
}

static int run(struct demos *demos, struct transfer *transfer)
{
	int err = 0;

	do {
		while (!err && transfer->asked < transfer->length &&
		       !transfer->end && transfer->count < transfer->window)
			err = ask(demos, transfer);
		if (!err && transfer->count)
			err = take(demos, transfer);
	} while (!err && (transfer->count ||
			  (transfer->asked < transfer->length &&
			   !transfer->end)));
	return err;
}

/* After an error: nobody else may use the memory when it is used again */
static void give_up(struct demos *demos, struct transfer *transfer)
{
	unsigned int i;

	for (i = 0; i < transfer->count; i++)
		demos_calling_end(demos,
				  transfer->pieces[(transfer->first + i) %
						   WINDOW].calling);
	demos_memory_destroy(demos, &demos->files);
}

static long move_content(struct demos *demos, struct transfer *transfer)
{
	char text[sizeof(demos->error)];
	enum demos_result result;
	__u32 outer;
	int err;

	demos->moved = 0;
	if (transfer->length > UINT32_MAX - transfer->offset)
		return demos_handle_fail_result(demos, DEMOS_FS_EFBIG,
						transfer->what);
	err = have_memory(demos);
	if (err)
		return err;
	outer = demos_call_enter(demos, transfer->file);
	err = run(demos, transfer);
	demos_call_leave(demos, outer);
	if (err) {
		memcpy(text, demos->error, sizeof(text));
		result = demos->result;
		give_up(demos, transfer);
		memcpy(demos->error, text, sizeof(text));
		demos->result = result;
	}
	demos->moved = transfer->moved;
	return err ? demos_handle_about(demos, err, "%s", transfer->what) :
		     (long)transfer->moved;
}

long demos_file_read(struct demos *demos, __u32 file, __u32 offset,
		     void *bytes, size_t length)
{
	struct transfer transfer = {
		.op = DEMOS_FS_READ, .what = "read a file", .file = file,
		.window = WINDOW, .offset = offset, .bytes = bytes,
		.length = length,
	};

	/* A file is smaller, so the end comes before */
	if (length > UINT32_MAX - offset)
		transfer.length = UINT32_MAX - offset;
	return move_content(demos, &transfer);
}

long demos_file_write(struct demos *demos, __u32 file, __u32 offset,
		      const void *bytes, size_t length)
{
	struct transfer transfer = {
		.op = DEMOS_FS_WRITE, .what = "write a file", .file = file,
		.window = WINDOW, .offset = offset, .bytes = (char *)bytes,
		.length = length,
	};

	return move_content(demos, &transfer);
}

long demos_file_append(struct demos *demos, __u32 file, const void *bytes,
		       size_t length)
{
	struct transfer transfer = {
		.op = DEMOS_FS_WRITE, .what = "append to a file",
		.file = file, .window = 1, .bytes = (char *)bytes,
		.length = length,
	};

	return move_content(demos, &transfer);
}

static int do_request(struct demos *demos, __u32 file, __u16 op, __u32 offset,
		      const char *what, struct demos_incoming *in,
		      size_t least)
{
	const struct demos_fs_io io = {
		.op = __cpu_to_be16(op),
		.offset = __cpu_to_be32(offset),
	};
	const struct demos_outgoing out = { .data = &io,
					    .length = sizeof(io) };
	int err = demos_file_call(demos, file, &out, in, least);

	if (!err)
		demos_links_drop(demos, in);
	return demos_handle_about(demos, err, "%s", what);
}

int demos_file_truncate(struct demos *demos, __u32 file, __u32 size)
{
	struct demos_incoming in;

	return do_request(demos, file, DEMOS_FS_TRUNCATE, size,
			  "change the size of a file", &in,
			  sizeof(struct demos_fs_done));
}

int demos_file_sync(struct demos *demos, __u32 file)
{
	struct demos_incoming in;

	return do_request(demos, file, DEMOS_FS_FSYNC, 0,
			  "write a file to the disk", &in,
			  sizeof(struct demos_fs_done));
}

int demos_file_stat(struct demos *demos, __u32 file,
		    struct demos_file_info *info)
{
	struct demos_incoming in;
	int err = do_request(demos, file, DEMOS_FS_FSTAT, 0,
			     "look at an open file", &in,
			     sizeof(struct demos_fs_file));

	if (!err)
		demos_file_describe(&in, info);
	return err;
}
