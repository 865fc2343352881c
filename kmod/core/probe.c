// SPDX-License-Identifier: GPL-2.0
/*
 * PROBE is sent.
 */
#include <asm/byteorder.h>

#include "core/message.h"
#include "core/probe.h"
#include "core/process.h"

/**
 * demos_probe_cut() - is a machine merely not connected?
 * @machine: here
 * @to: that machine
 *
 * Return: true: a question that was sent to it is still on its way, and that is
 * enough.
 */
bool demos_probe_cut(struct demos_machine *machine, u16 to)
{
	return to != machine->id && !machine->ops->connected(machine, to) &&
	       machine->ops->way(machine, to, DEMOS_CLASS_CONTROL) !=
	       DEMOS_WAY_NONE;
}

/**
 * demos_probe_send() - ask the kernel of the process that is waited for
 * @process: the process that waits; locked
 * @to: the process, or kernel, that it waits for
 * @about: what it waits for; the operation and @process are filled in here
 * @out: out-queue
 */
void demos_probe_send(struct demos_process *process,
		      const struct demos_address *to,
		      const struct demos_op_probe *about,
		      struct list_head *out)
{
	struct demos_op_probe asked = *about;

	asked.op = cpu_to_be16(DEMOS_OP_PROBE);
	asked.pid = cpu_to_be64(process->entry.pid);
	demos_message_by_kernel(process->machine->id, to, DEMOS_F_KERNEL,
				&asked, sizeof(asked), out);
	demos_count(process->machine, DEMOS_C_PROBES);
}
