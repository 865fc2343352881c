/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is simulated comes to an end: the blocks of code that run are counted,
 * the module's too, so that a loop without end is found at once, and by the
 * same seed on any machine.
 */
#ifndef SIM_STEPS_H
#define SIM_STEPS_H

/* Something new begins */
void steps_begin(void);

/* What the compiler calls at each block */
void __sanitizer_cov_trace_pc(void);

#endif
