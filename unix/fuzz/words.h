/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages that liars send, of every kind, with fields that make sense, mostly.
 */
#ifndef FUZZ_WORDS_H
#define FUZZ_WORDS_H

#include <linux/types.h>

#include "input.h"
#include "liar.h"

/* Local numbers of the processes on the machine under test: two programs, then
 * guests
 */
#define WORDS_FIRST	100
/* Local number of the process that a liar says it sends */
#define WORDS_VISITOR	50

extern u32 words_area;	/* where the first program's memory begins */

u64 words_pid(const struct liar *liar, u8 which, struct input *input);
struct demos_message *words_message(struct liar *liar, u32 length);
void words_send(struct liar *liar, struct input *input);

#endif
