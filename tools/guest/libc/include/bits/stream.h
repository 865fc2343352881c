/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Streams. Code that brings another kind of file (a file system, a pipe)
 * supplies the operations and makes streams by __stream_new(). fopen() makes
 * those on files of the file system, by __file_open().
 */
#ifndef _BITS_STREAM_H
#define _BITS_STREAM_H

#include <stdint.h>
#include <stdio.h>

/**
 * struct stream_operations - operations on a kind of file; each returns
 * -1, with errno set, if it fails, and may be NULL if it always would
 * @read: at most @size bytes to @to; returns how many, 0 at the end
 * @write: at most @size bytes; returns how many, at least one
 * @seek: to @offset, as lseek() does; returns the place
 * @close: the stream ends
 */
struct stream_operations {
	long (*read)(void *file, void *to, size_t size);
	long (*write)(void *file, const void *from, size_t size);
	long (*seek)(void *file, long offset, int whence);
	int (*close)(void *file);
};

/* Flags of a stream */
#define STREAM_READ	0x0001	/* may be read */
#define STREAM_WRITE	0x0002	/* may be written */
#define STREAM_APPEND	0x0004	/* each write goes to the end */
#define STREAM_CREATE	0x0008	/* for __file_open(): make it, if missing */
#define STREAM_EMPTY	0x0010	/* for __file_open(): remove its contents */
#define STREAM_LINE	0x0020	/* written at each end of line */
#define STREAM_NONE	0x0040	/* written at once */
#define STREAM_READING	0x0080	/* the buffer holds bytes read ahead */
#define STREAM_WRITING	0x0100	/* the buffer holds bytes to write */
#define STREAM_NEWLINE	0x0200	/* with an end of line in it */
#define STREAM_END	0x0400	/* the end was met */
#define STREAM_ERROR	0x0800	/* an error was met */
#define STREAM_MADE	0x1000	/* malloc() made it */
#define STREAM_BLOCK	0x2000	/* its buffer has the size of a disk's block */
#define STREAM_AUTO	0x4000	/* STREAM_LINE, if it is the console */

/* Bytes before those read ahead, for ungetc() */
#define STREAM_BACK	4

/**
 * struct __stream - a FILE
 * @operations: of its kind of file
 * @file: passed to these
 * @flags: STREAM_...
 * @buffer: its buffer
 * @size: of the buffer
 * @at: in the buffer: the next byte to read, or the place for the next one
 * @end: in the buffer: the end of the bytes to read, or of the room; equal to
 *	@at if it neither reads nor writes
 * @next: in the list of streams that were written
 */
struct __stream {
	const struct stream_operations *operations;
	void *file;
	unsigned int flags;
	unsigned char *buffer;
	size_t size;
	unsigned char *at;
	unsigned char *end;
	struct __stream *next;
};

/**
 * __stream_new() - make a stream
 * @operations: of its kind of file
 * @file: for these
 * @flags: STREAM_READ, _WRITE, _LINE, _NONE, _BLOCK
 *
 * Return: the stream, which fclose() frees; or NULL: no memory
 */
FILE *__stream_new(const struct stream_operations *operations, void *file,
		   unsigned int flags);

/**
 * __file_open() - open a file, for fopen()
 * @path: its name
 * @flags: STREAM_READ, _WRITE, _APPEND, _CREATE, _EMPTY
 * @operations: of its kind, are written there
 * @file: for these, is written there
 *
 * Return: 0; or -1, with errno set
 */
int __file_open(const char *path, unsigned int flags,
		const struct stream_operations **operations, void **file);

/**
 * __file_given() - use the link of an open file, for a stream that the creator
 * of this process gave
 * @link: the open file
 * @flags: STREAM_READ, _WRITE, _APPEND
 * @offset: place in it to begin at
 * @operations: of its kind, are written there
 * @file: for these, is written there; its close destroys @link
 *
 * Return: 0; or -1, with errno set
 */
int __file_given(uint32_t link, unsigned int flags, uint32_t offset,
		 const struct stream_operations **operations, void **file);

/* The folder link that the creator of this process gave; 0: none */
uint32_t __folder_given(void);

/* For remove() and rename(): 0; or -1, with errno set */
int __file_remove(const char *path);
int __file_rename(const char *from, const char *to);

#endif
