/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files, inside of the library: what its functions ask of the file system
 * (Documentation/files.rst).
 */
#ifndef _LIBC_FILE_H
#define _LIBC_FILE_H

#include <bits/stream.h>
#include <demos.h>
#include <linux/demos_fs.h>

/**
 * struct __file - an open file
 * @link: the open file, for the buffer manager
 * @at: place in it, bytes
 * @flags: STREAM_APPEND or 0
 * @release: frees it, or NULL. So a program whose files are standard streams
 *	     is linked without malloc() and its array
 */
struct __file {
	demos_link_t link;
	uint32_t at;
	unsigned int flags;
	void (*release)(void *file);
};

extern const struct stream_operations __file_operations;

/**
 * struct __path_request - a request over a folder link
 * @head: the structure that it begins with, its op filled in
 * @size: of @head
 * @path: behind it
 * @name: behind that, or NULL
 * @answer: gets the answer; at least a struct demos_answer
 * @room: of @answer
 */
struct __path_request {
	const void *head;
	unsigned int size;
	const char *path;
	const char *name;
	void *answer;
	unsigned int room;
};

/**
 * __ask_folder() - make a request over a folder link
 * @folder: the link; 0: the current folder's
 * @request: the request
 * @link: gets the link in the answer; NULL: none is expected
 *
 * Return: bytes of the answer; or -1, with errno set
 */
int __ask_folder(demos_link_t folder, const struct __path_request *request,
		 demos_link_t *link);

/* A request with one or two paths, answered by a result: 0; -1 with errno */
int __ask_paths(unsigned int op, const char *path, const char *name);

/* A request with a mode and a path, answered by a result */
int __ask_mode(unsigned int op, const char *path, unsigned int mode);

/* Open a file, or, with DEMOS_FS_FOLDER for @op, make a folder link */
int __ask_open(unsigned int op, const char *path, unsigned int flags,
	       unsigned int mode, demos_link_t *link);

/* STAT: 0; -1 with errno set */
int __ask_stat(const char *path, struct demos_fs_file *file);

/**
 * __ask_file() - make a request over the link of an open file
 * @link: the link
 * @op: DEMOS_FS_...
 * @offset: for it
 * @answer: gets the answer
 * @room: of @answer, which must have that many bytes
 *
 * Return: 0; or -1, with errno set
 */
int __ask_file(demos_link_t link, unsigned int op, uint32_t offset,
	       void *answer, unsigned int room);

/* The current folder's link; 0, with errno set, if there is none */
demos_link_t __folder(void);

/* This is the current folder's link from now on; 0: look for one again */
void __folder_set(demos_link_t link);

/* Set errno to what stands for a result that is not 0. Returns -1. */
int __fail(unsigned int result);

/* Make the file of an open file's link; NULL, with errno set: no memory */
struct __file *__file_new(demos_link_t link, unsigned int flags);

/* DEMOS_FS_* of STREAM_* */
unsigned int __file_flags(unsigned int flags);

#endif
