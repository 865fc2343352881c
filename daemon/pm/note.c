// SPDX-License-Identifier: GPL-2.0
/*
 * A note that is kept with a guest, for programs that look at the guest later.
 */
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "pm/manager.h"
#include "pm/request.h"

static enum demos_result keep(struct guest *guest, const void *bytes,
			      size_t length)
{
	void *note = malloc(length);

	if (!note)
		return DEMOS_EROOM;
	memcpy(note, bytes, length);
	free(guest->note);
	guest->note = note;
	guest->note_length = length;
	return DEMOS_OK;
}

static void tell(struct manager *pm, const struct guest *guest, __u32 reply)
{
	struct {
		struct demos_answer answer;
		__u8 note[DEMOS_PM_NOTE_MAX];
	} said = {
		.answer.op = __cpu_to_be16(DEMOS_PM_NOTE | DEMOS_OP_ANSWER),
	};

	if (guest->note)
		memcpy(said.note, guest->note, guest->note_length);
	serve_answer(pm->demos, reply, &said,
		     sizeof(said.answer) + guest->note_length, 0);
}

/**
 * manager_note() - DEMOS_PM_NOTE
 * @pm: the process manager
 * @request: the request
 *
 * Return: DEMOS_OK: it has been answered; else the reason why not.
 */
enum demos_result manager_note(struct manager *pm,
			       const struct serve_request *request)
{
	struct demos_pm_note note;
	enum demos_result result;
	struct guest *guest;
	size_t length;

	result = request_note(request->data, request->length, &note);
	if (result != DEMOS_OK)
		return result;
	guest = guests_find(&pm->guests, __be64_to_cpu(note.pid));
	if (!guest)
		return DEMOS_EDEAD;
	length = request->length - sizeof(note);
	if (!length) {
		tell(pm, guest, request->reply);
		return DEMOS_OK;
	}
	result = keep(guest, (const __u8 *)request->data + sizeof(note),
		      length);
	if (result == DEMOS_OK)
		serve_result(pm->demos, request->reply, request->op, result);
	return result;
}
