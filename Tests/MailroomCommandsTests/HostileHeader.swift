import Foundation

/// Headers that try everything a stranger can put into a name and a subject, the same for the same seed.
struct HostileHeader {
    private var chance: SeededChance
    init(seed: UInt64) { chance = SeededChance(seed: seed) }

    /// A whole header with a From, a Subject and sometimes a thread.
    mutating func octets() -> [UInt8] {
        var header: [UInt8] = []
        header += Array("From: ".utf8) + field() + Array(" <jm@customer.example>\r\n".utf8)
        if !one(in: 10) { header += Array("Subject: ".utf8) + field() + Array("\r\n".utf8) }
        if one(in: 2) { header += Array("Message-ID: ".utf8) + identifier() + Array("\r\n".utf8) }
        if one(in: 2) {
            header += Array("References: ".utf8) + identifier() + Array(" ".utf8) + identifier() + Array("\r\n".utf8)
        }
        return header
    }

    /// A value of a field: raw, in encoded words of several charsets, or both.
    private mutating func field() -> [UInt8] {
        var value: [UInt8] = []
        for _ in 0..<Int.random(in: 1...4, using: &chance) {
            let text = text()
            switch Int.random(in: 0..<5, using: &chance) {
            case 0: value += raw(text)
            case 1: value += Array("=?utf-8?B?\(Data(text.utf8).base64EncodedString())?=".utf8)
            case 2: value += Array("=?utf-8?Q?".utf8) + quoted(Array(text.utf8)) + Array("?=".utf8)
            case 3:
                // UTF-16 with surrogates that stand alone.
                var units = Array(text.utf16.prefix(40)).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
                units.insert(contentsOf: [0xD8, 0x3D], at: units.count / 4 * 2)
                value += Array("=?utf-16be?B?\(Data(units).base64EncodedString())?=".utf8)
            default: value += Array("\"".utf8) + raw(text) + Array("\"".utf8)
            }
            value += Array(" ".utf8)
        }
        return value
    }

    /// What can stand in a header as it is: line ends only as folds and as attempts to end the field.
    private mutating func raw(_ text: String) -> [UInt8] {
        Array(text.utf8).flatMap { $0 == 0x0A || $0 == 0x0D ? Array("\r\n ".utf8) : [$0] }
    }

    private func quoted(_ octets: [UInt8]) -> [UInt8] {
        octets.prefix(2_000).flatMap { Array(String(format: "=%02X", $0).utf8) }
    }

    private mutating func identifier() -> [UInt8] {
        let id = [
            "<a@b.example>", "<>", "<a b@c>", "<\(String(repeating: "x", count: 1_000))@y.example>", "<a@b>\u{0}",
            "<ä@b.example>",
        ]
        return Array((id.randomElement(using: &chance) ?? "").utf8)
    }

    private mutating func text() -> String {
        (0..<Int.random(in: 0...6, using: &chance)).map { _ in Self.pieces.randomElement(using: &chance) ?? "" }
            .joined(separator: one(in: 2) ? " " : "")
    }

    private mutating func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &chance) == 0 }

    private static let pieces = [
        "Erika Mustermann", "Angebot", "Größe", "", " ", "\r\n", "\r", "\n",
        "\r\nBcc: victim@other.example\r\n\r\nbody",
        "\u{0}", "\u{7}", "\u{1B}[31m", "\u{85}", "\u{2028}", "\u{202E}gpj.exe", "\u{2066}", "\u{200B}", "\u{E0041}",
        "{{ticket}}", "{{{subject}}}", "{{#royal}}", "{{/royal}}", "{{> signature}}", "{{=<% %>=}}", "}}",
        "\u{1E}ticket\u{1E}",
        "<script>alert(1)</script>", "<", ">", "\"", "'", "&", "&amp;", "</p></body>", "--=_", "javascript:alert(1)",
        "<img src=x onerror=y>", "<\u{301}script>", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "e\u{301}", "\u{301}", "\u{FE0F}", "\u{FFFD}",
        String(repeating: "a\u{301}", count: 300), "a" + String(repeating: "\u{301}", count: 5_000),
        String(repeating: "👨‍👩‍👧‍👦", count: 60), String(repeating: "x", count: 10_240), String(repeating: "日本", count: 2_000),
        "=?utf-8?B?", "?=", "=?utf-8?q?=0D=0ABcc:_x@y.example?=", ",", ";", ":", "(", ")", "\\", "@", ">From", "From ",
        "-- ",
    ]
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededChance: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
