import Testing

@testable import MailRouting

@Suite("Text conditions")
struct TextConditionTests {
    @Test(
        "whole words",
        arguments: [
            ("Mangel", "Ein Mangel!", true), ("Mangel", "Qualitätsmangel", false), ("Mangel", "Mangelware", false),
            ("Mangel", "Mangel-Meldung", true), ("Mangel", "mangel_4711.pdf", true), ("Mangel", "(MANGEL)", true),
            ("Qualität", "QUALITAET mangelhaft", true), ("quality issue", "A quality  issue", true),
            ("quality issue", "quality-issue", true), ("quality issue", "quality, issue", false),
            ("quality issue", "quality issues", false), ("e-mail", "E-Mail", true), ("e-mail", "email", false),
            ("customer", "the customer’s order", true), ("customer's", "the customer’s order", true),
            ("customer's", "customers", false), ("4711", "RE4711", false), ("4711", "RE-4711", true),
            ("4711", "#4711", true), ("C++", "C++ Entwickler", true), ("C++", "C Entwickler", false),
            ("!!!", "now!!!!", true), ("品質", "製品の品質問題", true), ("สินค้า", "ซื้อสินค้าใหม่", true),
            ("주문", "주문을 확인", true), ("⚠️", "Achtung ⚠", true), ("👍", "ok👍🏽", true), ("ok", "ok👍", true),
            ("café", "cafe\u{301}s", false), ("café", "Cafe\u{301}!", true), ("заказ", "Новый ЗАКАЗ", true),
            ("заказ", "заказы", false), ("order", "Re: Re: order", true), ("re", "Re: order", false),
        ])
    func word(term: String, subject: String, expected: Bool) throws {
        let verdict = try Sample.verdict(Sample.text(.word, term), Sample.message(subject))
        #expect(verdict == Verdict(expected))
    }

    @Test(
        "words end at hyphens, apostrophes and signs, and not between letters, digits and marks",
        arguments: [
            ("RE-4711", "RE 4711", true), ("RE-4711", "re–4711", true), ("RE-4711", "RE\u{2011}4711", true),
            ("RE-4711", "RE4711", false), ("Knopf", "Knopf-Bestellung", true), ("Knopf", "Druck-knopf", true),
            ("Knopf", "Knopf\u{AD}loch", false), ("don't", "Don’t wait", true), ("don't", "dont", false),
            ("Müller", "Mueller's Auftrag", true), ("Müllers", "Müller's", false), ("4711", "4711a", false),
            ("4711", "No.4711,", true), ("4711", "４７１１", true), ("A4", "A4-Papier", true), ("A4", "A42", false),
            ("24/7", "24/7-Hotline", true), ("e.V.", "Verein e.V. Köln", true), ("& Co", "Knopf & Co. KG", true),
            ("東京", "東京都の注文", true), ("注文書", "注文 書", true), ("カタカナ", "ｶﾀｶﾅ", true), ("한국", "한국어로", true),
            ("订单", "新订单123", true), ("123", "新订单123号", true), ("123", "新订单1234", false),
            ("👩", "👨‍👩‍👧!", true), ("👨‍👩‍👧", "so 👨‍👩‍👧 it is", true), ("🇩🇪", "Versand 🇩🇪🇦🇹", true),
            ("1️⃣", "Punkt 1️⃣:", true), ("❤️", "I ❤ buttons", true), ("ok", "👍ok👍", true), ("naïve", "naïveté", false),
            ("طلب", "الطلب", false), ("طلب", "طلب جديد", true), ("ऑर्डर", "नया ऑर्डर", true), ("и", "заказ и счёт", true),
        ])
    func borders(term: String, subject: String, expected: Bool) throws {
        let verdict = try Sample.verdict(Sample.text(.word, term), Sample.message(subject))
        #expect(verdict == Verdict(expected))
    }

    @Test(
        "the other operators",
        arguments: [
            (TextMatch.contains, "mangel", "Qualitätsmangel", true), (.contains, "ä", "Maengel", true),
            (.contains, "a.b", "axb", false), (.is, "Bestellung", "AW: bestellung", true),
            (.is, "Bestellung", "Bestellung 1", false), (.is, "Größe", "groesse", true),
            (.startsWith, "Bestell", "Re: Bestellung", true), (.startsWith, "Bestell", "Neue Bestellung", false),
            (.endsWith, "dringend", "Angebot DRINGEND", true), (.endsWith, "dringend", "dringend!", false),
            (.regex, "^RE-\\d+$", "re-4711", true), (.regex, "^RE-\\d+$", "re-4711 x", false),
            (.regex, "Qualit[aä]t", "QUALITÄT", true), (.regex, "Qualität", "Qualitaet", true),
            (.regex, "Qualität", "Qualität", true), (.regex, "ü{2}", "üü", true), (.regex, ".", "", false),
        ])
    func operators(match: TextMatch, term: String, subject: String, expected: Bool) throws {
        let verdict = try Sample.verdict(Sample.text(match, term), Sample.message(subject))
        #expect(verdict == Verdict(expected))
    }

    @Test("fields: raw subject, names, header fields with several values")
    func fields() throws {
        var message = Sample.message("Größe", fields: [("X-Tag", "alpha one"), ("x-tag", "beta two")])
        message.headerFields.append(HeaderField(name: "Subject", value: "=?utf-8?q?Gr=C3=B6=C3=9Fe?="))
        message.headerFields.remove(at: 2)
        message.from = [Address(displayName: "Jörg Groß", localPart: "j", domain: "x.example")]
        #expect(try Sample.verdict(Sample.text(.contains, "=C3=B6", in: .subjectRaw), message) == .yes)
        #expect(try Sample.verdict(Sample.text(.word, "joerg", in: .name(.from)), message) == .yes)
        let tag = TextField.header("x-tag")
        #expect(try Sample.verdict(Sample.text(.is, "beta two", in: tag), message) == .yes)
        #expect(try Sample.verdict(Sample.text(.startsWith, "beta", in: tag), message) == .yes)
        #expect(try Sample.verdict(Sample.text(.endsWith, "one", in: tag), message) == .yes)
        #expect(try Sample.verdict(Sample.text(.regex, "^beta two$", in: tag), message) == .yes)
        #expect(try Sample.verdict(Sample.text(.word, "one beta", in: tag), message) == .no)
        #expect(try Sample.verdict(Sample.text(.contains, "x", in: .header("x-none")), message) == .no)
    }

    @Test(
        "regexes RE2 cannot run are refused with the reason",
        arguments: ["(a", "(?=a)", "\\1", "((a{100}){100}){100}", "", String(repeating: "a", count: 2_000), "[z-a]"])
    func refusedRegex(regex: String) throws {
        #expect(Pattern.check(regex)?.isEmpty == false)
        #expect(throws: Diagnostics.self) {
            try Sample.router(Sample.rules(routes: [.line(Sample.line("a", Sample.text(.regex, regex)))]))
        }
    }

    @Test("good regexes", arguments: ["a|b", "(?i)x", "\\pL+", "Größe [äöü]", "\\bRE\\b"])
    func goodRegex(regex: String) {
        #expect(Pattern.check(regex) == nil)
    }

    @Test("terms that can never match are refused", arguments: [(TextMatch.contains, " "), (.word, "-"), (.word, "")])
    func emptyTerm(match: TextMatch, term: String) throws {
        #expect(throws: Diagnostics.self) {
            try Sample.router(Sample.rules(routes: [.line(Sample.line("a", Sample.text(match, term)))]))
        }
    }

    @Test("5,000 terms and a regex are one pass")
    func manyTerms() throws {
        let terms = (0..<5_000).map { Pattern.literal(Array("\u{1}term number \($0)\u{1}".utf8)) }
        let set = try PatternSet(terms + [.regex("NUMBER \\d+")])
        #expect(set.isOnePass)
        var found: [Int] = []
        #expect(set.forEachMatch(in: Array("\u{1}term number 4711\u{1}".utf8)) { found.append($0) })
        #expect(found == [4_711, 5_000])
    }

    @Test("regexes that do not fit together are tried one by one with the same answer")
    func enormousRegexes() throws {
        let enormous = try PatternSet((0..<1_500).map { .regex("\($0)[a-z]{900}") } + [.regex("nee.le$")])
        #expect(!enormous.isOnePass)
        var found: [Int] = []
        #expect(enormous.forEachMatch(in: Array("a Needle or a needle".utf8)) { found.append($0) })
        #expect(found == [1_500])
    }
}
