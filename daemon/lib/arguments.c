// SPDX-License-Identifier: GPL-2.0
/*
 * Arguments and environment for a new guest.
 */
#include <assert.h>
#include <errno.h>

#include "../../z8kvm/arguments.h"
#include "demos.h"

static_assert(Z8K_ARGUMENTS_MAX == DEMOS_ARGUMENTS_MAX, "one limit");

int demos_arguments_size(__u8 model, const struct demos_arguments *arguments)
{
	size_t size = z8k_arguments_size(model, arguments->argv,
					 arguments->environ);

	return size <= DEMOS_ARGUMENTS_MAX ? (int)size : -E2BIG;
}

int demos_arguments_put(struct demos_program *program,
			const struct demos_arguments *arguments, void *bytes)
{
	int size = demos_arguments_size(program->model, arguments);

	if (size < 0)
		return size;
	if (program->sp & 1 || (__u32)size > Z8K_ADDR_OFF(program->sp))
		return -ENOSPC;
	program->sp -= size;
	z8k_arguments_put(program->model, program->sp, arguments->argv,
			  arguments->environ, bytes);
	return size;
}
