public import MailRouting

/// The words the rules decide by: they may stay in a recording, because they are the rules' own and no author's.
public struct RuleWords: Sendable {
    /// The words for one kind of text.
    public struct Words: Sendable {
        /// Whole words, folded.
        public private(set) var whole: Set<String> = []
        /// What may stand anywhere within a word, folded.
        public private(set) var parts: Set<String> = []
        public private(set) var numbers: Set<String> = []

        mutating func add(_ terms: [String], _ match: TextMatch) {
            for term in terms {
                // Of an expression, what stands in it as it stands in texts.
                let runs = FoldedText.runs(of: match == .regex ? Self.literals(of: term) : term)
                for run in runs {
                    switch run {
                    case .letters(let word):
                        let word = FoldedText.folded(word)
                        let isPart = match != .word && match != .is || !word.unicodeScalars.allSatisfy(\.isSpaced)
                        if isPart, match != .regex || word.count > 2 { parts.insert(word) }
                        whole.insert(word)
                    case .digits(let number): numbers.insert(number)
                    case .rest: break
                    }
                }
            }
        }

        /// The longest part that stands in `word`, with what is before and behind it.
        func longestPart(of word: String) -> (before: String, part: String, behind: String)? {
            guard !parts.isEmpty else { return nil }
            let letters = Array(word)
            for length in stride(from: letters.count, to: 0, by: -1) {
                for start in 0...(letters.count - length) {
                    let part = String(letters[start..<start + length])
                    guard parts.contains(part) else { continue }
                    return (String(letters[..<start]), part, String(letters[(start + length)...]))
                }
            }
            return nil
        }

        /// An expression without its escapes and classes.
        private static func literals(of expression: String) -> String {
            var text = ""
            var depth = 0
            var isEscaped = false
            for character in expression {
                if isEscaped {
                    isEscaped = false
                    text += " "
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "[" {
                    depth += 1
                } else if character == "]", depth > 0 {
                    depth -= 1
                } else if depth == 0 {
                    text.append("(){}|?*+.^$".contains(character) ? " " : character)
                }
            }
            return text
        }
    }

    public private(set) var subject = Words()
    public private(set) var names = Words()
    /// Of local-parts and domains as text.
    public private(set) var addresses = Words()
    public private(set) var fileNames = Words()
    /// Of header fields, by their names in lower case.
    public private(set) var headers: [String: Words] = [:]
    /// Whole addresses (by `Address.key`) and domains the rules name.
    public private(set) var listedAddresses: Set<String> = []
    public private(set) var listedDomains: Set<String> = []
    /// Media types of attachments.
    public private(set) var mediaTypes: Set<String> = []
    /// The sizes at which decisions change, in octets: what is over one is larger by one at least.
    public private(set) var sizes: Set<Int> = []
    /// What the lines ask of texts, by line: the first term of each condition.
    public private(set) var terms: [RuleID: [String]] = [:]

    public init(_ rules: RuleSet) {
        for line in rules.priorityLines { add(line.condition) }
        for case .group(let group) in rules.routes {
            add(group.condition)
            for line in group.lines { terms[line.id, default: []] += Self.bodyTerms(group.condition) }
        }
        for line in rules.routeLines {
            if let condition = line.condition {
                add(condition)
                terms[line.id, default: []] += Self.bodyTerms(condition)
            }
            for choice in line.acknowledge.choices { add(choice.condition) }
        }
        for line in rules.also { add(line.condition) }
        // What the gate goes by.
        subject.add(AutoResponseGuard.knownPhrases, .word)
        names.add(AutoResponseGuard.knownPhrases, .word)
    }

    private mutating func add(_ condition: Condition) {
        switch condition {
        case .all(let parts), .any(let parts): for part in parts { add(part) }
        case .not(let part): add(part)
        case .text(let text): add(text)
        case .address(let address):
            if address.part == .address {
                listedAddresses.formUnion(address.values)
            } else {
                listedDomains.formUnion(address.values)
            }
        case .present(let name, _, _): headers[name.lowercased(), default: Words()].add([], .word)
        case .attachment(let attachment):
            if let name = attachment.name { add(name) }
            mediaTypes.formUnion(attachment.types)
            for bound in attachment.size { add(bound) }
        case .size(let bound, _): add(bound)
        case .mailbox, .headerPriority, .priority, .language, .automated, .authentication, .spam, .time, .knownSender:
            break
        }
    }

    private mutating func add(_ bound: Bound) {
        switch bound {
        case .over(let size): sizes.insert(size + 1)
        case .under(let size): sizes.insert(size)
        }
    }

    private mutating func add(_ text: TextCondition) {
        switch text.field {
        case .subject, .subjectRaw: subject.add(text.terms, text.match)
        case .name: names.add(text.terms, text.match)
        case .address, .domain: addresses.add(text.terms, text.match)
        case .header(let name): headers[name.lowercased(), default: Words()].add(text.terms, text.match)
        case .attachmentName: fileNames.add(text.terms, text.match)
        case .body: break
        }
    }

    /// Of every condition on the text that helps a line to hold, what may stand in a text as it stands in the rule.
    private static func bodyTerms(_ condition: Condition) -> [String] {
        switch condition {
        case .all(let parts), .any(let parts): return parts.flatMap(bodyTerms)
        case .text(let text) where text.field == .body && text.match != .regex: return Array(text.terms.prefix(1))
        default: return []
        }
    }

    /// As large as the rules can tell: the smallest size that every bound of theirs judges like `octets`.
    public func leastSize(like octets: Int) -> Int { sizes.filter { $0 <= octets }.max() ?? 0 }

    /// Every word of theirs, folded.
    var all: Set<String> {
        let areas = [subject, names, addresses, fileNames] + headers.values
        var all = areas.reduce(into: Set<String>()) { $0.formUnion($1.whole) }
        for text in listedAddresses.union(listedDomains) {
            for case .letters(let word) in FoldedText.runs(of: text) { all.insert(FoldedText.folded(word)) }
        }
        return all
    }

    var allNumbers: Set<String> {
        let areas = [subject, names, addresses, fileNames] + headers.values
        var all = areas.reduce(into: Set<String>()) { $0.formUnion($1.numbers) }
        for text in listedAddresses.union(listedDomains) {
            for case .digits(let number) in FoldedText.runs(of: text) { all.insert(number) }
        }
        return all
    }
}

extension Unicode.Scalar {
    /// Of a script that puts spaces between words.
    var isSpaced: Bool {
        switch value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x2E80...0xD7FF, 0xF900...0xFAFF, 0x2_0000...0x3_FFFF:
            false
        default: true
        }
    }
}
