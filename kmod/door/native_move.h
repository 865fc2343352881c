/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Data moves of native processes, and what native.c lends for them.
 */
#ifndef DEMOS_NATIVE_MOVE_H
#define DEMOS_NATIVE_MOVE_H

#include <linux/types.h>
#include <linux/demos.h>

struct demos_native;
struct sk_buff;

void demos_native_moves_begin(struct demos_native *native);
void demos_native_moves_drop(struct demos_native *native);

enum demos_result demos_native_charge(struct demos_native *native, u8 command);
void demos_native_answer(struct demos_native *native, struct sk_buff *skb);
void demos_native_answer_error(struct demos_native *native, u32 seq,
			       u8 command, enum demos_result result);

#endif
