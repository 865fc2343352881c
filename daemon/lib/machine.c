// SPDX-License-Identifier: GPL-2.0
/*
 * The machine: up, down, look.
 */
#include <errno.h>
#include <string.h>

#include "handle.h"

static int read_machine(struct demos *demos, const struct nlmsghdr *nlh,
			void *arg)
{
	const struct nlattr *attrs[DEMOS_A_MAX + 1];
	struct demos_machine_info *info = arg;

	(void)demos;
	demos_handle_attrs(nlh, attrs);
	demos_attr_copy(attrs[DEMOS_A_MACHINE], &info->id, sizeof(info->id));
	demos_attr_copy(attrs[DEMOS_A_INCARNATION], &info->incarnation,
			sizeof(info->incarnation));
	demos_attr_copy(attrs[DEMOS_A_NEXT_LOCAL], &info->next_local,
			sizeof(info->next_local));
	demos_attr_copy(attrs[DEMOS_A_PROCESSES], &info->processes,
			sizeof(info->processes));
	demos_attr_copy(attrs[DEMOS_A_FORWARDS], &info->forwards,
			sizeof(info->forwards));
	demos_attr_copy(attrs[DEMOS_A_COUNTERS], info->counters,
			sizeof(info->counters));
	return 0;
}

int demos_machine_up(struct demos *demos, __u16 id, __u64 next_local,
		     __u64 last, struct demos_machine_info *info)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_MACHINE_UP,
						  NLM_F_ACK);
	struct demos_machine_info is = {};
	int err;

	mnl_attr_put_u16(nlh, DEMOS_A_MACHINE, id);
	if (next_local)
		mnl_attr_put_u64(nlh, DEMOS_A_NEXT_LOCAL, next_local);
	if (last)
		mnl_attr_put_u64(nlh, DEMOS_A_INCARNATION, last);
	err = demos_handle_exchange(demos, nlh, "bring the machine up",
				    read_machine, &is);
	if (!err && info)
		*info = is;
	return err;
}

int demos_machine_down(struct demos *demos)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos,
						  DEMOS_CMD_MACHINE_DOWN,
						  NLM_F_ACK);
	int err = demos_handle_exchange(demos, nlh, "bring the machine down",
					NULL, NULL);

	/* A process may end before its answer is read */
	return err == -ENONET && demos->broken == err ? 0 : err;
}

int demos_machine_get(struct demos *demos, struct demos_machine_info *info)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_MACHINE_GET,
						  NLM_F_ACK);

	memset(info, 0, sizeof(*info));
	return demos_handle_exchange(demos, nlh, "look at the machine",
				     read_machine, info);
}
