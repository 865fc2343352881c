/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Queries of the tests about forms of instructions.
 */
#ifndef FORMS_H
#define FORMS_H

#include "z8k_insn.h"

static inline bool has_arg(const struct z8k_form *form, u8 arg)
{
	unsigned int i;

	for (i = 0; i < Z8K_ARGS; i++)
		if (form->args[i] == arg)
			return true;
	return false;
}

static inline bool has_address(const struct z8k_form *form)
{
	return has_arg(form, ARG_A4) || has_arg(form, ARG_A0);
}

#endif
