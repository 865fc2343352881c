/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Patience: what demosctl says while it waits for another machine, and how its
 * user ends that: by a signal (SIGINT, SIGTERM, SIGHUP; SIGPIPE: the reader of
 * the output has gone) or by --timeout.
 *
 * A command that changes something first asks a question that changes nothing
 * and takes the same way. Until that is answered the command can be given up,
 * and nothing has happened. From patience_act() on, the request cannot be
 * withdrawn, and a user who gives up is told what will happen.
 */
#ifndef DEMOSCTL_PATIENCE_H
#define DEMOSCTL_PATIENCE_H

#include "../../daemon/lib/demos.h"
#include "error.h"

/* Exit status if the time limit has run out, the same as timeout(1) has */
#define TIMED_OUT	124

struct manager;

/* A function that is called when there is input to read */
typedef void (*patience_input_fn)(void *arg);

void patience_limit(unsigned int seconds);
int patience_begin(struct demos *demos);
void patience_finish(void);
void patience_manager(const struct manager *manager);
void patience_ask(__u64 pid, __u16 machine);
void patience_await(__u64 pid);
void patience_rest(void);
__printf(2, 3) void patience_act(__u64 pid, const char *format, ...);
__printf(1, 2) void patience_fate(const char *format, ...);
bool patience_over(void);
int patience_forgive(void);
void patience_recall(int cause);
void patience_keys(void);
bool patience_input(int fd, patience_input_fn fn, void *arg);
int patience_end(void);

#endif
