/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes as records.
 */
#ifndef DEMOSCTL_PROCESS_H
#define DEMOSCTL_PROCESS_H

#include "record.h"
#include "system.h"

struct json_object *process_record(const struct demos_process_info *info,
				   __u16 machine);
struct json_object *
process_record_managed(const struct demos_managed *managed);
void process_record_ending(struct json_object *record,
			   const struct demos_managed *managed);

#endif
