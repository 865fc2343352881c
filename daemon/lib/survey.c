// SPDX-License-Identifier: GPL-2.0
/*
 * Asks the process manager for the status of many guests, in windows: so many
 * requests about the guests of one machine are under way at a time, and the
 * next is sent when an answer has come. So no queue on the way overflows, and a
 * machine that does not answer delays only its own guests.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "handle.h"
#include "look.h"
#include "pm.h"

/* Requests under way about the guests of one machine */
#define WINDOW	16

/* ms until a request that was refused because of too many others is repeated */
#define AGAIN	100

/**
 * struct question - what is known about the request for one guest
 * @calling: the request, NULL: none is under way
 * @machine: whose window the request is in
 * @busy: there were too many others; wait until @again of the survey
 * @done: answered
 */
struct question {
	struct demos_calling *calling;
	__u16 machine;
	bool busy;
	bool done;
};

/**
 * struct survey - the whole
 * @demos: handle
 * @pm: link to the process manager
 * @guests: array
 * @questions: one for each
 * @count: of both
 * @left: how many are not done
 * @under_way: requests, by machine
 * @again: when to ask those that are busy, UINT64_MAX: none is
 */
struct survey {
	struct demos *demos;
	__u32 pm;
	struct demos_surveyed *guests;
	struct question *questions;
	int count;
	int left;
	__u8 *under_way;
	__u64 again;
};

static void answer(struct survey *survey, int i, int error)
{
	survey->guests[i].error = error;
	survey->questions[i].done = true;
	survey->left--;
}

static void postpone(struct survey *survey, int i)
{
	survey->questions[i].busy = true;
	if (survey->again == UINT64_MAX)
		survey->again = demos_deadline(AGAIN);
}

static bool too_many(int err)
{
	return err == -EAGAIN || err == -EBUSY;
}

/* Return: false: the next would be one too many */
static bool ask(struct survey *survey, int i)
{
	struct demos_surveyed *guest = &survey->guests[i];
	struct question *question = &survey->questions[i];
	struct demos_pm_request asked = demos_pm_make(DEMOS_PM_STATUS,
						      guest->pid, 0);
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };
	int err;

	question->machine = guest->machine;
	err = demos_calling_begin(survey->demos, survey->pm, &out, 0, NULL,
				  NULL, &question->calling);
	if (too_many(err))
		postpone(survey, i);
	else if (err)
		answer(survey, i, demos_pm_about(survey->demos, err,
						 DEMOS_PM_STATUS, guest->pid));
	else
		survey->under_way[question->machine]++;
	return !too_many(err);
}

static void ask_more(struct survey *survey)
{
	bool again = !demos_remaining(survey->again);
	int i;

	if (again)
		survey->again = UINT64_MAX;
	for (i = 0; i < survey->count; i++) {
		struct question *question = &survey->questions[i];

		question->busy &= !again;
		if (question->done || question->calling || question->busy ||
		    survey->under_way[survey->guests[i].machine] == WINDOW)
			continue;
		if (!ask(survey, i))
			break;
	}
}

static void end_call(struct survey *survey, struct question *question)
{
	demos_calling_end(survey->demos, question->calling);
	question->calling = NULL;
	survey->under_way[question->machine]--;
}

/* Return: 1: an answer; 0: to be asked again; negative: no process manager */
static int take(struct survey *survey, int i)
{
	const struct demos_incoming *in =
		&survey->questions[i].calling->arrival->in;
	struct demos_surveyed *guest = &survey->guests[i];
	int err;

	if (in->error == -ESRCH)
		return demos_handle_fail_result(survey->demos, DEMOS_EDEAD,
						"the process manager has ended");
	err = demos_answer_check(survey->demos, in, DEMOS_PM_STATUS,
				 DEMOS_STATUS_SIZE);
	if (too_many(err)) {
		postpone(survey, i);
		return 0;
	}
	if (!err)
		demos_look_status(in, &guest->info, &guest->machine);
	answer(survey, i, demos_pm_about(survey->demos, err, DEMOS_PM_STATUS,
					 guest->pid));
	return 1;
}

/* Return: how many answers there were, or a negative errno */
static int take_answers(struct survey *survey)
{
	int i, err = 0, taken = 0;

	for (i = 0; i < survey->count && err >= 0; i++) {
		struct question *question = &survey->questions[i];

		if (!question->calling || !question->calling->arrival)
			continue;
		err = take(survey, i);
		end_call(survey, question);
		if (err > 0)
			taken++;
	}
	return err < 0 ? err : taken;
}

/* An answer may have come already, beside the kernel's to the request */
static int run(struct survey *survey, int patience_ms)
{
	__u64 deadline = demos_deadline(patience_ms);
	int err;

	for (;;) {
		ask_more(survey);
		err = take_answers(survey);
		if (err < 0)
			return err;
		if (err) {
			deadline = demos_deadline(patience_ms);
			continue;
		}
		if (!survey->left || !demos_remaining(deadline))
			return 0;
		err = demos_handle_read(survey->demos,
					demos_remaining(survey->again <
							deadline ?
							survey->again :
							deadline));
		if (err < 0 && err != -EINTR)
			return err;
	}
}

static void stop(struct survey *survey)
{
	int i;

	for (i = 0; i < survey->count; i++)
		if (survey->questions[i].calling)
			end_call(survey, &survey->questions[i]);
}

int demos_pm_survey(struct demos *demos, __u32 pm,
		    struct demos_surveyed *guests, int count, int patience_ms)
{
	struct survey survey = {
		.demos = demos, .pm = pm, .guests = guests, .count = count,
		.left = count, .again = UINT64_MAX,
		.questions = calloc(count + 1, sizeof(*survey.questions)),
		.under_way = calloc(UINT16_MAX + 1, 1),
	};
	__u32 outer = demos_call_enter(demos, pm);
	int i, err;

	for (i = 0; i < count; i++)
		guests[i].error = -ETIME;
	if (survey.questions && survey.under_way) {
		err = run(&survey, patience_ms);
		stop(&survey);
	} else {
		err = demos_handle_fail(demos, -ENOMEM, "no memory");
	}
	demos_call_leave(demos, outer);
	free(survey.questions);
	free(survey.under_way);
	return err;
}
