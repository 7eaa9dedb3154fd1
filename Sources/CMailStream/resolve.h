/* Name resolution that a deadline or a cancellation can leave behind. */
#ifndef CMS_RESOLVE_H
#define CMS_RESOLVE_H

#include "stream.h"

#include <netdb.h>

/* The addresses of `host`, to be freed with freeaddrinfo; NULL with the stream's fault set. */
struct addrinfo *cms_resolve(cms_stream *stream, const char *host, uint16_t port);

#endif
