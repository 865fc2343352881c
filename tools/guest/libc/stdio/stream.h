/* SPDX-License-Identifier: GPL-2.0 */
/* Streams, inside of the library */
#ifndef _LIBC_STREAM_H
#define _LIBC_STREAM_H

#include <stdint.h>
#include <bits/stream.h>

extern FILE __stdin, __stdout, __stderr;
extern const struct stream_operations __console, __given;
extern FILE *__streams;		/* those that were written */

/**
 * __stream_write() - write into a stream's buffer, and on when that is full
 * @stream: the stream
 * @from: these bytes
 * @size: so many
 *
 * Return: how many were written. The caller calls __stream_written()
 * after the last bytes.
 */
size_t __stream_write(FILE *stream, const void *from, size_t size);

/* Flush, if the stream is one that does so by now. Returns 0 or EOF. */
int __stream_written(FILE *stream);

/* Write the bytes in the buffer. Returns 0 or EOF. */
int __stream_flush(FILE *stream);

/* Flush all; the form that exit() calls. */
void __stream_flush_all(void);

/**
 * __stream_read() - read from its file; the buffer must be empty
 * @stream: the stream
 * @to: past the buffer, to there; NULL: into the buffer
 * @size: at most so many bytes; without @to as many as there is room for
 *
 * Return: how many; 0 at the end or an error.
 */
size_t __stream_read(FILE *stream, void *to, size_t size);

/*
 * Fill the empty buffer. 0; or EOF at the end or an error. No function, since
 * scanf() has little stack left here.
 */
#define __stream_fill(stream) (__stream_read(stream, NULL, 0) ? 0 : EOF)

/* Forget the bytes read ahead, and move the file back by them if it can be. */
int __stream_forget(FILE *stream);

/* Flush it and close its file; it can neither read nor write from then on. */
int __stream_end(FILE *stream);

/* The flags of a mode such as "r+"; 0: it is none */
unsigned int __stream_mode(const char *mode);

/**
 * struct given - a standard stream before its first use
 * @stream: the stream, which then gets the operations of what it is
 * @which: 0 to 2
 * @pipe: makes it an end of a pipe: of the number, which is how many writers
 *	  there are, or the link to the reader, what to pass to the operations
 *	  that it returns. Input and output have another one, so that a program
 *	  is linked with that which it needs
 */
struct given {
	FILE *stream;
	unsigned int which;
	const struct stream_operations *(*pipe)(unsigned int which,
						uint32_t number, void **file);
};

const struct stream_operations *__pipe_read_given(unsigned int which,
						  uint32_t number, void **file);
const struct stream_operations *__pipe_write_given(unsigned int which,
						   uint32_t number,
						   void **file);

/* A word of $DEMOS_STREAMS (Documentation/guest-abi.rst) */
struct given_word {
	char kind;
	uint32_t number;
	uint32_t offset;
};

/* Read word @which, from 0; its kind is 'c' if there is none. */
void __given_word(unsigned int which, struct given_word *word);

/* The console: @size bytes of text, at most 4,096; 0 or -1 with errno set */
int __console_write(const void *from, size_t size);

/* Up to @size bytes that were typed; 0 at the end; -1 with errno set */
long __console_read(void *to, size_t size);

#endif
