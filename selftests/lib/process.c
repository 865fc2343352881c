// SPDX-License-Identifier: GPL-2.0
/*
 * A native process, and its kernel calls as functions (process.h).
 *
 * Invariant: a call that fails before it is sent, or is refused, leaves nothing
 * outstanding.
 */
#include "process.h"
#include "bed.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/**
 * refusal() - translate a reason into the errno of an immediate refusal
 * @result: the reason, as in an answer that comes later
 *
 * Return: the negative errno.
 */
int refusal(enum demos_result result)
{
	static const int number[__DEMOS_RESULT_MAX] = {
		[DEMOS_ENOLINK] = ENOENT,
		[DEMOS_ERIGHTS] = EACCES,
		[DEMOS_ESIZE] = EMSGSIZE,
		[DEMOS_EADDRESS] = EFAULT,
		[DEMOS_ETIME] = ETIME,
		[DEMOS_EDEAD] = ESRCH,
		[DEMOS_EDESTROYED] = EPIPE,
		[DEMOS_EROOM] = ENOSPC,
		[DEMOS_ECALL] = EINVAL,
		[DEMOS_EUNREACHABLE] = EHOSTUNREACH,
		[DEMOS_EREFUSED] = ECONNREFUSED,
		[DEMOS_EBUSY] = EBUSY,
		[DEMOS_ESTATE] = EBADFD,
		[DEMOS_EUNKNOWN] = ECONNRESET,
		[DEMOS_EFULL] = EAGAIN,
	};

	return -number[result];
}

/**
 * process_attach() - make a native process
 * @process: to be filled in
 * @machine: its machine
 * @name: its name
 *
 * The caller is in that machine's namespace afterwards.
 *
 * Return: 0 or a negative errno.
 */
int process_attach(struct process *process, const struct machine *machine,
		   const char *name)
{
	struct answer *answer;
	struct nl_msg *msg;
	int error;

	memset(process, 0, sizeof(*process));
	error = machine_enter(machine);
	if (!error)
		error = client_open(&process->client);
	if (error)
		return error;
	msg = client_request(&process->client, DEMOS_CMD_ATTACH, 0);
	nla_put_string(msg, DEMOS_A_NAME, name);
	error = client_ask(&process->client, msg, &answer);
	if (!error) {
		error = answer ? answer_u64(answer, DEMOS_A_PID,
					    &process->pid) : -ENOMSG;
		free(answer);
	}
	if (error)
		client_close(&process->client);
	return error;
}

/* Wait until it has ended; it does not if another program has its socket */
static void await_end(struct machine *machine, uint64_t pid)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	struct demos_process_info info;
	int tries = SOON / 10;

	while (tries-- && !process_info(machine, pid, &info))
		nanosleep(&pause, NULL);
}

/**
 * process_close() - end a native process, by closing its socket
 * @process: the process
 */
void process_close(struct process *process)
{
	struct machine machine;
	bool late = process->client.sock && bed()->beside &&
		    !bed()->beside(&process->client, &machine.admin);

	client_close(&process->client);
	if (!late)
		return;
	await_end(&machine, process->pid);
	client_close(&machine.admin);
}

/**
 * process_send() - SEND
 * @process: the process
 * @letter: the message, and the link to send it over
 *
 * Return: 0 or a negative errno.
 */
int process_send(struct process *process, const struct letter *letter)
{
	struct nl_msg *msg;
	unsigned int i;

	msg = client_request(&process->client, DEMOS_CMD_SEND, 0);
	nla_put_u32(msg, DEMOS_A_LINK, letter->link);
	if (letter->length)
		nla_put(msg, DEMOS_A_DATA, letter->length, letter->data);
	if (letter->reply)
		nla_put(msg, DEMOS_A_REPLY, sizeof(*letter->reply),
			letter->reply);
	for (i = 0; i < letter->nlinks; i++)
		nla_put_u32(msg, DEMOS_A_ENCLOSE, letter->links[i]);
	return client_ask(&process->client, msg, NULL);
}

/**
 * process_say() - SEND data only
 * @process: the process
 * @link: the link to send over
 * @data: the data
 * @length: bytes of it
 *
 * Return: 0 or a negative errno.
 */
int process_say(struct process *process, uint32_t link, const void *data,
		size_t length)
{
	const struct letter letter = {
		.link = link,
		.data = data,
		.length = length,
	};

	return process_send(process, &letter);
}

/**
 * process_ask_to_send() - SEND_WAIT: ask to be told when there is room
 * @process: the process
 * @link: the link it would send over
 * @seq: gets the number of the request
 *
 * Return: 0 or a negative errno; a refusal comes from process_may_send().
 */
int process_ask_to_send(struct process *process, uint32_t link, uint32_t *seq)
{
	struct nl_msg *msg;

	msg = client_request(&process->client, DEMOS_CMD_SEND_WAIT, 0);
	nla_put_u32(msg, DEMOS_A_LINK, link);
	return client_send(&process->client, msg, seq);
}

/**
 * process_may_send() - wait for the answer to SEND_WAIT
 * @process: the process
 * @seq: from process_ask_to_send()
 * @ms: milliseconds to wait at most
 *
 * Return: 0, a negative errno (-ETIMEDOUT: it still waits), or a positive enum
 * demos_result.
 */
int process_may_send(struct process *process, uint32_t seq, int ms)
{
	struct answer *answer;
	uint32_t value;
	int error;

	error = client_wait(&process->client, seq, ms, &answer);
	if (error)
		return error;
	if (!answer_u32(answer, DEMOS_A_ERROR, &value))
		error = value;
	else if (answer->error)
		error = answer->error;
	else
		error = answer_u32(answer, DEMOS_A_LINK, &value);
	free(answer);
	return error;
}

/**
 * process_await_room() - wait until a message can be sent
 * @process: the process
 * @link: the link it would send over
 *
 * A reader's kernel may report late what has been read, if others need the
 * processor.
 *
 * Return: as process_may_send().
 */
int process_await_room(struct process *process, uint32_t link)
{
	uint32_t seq;
	int error = process_ask_to_send(process, link, &seq);

	return error ? error : process_may_send(process, seq, SOON);
}

/**
 * process_send_patiently() - send, and wait if flow control requires it
 * @process: the process
 * @letter: the message, and the link to send it over
 *
 * Earlier messages may have been read without the kernel knowing it yet.
 *
 * Return: as process_send(), or -ETIMEDOUT.
 */
int process_send_patiently(struct process *process,
			   const struct letter *letter)
{
	uint32_t seq;
	int error;

	do {
		error = process_send(process, letter);
		if (error != refusal(DEMOS_EFULL))
			return error;
		error = process_ask_to_send(process, letter->link, &seq);
		if (!error)
			error = process_may_send(process, seq, SOON);
	} while (!error);
	return error;
}

/**
 * process_post() - RECEIVE: hand in one credit
 * @process: the process
 * @channels: set of channels
 * @ms: time limit in ms, -1: none
 * @credit: for process_await(), to get the message
 *
 * Return: 0 or a negative errno; a refusal comes from process_await().
 */
int process_post(struct process *process, uint32_t channels, int ms,
		 uint32_t *credit)
{
	struct nl_msg *msg;

	msg = client_request(&process->client, DEMOS_CMD_RECEIVE, 0);
	nla_put_u32(msg, DEMOS_A_CHANNELS, channels);
	if (ms >= 0)
		nla_put_u32(msg, DEMOS_A_TIMEOUT, ms);
	return client_send(&process->client, msg, credit);
}

static int take_message(const struct answer *answer, struct message *message)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)answer->bytes;
	int skip = NLMSG_HDRLEN + 4 + (int)sizeof(struct demos_header);
	int left = nlh->nlmsg_len - skip;
	struct nlattr *nla;

	message->head = answer->head;
	message->nlinks = 0;
	message->length = 0;
	nla_for_each_attr(nla, (struct nlattr *)((char *)nlh + skip), left,
			  left) {
		if (nla_type(nla) == DEMOS_A_LINK) {
			if (message->nlinks == DEMOS_LINKS_MAX)
				return -EBADMSG;
			message->links[message->nlinks++] = nla_get_u32(nla);
		} else if (nla_type(nla) == DEMOS_A_DATA) {
			if ((size_t)nla_len(nla) > sizeof(message->data))
				return -EBADMSG;
			message->length = nla_len(nla);
			memcpy(message->data, nla_data(nla), nla_len(nla));
		}
	}
	return 0;
}

/* Wait for the later answer; the caller frees it if 0 is returned. */
static int await_answer(struct process *process, uint32_t seq, int ms,
			struct answer **answer)
{
	uint32_t result;
	int error;

	process->client.text[0] = '\0';
	error = client_wait(&process->client, seq, ms, answer);
	if (error)
		return error;
	if (!(*answer)->command)
		error = (*answer)->error ? (*answer)->error : -ENOMSG;
	else if (!answer_u32(*answer, DEMOS_A_ERROR, &result))
		error = result ? (int)result : -EBADMSG;
	if (error)
		free(*answer);
	return error;
}

/**
 * process_await() - wait for the message of a credit
 * @process: the process
 * @credit: from process_post()
 * @ms: milliseconds to wait at most
 * @message: the message
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int process_await(struct process *process, uint32_t credit, int ms,
		  struct message *message)
{
	struct answer *answer;
	int error;

	error = await_answer(process, credit, ms, &answer);
	if (error)
		return error;
	error = take_message(answer, message);
	free(answer);
	return error;
}

/**
 * process_receive() - RECEIVE with a time limit, and wait for the message
 * @process: the process
 * @channels: set of channels
 * @ms: time limit in ms
 * @message: the message
 *
 * Return: 0, a negative errno, or a positive enum demos_result: DEMOS_ETIME.
 */
int process_receive(struct process *process, uint32_t channels, int ms,
		    struct message *message)
{
	uint32_t credit;
	int error;

	error = process_post(process, channels, ms, &credit);
	if (error)
		return error;
	return process_await(process, credit, ms + SOON, message);
}

/**
 * process_call() - send with a reply link, and wait for the reply
 * @process: the process
 * @letter: the message; its reply link is set here
 * @answer: the reply, or the notice that none will come
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int process_call(struct process *process, const struct letter *letter,
		 struct message *answer)
{
	const struct demos_reply reply = {
		.code = ++process->calls,
		.channel = CALL_CHANNEL,
	};
	struct letter call = *letter;
	int error;

	call.reply = &reply;
	error = process_send(process, &call);
	if (error)
		return error;
	do {
		error = process_receive(process, 1U << CALL_CHANNEL, SOON,
					answer);
	} while (!error && answer->head.code != reply.code);
	return error;
}

/**
 * notice_kind() - get the kind of a notice
 * @message: a message
 *
 * Return: enum demos_result, or -1 if it is not a well-formed notice.
 */
int notice_kind(const struct message *message)
{
	const struct demos_notice *notice = (const void *)message->data;

	if (!(message->head.flags & DEMOS_F_NOTICE) ||
	    message->length != sizeof(*notice))
		return -1;
	return ntohs(notice->kind);
}

/**
 * process_control() - send a control message, and wait for its answer
 * @process: the process
 * @link: DELIVERTOKERNEL link, or link to a kernel
 * @request: the control message
 * @length: bytes of it
 * @answer: the answer
 *
 * Return: 0, a negative errno, or the positive enum demos_result of the answer,
 * or of the notice in its place.
 */
int process_control(struct process *process, uint32_t link,
		    const void *request, size_t length, struct message *answer)
{
	const struct letter letter = {
		.link = link,
		.data = request,
		.length = length,
	};
	const struct demos_answer *head = (const void *)answer->data;
	int error;

	error = process_call(process, &letter, answer);
	if (error)
		return error;
	if (notice_kind(answer) > 0)
		return notice_kind(answer);
	if (answer->length < sizeof(*head) || length < 2 ||
	    ntohs(head->op) != (ntohs(*(const uint16_t *)request) |
				DEMOS_OP_ANSWER))
		return -EBADMSG;
	return ntohs(head->result);
}

/**
 * process_is_refused() - send a control message that must be refused
 * @process: the process
 * @link: DELIVERTOKERNEL link, or link to a kernel
 * @request: the control message, or other bytes
 * @length: bytes of it
 *
 * Return: whether an answer, or a notice in its place, refuses it.
 */
bool process_is_refused(struct process *process, uint32_t link,
			const void *request, size_t length)
{
	const struct letter letter = {
		.link = link,
		.data = request,
		.length = length,
	};
	const struct demos_answer *answer;
	struct message message;

	if (process_call(process, &letter, &message))
		return false;
	if (notice_kind(&message) > 0)
		return true;
	answer = (const void *)message.data;
	return message.length >= sizeof(*answer) && answer->result;
}

/**
 * process_read() - MOVE_READ, and wait for the data
 * @process: the process
 * @link: link with a data area
 * @offset: offset in the area
 * @to: room for the data
 * @length: bytes
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int process_read(struct process *process, uint32_t link, uint32_t offset,
		 void *to, uint32_t length)
{
	struct answer *answer;
	struct nl_msg *msg;
	uint32_t seq;
	int error;

	msg = client_request(&process->client, DEMOS_CMD_MOVE_READ, 0);
	nla_put_u32(msg, DEMOS_A_LINK, link);
	nla_put_u32(msg, DEMOS_A_OFFSET, offset);
	nla_put_u32(msg, DEMOS_A_LENGTH, length);
	error = client_send(&process->client, msg, &seq);
	if (!error)
		error = await_answer(process, seq, SOON, &answer);
	if (error)
		return error;
	error = answer_copy(answer, DEMOS_A_DATA, to, length);
	free(answer);
	return error;
}

/**
 * process_write() - MOVE_WRITE, and wait until it is done
 * @process: the process
 * @link: link with a data area
 * @offset: offset in the area
 * @from: the data
 * @length: bytes
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int process_write(struct process *process, uint32_t link, uint32_t offset,
		  const void *from, uint32_t length)
{
	struct answer *answer;
	struct nl_msg *msg;
	uint32_t written;
	uint32_t seq;
	int error;

	msg = client_request(&process->client, DEMOS_CMD_MOVE_WRITE, 0);
	nla_put_u32(msg, DEMOS_A_LINK, link);
	nla_put_u32(msg, DEMOS_A_OFFSET, offset);
	nla_put(msg, DEMOS_A_DATA, length, from);
	error = client_send(&process->client, msg, &seq);
	if (!error)
		error = await_answer(process, seq, SOON, &answer);
	if (error)
		return error;
	error = answer_u32(answer, DEMOS_A_LENGTH, &written);
	free(answer);
	if (!error && written != length)
		error = -EBADMSG;
	return error;
}

/**
 * process_info() - PROCESS_GET of one process
 * @machine: the machine it is on
 * @pid: its identifier
 * @info: its state
 *
 * Return: 0 or a negative errno.
 */
int process_info(struct machine *machine, uint64_t pid,
		 struct demos_process_info *info)
{
	struct answer *answer;
	struct nl_msg *msg;
	int error;

	msg = client_request(&machine->admin, DEMOS_CMD_PROCESS_GET, 0);
	nla_put_u64(msg, DEMOS_A_PID, pid);
	error = client_ask(&machine->admin, msg, &answer);
	if (error)
		return error;
	error = answer ? answer_copy(answer, DEMOS_A_PROCESS, info,
				     sizeof(*info)) : -ENOMSG;
	free(answer);
	return error;
}

/**
 * process_until() - wait until a field of a process's state has a value
 * @machine: the machine it is on
 * @pid: its identifier
 * @field: OF_PROCESS() of a 32-bit number
 * @value: the value
 *
 * For messages between kernels, of which no program is told.
 *
 * Return: 0, -ETIMEDOUT, or a negative errno.
 */
int process_until(struct machine *machine, uint64_t pid, size_t field,
		  uint32_t value)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	struct demos_process_info info;
	uint32_t now;
	int tries;
	int error;

	for (tries = SOON / 5; tries; tries--) {
		error = process_info(machine, pid, &info);
		if (error)
			return error;
		memcpy(&now, (const char *)&info + field, sizeof(now));
		if (now == value)
			return 0;
		nanosleep(&pause, NULL);
	}
	return -ETIMEDOUT;
}
