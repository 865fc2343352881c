// SPDX-License-Identifier: GPL-2.0
/*
 * The limits of a machine: look, change.
 */
#include <string.h>

#include "handle.h"

static int read_limits(struct demos *demos, const struct nlmsghdr *nlh,
		       void *arg)
{
	const struct nlattr *attrs[DEMOS_A_MAX + 1];
	struct demos_limits *limits = arg;

	(void)demos;
	demos_handle_attrs(nlh, attrs);
	demos_attr_copy(attrs[DEMOS_A_LIMITS], limits->most,
			sizeof(limits->most));
	demos_attr_copy(attrs[DEMOS_A_USED], limits->used,
			sizeof(limits->used));
	demos_attr_copy(attrs[DEMOS_A_RESERVE], limits->reserve,
			sizeof(limits->reserve));
	return 0;
}

int demos_limits_get(struct demos *demos, struct demos_limits *limits)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_LIMITS_GET,
						  NLM_F_ACK);

	memset(limits, 0, sizeof(*limits));
	return demos_handle_exchange(demos, nlh, "look at the limits",
				     read_limits, limits);
}

int demos_limit_set(struct demos *demos, enum demos_limit limit, __u64 most)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_LIMITS_SET,
						  NLM_F_ACK);

	mnl_attr_put_u32(nlh, DEMOS_A_LIMIT, limit);
	mnl_attr_put_u64(nlh, DEMOS_A_VALUE, most);
	return demos_handle_exchange(demos, nlh, "change a limit", NULL, NULL);
}
