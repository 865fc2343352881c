// SPDX-License-Identifier: GPL-2.0
/*
 * Reading and writing the state of a process as it travels.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/image.h"
#include "core/link.h"

/**
 * demos_image_put() - append bytes
 * @image: writer
 * @bytes: what to append
 * @count: how many
 *
 * Bytes that do not fit are counted and dropped.
 */
void demos_image_put(struct demos_image *image, const void *bytes, u32 count)
{
	if (image->data && image->at <= image->size &&
	    count <= image->size - image->at)
		memcpy(image->data + image->at, bytes, count);
	image->at += count;
}

/**
 * demos_image_put8() - append a byte
 * @image: writer
 * @value: the byte
 */
void demos_image_put8(struct demos_image *image, u8 value)
{
	demos_image_put(image, &value, sizeof(value));
}

/**
 * demos_image_put16() - append 16 bits
 * @image: writer
 * @value: in host order
 */
void demos_image_put16(struct demos_image *image, u16 value)
{
	__be16 be = cpu_to_be16(value);

	demos_image_put(image, &be, sizeof(be));
}

/**
 * demos_image_put32() - append 32 bits
 * @image: writer
 * @value: in host order
 */
void demos_image_put32(struct demos_image *image, u32 value)
{
	__be32 be = cpu_to_be32(value);

	demos_image_put(image, &be, sizeof(be));
}

/**
 * demos_image_put64() - append 64 bits
 * @image: writer
 * @value: in host order
 */
void demos_image_put64(struct demos_image *image, u64 value)
{
	__be64 be = cpu_to_be64(value);

	demos_image_put(image, &be, sizeof(be));
}

/**
 * demos_image_get() - read bytes
 * @image: reader
 * @bytes: destination; zeroed if fewer are left
 * @count: how many
 */
void demos_image_get(struct demos_image *image, void *bytes, u32 count)
{
	if (image->failed || count > image->size - image->at) {
		image->failed = true;
		memset(bytes, 0, count);
		return;
	}
	memcpy(bytes, image->data + image->at, count);
	image->at += count;
}

/**
 * demos_image_get8() - read a byte
 * @image: reader
 *
 * Return: the byte, 0 if there is none.
 */
u8 demos_image_get8(struct demos_image *image)
{
	u8 value;

	demos_image_get(image, &value, sizeof(value));
	return value;
}

/**
 * demos_image_get16() - read 16 bits
 * @image: reader
 *
 * Return: the value in host order, 0 if there is none.
 */
u16 demos_image_get16(struct demos_image *image)
{
	__be16 be;

	demos_image_get(image, &be, sizeof(be));
	return be16_to_cpu(be);
}

/**
 * demos_image_get32() - read 32 bits
 * @image: reader
 *
 * Return: the value in host order, 0 if there is none.
 */
u32 demos_image_get32(struct demos_image *image)
{
	__be32 be;

	demos_image_get(image, &be, sizeof(be));
	return be32_to_cpu(be);
}

/**
 * demos_image_get64() - read 64 bits
 * @image: reader
 *
 * Return: the value in host order, 0 if there is none.
 */
u64 demos_image_get64(struct demos_image *image)
{
	__be64 be;

	demos_image_get(image, &be, sizeof(be));
	return be64_to_cpu(be);
}
