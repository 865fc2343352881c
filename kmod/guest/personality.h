/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Personalities: processes that serve those system calls of a guest that are
 * not kernel calls.
 */
#ifndef DEMOS_PERSONALITY_H
#define DEMOS_PERSONALITY_H

#include <linux/types.h>
#include <linux/demos.h>

struct demos_guest;
struct demos_message;

enum demos_result demos_personality_ask(struct demos_guest *guest, u8 number,
					u32 code);
void demos_personality_answered(struct demos_guest *guest,
				const struct demos_message *msg);
void demos_personality_unserved(struct demos_guest *guest);

#endif
