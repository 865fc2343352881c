/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machine's clock: real time, and the times by which the fuzzer lets it
 * jump. Timers and sleeps with a limit go by this clock.
 */
#ifndef FUZZ_CLOCK_H
#define FUZZ_CLOCK_H

#include <linux/types.h>
#include <time.h>

u64 clock_real(void);
u64 clock_ns(const struct timespec *time);
struct timespec clock_to_real(u64 ns);
u64 clock_next(void);
void clock_jump_to(u64 ns);

#endif
