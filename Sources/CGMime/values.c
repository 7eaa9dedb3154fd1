#include <errno.h>
#include <string.h>

#include "CGMime.h"
#include "start.h"

bool cgmime_date_parse(const char *text, int64_t *seconds) {
    cgmime_start();
    GDateTime *date = g_mime_utils_header_decode_date(text);
    if (date == NULL) return false;
    *seconds = g_date_time_to_unix(date);
    g_date_time_unref(date);
    return true;
}

struct cgmime_media_type {
    GMimeContentType *parsed;
};

cgmime_media_type *cgmime_media_type_parse(const char *text) {
    /* GMime answers "application/octet-stream" for what it cannot read; the slash tells the two apart. */
    if (strchr(text, '/') == NULL) return NULL;
    GMimeContentType *parsed = g_mime_content_type_parse(cgmime_options(), text);
    if (parsed == NULL) return NULL;
    cgmime_media_type *type = g_new0(cgmime_media_type, 1);
    type->parsed = parsed;
    return type;
}

void cgmime_media_type_free(cgmime_media_type *type) {
    if (type == NULL) return;
    g_object_unref(type->parsed);
    g_free(type);
}

const char *cgmime_media_type_type(const cgmime_media_type *type) {
    return g_mime_content_type_get_media_type(type->parsed);
}

const char *cgmime_media_type_subtype(const cgmime_media_type *type) {
    return g_mime_content_type_get_media_subtype(type->parsed);
}

size_t cgmime_media_type_parameter_count(const cgmime_media_type *type) {
    int count = g_mime_param_list_length(g_mime_content_type_get_parameters(type->parsed));
    return count < 0 ? 0 : (size_t)count;
}

static GMimeParam *parameter(const cgmime_media_type *type, size_t index) {
    if (index >= cgmime_media_type_parameter_count(type)) return NULL;
    return g_mime_param_list_get_parameter_at(g_mime_content_type_get_parameters(type->parsed), (int)index);
}

const char *cgmime_media_type_parameter_name(const cgmime_media_type *type, size_t index) {
    GMimeParam *found = parameter(type, index);
    return found == NULL ? NULL : g_mime_param_get_name(found);
}

const char *cgmime_media_type_parameter_value(const cgmime_media_type *type, size_t index) {
    GMimeParam *found = parameter(type, index);
    return found == NULL ? NULL : g_mime_param_get_value(found);
}

char *cgmime_charset_convert(
    const char *charset, const uint8_t *bytes, size_t length, size_t *converted, size_t *faults) {
    GIConv converter = g_iconv_open("UTF-8", charset);
    if (converter == (GIConv)-1) return NULL;
    GString *text = g_string_sized_new(length + length / 2 + 16);
    char *in = (char *)(uintptr_t)bytes; /* iconv takes char ** but writes nothing there */
    size_t left = length;
    *faults = 0;
    for (;;) {
        char buffer[4096];
        char *out = buffer;
        size_t room = sizeof buffer;
        /* With nothing left, one more call brings out what a stateful charset still holds back. */
        bool flushing = left == 0;
        size_t result = flushing ? g_iconv(converter, NULL, NULL, &out, &room)
                                 : g_iconv(converter, &in, &left, &out, &room);
        int reason = errno;
        g_string_append_len(text, buffer, out - buffer);
        if (result != (size_t)-1) {
            if (flushing) break;
            continue;
        }
        if (reason == E2BIG && out != buffer) continue;
        *faults += 1;
        g_string_append(text, "\xEF\xBF\xBD");
        if (flushing || reason == EINVAL || left == 0) break; /* cut inside a character */
        in += 1; /* no character starts here: try at the next byte */
        left -= 1;
    }
    g_iconv_close(converter);
    *converted = text->len;
    return g_string_free(text, FALSE);
}
