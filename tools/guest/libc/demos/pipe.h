/* SPDX-License-Identifier: GPL-2.0 */
/* Pipes, inside of the library (Documentation/guest-abi.rst) */
#ifndef _LIBC_PIPE_H
#define _LIBC_PIPE_H

#include "../stdio/stream.h"
#include "kernel.h"

/* A writer asks with each message of this number whether the reader lives. */
#define PIPE_ASKS	16

#define PIPE_STATUS	141	/* as a shell shows SIGPIPE */

/**
 * struct pipe_writer - a pipe that is written
 * @link: to its reader; 0: it is closed
 * @sent: messages since the last question
 */
struct pipe_writer {
	demos_link_t link;
	unsigned int sent;
};

extern const struct stream_operations __pipe_writer;
extern int __pipe_reported;

#endif
