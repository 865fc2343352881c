// SPDX-License-Identifier: GPL-2.0
/*
 * What this machine itself knows of the place of a process.
 */
#include <linux/rcupdate.h>
#include <asm/byteorder.h>

#include "core/forward.h"
#include "core/message.h"
#include "core/process.h"
#include "core/whereis.h"

/**
 * demos_whereis_here() - is a process, or its forwarding address, here?
 * @machine: the machine
 * @pid: the process
 * @forward: gets the address in its forwarding address; machine 0: there is
 *	     none
 *
 * Return: true if the process is in the table.
 */
bool demos_whereis_here(struct demos_machine *machine, u64 pid,
			struct demos_address *forward)
{
	struct demos_entry *entry;
	bool here;

	*forward = (struct demos_address) { .pid = pid };
	rcu_read_lock();
	entry = demos_table_find(&machine->table, pid);
	here = entry && !entry->forward;
	if (entry && entry->forward) {
		forward->machine = entry->machine;
		forward->moves = entry->moves;
	}
	rcu_read_unlock();
	return here;
}

/*
 * A process that was created in this life is in the table, or has left a
 * forwarding address, until it is dead. Other lives used other numbers.
 */
static bool is_ours(struct demos_machine *machine, u64 pid)
{
	u64 local = DEMOS_PID_LOCAL(pid);

	return DEMOS_PID_MACHINE(pid) == machine->id &&
	       local >= machine->first_local &&
	       local < (u64)atomic64_read(&machine->next_local);
}

/**
 * demos_whereis_dead() - does this machine know that a process is dead?
 * @machine: the machine
 * @pid: the process
 *
 * Return: true if it was created here, in this life, and has ended; false: it
 * lives, or this machine does not know.
 */
bool demos_whereis_dead(struct demos_machine *machine, u64 pid)
{
	struct demos_address forward;

	return is_ours(machine, pid) &&
	       !demos_whereis_here(machine, pid, &forward) &&
	       !forward.machine;
}

/**
 * demos_whereis_process() - is a process in the table, and since which move?
 * @machine: the machine
 * @pid: the process
 * @where: gets its address here, or a copy of its forwarding address; its pid
 *	   is 0 if there is neither
 *
 * May sleep.
 *
 * Return: true if it is in the table.
 */
bool demos_whereis_process(struct demos_machine *machine, u64 pid,
			   struct demos_entry *where)
{
	struct demos_process *process;

	process = demos_process_find(machine, pid, where);
	if (!process)
		return false;
	mutex_lock(&process->lock);
	*where = (struct demos_entry) {
		.pid = pid,
		.machine = machine->id,
		.moves = process->moves,
	};
	mutex_unlock(&process->lock);
	demos_process_put(process);
	return true;
}

/**
 * demos_whereis_heard() - has the sender of a message heard of its receiver?
 * @machine: the machine
 * @msg: the message
 * @where: gets the address in the record of its sender, if that is here
 *
 * May sleep.
 *
 * Return: true if that address is newer than the message's.
 */
bool demos_whereis_heard(struct demos_machine *machine,
			 const struct demos_message *msg,
			 struct demos_entry *where)
{
	u64 pid = msg->head.to.pid;
	struct demos_process *process;
	struct demos_pair *pair;

	*where = (struct demos_entry) { .pid = pid };
	process = demos_process_find(machine, msg->head.from.pid, NULL);
	if (!process)
		return false;
	mutex_lock(&process->lock);
	pair = demos_pair_find(&process->pairs, pid,
			       demos_message_is_control(msg));
	if (pair) {
		where->machine = pair->machine;
		where->moves = pair->moves;
	}
	mutex_unlock(&process->lock);
	demos_process_put(process);
	return where->machine && where->moves > msg->head.to.moves;
}

/**
 * demos_whereis_answer() - answer another machine's question
 * @machine: the machine
 * @pid: the process
 * @said: gets all but op, name and pid
 *
 * May sleep.
 */
void demos_whereis_answer(struct demos_machine *machine, u64 pid,
			  struct demos_op_found *said)
{
	struct demos_entry forward;
	enum demos_found_state state = DEMOS_FOUND_NONE;
	u64 life = 0;

	if (demos_whereis_process(machine, pid, &forward)) {
		state = DEMOS_FOUND_HERE;
		life = machine->incarnation;
	} else if (forward.pid) {
		state = demos_forward_found(machine, &forward, &life);
	} else {
		forward.machine = 0;
		forward.moves = 0;
		if (is_ours(machine, pid))
			state = DEMOS_FOUND_DEAD;
	}
	said->state = cpu_to_be16(state);
	said->machine = cpu_to_be16(forward.machine);
	said->moves = cpu_to_be32(forward.moves);
	said->life = cpu_to_be64(life);
}
