/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Phrases for the numbers of linux/demos.h, for people. The words that JSON
 * uses too are in libdemos. An unknown number, which a newer module may use,
 * becomes "?" and is never a reason to fail.
 */
#ifndef DEMOSCTL_TEXT_H
#define DEMOSCTL_TEXT_H

#include <stdint.h>

#include <linux/demos.h>

#define TEXT_EVENT	256

const char *text_fault(unsigned int fault);
const char *text_counter(unsigned int counter);
const char *text_model(unsigned int model);
void text_event(const struct demos_event *event, char text[TEXT_EVENT]);

#endif
