/* The door to GMime: addresses, dates, media types, the text of a message, and the composing of one.
 *
 * No GLib type stands in this header. Field splitting and RFC 2047 decoding are Swift's work, where a wrong index is
 * caught; GMime gets what has a grammar. Every handle has one owner, who frees it, and is used by one thread at a
 * time; different handles may be used by different threads. All text handed out is valid UTF-8 and NUL-terminated.
 */
#ifndef MAILROOM_CGMIME_H
#define MAILROOM_CGMIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Warnings, criticals and errors that GLib has reported since the first call: misuse of the library. Always 0. */
uint64_t cgmime_fault_count(void);

/* Memory this door hands over as a plain pointer; nothing else is freed with it. */
void cgmime_free(void *memory);

/* -- Addresses (RFC 5322 section 3.4) -- */

typedef struct cgmime_address_list cgmime_address_list;

/* Mailboxes in the order they stand, groups flattened; at most `limit`. NULL when there is nothing like an address. */
cgmime_address_list *cgmime_address_list_parse(const char *text, size_t limit);
void cgmime_address_list_free(cgmime_address_list *list);
size_t cgmime_address_list_count(const cgmime_address_list *list);
/* True when there were more than `limit`. */
bool cgmime_address_list_is_cut(const cgmime_address_list *list);
/* Decoded display name, or NULL. Valid until the list is freed. */
const char *cgmime_address_list_name(const cgmime_address_list *list, size_t index);
/* The addr-spec, or NULL. Valid until the list is freed. */
const char *cgmime_address_list_spec(const cgmime_address_list *list, size_t index);

/* -- Dates (RFC 5322 section 3.3) -- */

/* Seconds since 1970-01-01T00:00:00Z; false when `text` is no date. */
bool cgmime_date_parse(const char *text, int64_t *seconds);

/* -- Media types (RFC 2045 section 5) -- */

typedef struct cgmime_media_type cgmime_media_type;

/* NULL when `text` is no media type. */
cgmime_media_type *cgmime_media_type_parse(const char *text);
void cgmime_media_type_free(cgmime_media_type *type);
const char *cgmime_media_type_type(const cgmime_media_type *type);
const char *cgmime_media_type_subtype(const cgmime_media_type *type);
size_t cgmime_media_type_parameter_count(const cgmime_media_type *type);
/* RFC 2231 continuations and charsets decoded. Valid until the type is freed; NULL when out of range. */
const char *cgmime_media_type_parameter_name(const cgmime_media_type *type, size_t index);
const char *cgmime_media_type_parameter_value(const cgmime_media_type *type, size_t index);

/* -- Content dispositions (RFC 2183) -- */

typedef struct cgmime_disposition cgmime_disposition;

/* NULL when there is nothing in `text`. */
cgmime_disposition *cgmime_disposition_parse(const char *text);
void cgmime_disposition_free(cgmime_disposition *disposition);
bool cgmime_disposition_is_attachment(const cgmime_disposition *disposition);
/* RFC 2231 and RFC 2047 decoded; NULL when it has none. Valid until the disposition is freed. */
const char *cgmime_disposition_file_name(const cgmime_disposition *disposition);

/* -- Text of a message -- */

typedef struct cgmime_text cgmime_text;

/* The first text/plain part that is no attachment, else the first text/html part, of a whole or cut message: transfer
 * encoding undone, charset not, at most `limit` bytes. NULL when there is none among the first `parts` parts. */
cgmime_text *cgmime_text_extract(const uint8_t *message, size_t length, size_t limit, size_t parts);
void cgmime_text_free(cgmime_text *text);
const uint8_t *cgmime_text_bytes(const cgmime_text *text, size_t *length);
/* As the part declares it, or NULL. */
const char *cgmime_text_charset(const cgmime_text *text);
bool cgmime_text_is_html(const cgmime_text *text);

/* -- Charsets -- */

/* `bytes` in `charset` as UTF-8, what cannot be converted as U+FFFD; `*converted` is the length without the NUL and
 * `*faults` the number of replacements. NULL when the charset is unknown. Free with cgmime_free. */
char *cgmime_charset_convert(
    const char *charset, const uint8_t *bytes, size_t length, size_t *converted, size_t *faults);

/* -- Composing -- */

typedef struct cgmime_draft cgmime_draft;

typedef enum { CGMIME_FROM, CGMIME_TO } cgmime_address_field;

cgmime_draft *cgmime_draft_new(void);
void cgmime_draft_free(cgmime_draft *draft);
/* Appends a field; `value` is UTF-8 without control characters and is encoded (RFC 2047) and folded. */
void cgmime_draft_add_field(cgmime_draft *draft, const char *name, const char *value);
void cgmime_draft_add_address(
    cgmime_draft *draft, cgmime_address_field field, const char *name_or_null, const char *spec);
void cgmime_draft_set_date(cgmime_draft *draft, int64_t seconds);
/* `identifier` without angle brackets. */
void cgmime_draft_set_message_id(cgmime_draft *draft, const char *identifier);
/* The body: text/plain alone, or multipart/alternative with `boundary` when there is HTML too. UTF-8, lines in LF. The
 * text is format=flowed (RFC 3676), its lines flowed already. */
void cgmime_draft_set_body(
    cgmime_draft *draft, const char *text, const char *html_or_null, const char *boundary, const char *language);
/* Puts a file behind the body, which becomes the first part of a multipart/mixed with `boundary`; only after the body.
 * `type` is as cgmime_file_type gives it; `name` is UTF-8 and is encoded (RFC 2231). */
void cgmime_draft_attach(
    cgmime_draft *draft, const char *boundary, const char *type, const char *name, const uint8_t *bytes, size_t length);
/* The message with CRLF line ends; NULL when it could not be written. Free with cgmime_free. */
uint8_t *cgmime_draft_write(cgmime_draft *draft, size_t *length);

/* -- Files -- */

/* The media type of a file by its name and its first octets (the shared MIME database, through GIO), such as
 * "application/pdf"; "application/octet-stream" where the database is missing or does not know. Free with cgmime_free. */
char *cgmime_file_type(const char *name, const uint8_t *bytes, size_t length);

/* -- Searching -- */

/* Where `pattern` first begins in `bytes`, or NULL; linear however often it nearly does. */
const uint8_t *cgmime_find(const uint8_t *bytes, size_t length, const uint8_t *pattern, size_t pattern_length);

/* -- Digests -- */

/* SHA-256 of a short value into the 32 bytes at `digest`. Cannot fail. */
void cgmime_sha256(const uint8_t *bytes, size_t length, uint8_t *digest);

#endif
