/* SPDX-License-Identifier: GPL-2.0 */
#ifndef BENCH_PLOT_H
#define BENCH_PLOT_H

#include "bench.h"

/**
 * struct point - what was measured with a number of machines
 * @machines: how many
 * @seconds: that it took to start those that are more than before
 * @memory: KiB of a machine, shared pages divided among those that share them
 * @own: KiB that a machine has written, and shares with nobody
 * @threads: of a machine
 * @median: us, round trip of two guests on different machines
 * @quarter: the same, but a quarter of all were as fast
 * @migrations: of a guest, with a call after each, a second
 */
struct point {
	unsigned int machines;
	double seconds;
	double memory;
	double own;
	double threads;
	double median;
	double quarter;
	double migrations;
};

void plot_write(const char *path, const struct point *points,
		unsigned int count);

#endif
