/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages between the tally server and its clients.
 *
 * A client joins over the link registered as "tally", enclosing a link to
 * itself. It gets a number, and a link of its own to the server, whose code
 * tells the server which client sent a message. Over that link the client sends
 * numbered requests, 0, 1, 2, ...: notes, which are one-way, and counts, which
 * are calls. The server answers each: a note over the client's link, a count
 * over the reply link. Each of these two kinds of answers is numbered as well.
 */
#ifndef TALLY_H
#define TALLY_H

#include <demos.h>

/* Over the link registered as "tally"; links: reply */
#define TALLY_JOIN	1	/* and a link for the answers to notes; the
				 * answer's number is the client's number; with
				 * it comes a link
				 */
#define TALLY_REPORT	2	/* answer: result 0, number: how many messages
				 * were lost, doubled or disordered; a text
				 */
#define TALLY_FINISH	3	/* the same, and the server shows the text and
				 * ends; its status is 1 if that number is not 0
				 */
#define TALLY_CLOSE	6	/* no more: clients end at their next count;
				 * answer: result 0
				 */

/* Over a client's own link */
#define TALLY_NOTE	4	/* one-way; answer: up to the number */
#define TALLY_COUNT	5	/* links: reply; answer: all of the below */

/**
 * struct tally - a request, or an answer to one
 * @op: TALLY_..., with DEMOS_OP_ANSWER in an answer
 * @result: 0 in a request
 * @number: of the request, or of the answer
 */
struct tally {
	uint16_t op;
	uint16_t result;
	uint32_t number;
};

/**
 * struct tally_count - the answer to a count
 * @tally: as in each answer
 * @received: requests from this client so far
 * @bad: of these lost, doubled, disordered
 * @closed: 1: the client is to send nothing more
 */
struct tally_count {
	struct tally tally;
	uint32_t received;
	uint32_t bad;
	uint16_t closed;
};

/* The answer to a report */
struct tally_report {
	struct tally tally;
	char text[DEMOS_DATA_MAX - sizeof(struct tally)];
};

#endif
