/* The door to CLD2, which tells the language of a text (C++ behind an extern "C" face). Thread-safe, no state. */
#ifndef MAILROOM_CLANGUAGE_H
#define MAILROOM_CLANGUAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    char code[8];      /* ISO 639 code of the main language, such as "de"; "un" when there is none */
    int percent;       /* its share of the text, 0 to 100 */
    int letters;       /* bytes of text that were judged, tags and digits left out */
    bool is_reliable;  /* what CLD2 itself thinks of the answer */
} clanguage_guess;

/* `text` must be valid UTF-8; what is not gives "un". */
clanguage_guess clanguage_detect(const uint8_t *text, size_t length, bool is_html);

#ifdef __cplusplus
}
#endif
#endif
