/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The registered families.
 */
#ifndef UNIX_FAMILY_H
#define UNIX_FAMILY_H

#include <net/genetlink.h>

void unix_family_receive(struct sk_buff *skb);
bool unix_family_dump(struct sock *sk);
void unix_family_close(struct sock *sk);

/* Only with the list of families locked: in a request, or in a dump */
const struct genl_family *unix_family_by_id(int id);
const struct genl_family *unix_family_by_name(const char *name);
const struct genl_family *unix_family_next(const struct genl_family *family);

/* The family that lists the others; ctrl.c */
int unix_ctrl_init(void);
void unix_ctrl_exit(void);

#endif
