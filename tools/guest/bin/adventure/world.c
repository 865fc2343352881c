// SPDX-License-Identifier: GPL-2.0
#include "world.h"

const char *const way_names[WAYS] = {
	"north", "south", "east", "west", "up", "down"
};

const struct place_of_world places[PLACES] = {
	[HALL] = {
		"The machine hall",
		"Rows of grey cabinets hum in the night. One of them is open,\n"
		"and empty: the process that lived there has moved away. A\n"
		"corridor leads north, a workshop lies east.",
		{ [NORTH] = CORRIDOR, [EAST] = WORKSHOP }, 0
	},
	[CORRIDOR] = {
		"A corridor",
		"Cables run along the ceiling to the south. At the east end is\n"
		"a heavy door; stairs wind down into the dark.",
		{ [SOUTH] = HALL, [EAST] = STORE, [DOWN] = SHAFT }, 0
	},
	[WORKSHOP] = {
		"The workshop",
		"A bench, a vice, drawers without labels. The hall is west.",
		{ [WEST] = HALL }, 0
	},
	[STORE] = {
		"The tape store",
		"Shelves up to the ceiling, with the dust of thirty years. The\n"
		"door is west.",
		{ [WEST] = CORRIDOR }, 0
	},
	[SHAFT] = {
		"The cable shaft",
		"An iron ladder goes on down. Somebody has scratched into the\n"
		"wall: \"gone to the cellar, 2 hops\".",
		{ [UP] = CORRIDOR, [DOWN] = CELLAR }, 1
	},
	[CELLAR] = {
		"The cellar",
		"Water drips from the cooling pipes. A tunnel, half flooded,\n"
		"leads east; another arrow on the wall points there. A pump\n"
		"with a square axle stands in a corner.",
		{ [UP] = SHAFT, [EAST] = POOL }, 1
	},
	[POOL] = {
		"The edge of a pool",
		"Black water from wall to wall. A cellar is west, and a light\n"
		"shines far in the east, behind the water.",
		{ [WEST] = CELLAR }, 1
	},
	[TUNNEL] = {
		"A tunnel",
		"It was under water until now; the floor is slippery. The pool\n"
		"is west, the light is close, in the east.",
		{ [WEST] = POOL, [EAST] = ISLAND }, 1
	},
	[ISLAND] = {
		"A small bright room",
		"A single cabinet, humming. Its display says: \"Here I am. I\n"
		"moved for the quiet. Is there any message for me?\" The tunnel\n"
		"is west.",
		{ [WEST] = TUNNEL }, 0
	},
};

const struct thing_of_world things[THINGS] = {
	[LAMP] = { "lamp", "A lamp stands here.",
		   "It has a switch, and a battery for a long night.", 0 },
	[LETTER] = { "letter", "A letter lies in the open cabinet.",
		     "\"To the process that lived here. Kind: LETTER. Please\n"
		     "deliver, or forward.\" It is sealed.", 0 },
	[KEY] = { "key", "A key hangs on a nail.",
		  "The label says: tapes.", 0 },
	[REEL] = { "reel", "A reel of tape lies on the lowest shelf.",
		   "\"Backup. Never tested.\"", 0 },
	[CRANK] = { "crank",
		    "A crank with a square socket lies behind the shelf.",
		    "Made for a pump, surely.", 0 },
	[BOAT] = { "boat", "A rubber boat with a hole floats here, barely.",
		   "It will carry nobody any more.", 1 },
	[CAT] = { "cat", "The night watchman's cat sleeps on a warm cabinet.",
		  "It opens one eye. It has seen processes come and go.", 0 },
};

unsigned char where[THINGS] = {
	[LAMP] = WORKSHOP, [LETTER] = HALL, [KEY] = WORKSHOP, [REEL] = STORE,
	[CRANK] = STORE, [BOAT] = POOL, [CAT] = HALL
};
