/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guests' door to the kernel calls: registers in and out.
 */
#ifndef DEMOS_GUEST_CALL_H
#define DEMOS_GUEST_CALL_H

#include <linux/types.h>

struct demos_guest;

void demos_guest_call(struct demos_guest *guest, u8 number);
void demos_guest_call_continue(struct demos_guest *guest);

#endif
