/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reports of z8krun: about instructions, ends, and the state of a machine.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdio.h>

#include "machine.h"

void report_instruction(struct machine *machine, FILE *f);
void report_end(const struct machine *machine);
void report_state(const struct machine *machine);
void report_state_json(const struct machine *machine);
void report_speed(const struct machine *machine, double seconds, FILE *f);

#endif
