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

}  // namespace

struct cre2_set {
    RE2::Options regex_options;
    RE2::Set set;
    // Each regex also by itself, for texts and sets the one-pass automaton has no memory for.
    std::vector<std::unique_ptr<RE2>> regexes;
    bool one_pass = true;

    cre2_set(int64_t max_memory, int64_t max_memory_per_regex)
        : regex_options(options(max_memory_per_regex)), set(options(max_memory), RE2::UNANCHORED) {}
};

extern "C" cre2_set *cre2_set_new(int64_t max_memory, int64_t max_memory_per_regex) {
    try {
        return new cre2_set(max_memory, max_memory_per_regex);
    } catch (...) {
        return nullptr;
    }
}

extern "C" void cre2_set_free(cre2_set *set) { delete set; }

extern "C" int32_t cre2_set_add(cre2_set *set, const char *text, size_t length) {
    try {
        const std::string source(text, length);
        auto regex = std::make_unique<RE2>(source, set->regex_options);
        if (!regex->ok() || set->regexes.size() >= INT32_MAX) return -1;
        const auto number = static_cast<int32_t>(set->regexes.size());
        // The numbers agree as long as the set takes every regex; from the first it refuses, each goes by itself.
        if (set->one_pass && set->set.Add(source, nullptr) != number) set->one_pass = false;
        set->regexes.push_back(std::move(regex));
        return number;
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
        if (capacity < set->regexes.size()) return -1;
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
        for (size_t number = 0; number < set->regexes.size(); number++)
            if (RE2::PartialMatch(subject, *set->regexes[number])) matches[count++] = static_cast<int32_t>(number);
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
