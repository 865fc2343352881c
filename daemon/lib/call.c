// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel calls that are answered at once: attach, links.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "handle.h"

static int read_attached(struct demos *demos, const struct nlmsghdr *nlh,
			 void *arg)
{
	const struct nlattr *attrs[DEMOS_A_MAX + 1];

	(void)arg;
	demos_handle_attrs(nlh, attrs);
	demos_attr_copy(attrs[DEMOS_A_PID], &demos->pid, sizeof(demos->pid));
	demos_attr_copy(attrs[DEMOS_A_MACHINE], &demos->machine,
			sizeof(demos->machine));
	return 0;
}

int demos_attach(struct demos *demos, const char *name)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_ATTACH,
						  NLM_F_ACK);

	if (strlen(name) >= DEMOS_NAME_MAX)
		return demos_handle_fail(demos, -ENAMETOOLONG,
					 "attach: the name %s is longer than %d characters",
					 name, DEMOS_NAME_MAX - 1);
	mnl_attr_put_strz(nlh, DEMOS_A_NAME, name);
	return demos_handle_exchange(demos, nlh, "become a process",
				     read_attached, NULL);
}

static int read_link(struct demos *demos, const struct nlmsghdr *nlh,
		     void *arg)
{
	const struct nlattr *attrs[DEMOS_A_MAX + 1];

	(void)demos;
	demos_handle_attrs(nlh, attrs);
	demos_attr_copy(attrs[DEMOS_A_LINK], arg, sizeof(__u32));
	return 0;
}

int demos_link_create(struct demos *demos, const struct demos_link *wanted,
		      __u32 *link)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_LINK_CREATE,
						  NLM_F_ACK);

	mnl_attr_put_u32(nlh, DEMOS_A_CODE, wanted->code);
	mnl_attr_put_u8(nlh, DEMOS_A_CHANNEL, wanted->channel);
	mnl_attr_put_u32(nlh, DEMOS_A_FLAGS, wanted->flags);
	if (wanted->length) {
		mnl_attr_put_u32(nlh, DEMOS_A_AREA, wanted->area);
		mnl_attr_put_u32(nlh, DEMOS_A_LENGTH, wanted->length);
	}
	return demos_handle_exchange(demos, nlh, "create a link", read_link,
				     link);
}

int demos_link_dup(struct demos *demos, __u32 link, __u16 flags, __u32 *copy)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_LINK_DUP,
						  NLM_F_ACK);
	char what[40];

	snprintf(what, sizeof(what), "duplicate link %u", link);
	mnl_attr_put_u32(nlh, DEMOS_A_LINK, link);
	mnl_attr_put_u32(nlh, DEMOS_A_FLAGS, flags);
	return demos_handle_exchange(demos, nlh, what, read_link, copy);
}

int demos_link_destroy(struct demos *demos, __u32 link)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos,
						  DEMOS_CMD_LINK_DESTROY,
						  NLM_F_ACK);
	char what[40];

	snprintf(what, sizeof(what), "destroy link %u", link);
	mnl_attr_put_u32(nlh, DEMOS_A_LINK, link);
	return demos_handle_exchange(demos, nlh, what, NULL, NULL);
}

/**
 * demos_link_forget() - destroy a link that is of no use any more
 * @demos: handle
 * @link: name of the link
 *
 * No answer is awaited: nothing could be done about a refusal.
 */
void demos_link_forget(struct demos *demos, __u32 link)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos,
						  DEMOS_CMD_LINK_DESTROY, 0);

	mnl_attr_put_u32(nlh, DEMOS_A_LINK, link);
	demos_handle_send(demos, nlh);
}

void demos_links_drop(struct demos *demos, const struct demos_incoming *in)
{
	unsigned int i;

	for (i = 0; i < in->nlinks; i++)
		demos_link_forget(demos, in->links[i]);
}

static int read_body(struct demos *demos, const struct nlmsghdr *nlh,
		     void *arg)
{
	const struct nlattr *attrs[DEMOS_A_MAX + 1];

	(void)demos;
	demos_handle_attrs(nlh, attrs);
	demos_attr_copy(attrs[DEMOS_A_LINK_BODY], arg,
			sizeof(struct demos_link));
	return 0;
}

int demos_link_inspect(struct demos *demos, __u32 link,
		       struct demos_link *body)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos,
						  DEMOS_CMD_LINK_INSPECT,
						  NLM_F_ACK);
	char what[40];

	snprintf(what, sizeof(what), "inspect link %u", link);
	mnl_attr_put_u32(nlh, DEMOS_A_LINK, link);
	return demos_handle_exchange(demos, nlh, what, read_body, body);
}

int demos_link_to_kernel(struct demos *demos, __u16 machine, __u32 *link)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos,
						  DEMOS_CMD_LINK_TO_KERNEL,
						  NLM_F_ACK);
	char what[48];

	snprintf(what, sizeof(what), "get a link to the kernel of machine %u",
		 machine);
	mnl_attr_put_u16(nlh, DEMOS_A_MACHINE, machine);
	return demos_handle_exchange(demos, nlh, what, read_link, link);
}

int demos_boot_set(struct demos *demos, __u32 link)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_BOOT_SET,
						  NLM_F_ACK);

	mnl_attr_put_u32(nlh, DEMOS_A_LINK, link);
	return demos_handle_exchange(demos, nlh, "set the boot link", NULL,
				     NULL);
}

int demos_boot_get(struct demos *demos, __u32 *link)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_BOOT_GET,
						  NLM_F_ACK);

	return demos_handle_exchange(demos, nlh, "get the boot link",
				     read_link, link);
}
