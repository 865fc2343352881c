// SPDX-License-Identifier: GPL-2.0
/*
 * The switchboard's table of names.
 */
#include <stdlib.h>
#include <string.h>

#include "switchboard/names.h"
#include "test/check.h"

static void a_name_is_taken_once(void)
{
	struct names names = {};
	struct name *name = NULL;

	CHECK(names_add(&names, "pm", 1, 11, &name) == DEMOS_OK);
	CHECK(name->link == 11 && name->owner == 1);
	CHECK(names_add(&names, "pm", 2, 12, &name) == DEMOS_EBUSY);
	CHECK(names_find(&names, "pm")->link == 11);
	names_remove(&names, names_find(&names, "pm"));
	CHECK(!names_find(&names, "pm"));
	CHECK(names_add(&names, "pm", 2, 12, &name) == DEMOS_OK);
	CHECK(names_find(&names, "pm")->link == 12);
	names_clear(&names);
}

static void tokens_are_never_used_again(void)
{
	struct names names = {};
	struct name *name = NULL;
	__u32 first;

	names_add(&names, "a", 1, 1, &name);
	first = name->token;
	names_remove(&names, name);
	names_add(&names, "a", 1, 1, &name);
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
		CHECK(names_add(&names, text, 5, i, &name) == DEMOS_OK);
	}
	CHECK(names_add(&names, "more", 5, 1, &name) == DEMOS_EROOM);
	CHECK(names_add(&names, "more", 6, 1, &name) == DEMOS_OK);
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
		names_add(&names, text, i, i, &name);
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
			names_add(&names, text, i, i, &name);
	}
	for (k = 1; k < names.count; k++)
		CHECK(strcmp(names.list[k - 1].text, names.list[k].text) < 0);
	names_clear(&names);
}

int main(void)
{
	a_name_is_taken_once();
	tokens_are_never_used_again();
	nobody_takes_all_names();
	a_list_comes_in_order_and_in_pieces();
	random_use_stays_in_order();
	return done();
}
