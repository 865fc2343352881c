/* SPDX-License-Identifier: GPL-2.0 */
/* No guard: each inclusion follows NDEBUG as it is then. */
#undef assert

#ifdef NDEBUG
#define assert(condition)	((void)0)
#else
#define assert(condition) \
	((condition) ? (void)0 : \
	 __assert_fail(#condition, __FILE__, __LINE__, __func__))
#endif

void __assert_fail(const char *condition, const char *file, int line,
		   const char *function);
