/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The audit of a tour (tour.h): are the promises of Documentation/recovery.rst
 * kept?
 */
#ifndef SELFTEST_AUDIT_H
#define SELFTEST_AUDIT_H

#include "tour.h"

/**
 * struct audit - the sums of all tourists' reports
 * @sent: messages to living partners
 * @missing: of these, not received
 * @told: how many of these may be lost, by notices
 * @calls: calls
 * @unknown: of these, ended with DEMOS_EUNKNOWN
 * @dead: of these, ended with DEMOS_EDEAD
 * @reads: of areas
 * @unread: of these, failed
 */
struct audit {
	unsigned int sent;
	unsigned int missing;
	unsigned int told;
	unsigned int calls;
	unsigned int unknown;
	unsigned int dead;
	unsigned int reads;
	unsigned int unread;
};

int audit_owners(struct tour *tour);
int audit_messages(struct tour *tour, struct audit *audit);
int audit_left_over(struct tour *tour);
int audit_empty(struct tour *tour);

#endif
