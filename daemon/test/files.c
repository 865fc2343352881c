// SPDX-License-Identifier: GPL-2.0
/*
 * library: clients of the file system believe nothing that makes no sense. A
 * thread answers as no file system may, and then as one does that is slow.
 * (tools/demosctl/test/files has the real one.)
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <asm/byteorder.h>

#include "test/check.h"
#include "test/library.h"

#define LONGEST	(3 * DEMOS_FS_IO_MAX + 100)
#define LIE(result, text)	{ result, sizeof(text) - 1, text }

/**
 * struct lie - an answer
 * @result: errno that the client is to get
 * @size: of @bytes
 * @bytes: of the answer, without the op
 */
struct lie {
	int result;
	size_t size;
	const char *bytes;
};

/* To STAT */
static const struct lie stat_lies[] = {
	{ -EPROTO, 0, NULL },
	{ -EPROTO, 2, "\0\0" },
	{ -EPROTO, 21, "\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" },
	{ -ENOENT, 2, "\1\0" },
	{ -EUCLEAN, 2, "\1\16" },
	{ -EPROTO, 2, "\1\17" },
	{ -EPROTO, 2, "\377\377" },
};

/* To LIST: next, then entries */
static const struct lie list_lies[] = {
	{ -EPROTO, 2, "\0\0" },
	LIE(-EPROTO, "\0\0\0\0\0\1\0\0"),
	LIE(-EPROTO, "\0\0\0\0\0\1\0\0\0\1\0\0x"),
	LIE(-EPROTO, "\0\0\0\0\0\1\0\0\0\1\0\0\0"),
	LIE(-EPROTO, "\0\0\0\0\0\1\0\0\0\1\0\0a/b\0"),
	LIE(-EPROTO, "\0\0\0\0\0\1\0\0\0\1\0\0"
		     "0123456789012345678901234567890\0"),
	/* It goes on and on */
	LIE(-EPROTO, "\0\0\0\0\0\0\0\0\0\1\0\0x\0"),
	{ -ENOTDIR, 2, "\1\2" },
};

/* To READ and WRITE of ten bytes: moved, offset, size */
static const struct lie move_lies[] = {
	{ -EPROTO, 2, "\0\0" },
	LIE(-EPROTO, "\0\0\0\0\0\013\0\0\0\0\0\0\0\0"),
	LIE(-EPROTO, "\0\0\377\377\377\377\0\0\0\0\0\0\0\0"),
	LIE(-EIO, "\1\15\0\0\0\4\0\0\0\0\0\0\0\0"),
};

/**
 * struct liar - the thread; the client changes it while it awaits a request
 * @demos: its handle
 * @lie: its next answers; NULL: it reads and writes @content
 * @asked: requests that it got
 * @content: of its file
 */
struct liar {
	struct demos *demos;
	const struct lie *lie;
	unsigned int asked;
	unsigned char content[LONGEST];
};

static void send_lie(struct liar *self, const struct demos_incoming *in)
{
	char data[128];
	struct demos_outgoing out = { .data = data,
				      .length = 2 + self->lie->size };
	__be16 op;

	memcpy(&op, in->data, sizeof(op));
	op |= __cpu_to_be16(DEMOS_OP_ANSWER);
	memcpy(data, &op, sizeof(op));
	memcpy(data + 2, self->lie->bytes, self->lie->size);
	CHECK(!demos_send(self->demos, in->links[0], &out));
}

/* As the buffer manager does it */
static void move_content(struct liar *self, const struct demos_incoming *in)
{
	struct demos_fs_done done = {};
	const struct demos_outgoing out = { .data = &done,
					    .length = sizeof(done) };
	struct demos_fs_io io;
	__u32 offset, length;

	memcpy(&io, in->data, sizeof(io));
	offset = __be32_to_cpu(io.offset);
	length = __be32_to_cpu(io.length);
	if (offset > LONGEST)
		length = 0;
	else if (length > LONGEST - offset)
		length = LONGEST - offset;
	CHECK(in->nlinks == 2 && length <= DEMOS_FS_IO_MAX);
	/* Until others have been asked for, too */
	if (!offset)
		usleep(20000);
	if (io.op == __cpu_to_be16(DEMOS_FS_READ))
		CHECK(!demos_move_write(self->demos, in->links[1], 0,
					self->content + offset, length));
	else
		CHECK(!demos_move_read(self->demos, in->links[1], 0,
				       self->content + offset, length));
	done.op = io.op | __cpu_to_be16(DEMOS_OP_ANSWER);
	done.moved = __cpu_to_be32(length);
	CHECK(!demos_send(self->demos, in->links[0], &out));
}

static void *answer_all(void *arg)
{
	struct demos_incoming in;
	struct liar *self = arg;

	while (!demos_receive(self->demos, 1, DEMOS_NO_LIMIT, &in) &&
	       in.length) {
		self->asked++;
		if (self->lie)
			send_lie(self, &in);
		else
			move_content(self, &in);
		if (in.nlinks == 2)
			demos_link_destroy(self->demos, in.links[1]);
	}
	return NULL;
}

static void names_are_checked(struct demos *demos, __u32 folder,
			      struct liar *liar)
{
	struct demos_file_entry *list;
	struct demos_file_info info;
	char path[DEMOS_FS_PATH_MAX + 1];
	__u32 link;
	size_t i;

	for (i = 0; i < sizeof(stat_lies) / sizeof(*stat_lies); i++) {
		liar->lie = &stat_lies[i];
		CHECK(demos_fs_stat(demos, folder, "x", &info) ==
		      stat_lies[i].result);
		CHECK(demos_fs_open(demos, folder, "x", DEMOS_FS_FOR_READ, 0,
				    &link, &info) == stat_lies[i].result);
	}
	for (i = 0; i < sizeof(list_lies) / sizeof(*list_lies); i++) {
		liar->lie = &list_lies[i];
		liar->asked = 0;
		CHECK(demos_fs_list(demos, folder, "x", &list) ==
		      list_lies[i].result);
		CHECK(liar->asked == 1);
	}
	/* An open file without a link */
	liar->lie = &(const struct lie)LIE(0, "\0\0\0\0\0\1\0\0\0\0\0\0\0\0"
					       "\0\0\0\0\0\0\0\0");
	CHECK(!demos_fs_stat(demos, folder, "x", &info) && info.inode == 1);
	CHECK(demos_fs_open(demos, folder, "x", DEMOS_FS_FOR_READ, 0, &link,
			    &info) == -EPROTO);
	CHECK(strstr(demos_error(demos), "encloses no link"));
	memset(path, 'x', sizeof(path));
	path[DEMOS_FS_PATH_MAX] = '\0';
	i = liar->asked;
	CHECK(demos_fs_stat(demos, folder, path, &info) == -ENAMETOOLONG);
	CHECK(liar->asked == i);
}

static void content_is_checked(struct demos *demos, __u32 file,
			       struct liar *liar)
{
	static char long_bytes[LONGEST];
	char bytes[10];
	size_t i;

	for (i = 0; i < sizeof(move_lies) / sizeof(*move_lies); i++) {
		liar->lie = &move_lies[i];
		CHECK(demos_file_read(demos, file, 0, bytes, sizeof(bytes)) ==
		      move_lies[i].result);
		CHECK(demos_file_write(demos, file, 0, bytes, sizeof(bytes)) ==
		      move_lies[i].result);
	}
	CHECK(demos_moved(demos) == 4);
	CHECK(strstr(demos_error(demos), "the disk failed"));
	/* A WRITE that says nothing is wrong and wrote less */
	liar->lie = &(const struct lie)LIE(0, "\0\0\0\0\0\4\0\0\0\0\0\0\0\0");
	CHECK(demos_file_read(demos, file, 0, bytes, sizeof(bytes)) == 4);
	CHECK(demos_file_write(demos, file, 0, bytes, sizeof(bytes)) ==
	      -EPROTO);
	CHECK(demos_file_read(demos, file, 0, long_bytes, LONGEST) == 4);
	CHECK(demos_file_write(demos, file, ~0U, bytes, sizeof(bytes)) ==
	      -EFBIG);
}

static void content_of_any_length_goes_both_ways(struct demos *demos,
						 __u32 file, struct liar *liar)
{
	static unsigned char bytes[LONGEST + 10], back[LONGEST + 10];
	size_t i;

	liar->lie = NULL;
	for (i = 0; i < LONGEST; i++)
		bytes[i] = i * 7 + (i >> 8) + (i >> 16) * 31;
	CHECK(demos_file_write(demos, file, 0, bytes, LONGEST) == LONGEST);
	CHECK(!memcmp(bytes, liar->content, LONGEST));
	CHECK(demos_file_read(demos, file, 0, back, LONGEST + 10) == LONGEST);
	CHECK(!memcmp(bytes, back, LONGEST));
	CHECK(demos_file_read(demos, file, 1000, back, DEMOS_FS_IO_MAX + 1) ==
	      DEMOS_FS_IO_MAX + 1);
	CHECK(!memcmp(bytes + 1000, back, DEMOS_FS_IO_MAX + 1));
	CHECK(demos_file_read(demos, file, LONGEST, back, 10) == 0);
	CHECK(demos_file_read(demos, file, 0, back, 0) == 0);
}

/**
 * wrong_files_are_refused() - run the tests of this file
 */
void wrong_files_are_refused(void)
{
	const struct demos_link wanted = { .flags = FREE };
	const struct demos_outgoing end = {};
	struct demos *demos = library_process("client");
	struct liar *liar = calloc(1, sizeof(*liar));
	pthread_t thread;
	__u32 link;

	liar->demos = library_process("liar");
	link = library_introduce(demos, liar->demos, "liar", &wanted);
	CHECK(!pthread_create(&thread, NULL, answer_all, liar));
	names_are_checked(demos, link, liar);
	content_is_checked(demos, link, liar);
	content_of_any_length_goes_both_ways(demos, link, liar);
	CHECK(!demos_send(demos, link, &end));
	CHECK(!pthread_join(thread, NULL));
	demos_close(liar->demos);
	CHECK(demos_file_stat(demos, link, &(struct demos_file_info){}) ==
	      -ESRCH);
	CHECK(strstr(demos_error(demos), "the file system has ended"));
	demos_close(demos);
	free(liar);
}
