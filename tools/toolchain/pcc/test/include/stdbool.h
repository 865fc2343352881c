/* SPDX-License-Identifier: GPL-2.0 */
/* For the tests as long as the C library has none */
#define bool	_Bool
#define true	1
#define false	0
