// SPDX-License-Identifier: GPL-2.0
/*
 * Root, and the user that we run as, could trace this process and read its
 * keys. So there is no harm in believing the machine id that they give.
 */
#include <stdio.h>
#include <unistd.h>

#include "common/local.h"
#include "netd/vouch.h"

/**
 * vouch_accept() - is the other end of a Unix socket trusted?
 * @fd: connected
 * @why: gets the reason if it is not
 *
 * Return: true if its user is root, or the one that we run as.
 */
bool vouch_accept(int fd, char why[VOUCH_TEXT])
{
	uid_t user;
	pid_t pid = local_holder(fd, &user);

	if (user != (uid_t)-1 && (!user || user == geteuid()))
		return true;
	if (pid)
		snprintf(why, VOUCH_TEXT, "process %d belongs to user %u", pid,
			 user);
	else
		snprintf(why, VOUCH_TEXT, "it belongs to user %u", user);
	return false;
}
