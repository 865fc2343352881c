// SPDX-License-Identifier: GPL-2.0
#include <math.h>

float fmodf(float x, float y)
{
	return fmod(x, y);
}
