#include "CGMime.h"
#include "start.h"

struct cgmime_disposition {
    GMimeContentDisposition *parsed;
};

cgmime_disposition *cgmime_disposition_parse(const char *text) {
    GMimeContentDisposition *parsed = g_mime_content_disposition_parse(cgmime_options(), text);
    if (parsed == NULL) return NULL;
    cgmime_disposition *disposition = g_new0(cgmime_disposition, 1);
    disposition->parsed = parsed;
    return disposition;
}

void cgmime_disposition_free(cgmime_disposition *disposition) {
    if (disposition == NULL) return;
    g_object_unref(disposition->parsed);
    g_free(disposition);
}

bool cgmime_disposition_is_attachment(const cgmime_disposition *disposition) {
    return g_mime_content_disposition_is_attachment(disposition->parsed);
}

const char *cgmime_disposition_file_name(const cgmime_disposition *disposition) {
    return g_mime_content_disposition_get_parameter(disposition->parsed, "filename");
}
