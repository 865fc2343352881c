// SPDX-License-Identifier: GPL-2.0
/*
 * Redirections: a file is made or emptied here, once; after that, all that
 * write to it write at its end.
 */
#include <string.h>

#include "exec.h"
#include "expand.h"

static bool fail(struct shell *shell, const char *what, const char *why)
{
	shell->status = shell_fail(shell, STATUS_MISUSED, what, why);
	return false;
}

/* 2>&1 */
static bool copy(struct shell *shell, const struct redirect *redirect,
		 const char *target, struct stream streams[3])
{
	if (target[0] < '0' || target[0] > '2' || target[1])
		return fail(shell, target,
			    "the number of a stream, 0, 1 or 2, is expected");
	streams[redirect->stream] = streams[target[0] - '0'];
	return true;
}

static bool can_be_read(struct shell *shell, const char *path)
{
	unsigned long size;

	switch (shell->ops->kind(shell, path, &size)) {
	case FILE_NONE:
		return fail(shell, path, "there is no such file");
	case FILE_FOLDER:
		return fail(shell, path, "this is a folder");
	default:
		return true;
	}
}

static bool can_be_written(struct shell *shell, const char *path, bool append)
{
	int status = shell->ops->create(shell, path, append);

	if (status)
		shell->status = status;
	return !status;
}

static bool one(struct shell *shell, struct arena *arena,
		const struct redirect *redirect, struct stream streams[3])
{
	char *target = expand_one(shell, arena, redirect->target);

	if (!target)
		return false;
	if (redirect->kind == REDIRECT_COPY)
		return copy(shell, redirect, target, streams);
	if (!*target)
		return fail(shell, "the name of a file is empty", NULL);
	if (redirect->kind == REDIRECT_READ ?
	    !can_be_read(shell, target) :
	    !can_be_written(shell, target, redirect->kind == REDIRECT_APPEND))
		return false;
	streams[redirect->stream] = (struct stream){
		.kind = STREAM_FILE, .path = target,
	};
	return true;
}

/**
 * redirect - carry out redirections
 * @shell: gets the status if they fail
 * @arena: for names of files; lives as long as the streams
 * @list: the redirections
 * @streams: are changed
 *
 * Return: false: one has failed, and that was said.
 */
bool redirect(struct shell *shell, struct arena *arena,
	      const struct redirect *list, struct stream streams[3])
{
	for (; list; list = list->next)
		if (!one(shell, arena, list, streams))
			return false;
	return true;
}
