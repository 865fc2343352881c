/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tests of netlink, in several files, with two programs at a door.
 */
#ifndef TEST_NETLINK_H
#define TEST_NETLINK_H

#include "client.h"
#include "toy.h"

extern struct unix_door *door;
extern struct client a, b;

/* Close the door, and open one somewhere else with two programs at it */
int door_again(const char *path, int mode);
/* Wait until other threads have made @count @value */
void wait_for(const _Atomic int *count, int value);
/* Begin a request of the toy family */
struct nlmsghdr *toy(struct client *client, int cmd, int flags);

/* netlink_kernel.c */
void kernel_compared(void);

/* netlink_flow.c */
void dumps_complete(void);
void dump_fails(void);
void dump_slow(void);
void dump_closed(void);
void flood_kept(void);
void flood_and_dump(void);
void flood_overrun(void);
void group_served(void);
void group_overrun(void);
void options_checked(void);
void unregistered(void);

/* netlink_life.c */
void parallel(void);
void crowd_served(void);
void written_meanwhile(void);
void descriptors(void);
void rights(void);
void closing_told(void);
void closing_unread(void);
void closing_anywhere(void);
void doors(void);
void programs_refused(void);

#endif
