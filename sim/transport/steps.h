/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Detects endless loops. The basic blocks that run are counted, the module's
 * too, so that an endless loop is found at once, and by the same seed on any
 * machine.
 */
#ifndef SIM_STEPS_H
#define SIM_STEPS_H

/* Begin a new step: restart the count */
void steps_begin(void);

/* The compiler inserts a call to this into each basic block */
void __sanitizer_cov_trace_pc(void);

#endif
