/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random numbers from a seed (splitmix64), and messages made of them.
 */
#ifndef SIM_RANDOM_H
#define SIM_RANDOM_H

#include <linux/types.h>

struct demos_message;
struct demos_link;

void random_seed(u64 seed);
u64 random_u64(void);
u32 random_below(u32 limit);
bool random_chance(u32 one_in);
void random_link(struct demos_link *link);
struct demos_message *random_message(u32 longest);

#endif
