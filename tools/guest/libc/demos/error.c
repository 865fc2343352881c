// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

static const char *const texts[] = {
	"done",
	"no such link",
	"the link does not give that right",
	"too much data, or too little room for it",
	"outside of the memory or the data area",
	"the time limit ran out",
	"no such process",
	"the link was destroyed",
	"no room",
	"no such call or argument",
	"no such machine",
	"refused",
	"busy",
	"not possible in this state",
	"it may have been done or not",
	"too much is on its way",
};

const char *demos_error(int result)
{
	if (result < 0 || result >= __DEMOS_RESULT_MAX)
		return "unknown error";
	return texts[result];
}
