/*
 * RE2 for Swift: sets of regexes decided in one pass over a text, in linear time whatever the text is.
 *
 * RE2 is C++; this is its face in C. A set is built (add, add, ..., compile) by one thread and is immutable
 * afterwards: cre2_set_match may then be called from any number of threads, because RE2 locks its own caches.
 * No function lets a C++ exception out.
 */
#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_set cre2_set;

/* An empty set, or NULL without memory. max_memory bounds program and caches together, in octets. */
cre2_set *cre2_set_new(int64_t max_memory, int64_t max_memory_per_regex);
void cre2_set_free(cre2_set *set);

/* Adds a regex and returns its number (0, 1, ...), or -1: UTF-8 in RE2 syntax, unanchored, ignoring case. */
int32_t cre2_set_add(cre2_set *set, const char *text, size_t length);

/* Ends building. False without memory even for the plain way. */
bool cre2_set_compile(cre2_set *set);
/* True when one pass decides all regexes; false when the set did not fit max_memory and each is tried by itself. */
bool cre2_set_is_one_pass(const cre2_set *set);

/* Writes the numbers of all regexes that occur in text, ascending, and returns how many; -1 without memory or when
 * capacity is less than the number of regexes. */
int32_t cre2_set_match(const cre2_set *set, const char *text, size_t length, int32_t *matches, size_t capacity);

/* True when the regex is one RE2 can run within max_memory; otherwise reason (capacity octets) says why not. */
bool cre2_check(const char *regex, size_t length, int64_t max_memory, char *reason, size_t capacity);

#ifdef __cplusplus
}
#endif
#endif
