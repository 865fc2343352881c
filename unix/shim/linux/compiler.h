/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_COMPILER_H
#define UNIX_COMPILER_H

#include <linux/types.h>
#include <sys/cdefs.h>

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#ifndef noinline
#define noinline	__attribute__((noinline))
#endif

/* The sanitizers of this build */
#ifdef __has_feature
#define UNIX_SANITIZER(feature)	__has_feature(feature)
#else
#define UNIX_SANITIZER(feature)	0
#endif
#if defined(__SANITIZE_ADDRESS__) || UNIX_SANITIZER(address_sanitizer)
#define UNIX_ASAN	1
#endif
#if defined(__SANITIZE_THREAD__) || UNIX_SANITIZER(thread_sanitizer)
#define UNIX_TSAN	1
#endif

/* For intended races: reads data that other threads change meanwhile */
#ifdef UNIX_TSAN
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
#define data_race(expression)						\
({									\
	AnnotateIgnoreReadsBegin(__FILE__, __LINE__);			\
	typeof(expression) _read = (expression);			\
	AnnotateIgnoreReadsEnd(__FILE__, __LINE__);			\
	_read;								\
})
#else
#define data_race(expression)	(expression)
#endif

#endif
