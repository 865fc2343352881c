/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The world of the adventure: places, the ways between them, and things. Pure
 * tables, and where each thing is.
 */
#ifndef ADVENTURE_WORLD_H
#define ADVENTURE_WORLD_H

enum way {
	NORTH, SOUTH, EAST, WEST, UP, DOWN, WAYS
};

enum place {
	NOWHERE, HALL, CORRIDOR, WORKSHOP, STORE, SHAFT, CELLAR, POOL, TUNNEL,
	ISLAND, CARRIED, PLACES = CARRIED
};

enum thing {
	LAMP, LETTER, KEY, REEL, CRANK, BOAT, CAT, THINGS
};

/**
 * struct place_of_world - a place
 * @name: its name
 * @text: what is seen there
 * @ways: where each way leads, NOWHERE: it does not
 * @dark: nothing is seen without light
 */
struct place_of_world {
	const char *name;
	const char *text;
	unsigned char ways[WAYS];
	unsigned char dark;
};

/**
 * struct thing_of_world - a thing
 * @name: one word
 * @text: as it lies there
 * @close: what is seen from close by
 * @fixed: it cannot be taken
 */
struct thing_of_world {
	const char *name;
	const char *text;
	const char *close;
	unsigned char fixed;
};

extern const char *const way_names[WAYS];
extern const struct place_of_world places[PLACES];
extern const struct thing_of_world things[THINGS];
extern unsigned char where[THINGS];	/* enum place */

#endif
