/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The state of a process as it travels (section 2.2, figure 2-2): the
 * resident part (its identity, registers, and what it waits for) and the
 * swappable part (its link table, pair records and trail).
 */
#ifndef DEMOS_STATE_H
#define DEMOS_STATE_H

#include <linux/types.h>

struct demos_guest_spec;
struct demos_image;
struct demos_process;

/*
 * A machine reads both of these, and writes the older one where that says it
 * all, so that machines which know no other take such processes.
 */
#define DEMOS_STATE_PLAIN	9
#define DEMOS_STATE_SPACES	10	/* segments may be in one space alone */

u16 demos_state_version(const struct demos_guest_spec *spec);
bool demos_state_known(u16 version);

void demos_state_guess(struct demos_process *process, u32 *resident,
		       u32 *swappable);
void demos_state_save_resident(struct demos_process *process,
			       const struct demos_guest_spec *spec, u32 moves,
			       struct demos_image *image);
void demos_state_save_swappable(struct demos_process *process,
				struct demos_image *image);
int demos_state_read_spec(struct demos_image *image,
			  struct demos_guest_spec *spec, u32 *moves);
int demos_state_restore_resident(struct demos_process *process,
				 struct demos_image *image);
int demos_state_restore_swappable(struct demos_process *process,
				  struct demos_image *image);

#endif
