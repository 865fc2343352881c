/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arguments and environment of a program, as it finds them on its stack when it
 * begins, for user space (not part of the module). Nothing is allocated.
 *
 *	SP ->	argc			a word
 *		argv[0] ... 0		pointers
 *		environ[0] ... 0	pointers
 *		the texts, each with its NUL; a byte of 0 if their length is odd
 *
 * A pointer is a word on a Z8002; on a Z8001 a long, as LDA makes it: 0x8000 |
 * segment << 8, then the offset.
 */
#ifndef Z8K_ARGUMENTS_H
#define Z8K_ARGUMENTS_H

#include "z8k.h"

#define Z8K_ARGUMENTS_MAX	16384	/* bytes in all */

/**
 * z8k_arguments_size() - the room that arguments and environment take
 * @model: Z8K_Z8001 or Z8K_Z8002
 * @argv: the arguments, NULL after the last
 * @environ: the variables, each NAME=VALUE, NULL after the last
 *
 * Return: bytes, an even number; more than Z8K_ARGUMENTS_MAX: they are too
 * large.
 */
size_t z8k_arguments_size(enum z8k_model model, const char *const *argv,
			  const char *const *environ);

/**
 * z8k_arguments_put() - write arguments and environment
 * @model: Z8K_Z8001 or Z8K_Z8002
 * @sp: linear address at which the bytes will be, which is even
 * @argv: as for z8k_arguments_size()
 * @environ: likewise
 * @bytes: gets as many bytes as z8k_arguments_size() says, at most
 *	   Z8K_ARGUMENTS_MAX; all must be in the segment of @sp
 */
void z8k_arguments_put(enum z8k_model model, u32 sp, const char *const *argv,
		       const char *const *environ, void *bytes);

#endif
