// SPDX-License-Identifier: GPL-2.0
#define PARSE		__parse_long
#define UNSIGNED	unsigned long
#include "parse_body.h"
