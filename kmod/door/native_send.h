/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Native processes that wait until they may send.
 */
#ifndef DEMOS_NATIVE_SEND_H
#define DEMOS_NATIVE_SEND_H

struct demos_native;

void demos_native_sends_try(struct demos_native *native);
void demos_native_sends_drop(struct demos_native *native);

#endif
