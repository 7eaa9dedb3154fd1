#include "CRE2.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <re2/re2.h>
#include <re2/set.h>

namespace {

RE2::Options options(int64_t max_memory) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(false);
    options.set_max_mem(max_memory);
    return options;
}

// Every pattern also by itself, for texts and sets the one-pass automaton has no memory for.
struct Pattern {
    std::string literal;
    std::unique_ptr<RE2> regex;

    bool occurs_in(re2::StringPiece text) const {
        if (regex) return RE2::PartialMatch(text, *regex);
        return text.find(literal) != re2::StringPiece::npos;
    }
};

}  // namespace

struct cre2_set {
    RE2::Options regex_options;
    RE2::Set set;
    std::vector<Pattern> patterns;
    bool one_pass = true;

    cre2_set(int64_t max_memory, int64_t max_memory_per_regex)
        : regex_options(options(max_memory_per_regex)), set(options(max_memory), RE2::UNANCHORED) {}

    int32_t add(const std::string &source, Pattern pattern) {
        if (patterns.size() >= INT32_MAX) return -1;
        // The numbers agree as long as the set takes every pattern; from the first it refuses, each goes by itself.
        if (one_pass && set.Add(source, nullptr) != static_cast<int>(patterns.size())) one_pass = false;
        patterns.push_back(std::move(pattern));
        return static_cast<int32_t>(patterns.size() - 1);
    }
};

extern "C" cre2_set *cre2_set_new(int64_t max_memory, int64_t max_memory_per_regex) {
    try {
        return new cre2_set(max_memory, max_memory_per_regex);
    } catch (...) {
        return nullptr;
    }
}

extern "C" void cre2_set_free(cre2_set *set) { delete set; }

extern "C" int32_t cre2_set_add_literal(cre2_set *set, const char *text, size_t length) {
    try {
        std::string literal(text, length);
        // Literals are octets compared exactly inside a set that otherwise ignores case.
        return set->add("(?-i:" + RE2::QuoteMeta(literal) + ")", Pattern{literal, nullptr});
    } catch (...) {
        return -1;
    }
}

extern "C" int32_t cre2_set_add_regex(cre2_set *set, const char *text, size_t length) {
    try {
        std::string source(text, length);
        auto regex = std::make_unique<RE2>(source, set->regex_options);
        if (!regex->ok()) return -1;
        return set->add(source, Pattern{std::string(), std::move(regex)});
    } catch (...) {
        return -1;
    }
}

extern "C" bool cre2_set_compile(cre2_set *set) {
    try {
        if (set->one_pass) set->one_pass = set->set.Compile();
        return true;
    } catch (...) {
        return false;
    }
}

extern "C" bool cre2_set_is_one_pass(const cre2_set *set) { return set->one_pass; }

extern "C" int32_t cre2_set_match(
    const cre2_set *set, const char *text, size_t length, int32_t *matches, size_t capacity) {
    try {
        if (capacity < set->patterns.size()) return -1;
        const re2::StringPiece subject(text, length);
        size_t count = 0;
        if (set->one_pass) {
            std::vector<int> found;
            RE2::Set::ErrorInfo error{RE2::Set::kNoError};
            if (set->set.Match(subject, &found, &error)) {
                std::sort(found.begin(), found.end());
                for (const int number : found) matches[count++] = number;
                return static_cast<int32_t>(count);
            }
            if (error.kind == RE2::Set::kNoError) return 0;
            // The automaton ran out of memory on this text: the plain way needs none to speak of.
        }
        for (size_t number = 0; number < set->patterns.size(); number++)
            if (set->patterns[number].occurs_in(subject)) matches[count++] = static_cast<int32_t>(number);
        return static_cast<int32_t>(count);
    } catch (...) {
        return -1;
    }
}

extern "C" bool cre2_check(const char *regex, size_t length, int64_t max_memory, char *reason, size_t capacity) {
    try {
        const RE2 compiled(re2::StringPiece(regex, length), options(max_memory));
        if (compiled.ok()) return true;
        std::snprintf(reason, capacity, "%s", compiled.error().c_str());
    } catch (...) {
        std::snprintf(reason, capacity, "out of memory");
    }
    return false;
}
