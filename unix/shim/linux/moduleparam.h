/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's parameters: collected by the linker, set by name.
 */
#ifndef UNIX_MODULEPARAM_H
#define UNIX_MODULEPARAM_H

#include <linux/types.h>

enum unix_param_type {
	UNIX_PARAM_bool,
	UNIX_PARAM_uint,
	UNIX_PARAM_ulong,
};

/**
 * struct unix_param - a parameter
 * @name: its name
 * @type: of the variable
 * @value: the variable; NULL: this is the description of the parameter
 * @about: its description; NULL: this is the parameter
 */
struct unix_param {
	const char *name;
	enum unix_param_type type;
	void *value;
	const char *about;
};

/* The linker collects pointers: structures might have gaps between them */
#define UNIX_PARAM(id, ...)						\
	static const struct unix_param id = { __VA_ARGS__ };		\
	static const struct unix_param *const id##_at			\
		__attribute__((used, section("unix_params"))) = &id

#define module_param(id, kind, mode)					\
	static_assert(sizeof(id) == sizeof(kind));			\
	UNIX_PARAM(unix_param_##id, .name = #id, .value = &(id),	\
		   .type = UNIX_PARAM_##kind)
#define MODULE_PARM_DESC(id, text) \
	UNIX_PARAM(unix_param_about_##id, .name = #id, .about = (text))

/* Defined by the linker; weak, since a program may have no parameters */
extern const struct unix_param *const __start_unix_params[] __weak;
extern const struct unix_param *const __stop_unix_params[] __weak;

typedef unsigned int uint;
typedef unsigned long ulong;

int unix_param_set(const char *name, const char *value);
void unix_param_each(void (*one)(const char *name, const char *value,
				 const char *about, void *arg), void *arg);

#endif
