/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Places between which files are copied: Linux, and the file system of the LAN.
 * A function that returns an exit status has said why if it is not DONE.
 */
#ifndef DEMOSCTL_PLACE_H
#define DEMOSCTL_PLACE_H

#include "files.h"

enum place_kind {
	PLACE_NOTHING,
	PLACE_FILE,
	PLACE_FOLDER,
};

struct place;

typedef int (*place_name_fn)(void *arg, const char *name);

/**
 * struct place_operations - what a place can do
 * @look: says what is at a path, and its permissions
 * @read_begin: open a file to be read; one is open at a time
 * @write_begin: make or empty a file, and open it to be written
 * @read: gets the next @size bytes, fewer at the end; returns how many, or -1
 *	  after saying why
 * @write: writes the next @size bytes
 * @end: close the open file
 * @make: make a folder
 * @list: call a function with each name in a folder, until it returns a status
 *	  that is not DONE
 */
struct place_operations {
	int (*look)(struct place *place, const char *path,
		    enum place_kind *kind, unsigned int *mode);
	int (*read_begin)(struct place *place, const char *path);
	int (*write_begin)(struct place *place, const char *path,
			   unsigned int mode);
	long (*read)(struct place *place, void *bytes, size_t size);
	int (*write)(struct place *place, const void *bytes, size_t size);
	int (*end)(struct place *place);
	int (*make)(struct place *place, const char *path, unsigned int mode);
	int (*list)(struct place *place, const char *path, place_name_fn fn,
		    void *arg);
};

/**
 * struct place - a place, and the file that is open there
 * @operations: what it can do
 * @files: the file system; NULL: Linux
 * @path: of the open file
 * @fd: the open file of Linux
 * @link: the open file of the file system
 * @offset: place in that
 */
struct place {
	const struct place_operations *operations;
	struct files *files;
	const char *path;
	int fd;
	__u32 link;
	__u32 offset;
};

/* "-" is standard input or standard output there */
extern const struct place_operations place_linux;
extern const struct place_operations place_files;

#endif
