/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The door of a machine: programs connect to it and make requests.
 * linux/demos_door.h describes its messages. A process has one door.
 */
#ifndef UNIX_DOOR_H
#define UNIX_DOOR_H

#include <sys/types.h>

/* The default mode: only the owner may connect */
#define UNIX_DOOR_MODE	0600

struct unix_door;

struct unix_door *unix_door_open(const char *path, mode_t mode);
int unix_door_serve(struct unix_door *door);
int unix_door_adopt(struct unix_door *door, int fd);
void unix_door_close(struct unix_door *door);

int unix_request_fd(int fd);

#endif
