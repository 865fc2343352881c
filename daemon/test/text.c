// SPDX-License-Identifier: GPL-2.0
/*
 * Process identifiers and machine ids as text; every value has a name.
 */
#include <errno.h>
#include <string.h>

#include "lib/demos_text.h"
#include "test/check.h"

static void pids_are_read(void)
{
	__u64 pid = 0;

	CHECK(!demos_pid_parse("3.17", &pid));
	CHECK(pid == DEMOS_PID(3, 17));
	CHECK(!demos_pid_parse("1.0", &pid) && pid == DEMOS_PID_KERNEL(1));
	CHECK(!demos_pid_parse("65534.281474976710655", &pid));
	CHECK(pid == DEMOS_PID(65534, (1ULL << 48) - 1));
}

static void other_texts_are_no_pids(void)
{
	static const char *const wrong[] = {
		"", ".", "3", "3.", ".17", "0.17", "65535.1", " 3.17", "3.17 ",
		"3.-1", "-3.17", "+3.17", "3.281474976710656", "3.1.7",
		"3.99999999999999999999999999", "99999999999999999999.1",
		"0x3.1", "3,17", "3.17a", NULL,
	};
	__u64 pid = 42;
	size_t i;

	for (i = 0; wrong[i]; i++)
		CHECK(demos_pid_parse(wrong[i], &pid) == -EINVAL);
	CHECK(pid == 42);
}

static void pids_are_written(void)
{
	char text[DEMOS_PID_TEXT];

	CHECK(!strcmp(demos_pid_format(DEMOS_PID(3, 17), text), "3.17"));
	CHECK(!strcmp(demos_pid_format(~0ULL, text), "65535.281474976710655"));
}

static void machines_are_read(void)
{
	__u16 machine = 7;

	CHECK(demos_machine_parse("0", &machine) == -EINVAL);
	CHECK(demos_machine_parse("65535", &machine) == -EINVAL);
	CHECK(demos_machine_parse("", &machine) == -EINVAL);
	CHECK(demos_machine_parse("1 ", &machine) == -EINVAL);
	CHECK(machine == 7);
	CHECK(!demos_machine_parse("65534", &machine) && machine == 65534);
}

static void all_have_names(const char *(*name)(unsigned int value),
			   unsigned int end)
{
	unsigned int i;
	unsigned int k;

	for (i = 0; i < end; i++) {
		CHECK(strcmp(name(i), "unknown"));
		for (k = 0; k < i; k++)
			CHECK(strcmp(name(i), name(k)));
	}
	CHECK(!strcmp(name(end), "unknown"));
	CHECK(!strcmp(name(~0U), "unknown"));
}

int main(void)
{
	unsigned int i;

	pids_are_read();
	other_texts_are_no_pids();
	pids_are_written();
	machines_are_read();
	all_have_names(demos_result_name, __DEMOS_RESULT_MAX);
	all_have_names(demos_state_name, __DEMOS_STATE_MAX);
	all_have_names(demos_fault_name, __DEMOS_FAULT_MAX);
	all_have_names(demos_event_name, __DEMOS_EVENT_MAX);
	all_have_names(demos_counter_name, __DEMOS_C_MAX);
	all_have_names(demos_limit_name, __DEMOS_LIMIT_MAX);
	all_have_names(demos_peer_state_name, DEMOS_PEER_GONE + 1);
	/* Each of these asks the reader for something else */
	CHECK(strcmp(demos_peer_error(-ESTALE), demos_peer_error(EREMCHG)));
	CHECK(!strcmp(demos_peer_error(-ESTALE), demos_peer_error(ESTALE)));
	CHECK(strstr(demos_peer_error(ECONNABORTED), "this machine"));
	CHECK(!strcmp(demos_peer_error(EPIPE), strerror(EPIPE)));
	CHECK(!demos_result_errno(DEMOS_OK));
	for (i = 1; i <= __DEMOS_RESULT_MAX; i++)
		CHECK(demos_result_errno(i) < 0);
	return done();
}
