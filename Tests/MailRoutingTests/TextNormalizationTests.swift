import Testing

@testable import MailRouting

@Suite("Normalisation makes spellings of one text equal")
struct TextNormalizationTests {
    private func folded(_ text: String) -> String {
        String(decoding: TextNormalization.normalized(text, .folded), as: UTF8.self)
    }

    @Test(
        "folded",
        arguments: [
            ("ASCII Is Folded", "ascii is folded"),
            ("  two\t\r\n spaces\u{0}  ", "two spaces"),
            ("", ""),
            ("Qualität", "qualitaet"),
            ("QUALITA\u{308}T", "qualitaet"),
            ("Größe", "groesse"),
            ("GRÖSSE", "groesse"),
            ("GRÖẞE", "groesse"),
            ("Müller", "mueller"),
            ("ＡＢＣ１２３", "abc123"),
            ("ﬁnal", "final"),
            ("no\u{A0}break\u{2003}space", "no break space"),
            ("Rekla\u{AD}mation", "reklamation"),
            ("Re\u{200B}kla\u{200D}ma\u{FEFF}tion", "reklamation"),
            ("\u{202E}Rechnung\u{202C}", "rechnung"),
            ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
            ("Σίσυφος", "σίσυφοσ"),
            ("İstanbul", "istanbul"),
            ("customer’s", "customer's"),
            ("⚠️ Achtung", "⚠ achtung"),
        ])
    func folds(text: String, expected: String) {
        #expect(folded(text) == expected)
    }

    @Test("readable keeps case and umlauts")
    func readable() {
        let text = String(decoding: TextNormalization.normalized(" Größe\u{AD}  XL ", .readable), as: UTF8.self)
        #expect(text == "Größe XL")
    }

    @Test("raw folds case only")
    func raw() {
        #expect(TextNormalization.normalized("=?UTF-8?Q?A=E4?=  b", .raw) == Array("=?utf-8?q?a=e4?=  b".utf8))
        #expect(TextNormalization.normalized("Ä  ß\u{1}", .raw) == Array("ä  ss ".utf8))
    }

    @Test(
        "reply prefixes",
        arguments: [
            ("Re: offer", "offer"), ("AW: WG: Fwd: offer", "offer"), ("Re[2]: Re(3): RE^4: offer", "offer"),
            ("Antw: SV: VS: RV: TR: offer", "offer"), ("re : offer", "offer"), ("Re：offer", "offer"),
            ("回复：offer", "offer"), ("Report: offer", "report: offer"), ("Re offer", "re offer"),
            ("Re[x]: offer", "re[x]: offer"), ("Re:", ""), ("offer re: price", "offer re: price"),
            ("R\u{200B}e: offer", "offer"), ("Vs.: offer", "vs.: offer"),
        ])
    func prefixes(text: String, expected: String) {
        let octets = ReplyPrefix.removed(from: TextNormalization.normalized(text, .folded))
        #expect(String(decoding: octets, as: UTF8.self) == expected)
    }

    @Test("hostile texts: the result is bounded whatever comes in")
    func hostile() {
        let megabyte = 1 << 20
        let texts = [
            String(repeating: "a", count: megabyte), String(repeating: "\u{301}", count: megabyte),
            "a" + String(repeating: "\u{315}\u{300}", count: megabyte / 2),
            String(repeating: "\u{FDFA}", count: megabyte / 3), String(repeating: "Re: ", count: megabyte / 4),
            String(repeating: "\u{202E}", count: megabyte),
        ]
        for text in texts {
            for form in [TextNormalization.Form.folded, .readable, .raw] {
                // No scalar becomes more than 18 (U+FDFA), none more than 4 octets.
                #expect(TextNormalization.normalized(text, form).count <= Limits.matchedScalars * 18 * 4)
            }
        }
        let marks = TextNormalization.normalized("a" + String(repeating: "\u{315}", count: 100), .readable)
        #expect(String(decoding: marks, as: UTF8.self).unicodeScalars.count == 1 + Limits.combiningMarks)
    }
}
