/* SPDX-License-Identifier: GPL-2.0 */
/* A program has one module, which is never unloaded. */
#ifndef UNIX_MODULE_H
#define UNIX_MODULE_H

#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/types.h>

#define THIS_MODULE	((struct module *)NULL)

struct module;

static inline bool try_module_get(struct module *module)
{
	(void)module;
	return true;
}

static inline void module_put(struct module *module)
{
	(void)module;
}

/* The module's beginning and end, after and before those of the host */
int unix_module_init(void);
void unix_module_exit(void);

#define module_init(begin)						\
	int unix_module_init(void)					\
	{								\
		return begin();						\
	}								\
	static_assert(true)
#define module_exit(end)						\
	void unix_module_exit(void)					\
	{								\
		end();							\
	}								\
	static_assert(true)

#define MODULE_DESCRIPTION(text)	static_assert(true)
#define MODULE_LICENSE(text)		static_assert(true)
#define MODULE_VERSION(text)		static_assert(true)
#define MODULE_AUTHOR(text)		static_assert(true)
#define MODULE_ALIAS_GENL_FAMILY(name)	static_assert(true)

#endif
