// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the process manager: the note that it keeps with a guest.
 */
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "pm.h"

static int ask(struct demos *demos, __u32 pm, __u64 pid, const char *text,
	       size_t length, int timeout_ms, struct demos_incoming *in)
{
	struct {
		struct demos_pm_note note;
		char text[DEMOS_PM_NOTE_MAX];
	} asked = {
		.note.op = __cpu_to_be16(DEMOS_PM_NOTE),
		.note.pid = __cpu_to_be64(pid),
	};
	const struct demos_outgoing out = {
		.data = &asked,
		.length = sizeof(asked.note) + length,
	};
	int err;

	memcpy(asked.text, text, length);
	err = demos_call_control(demos, pm, &out, timeout_ms, in,
				 sizeof(struct demos_answer));
	return demos_pm_about(demos, err, DEMOS_PM_NOTE, pid);
}

int demos_pm_note(struct demos *demos, __u32 pm, __u64 pid, const char *text)
{
	size_t length = strlen(text);
	struct demos_incoming in;

	if (!length || length > DEMOS_PM_NOTE_MAX)
		return demos_handle_fail_result(demos, DEMOS_ECALL,
						"a note has 1 to 1024 bytes");
	return ask(demos, pm, pid, text, length, DEMOS_NO_LIMIT, &in);
}

int demos_pm_note_get(struct demos *demos, __u32 pm, __u64 pid,
		      int timeout_ms, char text[DEMOS_PM_NOTE_MAX + 1])
{
	struct demos_incoming in;
	size_t length;
	int err;

	text[0] = '\0';
	err = ask(demos, pm, pid, "", 0, timeout_ms, &in);
	if (err)
		return err;
	length = in.length - sizeof(struct demos_answer);
	if (length > DEMOS_PM_NOTE_MAX)
		return demos_handle_fail(demos, -EPROTO,
					 "the note is too long");
	memcpy(text, in.data + sizeof(struct demos_answer), length);
	text[length] = '\0';
	return 0;
}
