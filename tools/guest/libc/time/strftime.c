// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "clock.h"

struct text {
	char *at;
	size_t room;
	char full;
};

static const char *const days[] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
	"Saturday"
};

static const char *const months[] = {
	"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December"
};

static void put(struct text *text, const char *s, size_t length)
{
	if (length > text->room) {
		text->full = 1;
		return;
	}
	memcpy(text->at, s, length);
	text->at += length;
	text->room -= length;
}

/* The name, or its first three letters */
static void put_name(struct text *text, const char *const *names, int count,
		     int n, int whole)
{
	if (n < 0 || n >= count)
		put(text, "?", 1);
	else
		put(text, names[n], whole ? strlen(names[n]) : 3);
}

static void put_number(struct text *text, long n, int width, int fill)
{
	char digits[12];
	char *at = digits + sizeof(digits);
	unsigned long rest = n < 0 ? -(unsigned long)n : n;

	for (; rest; rest /= 10, width--)
		*--at = '0' + rest % 10;
	for (; width > 0 && at > digits + 1; width--)
		*--at = fill;
	if (n < 0)
		*--at = '-';
	put(text, at, digits + sizeof(digits) - at);
}

/* The year and the number of a week of ISO 8601, which begin on Mondays */
static int iso_week(const struct tm *tm, long *year)
{
	int monday = (tm->tm_wday + 6) % 7;
	int week = (tm->tm_yday - monday + 10) / 7;
	int start;

	*year = tm->tm_year + 1900L;
	if (!week) {
		--*year;
		week = (tm->tm_yday - monday + 10 +
			(int)(__days_before(*year + 1, 0) -
			      __days_before(*year, 0))) / 7;
	} else if (week == 53) {
		/* January 1st's day of the next year, from Monday on */
		start = (int)((__days_before(*year + 1, 0) + 3) % 7);
		if (start < 0)
			start += 7;
		if (start <= 3) {
			++*year;
			week = 1;
		}
	}
	return week;
}

/* Conversions made of others */
static const char *expansion(int type)
{
	switch (type) {
	case 'c':
		return "%a %b %e %H:%M:%S %Y";
	case 'D':
	case 'x':
		return "%m/%d/%y";
	case 'F':
		return "%Y-%m-%d";
	case 'r':
		return "%I:%M:%S %p";
	case 'R':
		return "%H:%M";
	case 'T':
	case 'X':
		return "%H:%M:%S";
	case 'n':
		return "\n";
	case 't':
		return "\t";
	case 'z':
		return "+0000";
	case 'Z':
		return "UTC";
	default:
		return NULL;
	}
}

static void put_date(struct text *text, int type, const struct tm *tm)
{
	long year = tm->tm_year + 1900L;

	switch (type) {
	case 'C':
		put_number(text, year / 100, 2, '0');
		break;
	case 'y':
		put_number(text, year % 100, 2, '0');
		break;
	case 'Y':
		put_number(text, year, 1, '0');
		break;
	case 'G':
	case 'g':
		iso_week(tm, &year);
		put_number(text, type == 'g' ? year % 100 : year,
			   type == 'g' ? 2 : 1, '0');
		break;
	case 'V':
		put_number(text, iso_week(tm, &year), 2, '0');
		break;
	case 'U':
		put_number(text, (tm->tm_yday + 7 - tm->tm_wday) / 7, 2, '0');
		break;
	case 'W':
		put_number(text, (tm->tm_yday + 7 - (tm->tm_wday + 6) % 7) / 7,
			   2, '0');
		break;
	case 'j':
		put_number(text, tm->tm_yday + 1, 3, '0');
		break;
	case 'm':
		put_number(text, tm->tm_mon + 1, 2, '0');
		break;
	case 'd':
		put_number(text, tm->tm_mday, 2, '0');
		break;
	case 'e':
		put_number(text, tm->tm_mday, 2, ' ');
		break;
	case 'u':
		put_number(text, tm->tm_wday ? tm->tm_wday : 7, 1, '0');
		break;
	case 'w':
		put_number(text, tm->tm_wday, 1, '0');
		break;
	default:
		text->full = 1;
	}
}

static void put_field(struct text *text, int type, const struct tm *tm)
{
	switch (type) {
	case 'a':
	case 'A':
		put_name(text, days, 7, tm->tm_wday, type == 'A');
		break;
	case 'b':
	case 'h':
	case 'B':
		put_name(text, months, 12, tm->tm_mon, type == 'B');
		break;
	case 'H':
		put_number(text, tm->tm_hour, 2, '0');
		break;
	case 'I':
		put_number(text, (tm->tm_hour + 11) % 12 + 1, 2, '0');
		break;
	case 'M':
		put_number(text, tm->tm_min, 2, '0');
		break;
	case 'S':
		put_number(text, tm->tm_sec, 2, '0');
		break;
	case 'p':
		put(text, tm->tm_hour < 12 ? "AM" : "PM", 2);
		break;
	case '%':
		put(text, "%", 1);
		break;
	default:
		put_date(text, type, tm);
	}
}

size_t strftime(char *to, size_t size, const char *format, const struct tm *tm)
{
	struct text text = { to, size ? size - 1 : 0, !size };
	const char *more;
	size_t length;

	for (; *format && !text.full; format++) {
		if (*format != '%') {
			put(&text, format, 1);
			continue;
		}
		format++;
		if (*format == 'E' || *format == 'O')
			format++;
		if (!*format)
			break;
		more = expansion(*format);
		if (!more) {
			put_field(&text, *format, tm);
			continue;
		}
		length = strftime(text.at, text.room + 1, more, tm);
		if (!length)
			text.full = 1;
		text.at += length;
		text.room -= length;
	}
	if (text.full)
		return 0;
	*text.at = '\0';
	return text.at - to;
}
