// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the process manager: be attached to a guest, give it input.
 */
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "pm.h"

int demos_pm_attach(struct demos *demos, __u32 pm, __u64 pid, __u32 *session,
		    __u64 *offset)
{
	struct demos_pm_request asked = demos_pm_make(DEMOS_PM_ATTACH, pid, 0);
	struct demos_pm_output said;
	struct demos_incoming in;
	int err;

	err = demos_pm_ask(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
			   sizeof(said));
	if (err)
		return err;
	if (!in.nlinks)
		return demos_handle_fail(demos, -EPROTO,
					 "the answer encloses no link");
	memcpy(&said, in.data, sizeof(said));
	*offset = __be64_to_cpu(said.end);
	*session = in.links[0];
	return 0;
}

int demos_pm_input_post(struct demos *demos, __u32 pm, __u64 pid,
			demos_receive_fn fn, void *arg)
{
	const struct demos_pm_input input = {
		.op = __cpu_to_be16(DEMOS_PM_INPUT),
		.flags = __cpu_to_be16(DEMOS_PM_INPUT_WAIT),
		.pid = __cpu_to_be64(pid),
	};
	const struct demos_outgoing out = { .data = &input,
					    .length = sizeof(input) };
	int err = demos_call_post(demos, pm, &out, fn, arg);

	return demos_pm_about(demos, err, DEMOS_PM_INPUT, pid);
}

int demos_pm_input_result(struct demos *demos, const struct demos_incoming *in)
{
	struct demos_pm_wanted said;
	int err = demos_answer_check(demos, in, DEMOS_PM_INPUT, sizeof(said));

	if (err)
		return demos_handle_about(demos, err, "give input to a guest");
	memcpy(&said, in->data, sizeof(said));
	return __be16_to_cpu(said.size);
}

int demos_pm_input(struct demos *demos, __u32 pm, __u64 pid, const void *bytes,
		   size_t length)
{
	struct {
		struct demos_pm_input input;
		__u8 bytes[DEMOS_CONSOLE_MAX];
	} asked = {
		.input.op = __cpu_to_be16(DEMOS_PM_INPUT),
		.input.flags = __cpu_to_be16(length ? 0 : DEMOS_PM_INPUT_END),
		.input.pid = __cpu_to_be64(pid),
	};
	const struct demos_outgoing out = {
		.data = &asked, .length = sizeof(asked.input) + length,
	};
	struct demos_incoming in;
	int err;

	if (length > DEMOS_CONSOLE_MAX)
		return demos_handle_fail_result(demos, DEMOS_ESIZE,
						"give input to a guest");
	if (length)
		memcpy(asked.bytes, bytes, length);
	err = demos_call_control(demos, pm, &out, DEMOS_NO_LIMIT, &in,
				 sizeof(struct demos_pm_wanted));
	return demos_pm_about(demos, err, DEMOS_PM_INPUT, pid);
}
