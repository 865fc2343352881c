/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The history of a run, and its judge. It knows nothing of how the kernel
 * works: only what processes sent, received and were told.
 */
#ifndef SIM_HISTORY_H
#define SIM_HISTORY_H

#include <linux/types.h>

#define HISTORY_PROCESSES	64

struct history_pair {
	u64 sent;
	u64 received;
	u64 noticed;	/* told that the receiver is dead */
	u64 forwarded;	/* met a forwarding address of the receiver's */
	u64 updated;	/* so often the sender's kernel was told */
};

/**
 * struct history - what has happened
 * @pids: of all processes there ever were
 * @dead: which of these have ended
 * @count: how many
 * @pair: by sender and receiver
 * @replies_due: reply links made, less those that came back
 * @first_wrong: the first thing that must not happen, or NULL
 */
struct history {
	u64 pids[HISTORY_PROCESSES];
	bool dead[HISTORY_PROCESSES];
	int count;
	struct history_pair pair[HISTORY_PROCESSES][HISTORY_PROCESSES];
	u64 replies_due[HISTORY_PROCESSES];
	char first_wrong[160];
};

int history_add(struct history *history, u64 pid);
int history_index(const struct history *history, u64 pid);
u64 history_sent(struct history *history, u64 from, u64 to);
void history_received(struct history *history, u64 from, u64 to, u64 number);
void __printf(2, 3) history_wrong(struct history *history,
				  const char *format, ...);
void history_dead(struct history *history, u64 pid);
void history_forwarded(struct history *history, u64 from, u64 to);
void history_updated(struct history *history, u64 holder, u64 moved);
void history_judge(struct history *history);

#endif
