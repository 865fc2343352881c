/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The names of the files and sockets of a machine: this network namespace, or a
 * process with a door. Servers and their clients share these names.
 */
#ifndef DEMOS_PLACE_H
#define DEMOS_PLACE_H

#include <sys/socket.h>
#include <sys/un.h>

/* Room for any path of a socket (107 bytes, a NUL), and one byte more */
#define DEMOS_PLACE_PATH	109

const char *demos_place_beside(const char *suffix, const char *otherwise,
			       char path[DEMOS_PLACE_PATH]);
const char *demos_netd_path(char path[DEMOS_PLACE_PATH]);
socklen_t demos_place_claim(const char *name, struct sockaddr_un *at);

#endif
