// SPDX-License-Identifier: GPL-2.0
/*
 * The output of a guest, printed as it comes: a request that waits for more is
 * always on its way to the process manager.
 */
#include <errno.h>
#include <stdio.h>

#include "error.h"
#include "follow.h"

/**
 * follow_print - print a part of the output
 * @follow: its @offset goes on
 * @output: the part
 */
void follow_print(struct follow *follow, const struct demos_output *output)
{
	if (output->offset > follow->offset) {
		fflush(stdout);
		fprintf(stderr,
			"demosctl: %llu bytes before this are not kept\n",
			output->offset - follow->offset);
	}
	follow->offset = output->offset + output->length;
	if (follow->lost)
		return;
	fwrite(output->bytes, 1, output->length, stdout);
	follow->lost = output_flush(stdout);
}

static void end(struct follow *follow, int error)
{
	follow->over = true;
	follow->error = error;
}

static bool is_last(struct follow *follow, const struct demos_output *output)
{
	follow->taken = follow->attached && !output->attached;
	return follow->taken || (output->complete && !output->length);
}

static void more_came(struct demos *demos, const struct demos_incoming *in,
		      void *arg)
{
	struct follow *follow = arg;
	struct demos_output output;
	int err;

	if (in->error == -ECANCELED)
		return;
	err = demos_pm_output_result(demos, in, &output);
	if (!err)
		follow_print(follow, &output);
	if (err && err != -EBUSY)
		end(follow, err);
	else if (!err && is_last(follow, &output))
		end(follow, 0);
	else
		follow_begin(follow);
}

static void try_again(struct demos *demos, const struct demos_incoming *in,
		      void *arg)
{
	(void)demos;
	if (in->error != -ECANCELED)
		follow_begin(arg);
}

/**
 * follow_begin - print new output
 * @follow: its first members, up to @attached, are filled in, the others 0
 */
void follow_begin(struct follow *follow)
{
	struct manager *manager = follow->manager;
	int err;

	err = demos_pm_output_post(manager->demos, manager->pm, follow->pid,
				   follow->offset, more_came, follow);
	/* The process manager has much to do */
	if (err == -EAGAIN)
		err = demos_send_wait_post(manager->demos, manager->pm,
					   try_again, follow);
	if (err)
		end(follow, err);
}
