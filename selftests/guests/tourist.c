// SPDX-License-Identifier: GPL-2.0
/*
 * A tourist: one of many guests that hail each other while they are moved about
 * and machines fail. Each has partners. All hails to one partner are numbered,
 * so that the receiver sees which are lost, doubled or out of order. Tourists
 * with an odd index call, those with an even one answer, so that no two wait
 * for each other.
 *
 * At first it sends two links to itself over link 1: one for hails, and one to
 * its area. Before that it sends one for orders.
 */
#include "tour.h"

#include <demos.h>
#include <stddef.h>

#define TEST		1	/* the link */
#define NOTICES		0	/* channels */
#define ORDERS		1
#define HAILS		2
#define PATIENCE	8	/* messages that it takes before it hails */
#define FREE		(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

/* Links to a partner */
static struct {
	demos_link_t hail;
	demos_link_t area;
	demos_pid_t pid;
} partner[PARTNERS];

static struct tour_report report;
static unsigned char area[TOUR_AREA];
static uint32_t own_life;
static uint16_t own_index;
static uint16_t pace;		/* ms, 0: it is to rest */
static uint16_t turn;
static uint16_t heard;

static union {
	struct tour_hail hail;
	struct tour_order order;
	struct demos_notice notice;
} data;

static int give_links(void)
{
	demos_link_t links[2];
	int i, result;

	for (i = 0; i < TOUR_AREA; i++)
		area[i] = i;
	for (i = 0; i < PARTNERS; i++)
		report.partner[i].index = ~0;
	result = link_create(&links[0], 0, ORDERS, FREE);
	if (!result)
		result = send_links(TEST, NULL, 0, links, 1);
	if (!result)
		result = link_create(&links[0], 0, HAILS, FREE);
	if (!result)
		result = link_create_area(&links[1], 0, HAILS,
					  FREE | DEMOS_LINK_READ, area,
					  TOUR_AREA);
	return result ? result : send_links(TEST, NULL, 0, links, 2);
}

/* ---- What it hears */

static void hear_notice(void)
{
	int i;

	for (i = 0; i < PARTNERS; i++) {
		if (!partner[i].hail || partner[i].pid != data.notice.pid)
			continue;
		if (data.notice.kind == DEMOS_EDEAD)
			report.partner[i].dead++;
		else
			report.partner[i].told += data.notice.flags ?
						  data.notice.flags : 1;
	}
}

static void check_number(const struct tour_hail *hail)
{
	struct tour_sender *sender = &report.sender[hail->sender];

	if (hail->life < sender->life) {
		report.late++;
		return;
	}
	if (hail->life > sender->life) {
		sender->life = hail->life;
		sender->last = 0;
		sender->missing = 0;
	}
	if (hail->number <= sender->last) {
		report.wrong++;
		return;
	}
	sender->missing += hail->number - sender->last - 1;
	sender->last = hail->number;
}

/* Number a hail. If it is not sent, the number is for the next one */
static void address(struct tour_hail *hail, int slot, int kind)
{
	hail->kind = kind;
	hail->sender = own_index;
	hail->life = own_life;
	hail->number = report.partner[slot].sent + 1;
}

/* Hand the reply link on. Return: false: nobody there takes it now */
static int pass_on(const struct demos_message *message)
{
	struct tour_hail hail;
	int slot = PARTNERS - 1;

	if (!partner[slot].hail)
		return 0;
	address(&hail, slot, TOUR_PASSED);
	hail.asked = data.hail.number;
	if (send_links(partner[slot].hail, &hail, sizeof(hail),
		       message->links, 1 | DEMOS_NOWAIT))
		return 0;
	report.partner[slot].sent++;
	return 1;
}

static void hear_hail(const struct demos_message *message)
{
	check_number(&data.hail);
	if (!message->count)
		return;
	if (data.hail.kind == TOUR_PASS && pass_on(message))
		return;
	if (data.hail.kind != TOUR_PASSED)
		data.hail.asked = data.hail.number;
	answer(message, &data.hail.asked, sizeof(data.hail.asked));
}

static void take_partner(const struct demos_message *message)
{
	struct tour_partner *account = &report.partner[data.order.slot];
	struct demos_link_info info;

	if (partner[data.order.slot].hail) {
		link_destroy(partner[data.order.slot].hail);
		link_destroy(partner[data.order.slot].area);
	}
	partner[data.order.slot].hail = message->links[0];
	partner[data.order.slot].area = message->links[1];
	link_inspect(message->links[0], &info);
	partner[data.order.slot].pid = info.pid;
	account->index = data.order.index;
	account->life = data.order.life;
	account->sent = 0;
	account->told = 0;
	account->dead = 0;
}

static void obey(const struct demos_message *message)
{
	switch (data.order.op) {
	case TOUR_NAME:
		own_index = data.order.index;
		own_life = data.order.life;
		break;
	case TOUR_PARTNER:
		take_partner(message);
		break;
	case TOUR_GO:
		pace = data.order.value;
		break;
	case TOUR_STOP:
		pace = 0;
		break;
	default:
		answer(message, &report, sizeof(report));
	}
}

/* ---- What it says */

static void say(int slot)
{
	struct tour_hail hail;

	address(&hail, slot, TOUR_SAY);
	if (!send_links(partner[slot].hail, &hail, sizeof(hail), NULL,
			DEMOS_NOWAIT))
		report.partner[slot].sent++;
}

static void ask(int slot, int kind)
{
	struct demos_message message;
	struct tour_hail hail;
	uint32_t said = 0;
	int result;

	address(&hail, slot, kind);
	result = call(partner[slot].hail, &hail, sizeof(hail), &said,
		      sizeof(said), &message);
	report.partner[slot].sent++;
	report.calls++;
	switch (result) {
	case 0:
		report.wrong += said != hail.number;
		break;
	case DEMOS_EUNKNOWN:
		report.unknown++;
		break;
	case DEMOS_EDEAD:
		report.dead++;
		break;
	default:
		report.failed++;
		report.why = result;
	}
}

static void read_area(int slot)
{
	static unsigned char copy[TOUR_AREA];
	uint32_t moved;
	int i;

	report.reads++;
	if (move_read(partner[slot].area, copy, 0, TOUR_AREA, &moved)) {
		report.unread++;
		return;
	}
	for (i = 0; i < TOUR_AREA; i++)
		report.wrong += copy[i] != (unsigned char)i;
}

static void hail_partner(void)
{
	int slot = turn % PARTNERS;

	turn++;
	if (!partner[slot].hail)
		return;
	say(slot);
	if (!(own_index & 1) || slot >= SERVERS)
		return;
	ask(slot, turn & 3 ? TOUR_ASK : TOUR_PASS);
	if (!(turn & 15))
		read_area(slot);
}

static void hear(const struct demos_message *message)
{
	if (message->flags & DEMOS_MESSAGE_NOTICE)
		hear_notice();
	else if (message->channel == ORDERS)
		obey(message);
	else
		hear_hail(message);
}

/* Should it hail a partner, after a message or ETIME? */
static int is_time(int result)
{
	return pace && (result || !(++heard % PATIENCE));
}

int main(void)
{
	struct demos_message message;
	int result = give_links();

	while (!result) {
		result = receive(&message, &data, sizeof(data),
				 DEMOS_ALL_CHANNELS,
				 pace ? pace : DEMOS_FOREVER);
		if (!result)
			hear(&message);
		if (is_time(result))
			hail_partner();
		if (result == DEMOS_ETIME)
			result = 0;
	}
	return result;
}
