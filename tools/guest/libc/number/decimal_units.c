// SPDX-License-Identifier: GPL-2.0
#include "decimal.h"

const uint16_t __decimal_units[4] = { 1000, 100, 10, 1 };
