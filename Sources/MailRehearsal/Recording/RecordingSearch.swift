import MailRouting

/// Looks for the originals in a finished recording, as somebody would who wants to know whom it is about.
///
/// It shares nothing with what made the recording but the list of the originals: it reads the texts that were read back from
/// the written lines, and says what it finds.
public struct RecordingSearch: Sendable {
    /// Something of the real week that stands in the recording.
    public struct Find: Sendable, Hashable, CustomStringConvertible {
        /// From 1, the first message.
        public let message: Int
        /// `name`, `word`, `number`, `address`, `domain`, `Message-ID`.
        public let kind: String
        /// What was found, as it stands in the recording.
        public let text: String
        /// `message 7: the name 'Meier'`
        public var description: String { "message \(message): the \(kind) '\(text)'" }
    }

    private let originals: Originals
    /// Words that may be found: those of the rules, of the configuration, and of the format.
    private let allowed: Set<String>
    private let allowedNumbers: Set<String>
    private let rules: RuleWords
    private let household: Household

    public init(_ originals: Originals, rules: RuleWords, household: Household) {
        self.originals = originals
        self.rules = rules
        self.household = household
        allowed = rules.all.union(Vocabulary.machineWords).union(household.names)
            .union(Vocabulary.words.subtracting(originals.names))
        allowedNumbers = rules.allNumbers
    }

    /// Everything that is found, in the order of the messages.
    public func finds(in week: RecordedWeek) -> [Find] {
        var finds: [Find] = []
        for (index, message) in week.messages.enumerated() {
            for text in message.texts { finds += self.finds(in: text, message: index + 1) }
        }
        return finds
    }

    private func finds(in text: String, message: Int) -> [Find] {
        var finds: [Find] = []
        func found(_ kind: String, _ text: String) { finds.append(Find(message: message, kind: kind, text: text)) }
        for run in FoldedText.runs(of: text) {
            switch run {
            case .letters(let letters):
                let word = FoldedText.folded(letters)
                guard !allowed.contains(word) else { continue }
                // What is left of a word around a part that a rule asks for is looked at by itself.
                for piece in pieces(of: word) where originals.isTelling(piece) {
                    found(originals.names.contains(piece) ? "name" : "word", piece)
                }
            case .digits(let number):
                if !allowedNumbers.contains(number), originals.isTelling(number: number) { found("number", number) }
            case .rest: break
            }
        }
        for token in text.lowercased().split(whereSeparator: { " <>,;\"'()=".contains($0) }) {
            let token = String(token)
            if originals.messageIDs.contains(token) { found("Message-ID", token) }
            guard token.contains(".") || token.contains("@") else { continue }
            if let address = Address(token), originals.addresses.contains(token), !isOurs(address),
                !rules.listedAddresses.contains(token)
            {
                found("address", token)
            }
            let domain = token.split(separator: "@").last.map(String.init) ?? ""
            if originals.domains.contains(domain), domain != household.sandboxDomain, !isListed(domain) {
                found("domain", domain)
            }
        }
        return finds
    }

    private func pieces(of word: String) -> [String] {
        let areas = [rules.subject, rules.names, rules.addresses, rules.fileNames] + rules.headers.values
        for area in areas {
            if let found = area.longestPart(of: word) { return [found.before, found.behind].filter { !$0.isEmpty } }
        }
        return [word]
    }

    private func isOurs(_ address: Address) -> Bool {
        address.domain == household.sandboxDomain && household.names.contains(address.localPart)
    }

    private func isListed(_ domain: String) -> Bool {
        let labels = domain.split(separator: ".")
        return labels.indices.contains { rules.listedDomains.contains(labels[$0...].joined(separator: ".")) }
            || rules.listedAddresses.contains { $0.hasSuffix("@\(domain)") }
    }
}
