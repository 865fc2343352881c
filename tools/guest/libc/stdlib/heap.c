// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#ifdef __Z8001__
HEAP(32768);
#else
HEAP(8192);
#endif
