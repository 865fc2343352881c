/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a program ends. exit() calls the functions given to atexit(), and flushes
 * the streams, but only if they are linked: each registers itself in these.
 */
#ifndef _LIBC_PROCESS_H
#define _LIBC_PROCESS_H

/* By atexit.c: calls the registered functions, the last one first */
extern void (*__at_exit)(void);

/* By the streams: writes their buffers */
extern void (*__at_exit_streams)(void);

/* By pipes that are written: tells their readers of the end */
extern void (*__at_exit_pipes)(void);

/**
 * __process_exit() - end this process at once
 * @status: its status
 */
void __process_exit(int status) __attribute__((noreturn));

#endif
