/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dialogues of liars with the machine: several messages, each an answer.
 */
#ifndef FUZZ_DIALOGUE_H
#define FUZZ_DIALOGUE_H

#include <linux/types.h>

#include "input.h"
#include "liar.h"

void dialogue_begin(void);
bool dialogue_answer(struct liar *liar, u8 lie, struct input *input);
void dialogue_ask(struct liar *liar, u8 how, struct input *input);
void dialogue_damage(struct input *input);
void dialogue_guest(struct liar *liar, struct input *input);

#endif
