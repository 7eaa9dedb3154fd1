#include "CGMime.h"
#include "start.h"

struct cgmime_text {
    GByteArray *bytes;
    char *charset;
    bool is_html;
};

static GMimeMessage *parse(const uint8_t *message, size_t length) {
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer((const char *)message, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *parsed = g_mime_parser_construct_message(parser, cgmime_options());
    g_object_unref(parser);
    g_object_unref(stream);
    return parsed;
}

/* The first plain part wins; the first HTML part is kept until one is found. */
static GMimePart *choose(GMimeMessage *message, size_t parts) {
    GMimePart *html = NULL;
    GMimePart *plain = NULL;
    GMimePartIter *iterator = g_mime_part_iter_new(GMIME_OBJECT(message));
    for (; plain == NULL && parts > 0 && g_mime_part_iter_is_valid(iterator); parts--) {
        GMimeObject *object = g_mime_part_iter_get_current(iterator);
        if (GMIME_IS_PART(object) && !g_mime_part_is_attachment(GMIME_PART(object))) {
            GMimeContentType *type = g_mime_object_get_content_type(object);
            if (g_mime_content_type_is_type(type, "text", "plain")) plain = GMIME_PART(object);
            else if (html == NULL && g_mime_content_type_is_type(type, "text", "html")) html = GMIME_PART(object);
        }
        if (!g_mime_part_iter_next(iterator)) break;
    }
    g_mime_part_iter_free(iterator);
    return plain != NULL ? plain : html;
}

cgmime_text *cgmime_text_extract(const uint8_t *message, size_t length, size_t limit, size_t parts) {
    cgmime_start();
    GMimeMessage *parsed = parse(message, length);
    if (parsed == NULL) return NULL;
    GMimePart *part = choose(parsed, parts);
    GMimeDataWrapper *content = part == NULL ? NULL : g_mime_part_get_content(part);
    cgmime_text *text = NULL;
    if (content != NULL) {
        GMimeStream *stream = g_mime_stream_mem_new();
        if (g_mime_data_wrapper_write_to_stream(content, stream) >= 0) {
            GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
            text = g_new0(cgmime_text, 1);
            text->bytes = g_byte_array_sized_new((guint)MIN(limit, bytes->len));
            g_byte_array_append(text->bytes, bytes->data, (guint)MIN(limit, bytes->len));
            text->charset = g_strdup(g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset"));
            text->is_html =
                g_mime_content_type_is_type(g_mime_object_get_content_type(GMIME_OBJECT(part)), "text", "html");
        }
        g_object_unref(stream);
    }
    g_object_unref(parsed);
    return text;
}

void cgmime_text_free(cgmime_text *text) {
    if (text == NULL) return;
    g_byte_array_free(text->bytes, TRUE);
    g_free(text->charset);
    g_free(text);
}

const uint8_t *cgmime_text_bytes(const cgmime_text *text, size_t *length) {
    *length = text->bytes->len;
    return text->bytes->data;
}

const char *cgmime_text_charset(const cgmime_text *text) { return text->charset; }

bool cgmime_text_is_html(const cgmime_text *text) { return text->is_html; }
