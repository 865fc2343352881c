// SPDX-License-Identifier: GPL-2.0
/* ps [-a]: the guests that the process manager knows; -a: ended ones, too */
#include <demos.h>

#include "tool.h"

static union {
	struct demos_pm_request asked;
	struct {
		struct demos_answer answer;
		struct demos_pm_entry entries[51];
	} said;
} data;

static void show(const struct demos_pm_entry *entry)
{
	static const char *const states[] = { "alive", "exited", "faulted" };
	char pid[24];

	sprintf(pid, "%u.%lu", (unsigned int)DEMOS_PID_MACHINE(entry->pid),
		(unsigned long)DEMOS_PID_LOCAL(entry->pid));
	printf("%-10s %-16.31s %7u  %s", pid, entry->name, entry->machine,
	       states[entry->ended < 3 ? entry->ended : 0]);
	if (entry->ended == 1)
		printf(" %u", entry->status);
	putchar('\n');
}

/* Return: 0 or an enum demos_result; @last: what to go on after, 0: the end */
static int show_page(demos_link_t pm, demos_pid_t *last, bool all)
{
	struct demos_message message;
	unsigned int i, count;
	int result;

	data.asked.op = DEMOS_PM_LIST;
	data.asked.machine = 0;
	data.asked.pid = *last;
	data.asked.after = 0;
	result = call(pm, &data, sizeof(data.asked), &data, sizeof(data),
		      &message);
	if (result)
		return result;
	drop_links(&message);
	if (message.length < sizeof(struct demos_answer))
		return DEMOS_ECALL;
	count = (message.length - sizeof(struct demos_answer)) /
		sizeof(struct demos_pm_entry);
	*last = 0;
	for (i = 0; i < count; i++) {
		*last = data.said.entries[i].pid;
		if (all || data.said.entries[i].ended != 1)
			show(&data.said.entries[i]);
	}
	return data.said.answer.result;
}

int main(int argc, char *argv[])
{
	demos_pid_t last = 0;
	demos_link_t pm;
	bool all = false;
	int result;

	(void)argc;
	tool_begin(argv, "a", "[-a]");
	while (tool_option())
		all = true;
	if (tool_count())
		tool_misused();
	result = lookup("pm", &pm);
	if (!result)
		puts("PID        NAME             MACHINE  STATE");
	do {
		if (!result)
			result = show_page(pm, &last, all);
	} while (last && !result);
	if (result)
		tool_say("process manager", demos_error(result));
	tool_end();
}
