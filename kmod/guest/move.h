/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Data moves that guests begin.
 */
#ifndef DEMOS_GUEST_MOVE_H
#define DEMOS_GUEST_MOVE_H

#include <linux/types.h>

struct demos_guest;
struct demos_image;

int demos_guest_move_begin(struct demos_guest *guest, bool write);
void demos_guest_move_save(struct demos_guest *guest,
			   struct demos_image *image);
int demos_guest_move_restore(struct demos_guest *guest,
			     struct demos_image *image);
void demos_guest_move_forget(struct demos_guest *guest);

#endif
