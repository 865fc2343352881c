// SPDX-License-Identifier: GPL-2.0
#define PARSE		__parse_long_long
#define UNSIGNED	unsigned long long
#include "parse_body.h"
