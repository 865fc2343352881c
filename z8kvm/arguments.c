// SPDX-License-Identifier: GPL-2.0
/*
 * Arguments and environment, laid out for a program. See arguments.h.
 */
#include <string.h>

#include "arguments.h"

#define TOO_LARGE	(Z8K_ARGUMENTS_MAX + 1)

/**
 * struct cursor - where pointers and texts go
 * @model: of the program
 * @sp: linear address of @bytes
 * @bytes: the result
 * @pointer: offset in @bytes of the next pointer
 * @text: offset in @bytes of the next text
 */
struct cursor {
	enum z8k_model model;
	u32 sp;
	u8 *bytes;
	size_t pointer;
	size_t text;
};

static size_t pointer_size(enum z8k_model model)
{
	return model == Z8K_Z8001 ? 4 : 2;
}

/* Bytes of the texts and of the pointers to them, with the last one, 0 */
static size_t list_size(enum z8k_model model, const char *const *texts)
{
	size_t size = pointer_size(model);

	for (; *texts && size < TOO_LARGE; texts++)
		size += pointer_size(model) + strlen(*texts) + 1;
	return size;
}

size_t z8k_arguments_size(enum z8k_model model, const char *const *argv,
			  const char *const *environ)
{
	size_t size = 2 + list_size(model, argv) + list_size(model, environ);

	return (size + 1) & ~(size_t)1;
}

static size_t count(const char *const *texts)
{
	size_t n = 0;

	while (texts[n])
		n++;
	return n;
}

static void put_word(struct cursor *cursor, u16 word)
{
	cursor->bytes[cursor->pointer++] = word >> 8;
	cursor->bytes[cursor->pointer++] = word & 0xff;
}

static void put_pointer(struct cursor *cursor, u32 addr)
{
	if (cursor->model == Z8K_Z8001)
		put_word(cursor, 0x8000 | Z8K_ADDR_SEG(addr) << 8);
	put_word(cursor, Z8K_ADDR_OFF(addr));
}

static void put_list(struct cursor *cursor, const char *const *texts)
{
	size_t length;

	for (; *texts; texts++) {
		length = strlen(*texts) + 1;
		put_pointer(cursor, cursor->sp + cursor->text);
		memcpy(cursor->bytes + cursor->text, *texts, length);
		cursor->text += length;
	}
	/* The null pointer has no top bit */
	memset(cursor->bytes + cursor->pointer, 0,
	       pointer_size(cursor->model));
	cursor->pointer += pointer_size(cursor->model);
}

void z8k_arguments_put(enum z8k_model model, u32 sp, const char *const *argv,
		       const char *const *environ, void *bytes)
{
	size_t argc = count(argv);
	struct cursor cursor = {
		.model = model,
		.sp = sp,
		.bytes = bytes,
		.text = 2 + (argc + count(environ) + 2) * pointer_size(model),
	};

	put_word(&cursor, argc);
	put_list(&cursor, argv);
	put_list(&cursor, environ);
	if (cursor.text & 1)
		cursor.bytes[cursor.text] = 0;
}
