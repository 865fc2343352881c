// SPDX-License-Identifier: GPL-2.0
/*
 * Processes as records. Every record has all fields that its kind of process
 * has, so that a program can rely on them.
 */
#include <string.h>

#include "../../z8kvm/z8k.h"
#include "ending.h"
#include "process.h"
#include "text.h"

/* The activity ("receiving"), unless something else matters more */
static void record_state(struct json_object *record,
			 const struct demos_process_info *info)
{
	const char *state = demos_state_name(info->state);

	if (info->flags & DEMOS_PROCESS_UNSURE)
		state = "unsure";
	else if (info->flags & (DEMOS_PROCESS_LEAVING | DEMOS_PROCESS_ARRIVING))
		state = "migrating";
	else if (info->flags & DEMOS_PROCESS_SUSPENDED &&
		 info->state != DEMOS_STATE_FAULTED)
		state = "suspended";
	record_text(record, "state", state);
	record_text(record, "activity", demos_state_name(info->state));
	record_flag(record, "suspended",
		    info->flags & DEMOS_PROCESS_SUSPENDED);
	record_flag(record, "leaving", info->flags & DEMOS_PROCESS_LEAVING);
	record_flag(record, "arriving", info->flags & DEMOS_PROCESS_ARRIVING);
	record_flag(record, "unsure", info->flags & DEMOS_PROCESS_UNSURE);
}

static void record_registers(struct json_object *record,
			     const struct demos_process_info *info)
{
	struct json_object *regs = json_object_new_array();
	char text[8];
	int i;

	for (i = 0; i < 16; i++) {
		snprintf(text, sizeof(text), "%04x", info->regs[i]);
		json_object_array_add(regs, json_object_new_string(text));
	}
	json_object_object_add(record, "registers", regs);
}

/* The faulting instruction as text; only its first word is known */
static void record_instruction(struct json_object *record,
			       const struct demos_process_info *info)
{
	char text[Z8K_DISASM_SIZE];
	u16 word = info->fault_word;
	char *tab;

	if (z8k_disasm(&word, 1, info->fault_address,
		       info->fcw & Z8K_FCW_SEG, text) != 1) {
		json_object_object_add(record, "instruction", NULL);
		return;
	}
	/* A tab precedes the operands, even if there are none */
	tab = strchr(text, '\t');
	if (tab)
		*tab = tab[1] ? ' ' : '\0';
	record_text(record, "instruction", text);
}

static void record_fault(struct json_object *record,
			 const struct demos_process_info *info)
{
	if (!info->fault) {
		json_object_object_add(record, "fault", NULL);
		return;
	}
	record_text(record, "fault", demos_fault_name(info->fault));
	record_text(record, "fault_meaning", text_fault(info->fault));
	record_address(record, "fault_address", info->fault_address);
	record_hex(record, "fault_word", 4, info->fault_word);
	record_instruction(record, info);
}

static void record_guest(struct json_object *record,
			 const struct demos_process_info *info)
{
	record_number(record, "memory", info->memory);
	record_text(record, "spaces", info->flags & DEMOS_PROCESS_SPACES ?
				      "separate" : "together");
	record_number(record, "instructions", info->instructions);
	record_address(record, "pc", info->pc);
	record_hex(record, "fcw", 4, info->fcw);
	record_registers(record, info);
	record_fault(record, info);
}

/**
 * process_record - make a record of a process
 * @info: the process
 * @machine: where it is
 *
 * Return: the record, owned by the caller.
 */
struct json_object *process_record(const struct demos_process_info *info,
				   __u16 machine)
{
	struct json_object *record = json_object_new_object();

	record_pid(record, "pid", info->pid);
	record_bytes(record, "name", info->name, sizeof(info->name));
	record_number(record, "machine", machine);
	record_text(record, "model", text_model(info->model));
	record_state(record, info);
	record_number(record, "moves", info->moves);
	record_number(record, "sent", info->sent);
	record_number(record, "received", info->received);
	record_number(record, "links", info->links);
	record_number(record, "queued", info->queued);
	record_number(record, "queue_bytes", info->queue_bytes);
	record_number(record, "held", info->held);
	record_number(record, "pairs", info->pairs);
	if (info->model)
		record_guest(record, info);
	return record;
}

/**
 * process_record_ending - add what the process manager knows about a guest's
 *			   end, and what it keeps of its output
 * @record: of the guest
 * @managed: the guest
 */
void process_record_ending(struct json_object *record,
			   const struct demos_managed *managed)
{
	char text[ENDING_TEXT];

	record_number(record, "output", managed->output);
	record_pid(record, "group", managed->group);
	if (managed->why == DEMOS_PM_ALIVE) {
		json_object_object_add(record, "why", NULL);
		return;
	}
	record_text(record, "why", ending_why(managed, text));
	record_number(record, "ended_ago", managed->age);
	record_pid(record, "killed_by", managed->by);
}

/**
 * process_record_managed - make a record of a guest from what the process
 *			    manager knows about it
 * @managed: the guest
 *
 * For a guest that has ended, or whose kernel does not answer.
 *
 * Return: the record, owned by the caller.
 */
struct json_object *
process_record_managed(const struct demos_managed *managed)
{
	struct json_object *record = json_object_new_object();
	static const char *const states[] = { "unknown", "exited", "faulted" };
	bool lost = managed->ended == 1 &&
		    managed->status == DEMOS_STATUS_LOST;

	record_pid(record, "pid", managed->pid);
	record_bytes(record, "name", managed->name, sizeof(managed->name));
	record_number(record, "machine", managed->machine);
	record_text(record, "model", text_model(managed->model));
	if (lost)	/* its machine is gone */
		record_text(record, "state", "lost");
	else
		record_text(record, "state",
			    states[managed->ended <= 2 ? managed->ended : 0]);
	if (managed->ended == 1 && !lost)
		record_number(record, "status", managed->status);
	return record;
}
