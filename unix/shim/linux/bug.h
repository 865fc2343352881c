/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_BUG_H
#define UNIX_BUG_H

#include <linux/compiler.h>

/*
 * Report a mistake in the module, and go on. But a program under a sanitizer
 * ends, so that tests fail.
 */
void unix_warn(const char *file, int line, const char *what);

#define WARN_ON(condition)						\
({									\
	bool _bug = condition;						\
									\
	if (unlikely(_bug))						\
		unix_warn(__FILE__, __LINE__, #condition);		\
	_bug;								\
})

#define WARN_ON_ONCE(condition)						\
({									\
	static bool _told;						\
	bool _bug = condition;						\
									\
	if (unlikely(_bug) &&						\
	    !__atomic_exchange_n(&_told, true, __ATOMIC_RELAXED))	\
		unix_warn(__FILE__, __LINE__, #condition);		\
	_bug;								\
})

#endif
