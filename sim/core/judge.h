/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The judge's checks, each made when nothing more happens by itself.
 */
#ifndef SIM_JUDGE_H
#define SIM_JUDGE_H

void judge_quiet(void);
void judge_drained(void);
void judge_anew(void);
void judge_calls(void);
void judge_promises(void);
void judge_empty(void);

#endif
