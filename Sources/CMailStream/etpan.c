/* The stream as libetpan sees it: a mailstream_low_driver, so that only guarded bytes reach its parsers. */
#include "stream.h"

#include <errno.h>
#include <libetpan/mailstream.h>
#include <libetpan/mailstream_low.h>
#include <stdlib.h>

/* libetpan's read and write buffers, two a connection. Small, because a thousand of them wait in IDLE. */
enum { buffer_size = 4096 };

static ssize_t low_read(mailstream_low *low, void *bytes, size_t count) { return cms_read(low->data, bytes, count); }

static ssize_t low_write(mailstream_low *low, const void *bytes, size_t count)
{
    return cms_write(low->data, bytes, count) == 0 ? (ssize_t)count : -1;
}

static int low_close(mailstream_low *low)
{
    cms_close(low->data);
    return 0;
}

static int low_get_fd(mailstream_low *low) { return cms_descriptor(low->data); }

static void low_free(mailstream_low *low)
{
    cms_stream *stream = low->data;
    stream->mailstream = NULL;
    cms_release(stream);
    free(low);
}

static void low_cancel(mailstream_low *low) { cms_cancel(low->data); }

/* Not const: libetpan's types ask for a mutable driver, and never write to it. */
static mailstream_low_driver driver = {
    .mailstream_read = low_read,
    .mailstream_write = low_write,
    .mailstream_close = low_close,
    .mailstream_get_fd = low_get_fd,
    .mailstream_free = low_free,
    .mailstream_cancel = low_cancel,
};

void *cms_mailstream(cms_stream *stream)
{
    mailstream_low *low = mailstream_low_new(stream, &driver);
    if (low == NULL) {
        (void)cms_fail(stream, CMS_MEMORY, ENOMEM, 0, "no memory for a mailstream");
        return NULL;
    }
    mailstream *made = mailstream_new(low, buffer_size);
    if (made == NULL) {
        free(low);
        (void)cms_fail(stream, CMS_MEMORY, ENOMEM, 0, "no memory for a mailstream");
        return NULL;
    }
    (void)cms_retain(stream);
    stream->mailstream = made;
    return made;
}

ssize_t cms_mailstream_drain(cms_stream *stream, void *pointer)
{
    mailstream *reader = pointer;
    ssize_t moved = 0;
    for (;;) {
        size_t room = reader->buffer_max_size - reader->read_buffer_len;
        if (room == 0) return -2;
        ssize_t got = cms_receive(stream, reader->read_buffer + reader->read_buffer_len, room);
        if (got < 0) return -1;
        if (got == 0) return moved;
        reader->read_buffer_len += (size_t)got;
        moved += got;
    }
}
