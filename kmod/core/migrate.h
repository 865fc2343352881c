/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Moving a process: the eight steps of section 3.1. Documentation/
 * protocol.rst shows the messages.
 *
 * The process's own actor does step 1 and asks the destination (step 2). From
 * then on the kernels' actors do everything: the destination's steps 3 to 5,
 * the source's 6 and 7, the destination's 8. Ownership passes when the source
 * commits, between 5 and 6.
 */
#ifndef DEMOS_MIGRATE_H
#define DEMOS_MIGRATE_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

struct demos_machine;
struct demos_message;
struct demos_process;

/* The most state that a destination accepts, bytes */
#define DEMOS_RESIDENT_MAX	SZ_64K
#define DEMOS_SWAPPABLE_MAX	SZ_8M

/* At both ends */
void demos_migrate_step(struct demos_machine *machine, u64 pid, u16 peer,
			u32 step);
struct demos_op_migration *
demos_migrate_send(struct demos_machine *machine, enum demos_op op, u16 peer,
		   u64 pid, u32 moves, enum demos_result result,
		   struct list_head *out);
bool demos_migrate_expects(struct demos_machine *machine,
			   const struct demos_message *msg);
void demos_migrate_refuse_ask(struct demos_machine *machine,
			      const struct demos_message *msg,
			      enum demos_result why, struct list_head *out);
void demos_migrate_unsure(struct demos_machine *machine, u64 pid, u16 peer);
void demos_migrate_failed(struct demos_machine *machine, u64 pid, u16 peer,
			  enum demos_result result);

/* The source: steps 1 and 2 (depart.c) */
enum demos_result demos_depart_request(struct demos_process *process,
				       struct demos_message *msg,
				       struct demos_link *reply,
				       struct list_head *out);
enum demos_result demos_depart_read(struct demos_process *kernel,
				    const struct demos_message *msg, u8 *to);

/* The source: until it commits, or keeps the process (commit.c) */
void demos_commit_refused(struct demos_process *kernel,
			  struct demos_message *msg, struct list_head *out);
void demos_commit_established(struct demos_process *kernel,
			      struct demos_message *msg, struct list_head *out);
void demos_commit_lost(struct demos_machine *machine,
		       const struct demos_op_lost *lost, struct list_head *out);
void demos_commit_alarm(struct demos_machine *machine, struct list_head *out);
enum demos_result demos_commit_resolve(struct demos_machine *machine, u64 pid,
				       bool keep, struct list_head *out);
void demos_commit_forget(struct demos_process *process, struct list_head *out);

/* The destination: steps 3 to 5 (arrive.c) */
void demos_arrive_asked(struct demos_process *kernel,
			struct demos_message *msg, struct list_head *out);
void demos_arrive_exit(struct demos_machine *machine);

/* The destination: until it runs the process, or forgets it (restart.c) */
void demos_arrive_cleaned(struct demos_process *kernel,
			  struct demos_message *msg, struct list_head *out);
void demos_arrive_kept(struct demos_process *kernel, struct demos_message *msg,
		       struct list_head *out);
void demos_arrive_queried(struct demos_process *kernel,
			  struct demos_message *msg, struct list_head *out);
void demos_arrive_lost(struct demos_machine *machine,
		       const struct demos_op_lost *lost, struct list_head *out);
void demos_arrive_alarm(struct demos_machine *machine, struct list_head *out);
enum demos_result demos_arrive_resolve(struct demos_machine *machine, u64 pid,
				       bool keep, struct list_head *out);

#endif
