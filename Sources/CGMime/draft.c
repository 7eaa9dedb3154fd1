#include <gio/gio.h>
#include <string.h>

#include "CGMime.h"
#include "start.h"

struct cgmime_draft {
    GMimeMessage *message;
};

cgmime_draft *cgmime_draft_new(void) {
    cgmime_start();
    cgmime_draft *draft = g_new0(cgmime_draft, 1);
    draft->message = g_mime_message_new(FALSE);
    return draft;
}

void cgmime_draft_free(cgmime_draft *draft) {
    if (draft == NULL) return;
    g_object_unref(draft->message);
    g_free(draft);
}

void cgmime_draft_add_field(cgmime_draft *draft, const char *name, const char *value) {
    g_mime_object_append_header(GMIME_OBJECT(draft->message), name, value, "utf-8");
}

void cgmime_draft_add_address(
    cgmime_draft *draft, cgmime_address_field field, const char *name_or_null, const char *spec) {
    InternetAddress *address = internet_address_mailbox_new(name_or_null, spec);
    internet_address_set_charset(address, "utf-8");
    GMimeAddressType type = field == CGMIME_FROM ? GMIME_ADDRESS_TYPE_FROM : GMIME_ADDRESS_TYPE_TO;
    internet_address_list_add(g_mime_message_get_addresses(draft->message, type), address);
    g_object_unref(address);
}

void cgmime_draft_set_date(cgmime_draft *draft, int64_t seconds) {
    GDateTime *date = g_date_time_new_from_unix_utc(seconds);
    if (date == NULL) return; /* outside the years 1 to 9999 */
    g_mime_message_set_date(draft->message, date);
    g_date_time_unref(date);
}

void cgmime_draft_set_message_id(cgmime_draft *draft, const char *identifier) {
    g_mime_message_set_message_id(draft->message, identifier);
}

/* Quoted-printable stays readable in any client; base64 is shorter once most of the text is not ASCII. */
static GMimeContentEncoding encoding_for(const char *text) {
    size_t encoded = 0;
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) encoded += (unsigned char)text[i] >= 0x80;
    return encoded * 3 > length ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

static GMimeObject *text_part(const char *subtype, const char *text, const char *language) {
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    if (strcmp(subtype, "plain") == 0) {
        g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "format", "flowed");
        g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "delsp", "no");
    }
    GMimeContentEncoding encoding = encoding_for(text);
    GString *content = g_string_new(text);
    /* Base64 hides the lines from the final conversion to CRLF, so they get it here (RFC 2045 section 6.8). */
    if (encoding == GMIME_CONTENT_ENCODING_BASE64) g_string_replace(content, "\n", "\r\n", 0);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(content->str, content->len);
    GMimeDataWrapper *wrapper = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, wrapper);
    g_mime_part_set_content_encoding(part, encoding);
    g_mime_object_append_header(GMIME_OBJECT(part), "Content-Language", language, "utf-8");
    g_object_unref(wrapper);
    g_object_unref(stream);
    g_string_free(content, TRUE);
    return GMIME_OBJECT(part);
}

void cgmime_draft_set_body(
    cgmime_draft *draft, const char *text, const char *html_or_null, const char *boundary, const char *language) {
    GMimeObject *body = text_part("plain", text, language);
    if (html_or_null != NULL) {
        GMimeMultipart *alternative = g_mime_multipart_new_with_subtype("alternative");
        g_mime_multipart_set_boundary(alternative, boundary);
        GMimeObject *html = text_part("html", html_or_null, language);
        g_mime_multipart_add(alternative, body);
        g_mime_multipart_add(alternative, html);
        g_object_unref(body);
        g_object_unref(html);
        body = GMIME_OBJECT(alternative);
    }
    g_mime_message_set_mime_part(draft->message, body);
    g_object_unref(body);
}

void cgmime_draft_attach(
    cgmime_draft *draft, const char *boundary, const char *type, const char *name, const uint8_t *bytes, size_t length) {
    GMimeObject *body = g_mime_message_get_mime_part(draft->message);
    GMimeContentType *media = g_mime_content_type_parse(cgmime_options(), type);
    GMimePart *part =
        g_mime_part_new_with_type(g_mime_content_type_get_media_type(media), g_mime_content_type_get_media_subtype(media));
    const char *charset = g_mime_content_type_get_parameter(media, "charset");
    if (charset != NULL) g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", charset);
    g_object_unref(media);
    g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
    g_mime_object_set_content_disposition_parameter(GMIME_OBJECT(part), "filename", name);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer((const char *)bytes, length);
    GMimeDataWrapper *wrapper = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, wrapper);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    g_object_unref(wrapper);
    g_object_unref(stream);
    GMimeMultipart *mixed;
    if (GMIME_IS_MULTIPART(body) && strcmp(g_mime_multipart_get_boundary(GMIME_MULTIPART(body)), boundary) == 0) {
        mixed = GMIME_MULTIPART(body);
        g_mime_multipart_add(mixed, GMIME_OBJECT(part));
    } else {
        mixed = g_mime_multipart_new_with_subtype("mixed");
        g_mime_multipart_set_boundary(mixed, boundary);
        g_mime_multipart_add(mixed, body);
        g_mime_multipart_add(mixed, GMIME_OBJECT(part));
        g_mime_message_set_mime_part(draft->message, GMIME_OBJECT(mixed));
        g_object_unref(mixed);
    }
    g_object_unref(part);
}

char *cgmime_file_type(const char *name, const uint8_t *bytes, size_t length) {
    gboolean is_uncertain = FALSE;
    /* The first 16 KiB hold what any signature of the database looks at. */
    char *content_type = g_content_type_guess(name, bytes, MIN(length, (size_t)16384), &is_uncertain);
    char *type = g_content_type_get_mime_type(content_type);
    g_free(content_type);
    return type != NULL ? type : g_strdup("application/octet-stream");
}

uint8_t *cgmime_draft_write(cgmime_draft *draft, size_t *length) {
    GMimeFormatOptions *format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    GMimeStream *stream = g_mime_stream_mem_new();
    uint8_t *bytes = NULL;
    if (g_mime_object_write_to_stream(GMIME_OBJECT(draft->message), format, stream) >= 0) {
        GByteArray *written = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
        *length = written->len;
        bytes = g_malloc(written->len + 1);
        memcpy(bytes, written->data, written->len);
        bytes[written->len] = 0;
    }
    g_object_unref(stream);
    g_mime_format_options_free(format);
    return bytes;
}
