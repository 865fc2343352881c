/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Resolves names of machines. The resolver may take its time, so it works in
 * threads of its own; the event loop gets their answers.
 */
#ifndef DEMOS_NETD_RESOLVE_H
#define DEMOS_NETD_RESOLVE_H

#include <linux/types.h>

#include "common/loop.h"
#include "netd/address.h"

#define RESOLVE_ADDRESSES	8

/**
 * struct resolved - the addresses of a name
 * @id: of the question
 * @error: why there is no address, or NULL
 * @count: of @addresses
 * @addresses: in the order in which to try them
 */
struct resolved {
	__u64 id;
	const char *error;
	unsigned int count;
	struct address addresses[RESOLVE_ADDRESSES];
};

int resolve_open(struct loop *loop,
		 void (*done)(const struct resolved *resolved));
int resolve_begin(__u64 id, const char *where);

#endif
