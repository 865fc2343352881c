// SPDX-License-Identifier: GPL-2.0
/*
 * A thread for each question, RESOLVE_MOST at once. An answer comes back as a
 * pointer through a pipe; the holder of the pointer owns it. Questions still
 * open when the program ends are dropped.
 */
#define _GNU_SOURCE	/* pipe2() */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netd/resolve.h"

#define RESOLVE_MOST	8

/**
 * struct question - what a thread works on
 * @answer: has the id; the thread fills in the rest
 * @host: name or address
 * @port: number
 */
struct question {
	struct resolved *answer;
	char host[ADDRESS_HOST];
	char port[8];
};

static struct loop_source answers;
static int pipe_in;
static unsigned int busy;
static void (*tell)(const struct resolved *resolved);

static void look_up(struct resolved *answer, const struct question *question)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found, *each;
	int error = getaddrinfo(question->host, question->port, &hints,
				&found);

	if (error) {
		answer->error = error == EAI_SYSTEM ? "the resolver failed" :
						      gai_strerror(error);
		return;
	}
	for (each = found; each && answer->count < RESOLVE_ADDRESSES;
	     each = each->ai_next) {
		struct address *address = &answer->addresses[answer->count++];

		memcpy(&address->any, each->ai_addr, each->ai_addrlen);
		address->length = each->ai_addrlen;
	}
	freeaddrinfo(found);
}

static void *answer_question(void *arg)
{
	struct question *question = arg;
	struct resolved *answer = question->answer;

	look_up(answer, question);
	free(question);
	/* There is room in the pipe for RESOLVE_MOST pointers and more */
	if (write(pipe_in, &answer, sizeof(answer)) != sizeof(answer))
		free(answer);
	return NULL;
}

static void answer_ready(struct loop_source *source, __u32 events)
{
	struct resolved *answer;

	(void)events;
	if (read(source->fd, &answer, sizeof(answer)) != sizeof(answer))
		return;
	busy--;
	tell(answer);
	free(answer);
}

/**
 * resolve_open() - prepare for questions
 * @loop: event loop that gets the answers
 * @done: called with each answer, which stays ours
 *
 * Return: 0 or a negative errno.
 */
int resolve_open(struct loop *loop,
		 void (*done)(const struct resolved *resolved))
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	tell = done;
	pipe_in = ends[1];
	answers.fd = ends[0];
	answers.ready = answer_ready;
	return loop_add(loop, &answers, EPOLLIN);
}

static int start(struct question *question)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int err;

	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	err = pthread_create(&thread, &attributes, answer_question, question);
	pthread_attr_destroy(&attributes);
	return -err;
}

/**
 * resolve_begin() - ask for the addresses of a name
 * @id: comes back with the answer
 * @where: as address_split() takes it
 *
 * Return: 0: there will be an answer; -EAGAIN: too many questions are open;
 * -EINVAL; -ENOMEM.
 */
int resolve_begin(__u64 id, const char *where)
{
	struct question *question;
	int err;

	if (busy == RESOLVE_MOST)
		return -EAGAIN;
	question = calloc(1, sizeof(*question));
	if (!question)
		return -ENOMEM;
	question->answer = calloc(1, sizeof(*question->answer));
	err = question->answer ? 0 : -ENOMEM;
	if (!err) {
		question->answer->id = id;
		err = address_split(where, question->host, question->port);
	}
	if (!err)
		err = start(question);
	if (!err) {
		busy++;
		return 0;
	}
	free(question->answer);
	free(question);
	return err;
}
