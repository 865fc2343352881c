/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Answers to native processes.
 */
#ifndef DEMOS_NATIVE_ANSWER_H
#define DEMOS_NATIVE_ANSWER_H

#include <linux/types.h>
#include <linux/demos.h>

struct demos_native;
struct sk_buff;
struct sock;

void demos_native_make_room(struct sock *sk);
enum demos_result demos_native_charge(struct demos_native *native, u8 command);
void demos_native_answer(struct demos_native *native, struct sk_buff *skb);
void demos_native_answer_error(struct demos_native *native, u32 seq,
			       u8 command, enum demos_result result);
void demos_native_answers_send(struct demos_native *native);

#endif
