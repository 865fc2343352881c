/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Data moves of native processes.
 */
#ifndef DEMOS_NATIVE_MOVE_H
#define DEMOS_NATIVE_MOVE_H

struct demos_native;

void demos_native_moves_begin(struct demos_native *native);
void demos_native_moves_drop(struct demos_native *native);

#endif
