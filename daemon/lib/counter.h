/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers of a machine that outlive it, so that no process identifier (section
 * 2.1) and no incarnation is ever used twice.
 */
#ifndef DEMOS_COUNTER_H
#define DEMOS_COUNTER_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>

/**
 * struct demos_numbers - the numbers of a machine
 * @next: local number of its next process; all above are unused too
 * @life: incarnation of its last life, 0: not known
 */
struct demos_numbers {
	__u64 next;
	__u64 life;
};

int demos_counter_open(const char *folder);
void demos_counter_close(int counter);
bool demos_counter_type_lasts(unsigned long type);
bool demos_counter_lasts(int counter);
int demos_counter_read(int counter, uint16_t machine,
		       struct demos_numbers *kept);
int demos_counter_write(int counter, uint16_t machine,
			const struct demos_numbers *kept);
int demos_counter_remove(int counter, uint16_t machine);

#endif
