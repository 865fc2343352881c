// SPDX-License-Identifier: GPL-2.0
/*
 * The switchboard's table of names.
 */
#include <stdlib.h>
#include <string.h>

#include "switchboard/names.h"
#include "switchboard/waits.h"
#include "test/check.h"

static void a_name_is_taken_once(void)
{
	struct names names = {};
	struct name *name = NULL;

	CHECK(names_add(&names, "pm", 1, 11, false, &name) == DEMOS_OK);
	CHECK(name->link == 11 && name->owner == 1);
	CHECK(names_add(&names, "pm", 2, 12, false, &name) == DEMOS_EBUSY);
	CHECK(names_find(&names, "pm")->link == 11);
	names_remove(&names, names_find(&names, "pm"));
	CHECK(!names_find(&names, "pm"));
	CHECK(names_add(&names, "pm", 2, 12, false, &name) == DEMOS_OK);
	CHECK(names_find(&names, "pm")->link == 12);
	names_clear(&names);
}

static void tokens_are_never_used_again(void)
{
	struct names names = {};
	struct name *name = NULL;
	__u32 first;

	names_add(&names, "a", 1, 1, false, &name);
	first = name->token;
	names_remove(&names, name);
	names_add(&names, "a", 1, 1, false, &name);
	CHECK(name->token != first && name->token);
	CHECK(!names_find_token(&names, first));
	CHECK(names_find_token(&names, name->token) == name);
	names_clear(&names);
}

static void nobody_takes_all_names(void)
{
	struct names names = {};
	struct name *name = NULL;
	char text[16];
	int i;

	for (i = 0; i < NAMES_OWNED_MAX; i++) {
		snprintf(text, sizeof(text), "n%d", i);
		CHECK(names_add(&names, text, 5, i, false, &name) == DEMOS_OK);
	}
	CHECK(names_add(&names, "more", 5, 1, false, &name) == DEMOS_EROOM);
	CHECK(names_add(&names, "more", 6, 1, false, &name) == DEMOS_OK);
	names_clear(&names);
}

static void a_list_comes_in_order_and_in_pieces(void)
{
	struct names names = {};
	struct name *name = NULL;
	char after[DEMOS_SB_NAME_MAX] = "";
	char data[100];
	char text[32];
	int seen = 0;
	size_t length;
	size_t at;
	int i;

	for (i = 0; i < 500; i++) {
		snprintf(text, sizeof(text), "name-%d", i * 7919 % 500);
		names_add(&names, text, i, i, false, &name);
	}
	while ((length = names_put(&names, after, data, sizeof(data)))) {
		for (at = 0; at < length; at += strlen(data + at) + 1) {
			CHECK(strcmp(after, data + at) < 0);
			strcpy(after, data + at);
			seen++;
		}
		CHECK(at == length);
	}
	CHECK(seen == 500);
	/* After a name that is not there any more */
	CHECK(names_put(&names, "name-4999", data, sizeof(data)) > 0);
	CHECK(!strcmp(data, "name-5"));
	CHECK(!names_put(&names, "z", data, sizeof(data)));
	names_clear(&names);
}

static void random_use_stays_in_order(void)
{
	struct names names = {};
	struct name *name;
	char text[8];
	size_t k;
	int i;

	srand(1);
	for (i = 0; i < 20000; i++) {
		snprintf(text, sizeof(text), "%d", rand() % 300);
		name = names_find(&names, text);
		if (name)
			names_remove(&names, name);
		else
			names_add(&names, text, i, i, false, &name);
	}
	for (k = 1; k < names.count; k++)
		CHECK(strcmp(names.list[k - 1].text, names.list[k].text) < 0);
	names_clear(&names);
}

static void a_shared_name_has_several_owners(void)
{
	struct names names = {};
	struct name *name = NULL;
	char data[100];

	CHECK(names_add(&names, "t", 1, 11, true, &name) == DEMOS_OK);
	CHECK(names_add(&names, "t", 2, 12, true, &name) == DEMOS_OK);
	CHECK(names_add(&names, "t", 2, 13, true, &name) == DEMOS_EBUSY);
	CHECK(names_add(&names, "t", 3, 14, false, &name) == DEMOS_EBUSY);
	CHECK(names_add(&names, "u", 3, 14, false, &name) == DEMOS_OK);
	CHECK(names_add(&names, "u", 4, 15, true, &name) == DEMOS_EBUSY);
	name = names_find(&names, "t");
	CHECK(name->link == 11);
	name = names_next(&names, name);
	CHECK(name->link == 12 && !names_next(&names, name));
	CHECK(names_find_owner(&names, "t", 2)->link == 12);
	CHECK(!names_find_owner(&names, "t", 3));
	CHECK(names_put(&names, "", data, sizeof(data)) == 4);
	CHECK(names_put(&names, "t", data, sizeof(data)) == 2);
	names_remove(&names, names_find(&names, "t"));
	CHECK(names_find(&names, "t")->link == 12);
	names_clear(&names);
}

static struct wait make_wait(const char *text, __u64 from, __u64 until)
{
	struct wait wait = { .from = from, .reply = from, .until = until };

	strcpy(wait.text, text);
	return wait;
}

static void waits_end_by_their_name_or_time(void)
{
	static struct waits waits;
	struct wait wait;
	__u64 i;

	CHECK(waits_left(&waits, 5) == -1);
	wait = make_wait("a", 1, 300);
	CHECK(waits_add(&waits, &wait) == DEMOS_OK);
	wait = make_wait("b", 2, 200);
	CHECK(waits_add(&waits, &wait) == DEMOS_OK);
	wait = make_wait("a", 3, 100);
	CHECK(waits_add(&waits, &wait) == DEMOS_OK);
	CHECK(waits_left(&waits, 40) == 60 && !waits_left(&waits, 150));
	CHECK(!waits_expire(&waits, 99, &wait));
	CHECK(!waits_take(&waits, "c", &wait));
	CHECK(waits_take(&waits, "a", &wait) && wait.reply == 1);
	CHECK(waits_take(&waits, "a", &wait) && wait.reply == 3);
	CHECK(!waits_take(&waits, "a", &wait));
	CHECK(waits_expire(&waits, 200, &wait) && wait.reply == 2);
	CHECK(!waits.count);
	wait = make_wait("a", 9, 1);
	for (i = 0; i < WAITS_EACH_MAX; i++)
		CHECK(waits_add(&waits, &wait) == DEMOS_OK);
	CHECK(waits_add(&waits, &wait) == DEMOS_EROOM);
	for (i = waits.count; i < WAITS_MAX; i++) {
		wait.from = 100 + i;
		CHECK(waits_add(&waits, &wait) == DEMOS_OK);
	}
	wait.from = 10;
	CHECK(waits_add(&waits, &wait) == DEMOS_EROOM);
}

int main(void)
{
	a_name_is_taken_once();
	tokens_are_never_used_again();
	nobody_takes_all_names();
	a_list_comes_in_order_and_in_pieces();
	random_use_stays_in_order();
	a_shared_name_has_several_owners();
	waits_end_by_their_name_or_time();
	return done();
}
