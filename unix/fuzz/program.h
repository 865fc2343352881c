/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs at the door, as a fuzzer makes them: requests that are almost right,
 * with names and addresses that the machine has given out.
 */
#ifndef FUZZ_PROGRAM_H
#define FUZZ_PROGRAM_H

#include "input.h"

struct sock;

/* libFuzzer calls these */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* Values learned from answers that are used again */
#define PROGRAM_KNOWN	8

/**
 * struct program - a program
 * @fd: its end of the connection
 * @sk: the machine's; NULL: it has hung up
 * @seq: sequence number of its last request
 * @known: names of links, addresses of areas, process identifiers
 * @next: index of the next one in @known
 */
struct program {
	int fd;
	struct sock *sk;
	u32 seq;
	u64 known[PROGRAM_KNOWN];
	u32 next;
};

/* Waits until the machine is at rest; unless set, for its actors only */
extern void (*program_rest)(void);

void program_begin(struct program *program);
void program_end(struct program *program);
void program_request(struct program *program, u8 cmd, struct input *input);
void program_raw(struct program *program, struct input *input);
void program_option(struct program *program, struct input *input);

/**
 * struct program_attr - an attribute
 * @type: enum demos_attr
 * @size: bytes of @value, up to 8
 * @value: its value
 */
struct program_attr {
	int type;
	u32 size;
	u64 value;
};

int program_ask(struct program *program, u8 cmd,
		const struct program_attr *attrs);
int program_ask_with(struct program *program, u8 cmd,
		     const struct program_attr *attrs, int fd);
void program_read(struct program *program);
void program_prepare(struct program *one, struct program *two, u16 machine);

#endif
