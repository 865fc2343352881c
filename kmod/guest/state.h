/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The state of a guest, when it migrates.
 */
#ifndef DEMOS_GUEST_STATE_H
#define DEMOS_GUEST_STATE_H

struct demos_image;
struct demos_process;

void demos_guest_save(struct demos_process *process,
		      struct demos_image *image);
int demos_guest_restore(struct demos_process *process,
			struct demos_image *image);

#endif
