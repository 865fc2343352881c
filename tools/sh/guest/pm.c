// SPDX-License-Identifier: GPL-2.0
/*
 * Requests to the process manager.
 */
#include <stdlib.h>
#include <string.h>

#include "guest.h"

static demos_link_t pm;

/**
 * pm_begin - find the process manager
 * @shell: the shell
 *
 * Return: 0 or an exit status.
 */
int pm_begin(struct shell *shell)
{
	if (!await_name("pm", &pm, 10))
		return 0;
	return shell_fail(shell, STATUS_FAILED, "there is no process manager",
			  NULL);
}

/* The result of a request, which encloses @link unless that is 0 */
static int ask(const void *request, unsigned int length, demos_link_t link,
	       void *buffer, unsigned int size, struct demos_message *answer)
{
	const struct demos_call asked = {
		.link = pm, .data = request, .length = length,
		.count = link != 0, .links = { link },
		.buffer = buffer, .size = size,
	};
	int result = call_links(&asked, answer);

	if (result)
		return result;
	return ((const struct demos_answer *)buffer)->result;
}

/**
 * pm_about - make a request about a process
 * @shell: the shell
 * @op: DEMOS_PM_*
 * @pid: the process
 * @machine: DEMOS_PM_MIGRATE: to where
 * @what: the process, for an error message
 *
 * Return: 0 or an exit status.
 */
int pm_about(struct shell *shell, unsigned int op, demos_pid_t pid,
	     unsigned int machine, const char *what)
{
	struct demos_pm_request request = {
		.op = op, .machine = machine, .pid = pid,
	};
	union {
		struct demos_answer head;
		char bytes[128];
	} said;
	struct demos_message answer;
	int result = ask(&request, sizeof(request), 0, &said, sizeof(said),
			 &answer);

	if (!result)
		return 0;
	return shell_fail(shell, STATUS_FAILED, what, demos_error(result));
}

/**
 * pm_wait - wait for the end of a process
 * @pid: the process
 *
 * Return: its exit status, as the shell has it.
 */
int pm_wait(demos_pid_t pid)
{
	struct demos_pm_request request = { .op = DEMOS_PM_WAIT, .pid = pid };
	struct {
		struct demos_answer head;
		struct demos_ended ended;
	} said;
	struct demos_message answer;
	int result = ask(&request, sizeof(request), 0, &said, sizeof(said),
			 &answer);

	if (result)
		return STATUS_FAILED;
	if (said.ended.op == DEMOS_OP_FAULTED)
		return STATUS_SIGNAL + said.ended.status;
	return said.ended.status < 255 ? said.ended.status : 255;
}

/**
 * pm_create - create a guest, with this process's console
 * @request: DEMOS_PM_CREATE
 * @length: of @request
 * @pid: gets its identifier
 * @memory: gets a link to its memory
 * @claim: gets a link; if it is destroyed before the guest is started, that is
 *	   killed
 *
 * Return: 0 or an enum demos_result.
 */
int pm_create(const void *request, unsigned int length, demos_pid_t *pid,
	      demos_link_t *memory, demos_link_t *claim)
{
	union {
		struct demos_answer head;
		struct demos_created created;
		char bytes[128];
	} said;
	struct demos_message answer;
	demos_link_t console;
	int result = link_dup(&console, DEMOS_LINK_CONSOLE, DEMOS_LINK_PASS);

	if (!result)
		result = ask(request, length, console, &said, sizeof(said),
			     &answer);
	if (result)
		return result;
	*pid = said.created.pid;
	*memory = answer.links[0];
	*claim = answer.links[1];
	return 0;
}

/**
 * pm_give - give a guest that was not started yet a link
 * @pid: the guest
 * @link: becomes 0 if it is given; 0: there is nothing to do
 * @name: gets its name in the guest's table
 *
 * Return: 0 or an enum demos_result.
 */
int pm_give(demos_pid_t pid, demos_link_t *link, uint32_t *name)
{
	struct demos_pm_request request = { .op = DEMOS_PM_GIVE, .pid = pid };
	union {
		struct demos_answer head;
		struct demos_given given;
		char bytes[128];
	} said;
	struct demos_message answer;
	int result;

	if (!*link)
		return 0;
	result = ask(&request, sizeof(request), *link, &said, sizeof(said),
		     &answer);
	*link = 0;
	if (!result)
		*name = said.given.links[0];
	return result;
}

/**
 * pm_link - get a link for a writer of a guest's pipe
 * @pid: the guest
 * @code: number of the writer
 * @link: gets the link
 *
 * Return: 0 or an enum demos_result.
 */
int pm_link(demos_pid_t pid, unsigned int code, demos_link_t *link)
{
	struct demos_pm_link request = {
		.op = DEMOS_PM_LINK,
		.flags = DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY,
		.pid = pid, .code = code, .channel = DEMOS_PIPE_CHANNEL,
	};
	union {
		struct demos_answer head;
		char bytes[128];
	} said;
	struct demos_message answer;
	int result = ask(&request, sizeof(request), 0, &said, sizeof(said),
			 &answer);

	if (!result)
		*link = answer.links[0];
	return result;
}

/**
 * pid_parse - read a process identifier
 * @text: as 3.17
 * @pid: gets it
 *
 * Return: is it one?
 */
bool pid_parse(const char *text, demos_pid_t *pid)
{
	char *end;
	unsigned long machine = strtoul(text, &end, 10), local;

	if (end == text || *end != '.')
		return false;
	text = end + 1;
	local = strtoul(text, &end, 10);
	*pid = DEMOS_PID(machine, local);
	return end != text && !*end;
}

/**
 * pid_format - write a process identifier
 * @pid: the identifier
 * @text: gets it; has SH_PID_TEXT bytes
 */
void pid_format(demos_pid_t pid, char *text)
{
	struct text made = { 0 };

	text_number(&made, (long)DEMOS_PID_MACHINE(pid));
	text_char(&made, '.');
	text_number(&made, (long)DEMOS_PID_LOCAL(pid));
	strncpy(text, text_get(&made), SH_PID_TEXT - 1);
	text_free(&made);
}

/**
 * pm_processes - ps
 * @shell: the shell
 * @argv: its arguments
 *
 * Return: an exit status.
 */
int pm_processes(struct shell *shell, char **argv)
{
	(void)argv;
	return shell_fail(shell, STATUS_NOT_FOUND, "ps", "use /bin/ps");
}
