// SPDX-License-Identifier: GPL-2.0
/*
 * The standard streams: at the first use of one, it becomes what the creator
 * has given. A file that cannot be used fails each time.
 */
#include <errno.h>
#include "stream.h"

static long nothing_read(void *file, void *to, size_t size)
{
	(void)file;
	(void)to;
	(void)size;
	return 0;
}

static long nothing_write(void *file, const void *from, size_t size)
{
	(void)file;
	(void)from;
	return size;
}

static const struct stream_operations nothing = {
	nothing_read, nothing_write, NULL, NULL
};

static const struct stream_operations failing;

static void take_file(FILE *stream, const struct given_word *word)
{
	unsigned int flags = stream->flags & (STREAM_READ | STREAM_WRITE);

	if (word->kind == 'a')
		flags |= STREAM_APPEND;
	if (__file_given(word->number, flags, word->offset,
			 &stream->operations, &stream->file))
		stream->operations = &failing;
}

static FILE *take(void *file)
{
	struct given *given = file;
	FILE *stream = given->stream;
	struct given_word word;

	__given_word(given->which, &word);
	stream->operations = &__console;
	switch (word.kind) {
	case 'p':
		stream->operations = given->pipe(given->which, word.number,
						 &stream->file);
		break;
	case 'n':
		stream->operations = &nothing;
		break;
	case 'f':
	case 'a':
		take_file(stream, &word);
		break;
	}
	if (stream->operations != &__console && stream->flags & STREAM_AUTO)
		stream->flags &= ~STREAM_LINE;
	return stream;
}

static long given_read(void *file, void *to, size_t size)
{
	FILE *stream = take(file);

	if (stream->operations->read)
		return stream->operations->read(stream->file, to, size);
	errno = EBADF;
	return -1;
}

static long given_write(void *file, const void *from, size_t size)
{
	FILE *stream = take(file);

	if (stream->operations->write)
		return stream->operations->write(stream->file, from, size);
	errno = EBADF;
	return -1;
}

static long given_seek(void *file, long offset, int whence)
{
	FILE *stream = take(file);

	if (stream->operations->seek)
		return stream->operations->seek(stream->file, offset, whence);
	errno = ESPIPE;
	return -1;
}

static int given_close(void *file)
{
	FILE *stream = take(file);

	return stream->operations->close ?
		stream->operations->close(stream->file) : 0;
}

const struct stream_operations __given = {
	given_read, given_write, given_seek, given_close
};
