// SPDX-License-Identifier: GPL-2.0
/*
 * Reports of z8krun. A trace goes to stdout, the reason for the end to stderr.
 */
#include <stdint.h>
#include <stdio.h>
#include <linux/demos.h>

#include "places.h"
#include "report.h"

/* The place of an instruction in the program's source; "" if it is not known */
static const char *place_of(const struct machine *machine, u32 addr,
			    char text[Z8K_PLACE_TEXT])
{
	return machine->places ? places_text(machine->places, addr, text) : "";
}

/**
 * report_instruction() - a line about the next instruction
 * @machine: machine
 * @f: output
 */
void report_instruction(struct machine *machine, FILE *f)
{
	const struct z8k_cpu *cpu = &machine->cpu;
	u16 words[Z8K_INSN_WORDS];
	char text[Z8K_DISASM_SIZE], room[Z8K_PLACE_TEXT];
	unsigned int i, count;
	const char *place;

	for (i = 0; i < Z8K_INSN_WORDS; i++)
		words[i] = machine_word(machine, Z8K_ADDR_CODE |
					Z8K_ADDR(cpu->pc_seg,
						 cpu->pc + 2 * i));
	count = z8k_disasm(words, Z8K_INSN_WORDS,
			   Z8K_ADDR(cpu->pc_seg, cpu->pc), z8k_segmented(cpu),
			   text);
	fprintf(f, "%02x:%04x %04x ", cpu->pc_seg, cpu->pc, cpu->fcw);
	for (i = 0; i < Z8K_INSN_WORDS; i++) {
		if (i < count)
			fprintf(f, " %04x", words[i]);
		else
			fprintf(f, "     ");
	}
	place = place_of(machine, Z8K_ADDR(cpu->pc_seg, cpu->pc), room);
	fprintf(f, *place ? "  %s\t! %s\n" : "  %s%s\n", text, place);
}

static const char *fault_name(enum z8k_fault fault)
{
	static const char *const names[] = {
		[Z8K_FAULT_NONE] = "no fault",
		[Z8K_FAULT_ILLEGAL] = "illegal instruction",
		[Z8K_FAULT_EXTENDED] = "extended instruction",
		[Z8K_FAULT_PRIVILEGED] = "privileged instruction",
		[Z8K_FAULT_SEGMENT] = "no such segment",
		[Z8K_FAULT_LIMIT] = "outside of the segment",
		[Z8K_FAULT_READONLY] = "store to a read-only segment",
		[Z8K_FAULT_EXECONLY] = "access to an execute-only segment",
		[Z8K_FAULT_SYSONLY] = "access to a system segment",
	};

	return names[fault];
}

static const char *exit_name(enum z8k_exit exit)
{
	static const char *const names[] = {
		[Z8K_EXIT_NONE] = "none",
		[Z8K_EXIT_BUDGET] = "budget",
		[Z8K_EXIT_SC] = "sc",
		[Z8K_EXIT_HALT] = "halt",
		[Z8K_EXIT_FAULT] = "fault",
		[Z8K_EXIT_PAGE] = "page",
	};

	return names[exit];
}

/* The name of a kernel call of DEMOS, else NULL */
static const char *call_name(u8 sc)
{
	static const char *const names[] = {
		[DEMOS_SC_EXIT] = "EXIT",
		[DEMOS_SC_YIELD] = "YIELD",
		[DEMOS_SC_SEND] = "SEND",
		[DEMOS_SC_RECEIVE] = "RECEIVE",
		[DEMOS_SC_CALL] = "CALL",
		[DEMOS_SC_LINK_CREATE] = "LINK_CREATE",
		[DEMOS_SC_LINK_DUP] = "LINK_DUP",
		[DEMOS_SC_LINK_DESTROY] = "LINK_DESTROY",
		[DEMOS_SC_LINK_INSPECT] = "LINK_INSPECT",
		[DEMOS_SC_MOVE_READ] = "MOVE_READ",
		[DEMOS_SC_MOVE_WRITE] = "MOVE_WRITE",
		[DEMOS_SC_SELF] = "SELF",
		[DEMOS_SC_TIME] = "TIME",
		[DEMOS_SC_LAST] = NULL,
	};

	return sc < sizeof(names) / sizeof(*names) ? names[sc] : NULL;
}

static void print_address(FILE *f, u32 addr)
{
	fprintf(f, "%02x:%04x", Z8K_ADDR_SEG(addr), Z8K_ADDR_OFF(addr));
}

/*
 * The stack of a Z8001 is in a segment of its own: nothing else faults there.
 * In the one segment of a Z8002 it has grown beyond 0.
 */
static bool stack_is_full(const struct machine *machine)
{
	const struct z8k_stop *stop = &machine->stop;

	if (!machine->stack || stop->exit != Z8K_EXIT_FAULT ||
	    stop->fault != Z8K_FAULT_LIMIT)
		return false;
	if (machine->cpu.model == Z8K_Z8001)
		return Z8K_ADDR_SEG(stop->addr) == Z8K_ADDR_SEG(machine->stack);
	return machine->cpu.r[15] > Z8K_ADDR_OFF(machine->stack);
}

/**
 * report_end() - a line with the reason why the machine stopped
 * @machine: machine
 */
void report_end(const struct machine *machine)
{
	const struct z8k_stop *stop = &machine->stop;
	char room[Z8K_PLACE_TEXT];
	const char *place;
	u32 pc = stop->pc;

	if (stop->exit == Z8K_EXIT_NONE)
		pc = Z8K_ADDR(machine->cpu.pc_seg, machine->cpu.pc);
	switch (stop->exit) {
	case Z8K_EXIT_HALT:
		fprintf(stderr, "halt at ");
		break;
	case Z8K_EXIT_SC:
		if (stop->sc == DEMOS_SC_STACK) {
			fprintf(stderr, "stack overflow at ");
			break;
		}
		fprintf(stderr, "kernel call #0x%x ", stop->sc);
		if (call_name(stop->sc))
			fprintf(stderr, "(%s) ", call_name(stop->sc));
		fprintf(stderr, "at ");
		break;
	case Z8K_EXIT_NONE:
	case Z8K_EXIT_BUDGET:
		fprintf(stderr, "--max reached, now at ");
		break;
	default:
		fprintf(stderr, "%s (%04x) at ", fault_name(stop->fault),
			stop->word);
		break;
	}
	print_address(stderr, pc);
	place = place_of(machine, pc, room);
	if (*place)
		fprintf(stderr, " %s", place);
	if (stop->exit == Z8K_EXIT_FAULT && stop->fault >= Z8K_FAULT_SEGMENT) {
		fprintf(stderr, ", address ");
		print_address(stderr, stop->addr);
	}
	if (stack_is_full(machine))
		fprintf(stderr, ": its stack is full (--stack BYTES)");
	fprintf(stderr, "\n");
}

/**
 * report_state() - registers, FCW, PC and a hash of the memory
 * @machine: machine
 */
void report_state(const struct machine *machine)
{
	const struct z8k_cpu *cpu = &machine->cpu;
	unsigned int i;

	for (i = 0; i < 16; i++)
		printf("%sr%-2u %04x%s", i % 8 ? " " : "", i, cpu->r[i],
		       i % 8 == 7 ? "\n" : "");
	printf("fcw %04x  pc %02x:%04x  other r14 %04x r15 %04x  ", cpu->fcw,
	       cpu->pc_seg, cpu->pc, cpu->other_r14, cpu->other_r15);
	printf("psap %04x %04x\n", cpu->psap_seg, cpu->psap_off);
	printf("count %ju  memory %016jx\n", (uintmax_t)cpu->count,
	       (uintmax_t)machine_hash(machine));
}

/**
 * report_state_json() - the same, for programs
 * @machine: machine
 */
void report_state_json(const struct machine *machine)
{
	const struct z8k_cpu *cpu = &machine->cpu;
	unsigned int i;

	printf("{\"regs\": [");
	for (i = 0; i < 16; i++)
		printf("%s\"%04x\"", i ? ", " : "", cpu->r[i]);
	printf("], \"fcw\": \"%04x\", \"pc\": \"%06x\", ", cpu->fcw,
	       Z8K_ADDR(cpu->pc_seg, cpu->pc));
	printf("\"other_r14\": \"%04x\", \"other_r15\": \"%04x\", ",
	       cpu->other_r14, cpu->other_r15);
	printf("\"psap\": \"%04x%04x\", \"refresh\": \"%04x\", ",
	       cpu->psap_seg, cpu->psap_off, cpu->refresh);
	printf("\"exit\": \"%s\", \"fault\": \"%s\", \"sc\": %u, ",
	       exit_name(machine->stop.exit), fault_name(machine->stop.fault),
	       machine->stop.sc);
	printf("\"count\": %ju, \"memory\": \"%016jx\"}\n",
	       (uintmax_t)cpu->count, (uintmax_t)machine_hash(machine));
}

/**
 * report_speed() - the number of instructions, in all and a second
 * @machine: machine
 * @seconds: processor time they took
 * @f: output
 */
void report_speed(const struct machine *machine, double seconds, FILE *f)
{
	u64 count = machine->cpu.count;

	fprintf(f, "%ju instructions, %.3f s, ", (uintmax_t)count, seconds);
	fprintf(f, "%.1f million a second\n",
		seconds > 0 ? count / seconds / 1e6 : 0);
}
