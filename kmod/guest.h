/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guests: processes whose program runs on the virtual Z8000.
 */
#ifndef DEMOS_GUEST_H
#define DEMOS_GUEST_H

#include "process.h"

struct demos_process *
demos_guest_create(struct demos_machine *machine,
		   const struct demos_guest_spec *spec);

#endif
