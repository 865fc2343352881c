// SPDX-License-Identifier: GPL-2.0
/*
 * $(( )): whole numbers of 32 bits or more, which wrap around, by precedence
 * climbing.
 */
#include <stdlib.h>
#include <string.h>

#include "expand.h"
#include "lex.h"

/**
 * struct sum - an expression
 * @shell: for its variables
 * @at: the place
 * @depth: of brackets and signs
 * @wrong: why it is wrong, or NULL
 */
struct sum {
	struct shell *shell;
	const char *at;
	int depth;
	const char *wrong;
};

/* Longer ones first */
static const struct operator {
	char text[3];
	unsigned char level;
} operators[] = {
	{ "||", 1 }, { "&&", 2 }, { "==", 4 }, { "!=", 4 },
	{ "<=", 5 }, { ">=", 5 }, { "<", 5 }, { ">", 5 },
	{ "+", 6 }, { "-", 6 }, { "*", 7 }, { "/", 7 }, { "%", 7 },
};

static unsigned long expression(struct sum *sum, int level);

static void skip(struct sum *sum)
{
	while (lex_is_blank(*sum->at) || *sum->at == '\n')
		sum->at++;
}

static unsigned long wrong(struct sum *sum, const char *why)
{
	if (!sum->wrong)
		sum->wrong = why;
	return 0;
}

static unsigned long named(struct sum *sum, size_t length)
{
	const char *value = variable_get(&sum->shell->variables, sum->at,
					 length);
	char *end;
	long number;

	sum->at += length;
	if (!value || !*value)
		return 0;
	number = strtol(value, &end, 0);
	return *end ? wrong(sum, "a variable is not a number") :
		      (unsigned long)number;
}

static unsigned long operand(struct sum *sum)
{
	unsigned long value;
	char *end;

	skip(sum);
	if (lex_name(sum->at))
		return named(sum, lex_name(sum->at));
	if (*sum->at >= '0' && *sum->at <= '9') {
		value = (unsigned long)strtol(sum->at, &end, 0);
		sum->at = end;
		return value;
	}
	if (!*sum->at || !strchr("(-+!", *sum->at))
		return wrong(sum, "a number is expected");
	if (++sum->depth > SH_DEPTH_MAX)
		return wrong(sum, "this is nested too deeply");
	switch (*sum->at++) {
	case '-':
		value = 0 - operand(sum);
		break;
	case '+':
		value = operand(sum);
		break;
	case '!':
		value = !operand(sum);
		break;
	default:
		value = expression(sum, 1);
		skip(sum);
		if (*sum->at != ')')
			return wrong(sum, "')' is expected");
		sum->at++;
	}
	sum->depth--;
	return value;
}

static const struct operator *find(const struct sum *sum, int level)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(operators); i++)
		if (!strncmp(sum->at, operators[i].text,
			     strlen(operators[i].text)))
			return operators[i].level >= level ? &operators[i] :
							     NULL;
	return NULL;
}

static unsigned long divide(struct sum *sum, char which, long a, long b)
{
	if (!b)
		return wrong(sum, "division by 0");
	/* The one quotient that is no number */
	if (b == -1)
		return which == '/' ? 0 - (unsigned long)a : 0;
	return (unsigned long)(which == '/' ? a / b : a % b);
}

static unsigned long apply(struct sum *sum, const char *text,
			   unsigned long a, unsigned long b)
{
	long x = (long)a, y = (long)b;

	switch (text[0]) {
	case '|':
		return a || b;
	case '&':
		return a && b;
	case '=':
		return a == b;
	case '!':
		return a != b;
	case '<':
		return text[1] ? x <= y : x < y;
	case '>':
		return text[1] ? x >= y : x > y;
	case '+':
		return a + b;
	case '-':
		return a - b;
	case '*':
		return a * b;
	default:
		return divide(sum, text[0], x, y);
	}
}

static unsigned long expression(struct sum *sum, int level)
{
	unsigned long value = operand(sum), other;
	const struct operator *operator;

	while (!sum->wrong) {
		skip(sum);
		operator = find(sum, level);
		if (!operator)
			break;
		sum->at += strlen(operator->text);
		other = expression(sum, operator->level + 1);
		if (!sum->wrong)
			value = apply(sum, operator->text, value, other);
	}
	return value;
}

/**
 * arith - work out an expression
 * @shell: for its variables
 * @text: the expression
 * @value: gets its value
 *
 * Return: NULL, or what is wrong.
 */
const char *arith(struct shell *shell, const char *text, long *value)
{
	struct sum sum = { .shell = shell, .at = text };

	skip(&sum);
	*value = *sum.at ? (long)expression(&sum, 1) : 0;
	if (!sum.wrong && *sum.at)
		return "an operator is expected";
	return sum.wrong;
}
