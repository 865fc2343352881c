/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers of a machine that outlive it, so that no process identifier (section
 * 2.1) and no incarnation is ever used twice.
 */
#ifndef DEMOSCTL_COUNTER_H
#define DEMOSCTL_COUNTER_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>

#define COUNTER_FOLDER	"/var/lib/demos"

/**
 * struct counter_numbers - the numbers of a machine
 * @next: local number of its next process; all above are unused too
 * @life: incarnation of its last life, 0: not known
 */
struct counter_numbers {
	__u64 next;
	__u64 life;
};

int counter_open(const char *folder);
void counter_close(int counter);
bool counter_type_lasts(unsigned long type);
bool counter_lasts(int counter);
int counter_read(int counter, uint16_t machine,
		 struct counter_numbers *kept);
int counter_write(int counter, uint16_t machine,
		  const struct counter_numbers *kept);
int counter_remove(int counter, uint16_t machine);

#endif
