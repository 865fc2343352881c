/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos: the standard streams and the folder that a new guest gets, and
 * pipes. Documentation/guest-abi.rst ("Streams") says what the guest sees.
 */
#ifndef DEMOS_STREAMS_H
#define DEMOS_STREAMS_H

#include "demos_service.h"

struct demos_arguments;
struct demos_program;

/* Kinds of streams */
enum demos_stream_kind {
	DEMOS_STREAM_CONSOLE,	/* its console */
	DEMOS_STREAM_NONE,	/* at its end; takes all that is written */
	DEMOS_STREAM_PIPE,
	DEMOS_STREAM_FILE,	/* an open file, from an offset on */
	DEMOS_STREAM_APPEND,	/* an open file, opened with DEMOS_FS_APPEND */
};

/**
 * struct demos_stream - one standard stream of a new guest
 * @kind: what it is
 * @link: FILE, APPEND: the link of the open file; PIPE that is written: a link
 *	  that demos_pm_create_streams() made for its reader. With
 *	  DEMOS_LINK_PASS
 * @offset: FILE: where it begins
 */
struct demos_stream {
	enum demos_stream_kind kind;
	__u32 link;
	__u32 offset;
};

/* Room for the text of a guest's DEMOS_STREAMS */
#define DEMOS_STREAMS_TEXT	96

/**
 * struct demos_streams - all that a new guest gets
 * @in: standard input
 * @out: standard output
 * @err: standard error
 * @folder: its folder link, with DEMOS_LINK_PASS; 0: none
 * @writers: if @in is a pipe: how many writers it will have, 1 to
 *	     DEMOS_PIPE_WRITERS
 * @pipe: gets as many links with DEMOS_LINK_PASS, one for each writer. A link
 *	  that is destroyed is the end of this writer, so that some may be kept
 *	  for later writers
 * @text: room for demos_streams_variable()
 *
 * All 0: the console, and no folder. Each of its links is another one: a
 * guest whose output and error go into one pipe has two of the pipe's links.
 */
struct demos_streams {
	struct demos_stream in;
	struct demos_stream out;
	struct demos_stream err;
	__u32 folder;
	unsigned int writers;
	__u32 pipe[DEMOS_PIPE_WRITERS];
	char text[DEMOS_STREAMS_TEXT];
};

/**
 * demos_streams_variable() - the variable of the guest's environment
 * @streams: the guest's streams
 *
 * To be put into the environment before the guest's stack is measured; it is
 * as long as it will be, but its links get their names later.
 *
 * Return: @streams->text, "DEMOS_STREAMS=..."
 */
const char *demos_streams_variable(struct demos_streams *streams);

/**
 * demos_pm_create_streams() - create a guest with streams
 * @demos: attached handle
 * @pm: link to the process manager
 * @machine: where, 0: where the process manager is
 * @program: as for demos_pm_create_with()
 * @arguments: the same; its environment contains demos_streams_variable() of
 *	       @streams
 * @streams: its streams. Links in it that go to the guest are used up in any
 *	     case, and become 0; if it reads a pipe, the writers' links are
 *	     written there
 * @console: as for demos_pm_create_with()
 * @pid: gets its identifier
 * @memory: as for demos_pm_create_with()
 * @session: the same
 *
 * The reader of a pipe is created before its writers: so a pipeline is
 * created from its last guest to its first.
 *
 * Return: as demos_pm_create_with()
 */
int demos_pm_create_streams(struct demos *demos, __u32 pm, __u16 machine,
			    const struct demos_program *program,
			    const struct demos_arguments *arguments,
			    struct demos_streams *streams, __u32 console,
			    __u64 *pid, __u32 *memory, __u32 *session);

/**
 * demos_pm_give() - give a guest that was not started yet a link
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest
 * @link: the link, with DEMOS_LINK_PASS; used up if it is given
 * @name: gets its name in the guest's table
 *
 * Return: 0; -ESRCH: no such guest; -EACCES: the link may not be passed on;
 * another negative errno.
 */
int demos_pm_give(struct demos *demos, __u32 pm, __u64 pid, __u32 link,
		  __u32 *name);

/**
 * demos_pm_link() - get a link to a guest that was not started yet
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest
 * @wanted: its code, its channel, and its flags: of DEMOS_LINK_DUP, _PASS and
 *	    _NOTIFY
 * @link: gets the link
 *
 * Return: 0; -ESRCH: no such guest; another negative errno.
 */
int demos_pm_link(struct demos *demos, __u32 pm, __u64 pid,
		  const struct demos_link *wanted, __u32 *link);

#endif
