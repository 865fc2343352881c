// SPDX-License-Identifier: GPL-2.0
/*
 * adventure: bring a letter to a process that has moved away. Words are a verb
 * and a noun: "take lamp", "go north", or "n". "where" tells the machine that
 * this program runs on, "move N" lets it move; the story does not notice.
 */
#include <ctype.h>
#include <demos.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"
#include "world.h"

#define WORD	16

static enum place here = HALL;
static bool lit, unlocked, pumped, over;
static unsigned int turns, score;
static char verb[WORD], noun[WORD];

static bool has(enum thing thing)
{
	return where[thing] == CARRIED;
}

static bool is_seen(enum thing thing)
{
	return has(thing) || where[thing] == here;
}

static bool is_dark(void)
{
	return places[here].dark && !(lit && is_seen(LAMP));
}

static void look(void)
{
	int i;

	if (is_dark()) {
		puts("It is dark. You could fall.");
		return;
	}
	printf("%s\n%s\n", places[here].name, places[here].text);
	for (i = 0; i < THINGS; i++) {
		if (where[i] == here)
			puts(things[i].text);
	}
}

static enum place way_to(enum way way)
{
	/* The tunnel is there only without water */
	if (here == POOL && way == EAST)
		return pumped ? TUNNEL : NOWHERE;
	return places[here].ways[way];
}

static void go(const char *name)
{
	enum place next;
	int way = 0;

	while (way < WAYS && (!*name ||
			      strncmp(way_names[way], name, strlen(name))))
		way++;
	if (way == WAYS) {
		puts("Which way?");
		return;
	}
	next = way_to(way);
	if (next == NOWHERE) {
		puts(here == POOL && way == EAST ?
		     "The water is deep, cold and full of cables." :
		     "There is no way.");
	} else if (next == STORE && !unlocked) {
		puts("The door is locked.");
	} else if (is_dark() && way != UP && way != WEST) {
		puts("You stumble over a cable, and turn back in time.");
	} else {
		here = next;
		look();
	}
}

/* Return: the thing of that name, if it is here; THINGS: it is not */
static int find(const char *name)
{
	int i;

	for (i = 0; i < THINGS; i++) {
		if (!strcmp(things[i].name, name) && is_seen(i) &&
		    (has(i) || !is_dark()))
			return i;
	}
	printf(*name ? "There is no %s here.\n" : "What do you mean?\n", name);
	return THINGS;
}

static void take(const char *name)
{
	int thing = find(name);

	if (thing == THINGS)
		return;
	if (has(thing)) {
		puts("You have it already.");
	} else if (things[thing].fixed) {
		puts("Better leave it where it is.");
	} else if (thing == CAT) {
		puts("It is heavier than it looks, and purrs.");
		where[thing] = CARRIED;
	} else {
		puts("Taken.");
		where[thing] = CARRIED;
	}
}

static void win(void)
{
	score += 50;
	puts("The display lights up: \"Delivered, and nothing lost. I shall\n"
	     "tell your kernel where I am.\" Somewhere a link is updated.");
	over = true;
}

static void drop(const char *name)
{
	int thing = find(name);

	if (thing == THINGS)
		return;
	if (!has(thing)) {
		puts("You do not have it.");
		return;
	}
	where[thing] = here;
	if (thing == LETTER && here == ISLAND)
		win();
	else
		puts("Dropped.");
}

static void show_carried(void)
{
	int i, count = 0;

	for (i = 0; i < THINGS; i++) {
		if (has(i))
			printf("%s%s", count++ ? ", " : "You have: ",
			       things[i].name);
	}
	puts(count ? "." : "You have nothing.");
}

static void examine(const char *name)
{
	int thing = find(name);

	if (thing != THINGS)
		puts(things[thing].close);
}

static void use_crank(void)
{
	if (here != CELLAR || is_dark()) {
		puts("There is nothing to turn here.");
	} else if (pumped) {
		puts("The pump runs dry already.");
	} else {
		puts("You turn and turn. Far away, water gurgles and falls.");
		pumped = true;
		score += 20;
	}
}

static void use(const char *name)
{
	int thing = find(name);

	if (thing == LAMP) {
		lit = !lit;
		puts(lit ? "The lamp shines." : "The lamp is off.");
		if (lit && places[here].dark)
			look();
	} else if (thing == KEY) {
		if (here == CORRIDOR && !unlocked) {
			puts("The lock turns. The door to the east is open.");
			unlocked = true;
			score += 10;
		} else {
			puts("It fits nothing here.");
		}
	} else if (thing == CRANK) {
		use_crank();
	} else if (thing != THINGS) {
		puts("That does not help.");
	}
}

static void tell_machine(void)
{
	unsigned int machine;

	self(&machine);
	printf("You feel that you are on machine %u.\n", machine);
}

static void move(const char *to)
{
	int result = move_me(strtoul(to, NULL, 10));

	if (result)
		printf("Something holds you here: %s.\n", demos_error(result));
	else
		puts("For an instant you were nowhere. Nothing has changed.");
	tell_machine();
}

static void help(void)
{
	puts("Verbs: go (or n, s, e, w, u, d), look, take, drop, examine,\n"
	     "use, inventory, score, where, move, quit.");
}

static void tell_score(void)
{
	printf("You have %u of 80 points, after %u turns.\n", score, turns);
}

/* Of "g" to "go", any beginning will do */
static bool says(const char *word)
{
	return !strncmp(verb, word, strlen(verb));
}

static void act(void)
{
	if (!verb[1] && strchr("nsewud", *verb))
		go(verb);
	else if (says("go"))
		go(noun);
	else if (says("look"))
		look();
	else if (says("take") || says("get"))
		take(noun);
	else if (says("drop") || says("give") || says("deliver"))
		drop(noun);
	else if (says("inventory"))
		show_carried();
	else if (says("examine") || says("read") || verb[0] == 'x')
		examine(noun);
	else if (says("use") || says("light") || says("turn") ||
		 says("unlock"))
		use(*noun ? noun : says("light") ? "lamp" : "");
	else if (says("score"))
		tell_score();
	else if (says("where"))
		tell_machine();
	else if (says("move"))
		move(noun);
	else if (says("help"))
		help();
	else if (says("quit"))
		over = true;
	else
		printf("You cannot %s.\n", verb);
}

/* Copy a word in small letters. Return: what follows it */
static const char *take_word(const char *from, char *to)
{
	int length = 0;

	while (isspace((unsigned char)*from))
		from++;
	for (; *from && !isspace((unsigned char)*from); from++) {
		if (length < WORD - 1)
			to[length++] = tolower((unsigned char)*from);
	}
	to[length] = '\0';
	return from;
}

int main(int argc, char *argv[])
{
	char line[80];

	(void)argc;
	tool_begin(argv, "", "");
	while (tool_option())
		;
	if (tool_count())
		tool_misused();
	puts("FORWARDING ADDRESS, an adventure. Type help if you need it.\n");
	look();
	while (!over) {
		fputs("> ", stdout);
		if (!fgets(line, sizeof(line), stdin))
			break;
		take_word(take_word(line, verb), noun);
		if (!strcmp(noun, "the"))
			take_word(strstr(line, "the") + 3, noun);
		if (*verb) {
			turns++;
			act();
		}
	}
	tell_score();
	tool_end();
}
