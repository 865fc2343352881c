/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The files whose ranges are areas of a native process. Each host brings
 * functions of its own; the module's are in area_file.c.
 *
 * The program has a descriptor of the file, too, and may do to the file what it
 * likes. Once the file is sealed against shrinking, what was in it stays in it.
 */
#ifndef DEMOS_AREA_FILE_H
#define DEMOS_AREA_FILE_H

#include <linux/types.h>

struct demos_area_file;

/**
 * struct demos_area_facts - what a file is
 * @memfd: a regular file in memory; else the rest means nothing
 * @readable: it was opened for reading
 * @whole: it is sealed against shrinking
 * @size: its bytes, looked up after @whole
 */
struct demos_area_facts {
	bool memfd;
	bool readable;
	bool whole;
	u64 size;
};

/**
 * demos_area_file_get() - find a file by its descriptor
 * @fd: descriptor of the requester; hostile
 *
 * May sleep.
 *
 * Return: the file, for demos_area_file_put(); or ERR_PTR(): -EBADF: not a
 * descriptor, -ENOMEM.
 */
struct demos_area_file *demos_area_file_get(int fd);

/**
 * demos_area_file_put() - give a file back
 * @file: from demos_area_file_get()
 */
void demos_area_file_put(struct demos_area_file *file);

/**
 * demos_area_file_look() - find out whether a file can be memory
 * @file: the file
 * @facts: filled in
 */
void demos_area_file_look(const struct demos_area_file *file,
			  struct demos_area_facts *facts);

/**
 * demos_area_file_writable() - was this file opened for writing?
 * @file: the file
 *
 * It may be sealed against it all the same.
 *
 * Return: true or false.
 */
bool demos_area_file_writable(const struct demos_area_file *file);

/**
 * demos_area_file_read() - read a file
 * @file: the file
 * @at: byte in it
 * @to: gets the bytes
 * @count: how many
 *
 * May sleep.
 *
 * Return: how many were read, or a negative errno.
 */
ssize_t demos_area_file_read(const struct demos_area_file *file, u64 at,
			     void *to, u32 count);

/**
 * demos_area_file_write() - write to a file
 * @file: the file, opened for writing
 * @at: byte in it
 * @from: the bytes
 * @count: how many
 *
 * If the host can, it charges pages that this allocates to the memory cgroup
 * of the program that asked for the file. May sleep.
 *
 * Return: how many were written, or a negative errno, -EPERM: the file is
 * sealed against it.
 */
ssize_t demos_area_file_write(const struct demos_area_file *file, u64 at,
			      const void *from, u32 count);

#endif
