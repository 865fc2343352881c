// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of a guest's output: processes that have asked for it, and get an
 * answer at once or when there is more.
 */
#include <asm/byteorder.h>

#include "pm/manager.h"

/**
 * guest_is_complete() - will nobody write to its console any more?
 * @guest: the guest
 *
 * Return: true if so, and all has been received.
 */
bool guest_is_complete(const struct guest *guest)
{
	return guest_lost(guest) ||
	       (guest->state == GUEST_EXITED && guest->closed);
}

/**
 * reader_flags() - the flags of an answer to a reader
 * @guest: whose output it reads
 * @from: the reader
 *
 * Return: DEMOS_PM_OUTPUT_END...
 */
__u16 reader_flags(const struct guest *guest, __u64 from)
{
	__u16 flags = 0;

	if (guest_is_complete(guest))
		flags |= DEMOS_PM_OUTPUT_END | DEMOS_PM_OUTPUT_ENDED;
	if (guest->drained)
		flags |= DEMOS_PM_OUTPUT_ENDED;
	if (guest->session && guest->watcher == from)
		flags |= DEMOS_PM_OUTPUT_YOURS;
	return flags;
}

/**
 * manager_reader_answer() - answer a reader with the output from its offset on
 * @pm: the process manager
 * @guest: whose output it reads
 * @reader: the reader
 */
void manager_reader_answer(struct manager *pm, const struct guest *guest,
			   const struct guest_reader *reader)
{
	struct {
		struct demos_pm_output output;
		__u8 bytes[DEMOS_DATA_MAX - sizeof(struct demos_pm_output)];
	} said = {
		.output.op = __cpu_to_be16(DEMOS_PM_OUTPUT | DEMOS_OP_ANSWER),
		.output.flags = __cpu_to_be16(reader_flags(guest,
							    reader->from)),
		.output.end = __cpu_to_be64(guest->output.end),
	};
	__u64 offset = reader->offset;
	size_t length = output_read(&guest->output, &offset, said.bytes,
				    sizeof(said.bytes));

	said.output.offset = __cpu_to_be64(offset);
	serve_answer(pm->demos, reader->reply, &said,
		     sizeof(said.output) + length, 0);
}

/**
 * manager_readers_answer() - answer those that wait for more output
 * @pm: the process manager
 * @guest: the guest
 * @all: all of them; else those for whom there is some
 */
void manager_readers_answer(struct manager *pm, struct guest *guest, bool all)
{
	struct guest_reader reader;

	while (guest_take_reader(guest, all, &reader))
		manager_reader_answer(pm, guest, &reader);
}

/**
 * manager_readers_refuse() - refuse those that wait for more output
 * @pm: the process manager
 * @guest: the guest
 * @result: why
 */
void manager_readers_refuse(struct manager *pm, struct guest *guest,
			    enum demos_result result)
{
	struct guest_reader reader;

	while (guest_take_reader(guest, true, &reader))
		serve_result(pm->demos, reader.reply, DEMOS_PM_OUTPUT, result);
}
