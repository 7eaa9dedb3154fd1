/* Shared by the files of this door: the library started once and the parser options everyone uses. */
#ifndef MAILROOM_CGMIME_START_H
#define MAILROOM_CGMIME_START_H

#include <gmime/gmime.h>

/* Starts GMime on the first call and installs the handler that counts GLib's complaints. Cheap afterwards. */
void cgmime_start(void);

/* Lenient compliance, fallback charsets UTF-8 then ISO 8859-1. Read only after the start, so threads may share it. */
GMimeParserOptions *cgmime_options(void);

#endif
