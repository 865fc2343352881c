/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The promise of a call: which process has the reply link, as far as the
 * caller's kernel knows. A caller waits for that process, wherever it is
 * (Documentation/recovery.rst, "Doubt"; model/call.pml).
 *
 * The kernel of a process that accepts a reply link from another than its
 * creator tells the creator's kernel (HOLDS). A call that is answered by the
 * process that was called costs nothing.
 */
#ifndef DEMOS_PROMISE_H
#define DEMOS_PROMISE_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

#include "core/alarm.h"

struct demos_image;
struct demos_message;
struct demos_process;

/**
 * struct demos_promise - the promise of a process's last call
 * @holder: the process, or kernel, that has the reply link; its pid is 0 if
 *          there is no promise
 * @life: life of the holder's machine when that was known last; 0: it was not
 * @code: of the reply link
 * @hands: how often the link had been passed on when @holder got it
 * @doubt: the holder may have been lost: its kernel is asked
 * @denied: the last answer was that it does not have the link
 * @denied_for: how long that has been answered, seconds
 * @name: of the last doubt: an answer that has another name is older
 * @patience: when to ask again
 */
struct demos_promise {
	struct demos_address holder;
	u64 life;
	u32 code;
	u8 hands;
	bool doubt;
	bool denied;
	u8 denied_for;
	u32 name;
	struct demos_patience patience;
};

bool demos_promise_waits(const struct demos_process *process);
bool demos_promise_holder_ended(const struct demos_process *process);
void demos_promise_make(struct demos_process *process,
			const struct demos_address *to, u32 code);
void demos_promise_keep(struct demos_process *process);
bool demos_promise_believe(struct demos_process *process,
			   const struct demos_message *msg);

void demos_promise_accept(struct demos_process *process,
			  struct demos_message *msg, struct list_head *out);
void demos_promise_tell_again(struct demos_process *process,
			      struct list_head *out);
bool demos_promise_has(const struct demos_process *process, u64 creator,
		       u32 code, u8 channel);

void demos_promise_save(const struct demos_process *process,
			struct demos_image *image);
int demos_promise_restore(struct demos_process *process,
			  struct demos_image *image);

#endif
