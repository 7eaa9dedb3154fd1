import MailRouting

/// Small words that only one language has. Eight of them and none of the other language's leave no doubt; CLD2 would
/// say the same, forty times as slowly.
enum DecisiveWords {
    private static let needed = 8
    private static let german = [
        "und", "nicht", "ist", "das", "dass", "sich", "auch", "eine", "einen", "einer", "wir", "mit", "sie", "ihnen",
        "ich",
        "auf", "aus", "zum", "zur", "sind", "haben", "werden", "wird", "bei", "oder", "aber", "bitte", "nach", "wenn",
        "uns", "unsere", "ihre", "ihrer", "noch", "nur", "dem", "des", "durch",
    ]
    private static let english = [
        "the", "and", "you", "your", "with", "this", "that", "are", "from", "have", "has", "would", "should", "could",
        "please", "which", "our", "they", "their", "there", "what", "when", "been", "were", "about", "because", "these",
    ]

    /// Nil when it is not as clear as that.
    static func language(of subject: String, _ text: [UInt8]) -> Language? {
        var counts = (german: 0, english: 0)
        count(subject.utf8, &counts)
        count(text, &counts)
        if counts.german >= needed, counts.english == 0 { return .german }
        if counts.english >= needed, counts.german == 0 { return .english }
        return nil
    }

    /// Goes on until the answer cannot be clear any more, or is.
    private static func count(_ text: some Sequence<UInt8>, _ counts: inout (german: Int, english: Int)) {
        var word: UInt64 = 0
        func end(_ counts: inout (german: Int, english: Int)) {
            if word != 0, let isGerman = isGerman(word) {
                if isGerman { counts.german += 1 } else { counts.english += 1 }
            }
            word = 0
        }
        for octet in text {
            let lower = octet | 0x20
            if lower &- 0x61 < 26 || octet >= 0x80 {
                // More than seven octets shift the first ones out, and the mark makes sure that no word is left.
                word = word >> 56 == 0 ? word << 8 | UInt64(octet >= 0x80 ? octet : lower) : .max
            } else if word != 0 {
                end(&counts)
                if max(counts.german, counts.english) >= needed { return }
                if counts.german > 0, counts.english > 0 { return }
            }
        }
        end(&counts)
    }

    /// Nil for a word that decides nothing.
    private static func isGerman(_ word: UInt64) -> Bool? {
        var slot = slot(of: word)
        while table[slot].word != 0 {
            if table[slot].word == word { return table[slot].isGerman }
            slot = (slot + 1) % size
        }
        return nil
    }

    private struct Entry {
        var word: UInt64 = 0
        var isGerman = false
    }

    /// An open hash table of words packed into integers.
    private static let table: [Entry] = {
        var table = [Entry](repeating: Entry(), count: size)
        for (words, isGerman) in [(german, true), (english, false)] {
            for word in words {
                let packed = word.utf8.reduce(0) { $0 << 8 | UInt64($1) }
                var slot = slot(of: packed)
                while table[slot].word != 0 { slot = (slot + 1) % size }
                table[slot] = Entry(word: packed, isGerman: isGerman)
            }
        }
        return table
    }()
    private static let size = 256
    private static func slot(of word: UInt64) -> Int { Int((word &* 0x9E37_79B9_7F4A_7C15) >> 56) }
}
