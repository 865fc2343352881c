// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int __ask_to_move(unsigned int machine, demos_pid_t near)
{
	union {
		struct demos_pm_move asked;
		struct demos_migrated said;
	} data;
	struct demos_message message;
	demos_link_t pm;
	int result = lookup("pm", &pm);

	if (result)
		return result;
	data.asked.op = DEMOS_PM_MOVE_ME;
	data.asked.machine = machine;
	data.asked.near = near;
	result = call(pm, &data, sizeof(data.asked), &data, sizeof(data),
		      &message);
	if (!result) {
		drop_links(&message);
		result = message.length < sizeof(struct demos_answer) ?
			 DEMOS_ECALL : data.said.result;
	}
	link_destroy(pm);
	return result;
}
