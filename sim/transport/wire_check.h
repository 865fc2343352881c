/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The invariant of every accepted frame, from any source.
 */
#ifndef SIM_WIRE_CHECK_H
#define SIM_WIRE_CHECK_H

#include <linux/types.h>

struct demos_frame;

void wire_check(const struct demos_frame *frame, u32 length);

#endif
