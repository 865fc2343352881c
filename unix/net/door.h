/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The door of a machine: where programs connect and make requests.
 * linux/demos_door.h describes what goes through it. A process has one.
 */
#ifndef UNIX_DOOR_H
#define UNIX_DOOR_H

#include <sys/types.h>

/* Who may connect by default */
#define UNIX_DOOR_MODE	0600

struct unix_door;

struct unix_door *unix_door_open(const char *path, mode_t mode);
int unix_door_serve(struct unix_door *door);
int unix_door_adopt(struct unix_door *door, int fd);
void unix_door_close(struct unix_door *door);

int unix_request_fd(int fd);

#endif
