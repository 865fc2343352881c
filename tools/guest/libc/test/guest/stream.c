// SPDX-License-Identifier: GPL-2.0
/* Streams on a file in memory, compared with an array */
#include <bits/stream.h>
#include <stdlib.h>
#include <string.h>
#include "../guest.h"

#define MOST	900
#define ROUNDS	3000

static struct memory {
	unsigned char bytes[MOST];
	long length;
	long at;
	int closed;
} memory;

static unsigned char model[MOST];
static long model_length;

/* Less than wanted, at times */
static size_t part_of(size_t size)
{
	return size > 1 && !test_random(3) ? 1 + test_random(size - 1) : size;
}

static long memory_read(void *file, void *to, size_t size)
{
	struct memory *m = file;

	size = part_of(size);
	if (m->at >= m->length)
		return 0;
	if ((long)size > m->length - m->at)
		size = m->length - m->at;
	memcpy(to, m->bytes + m->at, size);
	m->at += size;
	return size;
}

static long memory_write(void *file, const void *from, size_t size)
{
	struct memory *m = file;

	size = part_of(size);
	if (m->at + (long)size > MOST)
		return -1;
	memcpy(m->bytes + m->at, from, size);
	m->at += size;
	if (m->at > m->length)
		m->length = m->at;
	return size;
}

static long memory_seek(void *file, long offset, int whence)
{
	struct memory *m = file;

	if (whence == SEEK_CUR)
		offset += m->at;
	else if (whence == SEEK_END)
		offset += m->length;
	if (offset < 0)
		return -1;
	m->at = offset;
	return offset;
}

static int memory_close(void *file)
{
	((struct memory *)file)->closed = 1;
	return 0;
}

static const struct stream_operations operations = {
	memory_read, memory_write, memory_seek, memory_close
};

static int write_some(FILE *stream, long *at)
{
	char text[120];
	int size = test_random(test_random(5) ? 12 : sizeof(text)), i;

	if (*at + size + 12 > MOST)
		return 0;
	for (i = 0; i < size; i++)
		text[i] = test_random(8) ? 'a' + test_random(26) : '\n';
	switch (test_random(3)) {
	case 0:
		CHECK(fwrite(text, 1, size, stream) == (size_t)size);
		break;
	case 1:
		for (i = 0; i < size; i++)
			CHECK(fputc(text[i], stream) == text[i]);
		break;
	default:
		CHECK(fprintf(stream, "%.*s%5d", size, text, size) == size + 5);
		memcpy(model + *at, text, size);
		sprintf(text, "%5d", size);
		memcpy(model + *at + size, text, 5);
		*at += size + 5;
		return 0;
	}
	memcpy(model + *at, text, size);
	*at += size;
	return 0;
}

static int read_some(FILE *stream, long *at)
{
	char text[120];
	long size = test_random(sizeof(text) - 1), i;
	long left = model_length > *at ? model_length - *at : 0;
	int c;

	switch (test_random(3)) {
	case 0:
		i = fread(text, 1, size, stream);
		CHECK(i == (size < left ? size : left));
		CHECK(!memcmp(text, model + *at, i));
		*at += i;
		CHECK(i == size || feof(stream));
		break;
	case 1:
		c = fgetc(stream);
		CHECK(c == (left ? model[*at] : EOF));
		if (c == EOF)
			break;
		if (test_random(2))
			CHECK(ungetc(c, stream) == c);
		else
			++*at;
		break;
	default:
		for (i = 0; i < left && i < size; )
			if (model[*at + i++] == '\n')
				break;
		if (fgets(text, (int)size + 1, stream)) {
			CHECK(i || !size);
			CHECK(strlen(text) == (size_t)i);
			CHECK(!memcmp(text, model + *at, i));
		} else {
			CHECK(!i && size);
		}
		*at += i;
	}
	return 0;
}

static int do_round(FILE *stream, long *at)
{
	int failed;

	switch (test_random(4)) {
	case 0:
		failed = write_some(stream, at);
		if (*at > model_length)
			model_length = *at;
		break;
	case 1:
		failed = read_some(stream, at);
		break;
	case 2:
		*at = test_random((unsigned int)model_length + 1);
		CHECK(!fseek(stream, *at, SEEK_SET));
		return 0;
	default:
		CHECK(ftell(stream) == *at);
		if (!test_random(4)) {
			CHECK(!fseek(stream, 0, SEEK_END));
			*at = model_length;
		}
		return 0;
	}
	/* Between reading and writing a program must seek. */
	if (!failed)
		CHECK(!fseek(stream, 0, SEEK_CUR));
	return failed;
}

int test_stream(void)
{
	FILE *stream = __stream_new(&operations, &memory,
				    STREAM_READ | STREAM_WRITE);
	char buffer[40];
	long at = 0;
	int round, failed;

	CHECK(stream);
	for (round = 0; round < ROUNDS; round++) {
		if (!(round % 500))
			CHECK(!setvbuf(stream, buffer, round / 500 % 3,
				       sizeof(buffer)));
		failed = do_round(stream, &at);
		if (failed)
			return failed;
	}
	CHECK(!fclose(stream));
	CHECK(memory.closed);
	CHECK(memory.length == model_length);
	CHECK(!memcmp(memory.bytes, model, model_length));
	stream = __stream_new(&operations, &memory, STREAM_READ);
	CHECK(stream && fputc('a', stream) == EOF && ferror(stream));
	CHECK(!fclose(stream));
	stream = __stream_new(&operations, &memory, STREAM_WRITE);
	CHECK(stream && fgetc(stream) == EOF && ferror(stream));
	CHECK(!fclose(stream));
	CHECK(!fopen("file", "r"));
	return 0;
}
