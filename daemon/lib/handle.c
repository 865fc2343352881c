// SPDX-License-Identifier: GPL-2.0
/*
 * A handle: its properties, and its last failure.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "handle.h"

/**
 * demos_handle_fail() - note why something failed
 * @demos: handle
 * @error: negative errno
 * @format: text, as printf()
 *
 * Return: @error.
 */
int demos_handle_fail(struct demos *demos, int error, const char *format, ...)
{
	va_list args;

	demos->result = DEMOS_OK;
	demos->why[0] = '\0';
	va_start(args, format);
	vsnprintf(demos->error, sizeof(demos->error), format, args);
	va_end(args);
	return error;
}

/**
 * demos_handle_fail_result() - note that something failed with a result
 * @demos: handle
 * @result: enum demos_result, not DEMOS_OK
 * @what: what failed
 *
 * Return: the negative errno that stands for @result.
 */
int demos_handle_fail_result(struct demos *demos, unsigned int result,
			     const char *what)
{
	int error = demos_result_errno(result);
	const char *why = demos_result_text(result);

	demos_handle_fail(demos, error, "%s: %s", what, why);
	demos->result = result;
	snprintf(demos->why, sizeof(demos->why), "%s", why);
	return error;
}

/**
 * demos_handle_fail_room() - note that something failed for want of room
 * @demos: handle
 * @room: why
 * @what: what failed
 *
 * Return: the negative errno that stands for DEMOS_EROOM.
 */
int demos_handle_fail_room(struct demos *demos,
			   const struct demos_no_room *room, const char *what)
{
	const int error = demos_result_errno(DEMOS_EROOM);
	char why[DEMOS_ROOM_TEXT];

	demos_handle_fail(demos, error, "%s: %s", what,
			  demos_room_text(room, why));
	demos->result = DEMOS_EROOM;
	memcpy(demos->why, why, sizeof(why));
	return error;
}

/**
 * demos_handle_about() - say what failed, before the reason
 * @demos: handle
 * @error: 0, or the negative errno of that failure
 * @format: text to put before that of the failure, as printf()
 *
 * Return: @error.
 */
int demos_handle_about(struct demos *demos, int error, const char *format, ...)
{
	const size_t size = sizeof(demos->error);
	char about[sizeof(demos->error) / 2];
	va_list args;
	size_t length;

	if (!error)
		return 0;
	va_start(args, format);
	vsnprintf(about, sizeof(about) - 2, format, args);
	va_end(args);
	strcat(about, ": ");
	length = strlen(about);
	memmove(demos->error + length, demos->error, size - length);
	memcpy(demos->error, about, length);
	demos->error[size - 1] = 0;
	return error;
}

const char *demos_error(const struct demos *demos)
{
	return demos ? demos->error : "no memory";
}

const char *demos_error_why(const struct demos *demos)
{
	return demos->why;
}

enum demos_result demos_error_result(const struct demos *demos)
{
	return demos->result;
}

void demos_watch(struct demos *demos, int fd, demos_watch_fn fn, void *arg)
{
	demos->watch_fd = fd;
	demos->watch = fn;
	demos->watch_arg = arg;
}

int demos_fd(const struct demos *demos)
{
	return demos->fd;
}

__u64 demos_self(const struct demos *demos)
{
	return demos->pid;
}

__u16 demos_here(const struct demos *demos)
{
	return demos->machine;
}

__u64 demos_time(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (__u64)now.tv_sec * 1000000000 + now.tv_nsec;
}
