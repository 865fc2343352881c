/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A party of tourists (guests/tourist.c): a tourist that dies with its machine
 * gets a successor.
 */
#ifndef SELFTEST_PARTY_H
#define SELFTEST_PARTY_H

#include "../guests/tour.h"
#include "guest.h"

/**
 * struct tourist - a tourist
 * @guest: the guest
 * @life: how many there have been with its index
 * @orders: link for orders
 * @hail: link for hails; to be duplicated
 * @area: link to its area; to be duplicated
 * @place: machine id where it should be; 0: not known
 * @doubt: it may have died
 * @credit: for its report
 */
struct tourist {
	struct guest guest;
	uint32_t life;
	uint32_t orders;
	uint32_t hail;
	uint32_t area;
	uint16_t place;
	bool doubt;
	uint32_t credit;
};

/**
 * struct party - all tourists
 * @p: their manager
 * @tourist: by index
 * @pace: ms between two hails of one
 */
struct party {
	struct process *p;
	struct tourist tourist[TOURISTS];
	uint16_t pace;
};

int party_start(struct party *party, int machines);
int party_replace(struct party *party, int index, uint16_t machine);
int party_order(struct party *party, int op, uint16_t value);
int party_report(struct party *party, struct tour_report *reports, int ms);

#endif
