/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sentences for numbers of linux/demos.h, for people. The words that stand
 * in JSON too are libdemos's. A number that is not known, as a newer module
 * may use it, is "?": it is never a reason to fail.
 */
#ifndef DEMOSCTL_TEXT_H
#define DEMOSCTL_TEXT_H

#include <stdint.h>

#include <linux/demos.h>

#define TEXT_EVENT	256

const char *text_fault(unsigned int fault);
const char *text_step(__u64 step);
const char *text_counter(unsigned int counter);
const char *text_model(unsigned int model);
void text_event(const struct demos_event *event, char text[TEXT_EVENT]);

#endif
