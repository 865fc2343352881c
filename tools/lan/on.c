// SPDX-License-Identifier: GPL-2.0
/*
 * A remote shell for the LAN of virtual machines.
 *
 *	on MACHINE [COMMAND [ARGUMENT...]]
 *	on --serve ADDRESS
 *
 * runs a command on another machine: one word as a shell command, several as
 * they are, none as a shell (with a terminal if we have one).  Input, output
 * and errors go through; the exit status comes back.  A machine that does not
 * answer yet is waited for.
 *
 * There is no authentication, on purpose: this belongs to test machines on a
 * network of their own (the second card, which no test disturbs).
 *
 * On the connection, each side sends frames: a type, a length, that many bytes.
 * The first frame is the request; the last one from the server is the status.
 * Invariant: neither side blocks writing input while it could read output, so
 * there is no deadlock.
 */
#define _GNU_SOURCE		/* pidfd_open(), pipe2() */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define PORT		83
#define NETWORK		"10.83.1."
#define MAX_FRAME	65536
#define MAX_ARGUMENTS	1024
#define CHUNK		4096
#define PATIENCE_S	60
#define FAILED		255	/* as with ssh: we failed, not the command */

enum type {
	RUN,			/* words, each ended by NUL */
	RUN_TERMINAL,		/* struct winsize: a shell on a terminal */
	INPUT,			/* nothing: end of input */
	OUTPUT,
	ERRORS,
	STATUS,			/* one byte */
};

struct frame {
	uint32_t type;
	uint32_t size;
	char data[MAX_FRAME + 1];
};

static void die(const char *what)
{
	fprintf(stderr, "on: %s: %s\n", what, strerror(errno));
	exit(FAILED);
}

/* ---- frames */

static bool write_all(int fd, const void *data, size_t size)
{
	while (size) {
		ssize_t n = write(fd, data, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data = (const char *)data + n;
		size -= n;
	}
	return true;
}

static bool read_all(int fd, void *data, size_t size)
{
	while (size) {
		ssize_t n = read(fd, data, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data = (char *)data + n;
		size -= n;
	}
	return true;
}

static bool frame_write(int fd, enum type type, const void *data, size_t size)
{
	uint32_t head[2] = { htonl(type), htonl(size) };

	return write_all(fd, head, sizeof(head)) && write_all(fd, data, size);
}

/* The data ends with a NUL that is not counted. */
static bool frame_read(int fd, struct frame *frame)
{
	uint32_t head[2];

	if (!read_all(fd, head, sizeof(head)))
		return false;
	frame->type = ntohl(head[0]);
	frame->size = ntohl(head[1]);
	if (frame->size > MAX_FRAME)
		return false;
	frame->data[frame->size] = '\0';
	return read_all(fd, frame->data, frame->size);
}

/* ---- server */

struct job {
	pid_t pid;
	int pidfd;
	int input;		/* -1: closed */
	int output;
	int errors;		/* -1: closed, or a terminal, which has none */
	bool terminal;
};

static void child_exec(char **argv)
{
	signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], argv);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static bool job_start_pipes(struct job *job, char **argv)
{
	int in[2], out[2], err[2];

	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) ||
	    pipe2(err, O_CLOEXEC))
		return false;
	job->pid = fork();
	if (job->pid < 0)
		return false;
	if (!job->pid) {
		setsid();
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(err[1], 2);
		child_exec(argv);
	}
	close(in[0]);
	close(out[1]);
	close(err[1]);
	job->input = in[1];
	job->output = out[0];
	job->errors = err[0];
	return true;
}

static bool job_start_terminal(struct job *job, char **argv,
			       const struct winsize *size)
{
	int master;

	job->pid = forkpty(&master, NULL, NULL, size);
	if (job->pid < 0)
		return false;
	if (!job->pid)
		child_exec(argv);
	fcntl(master, F_SETFD, FD_CLOEXEC);
	job->terminal = true;
	job->input = master;
	job->output = master;
	job->errors = -1;
	return true;
}

/* Start the requested command. */
static bool job_start(struct job *job, const struct frame *request)
{
	static char *argv[MAX_ARGUMENTS + 3];
	const char *end = request->data + request->size;
	char *word = (char *)request->data;
	int n = 2;

	if (request->type == RUN_TERMINAL) {
		struct winsize size = { .ws_row = 24, .ws_col = 80 };

		if (request->size == sizeof(size))
			memcpy(&size, request->data, sizeof(size));
		argv[0] = "bash";
		argv[1] = "-i";
		return job_start_terminal(job, argv, &size);
	}
	if (request->type != RUN || !request->size || end[-1])
		return false;
	argv[0] = "sh";
	argv[1] = "-c";
	for (; word < end; word += strlen(word) + 1) {
		if (n == MAX_ARGUMENTS + 2)
			return false;
		argv[n++] = word;
	}
	return job_start_pipes(job, n == 3 ? argv : argv + 2);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Pass on what can be read. Return: false if the client has gone. */
static bool job_pass(int client, int *fd, enum type type)
{
	char data[CHUNK];
	ssize_t n = read(*fd, data, sizeof(data));

	if (n > 0)
		return frame_write(client, type, data, n);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	close_fd(fd);
	return true;
}

/* Pass on the output up to the command's end, not that of processes it left. */
static bool job_drain(int client, int *fd, enum type type)
{
	struct pollfd polled = { .events = POLLIN };

	for (;;) {
		polled.fd = *fd;
		if (*fd < 0 || poll(&polled, 1, 0) <= 0)
			return true;
		if (!job_pass(client, fd, type))
			return false;
	}
}

static void job_end(struct job *job, int client)
{
	unsigned char status = FAILED;
	int result;

	if (waitpid(job->pid, &result, 0) == job->pid)
		status = WIFEXITED(result) ? WEXITSTATUS(result) :
					     128 + WTERMSIG(result);
	if (job_drain(client, &job->output, OUTPUT) &&
	    job_drain(client, &job->errors, ERRORS))
		frame_write(client, STATUS, &status, 1);
}

/* Write pending input; keep the rest. */
static void job_feed(struct job *job, struct frame *pending)
{
	ssize_t n;

	if (!pending->size) {
		/* End of input; a terminal's ends with the connection. */
		if (!job->terminal)
			close_fd(&job->input);
		pending->type = RUN;
		return;
	}
	n = write(job->input, pending->data, pending->size);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) {
		/* The command reads no input: discard it. */
		n = pending->size;
	}
	pending->size -= n;
	memmove(pending->data, pending->data + n, pending->size);
	if (!pending->size)
		pending->type = RUN;
}

/* In @frame, the type INPUT means that there is input to be written. */
static void job_serve(struct job *job, int client, struct frame *frame)
{
	frame->type = RUN;
	for (;;) {
		bool pending = frame->type == INPUT;
		struct pollfd polled[] = {
			{ pending ? -1 : client, POLLIN, 0 },
			{ pending ? job->input : -1, POLLOUT, 0 },
			{ job->output, POLLIN, 0 },
			{ job->errors, POLLIN, 0 },
			{ job->pidfd, POLLIN, 0 },
		};

		if (poll(polled, 5, -1) < 0)
			continue;
		if (polled[4].revents)
			return;
		if ((polled[2].revents &&
		     !job_pass(client, &job->output, OUTPUT)) ||
		    (polled[3].revents &&
		     !job_pass(client, &job->errors, ERRORS)))
			break;
		if (polled[1].revents)
			job_feed(job, frame);
		if (polled[0].revents && !frame_read(client, frame))
			break;
		if (frame->type == INPUT && job->input < 0)
			frame->type = RUN;
	}
	/* The client has gone: end its command. */
	kill(-job->pid, SIGHUP);
	kill(-job->pid, SIGTERM);
}

static void session(int client)
{
	static struct frame frame;
	struct job job = { .errors = -1 };

	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	if (!frame_read(client, &frame) || !job_start(&job, &frame))
		exit(FAILED);
	job.pidfd = pidfd_open(job.pid, 0);
	if (job.pidfd < 0)
		die("pidfd_open");
	if (!job.terminal)
		fcntl(job.input, F_SETFL, O_NONBLOCK);
	job_serve(&job, client, &frame);
	job_end(&job, client);
	exit(0);
}

static int serve(const char *address)
{
	struct sockaddr_in own = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
	};
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;

	if (!inet_aton(address, &own.sin_addr)) {
		fprintf(stderr, "on: %s is not an address\n", address);
		return 2;
	}
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(listener, (void *)&own, sizeof(own)) || listen(listener, 16))
		die(address);
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (client < 0)
			continue;
		if (!fork()) {
			close(listener);
			session(client);
		}
		close(client);
	}
}

/* ---- client */

static struct termios terminal_before;

static void terminal_restore(void)
{
	tcsetattr(0, TCSADRAIN, &terminal_before);
}

static bool terminal_raw(void)
{
	struct termios raw;

	if (tcgetattr(0, &terminal_before))
		return false;
	atexit(terminal_restore);
	raw = terminal_before;
	cfmakeraw(&raw);
	return !tcsetattr(0, TCSADRAIN, &raw);
}

/* Nothing tells us when a machine will be up, so try until it is. */
static int connect_to(const char *machine)
{
	const struct timespec pause = { .tv_nsec = 100000000 };
	const struct timeval limit = { .tv_sec = 5 };
	time_t end = time(NULL) + PATIENCE_S;
	struct sockaddr_in peer = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
	};
	char address[32];
	int on = 1, idle = 5, fd;

	snprintf(address, sizeof(address), NETWORK "%s", machine);
	if (!inet_aton(address, &peer.sin_addr)) {
		fprintf(stderr, "on: %s is not a machine number\n", machine);
		exit(FAILED);
	}
	for (;;) {
		fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
		if (!connect(fd, (void *)&peer, sizeof(peer)))
			break;
		close(fd);
		if (time(NULL) >= end) {
			fprintf(stderr, "on: machine %s does not answer: %s\n",
				machine, strerror(errno));
			exit(FAILED);
		}
		nanosleep(&pause, NULL);
	}
	/* Find out, within half a minute, that a machine has died. */
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &idle, sizeof(idle));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &idle, sizeof(idle));
	return fd;
}

static void request(int server, char **words)
{
	static char data[MAX_FRAME];
	struct winsize size;
	size_t used = 0;

	if (!*words && isatty(0) && terminal_raw() &&
	    !ioctl(0, TIOCGWINSZ, &size)) {
		frame_write(server, RUN_TERMINAL, &size, sizeof(size));
		return;
	}
	if (!*words)
		used = strlen(strcpy(data, "sh")) + 1;
	for (; *words; words++) {
		size_t length = strlen(*words) + 1;

		if (length > sizeof(data) - used) {
			fprintf(stderr, "on: the command is too long\n");
			exit(FAILED);
		}
		memcpy(data + used, *words, length);
		used += length;
	}
	frame_write(server, RUN, data, used);
}

/* Input that waits to be sent: one frame, head and all. */
struct input {
	uint32_t head[2];
	char data[CHUNK];
	size_t sent;
	size_t size;
	bool ended;
};

static void input_read(struct input *input)
{
	ssize_t n = read(0, input->data, sizeof(input->data));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	input->ended = n <= 0;
	n = n < 0 ? 0 : n;
	input->head[0] = htonl(INPUT);
	input->head[1] = htonl(n);
	input->sent = 0;
	input->size = sizeof(input->head) + n;
}

static void input_send(struct input *input, int server)
{
	ssize_t n = send(server, (char *)input->head + input->sent,
			 input->size - input->sent, MSG_DONTWAIT);

	/* A connection that has broken shows when we read. */
	if (n > 0)
		input->sent += n;
}

static int client(const char *machine, char **words)
{
	static struct frame frame;
	static struct input input;
	int server = connect_to(machine);

	signal(SIGPIPE, SIG_IGN);
	request(server, words);
	for (;;) {
		bool pending = input.sent < input.size;
		struct pollfd polled[] = {
			{ server, POLLIN | (pending ? POLLOUT : 0), 0 },
			{ pending || input.ended ? -1 : 0, POLLIN, 0 },
		};

		if (poll(polled, 2, -1) < 0)
			continue;
		if (polled[0].revents & POLLOUT)
			input_send(&input, server);
		if (polled[1].revents)
			input_read(&input);
		if (!(polled[0].revents & (POLLIN | POLLHUP | POLLERR)))
			continue;
		if (!frame_read(server, &frame))
			break;
		if (frame.type == STATUS && frame.size == 1)
			return (unsigned char)frame.data[0];
		if (!write_all(frame.type == ERRORS ? 2 : 1, frame.data,
			       frame.size))
			return FAILED;
	}
	fprintf(stderr, "on: machine %s has gone\r\n", machine);
	return FAILED;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "--serve"))
		return serve(argv[2]);
	if (argc < 2 || argv[1][0] < '0' || argv[1][0] > '9') {
		fprintf(stderr,
			"usage: on MACHINE [COMMAND [ARGUMENT...]]\n");
		return 2;
	}
	return client(argv[1], argv + 2);
}
