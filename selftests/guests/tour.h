/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages of the tourists (tourist.c) to each other, and of tourists and
 * guides (guide.c) with the test. All numbers are big-endian.
 */
#ifndef SELFTEST_TOUR_H
#define SELFTEST_TOUR_H

#include <stdint.h>

#define TOURISTS	50
#define PARTNERS	5	/* of a tourist */
#define SERVERS		4	/* of these; the last one only gets hails */
#define TOUR_AREA	300	/* bytes that partners may read */
#define TOUR_SLOTS	8	/* links of a guide */
#define TOUR_TEXT	128	/* bytes of a request through a guide */

/* What a hail is for */
enum tour_hail_kind {
	TOUR_SAY,	/* nothing */
	TOUR_ASK,	/* to be answered */
	TOUR_PASS,	/* to be answered by the last partner */
	TOUR_PASSED,	/* an answer that this partner is to give */
};

/**
 * struct tour_hail - a message from one tourist to another
 * @kind: enum tour_hail_kind
 * @sender: index of the sender
 * @life: which of the tourists with that index it is
 * @number: of the message, from this sender to this receiver
 * @asked: number to answer
 */
struct tour_hail {
	uint16_t kind;
	uint16_t sender;
	uint32_t life;
	uint32_t number;
	uint32_t asked;
};

enum tour_order_op {
	TOUR_NAME,	/* you are: index, life */
	TOUR_PARTNER,	/* a link to hail another one, and one to its area */
	TOUR_GO,	/* hail partners; value: ms between two */
	TOUR_STOP,	/* no more */
	TOUR_REPORT,	/* answer: struct tour_report */
};

/**
 * struct tour_order - what the test wants of a tourist
 * @op: enum tour_order_op
 * @slot: number of the partner
 * @index: of a tourist
 * @value: ms
 * @life: of that tourist
 */
struct tour_order {
	uint16_t op;
	uint16_t slot;
	uint16_t index;
	uint16_t value;
	uint32_t life;
};

/**
 * struct tour_partner - what a tourist has sent to a partner
 * @index: of the partner; UINT16_MAX: none
 * @dead: notices that it is dead
 * @life: of the partner
 * @sent: messages
 * @told: how many of these may be lost, by notices
 */
struct tour_partner {
	uint16_t index;
	uint16_t dead;
	uint32_t life;
	uint32_t sent;
	uint32_t told;
};

/**
 * struct tour_sender - what a tourist has heard of the tourist with some index
 * @life: its last one
 * @last: number of its last message
 * @missing: how many before that have not come
 */
struct tour_sender {
	uint32_t life;
	uint32_t last;
	uint32_t missing;
};

/**
 * struct tour_report - a tourist's account
 * @partner: by slot
 * @sender: by index
 * @calls: that it has made
 * @unknown: of these, ended with DEMOS_EUNKNOWN
 * @dead: or DEMOS_EDEAD
 * @failed: or another result
 * @why: the last such result
 * @reads: of areas
 * @unread: of these, failed
 * @late: messages from a tourist that has had a successor
 * @wrong: messages that came again, or out of order; wrong answers and areas
 */
struct tour_report {
	struct tour_partner partner[PARTNERS];
	struct tour_sender sender[TOURISTS];
	uint32_t calls;
	uint32_t unknown;
	uint32_t dead;
	uint32_t failed;
	uint32_t why;
	uint32_t reads;
	uint32_t unread;
	uint32_t late;
	uint32_t wrong;
};

/**
 * struct tour_request - a request for a guide: to call a process's kernel
 * @slot: over this link
 * @length: bytes of @text; 0: a link comes along, and is put there
 * @text: the control message
 */
struct tour_request {
	uint16_t slot;
	uint16_t length;
	uint8_t text[TOUR_TEXT];
};

/**
 * struct tour_answer - a guide's answer
 * @result: of its call
 * @length: bytes of @text
 * @text: what the kernel has answered
 */
struct tour_answer {
	uint16_t result;
	uint16_t length;
	uint8_t text[TOUR_TEXT];
};

#endif
