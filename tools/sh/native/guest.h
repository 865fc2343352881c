/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guests of the shell's jobs: their consoles, and how they end.
 */
#ifndef SH_GUEST_H
#define SH_GUEST_H

#include "system.h"

/**
 * struct guest - a guest of a job
 * @next: another one
 * @system: the system
 * @job: its job
 * @pid: its identifier
 * @session: link by which the shell is its console; 0: it is not
 * @offset: so much of its output was printed
 * @silent: all of its output was printed
 * @ended: it has ended
 * @lost: it has ended with its machine, or nothing is known of it
 * @end: how, unless it is lost
 * @wants: it reads the console: so many bytes; 0: it does not
 * @dead: the job is over: what still comes is ignored, and the last frees this
 * @posts: requests under way
 */
struct guest {
	struct guest *next;
	struct system *system;
	struct job *job;
	__u64 pid;
	__u32 session;
	__u64 offset;
	bool silent;
	bool ended;
	bool lost;
	struct demos_end end;
	int wants;
	bool dead;
	int posts;
};

/* guest.c */
struct guest *guest_new(struct system *system, struct job *job, __u64 pid,
			__u32 session);
bool guest_arrived(struct guest *guest);
void guest_watch(struct guest *guest);
bool guest_is_over(const struct guest *guest);
int guest_status(const struct guest *guest);
void guest_drop(struct guest *guest);

/* input.c */
void guest_await_input(struct guest *guest);
void guest_give_input(struct system *system);
void guest_foreground(struct system *system, struct job *job);

/**
 * struct inlet - a pipe that a guest writes and the shell reads
 * @next: another one
 * @code: of its link
 * @job: of the writer
 * @to: where its bytes go
 */
struct inlet {
	struct inlet *next;
	__u32 code;
	struct job *job;
	struct stream to;
};

/* inlet.c */
int inlet_begin(struct system *system);
int inlet_new(struct system *system, struct job *job,
	      const struct stream *to, __u32 *link);
bool inlet_is_open(const struct system *system, const struct job *job);
void inlet_drop(struct system *system, const struct job *job);

/* outlet.c */
int outlet_new(struct system *system, __u32 link, const struct stream *from,
	       struct job *job);
void outlet_drop(struct system *system, const struct job *job);

#endif
