/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The next local number of a machine, kept between its lives, so that no
 * process identifier ever returns (section 2.1).
 */
#ifndef DEMOSCTL_COUNTER_H
#define DEMOSCTL_COUNTER_H

#include <stdint.h>
#include <linux/types.h>

#define COUNTER_FOLDER	"/var/lib/demos"

int counter_open(const char *folder);
void counter_close(int counter);
int counter_read(int counter, uint16_t machine, __u64 *next);
int counter_write(int counter, uint16_t machine, __u64 next);
int counter_remove(int counter, uint16_t machine);

#endif
