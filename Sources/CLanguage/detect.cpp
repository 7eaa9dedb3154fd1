#include "CLanguage.h"

#include <algorithm>
#include <climits>
#include <cstdio> // compact_lang_det.h uses FILE without it
#include <cstring>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

extern "C" clanguage_guess clanguage_detect(const uint8_t *text, size_t length, bool is_html) {
    CLD2::Language languages[3] = {CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE};
    int percents[3] = {0, 0, 0};
    double scores[3] = {0, 0, 0};
    int letters = 0;
    int valid = 0;
    bool reliable = false;
    const CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
    CLD2::ExtDetectLanguageSummaryCheckUTF8(
        reinterpret_cast<const char *>(text), static_cast<int>(std::min<size_t>(length, INT_MAX)), !is_html, &hints, 0,
        languages, percents, scores, nullptr, &letters, &reliable, &valid);

    clanguage_guess guess = {};
    std::strncpy(guess.code, CLD2::LanguageCode(languages[0]), sizeof guess.code - 1);
    guess.percent = percents[0];
    guess.letters = letters;
    guess.is_reliable = reliable;
    return guess;
}
