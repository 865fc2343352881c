/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files as links. An open file is a link to the file system's buffer manager
 * (Documentation/files.rst); a folder link stands for a working directory.
 */
#ifndef _DEMOS_FILES_H
#define _DEMOS_FILES_H

#include <demos.h>
#include <stdio.h>

/**
 * file_stream() - make a stream of an open file
 * @link: the open file, from a message or from the creator of this process
 * @mode: as for fopen(); the link may allow less. The file is not emptied, and
 *	the stream begins at its beginning
 *
 * Return: the stream, whose fclose() destroys @link; or NULL, with errno set,
 * and @link is as it was
 */
FILE *file_stream(demos_link_t link, const char *mode);

/**
 * stream_link() - the open file of a stream
 * @stream: the stream
 *
 * Return: the link, which stays the stream's; or 0, with errno set: the stream
 * is not on a file
 */
demos_link_t stream_link(FILE *stream);

/**
 * file_sync() - wait until all that was written to a file is on the disk
 * @stream: its stream, which is flushed first
 *
 * Return: 0; or -1, with errno set
 */
int file_sync(FILE *stream);

/**
 * file_truncate() - change the size of a file
 * @stream: its stream, open for writing
 * @size: the new one; bytes that are added are 0
 *
 * Return: 0; or -1, with errno set
 */
int file_truncate(FILE *stream, uint32_t size);

/**
 * folder_link() - the link of the current folder
 *
 * Return: the link, which stays the library's; or 0, with errno set: there is
 * no file system
 */
demos_link_t folder_link(void);

#endif
