/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What programs of csmith include: the operations that they use, of csmith's
 * own safe_math.h, a hash of their variables, and a console: a guest's, and
 * those of AVR and m68k.
 * With -DTELL the hash after each variable is printed, which leads to the
 * variable that differs.
 */
#include <stdint.h>

#define CHAR_BIT 8
#define INT_MAX 32767
#define STATIC static
#define UNDEFINED(value) (value)
#define LOG_INDEX
#define LOG_EXEC
#define FUNC_NAME(name) safe_##name
#include "safe_math_used.h"

#ifdef __AVR__
#include <avr/interrupt.h>
#include <avr/io.h>

static void out(char c)
{
	UCSR0B = 1 << TXEN0;
	while (!(UCSR0A & 1 << UDRE0))
		;
	UDR0 = c;
}

static void finish(void)
{
	asm volatile("cli\n\tsleep");
}

static void stop(char why)
{
	out(why);
	out('\n');
	finish();
	for (;;)
		;
}

/* Of -fsanitize=undefined */
void abort(void)
{
	stop('U');
}

/* Endless loops: 16 million cycles are enough. */
ISR(TIMER1_OVF_vect)
{
	stop('T');
}

static void begin(void)
{
	TCCR1B = 1 << CS12;
	TIMSK1 = 1 << TOIE1;
	sei();
}
#elif defined(__m68k__)
#include "m68k.h"
#define begin()
#else
void out(char c);
#define begin()
#define finish()
#endif

#define printf(...) ((void)0)

static uint32_t crc32_context;

static void hex(uint32_t value)
{
	int i;

	for (i = 28; i >= 0; i -= 4)
		out("0123456789abcdef"[value >> i & 15]);
	out('\n');
}

static void add(uint32_t value)
{
	crc32_context += (crc32_context << 5) + value;
}

static void transparent_crc(uint64_t value, const char *name, int flag)
{
	add(value);
	add(value >> 32);
#ifdef TELL
	while (*name)
		out(*name++);
	out(' ');
	hex(crc32_context);
#endif
}

static void platform_main_begin(void)
{
	begin();
}

static void crc32_gentab(void)
{
}

static void platform_main_end(uint32_t crc, int flag)
{
	hex(crc);
	finish();
}
