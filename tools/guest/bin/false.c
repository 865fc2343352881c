// SPDX-License-Identifier: GPL-2.0
/* false: do nothing, unsuccessfully */

int main(void)
{
	return 1;
}
