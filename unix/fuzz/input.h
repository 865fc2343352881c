/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The bytes that a fuzzer has made, taken one after the other; behind the last
 * one there are zeros.
 */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <linux/types.h>
#include <string.h>

/**
 * struct input - the bytes
 * @at: the next byte
 * @left: bytes that are left
 */
struct input {
	const u8 *at;
	size_t left;
};

static inline void input_take(struct input *input, void *to, size_t count)
{
	size_t real = min(count, input->left);

	memcpy(to, input->at, real);
	memset((u8 *)to + real, 0, count - real);
	input->at += real;
	input->left -= real;
}

static inline u8 input_u8(struct input *input)
{
	u8 value;

	input_take(input, &value, sizeof(value));
	return value;
}

#endif
