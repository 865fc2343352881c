/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The output of a guest, printed as it comes.
 */
#ifndef DEMOSCTL_FOLLOW_H
#define DEMOSCTL_FOLLOW_H

#include <stdbool.h>
#include "system.h"

/**
 * struct follow - the output of a guest
 * @manager: open
 * @pid: the guest
 * @offset: how much has been printed, or was there before
 * @attached: this process is attached to the guest
 * @taken: another process is now: nothing more will come
 * @lost: standard output cannot be written any more
 * @over: nothing more will come
 * @error: why, a negative errno; 0: the guest has ended, or is taken
 */
struct follow {
	struct manager *manager;
	__u64 pid;
	__u64 offset;
	bool attached;
	bool taken;
	bool lost;
	bool over;
	int error;
};

void follow_print(struct follow *follow, const struct demos_output *output);
void follow_begin(struct follow *follow);

#endif
