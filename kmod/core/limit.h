/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why there is no room, in the two vocabularies of results. An errno beyond
 * Linux's own says which limit is reached. DEMOS_EROOM carries one of
 * DEMOS_ROOM_* above its low byte, inside this machine only: what goes out, to
 * a program, a guest or another machine, is demos_result_plain().
 */
#ifndef DEMOS_LIMIT_H
#define DEMOS_LIMIT_H

#include <linux/errno.h>
#include <linux/types.h>
#include <linux/demos.h>

/* Fits in an ERR_PTR(), whose least value is -4095 */
#define DEMOS_LIMIT_ERRNO	3000

/**
 * demos_limit_error() - the negative errno for a limit that is reached
 * @limit: which
 *
 * Return: the errno, for demos_result_of() and demos_error_is_limit().
 */
static inline int demos_limit_error(enum demos_limit limit)
{
	return -DEMOS_LIMIT_ERRNO - (int)limit;
}

static inline bool demos_error_is_limit(int err)
{
	return err <= demos_limit_error(0) &&
	       err > demos_limit_error(__DEMOS_LIMIT_MAX);
}

/**
 * demos_result_room() - DEMOS_EROOM, and why
 * @why: DEMOS_ROOM_*
 *
 * Return: the result, for use inside this machine.
 */
static inline enum demos_result demos_result_room(u16 why)
{
	return (enum demos_result)(DEMOS_EROOM | (u32)why << 8);
}

static inline enum demos_result demos_result_limit(enum demos_limit limit)
{
	return demos_result_room(DEMOS_ROOM_LIMIT(limit));
}

/**
 * demos_result_of() - the result for an errno that means "no room"
 * @err: from demos_limit_error(); -ENOMEM; -EDQUOT: the guests of this host
 *       have all memory that they may have; or another negative errno
 *
 * Return: DEMOS_EROOM, and why.
 */
static inline enum demos_result demos_result_of(int err)
{
	if (demos_error_is_limit(err))
		return demos_result_limit(-err - DEMOS_LIMIT_ERRNO);
	switch (err) {
	case -ENOMEM:
		return demos_result_room(DEMOS_ROOM_MEMORY);
	case -EDQUOT:
		return demos_result_room(DEMOS_ROOM_GUESTS);
	default:
		return DEMOS_EROOM;
	}
}

/* DEMOS_EUNKNOWN, and how many messages may be lost */
static inline enum demos_result demos_result_unknown(u16 count)
{
	return (enum demos_result)(DEMOS_EUNKNOWN | (u32)count << 8);
}

static inline enum demos_result demos_result_plain(enum demos_result result)
{
	return (enum demos_result)((u32)result & 0xff);
}

/*
 * Return: DEMOS_ROOM_* of DEMOS_EROOM; how many messages DEMOS_EUNKNOWN is
 * about, 0: one; else 0
 */
static inline u16 demos_result_why(enum demos_result result)
{
	return (u32)result >> 8;
}

#endif
