public import MailRouting

/// Everything in a week that could name somebody, collected before anything is replaced: no stand-in may be one of these,
/// and none of them may be found in the recording.
public struct Originals: Sendable {
    /// Every word of every text, folded.
    private(set) var words: Set<String> = []
    /// Those in display names, local-parts and domains.
    private(set) var names: Set<String> = []
    /// Numbers of four digits and more.
    private(set) var numbers: Set<String> = []
    /// By `Address.key`.
    private(set) var addresses: Set<String> = []
    private(set) var domains: Set<String> = []
    /// Message-IDs, of the messages and of what they refer to.
    private(set) var messageIDs: Set<String> = []

    public init() {}

    /// - Parameter headerFields: those the rules name, in lower case.
    public mutating func add(_ message: Message, attachments: [Attachment], headerFields: some Sequence<String>) {
        for address in message.everybody { add(address) }
        add(text: message.subject ?? "")
        for attachment in attachments { add(text: attachment.name ?? "") }
        for name in headerFields {
            for place in message.header.places(of: name) { add(text: message.header.decodedValue(at: place)) }
        }
        for id in (message.messageID.map { [$0] } ?? []) + message.inReplyTo + message.references {
            messageIDs.insert(id.rawValue.lowercased())
            if let host = id.rawValue.split(separator: "@").last, host.count < id.rawValue.count {
                domains.insert(host.lowercased())
            }
            numbers.formUnion(Self.numbers(in: id.rawValue))
        }
    }

    private mutating func add(_ address: Address) {
        addresses.insert(address.key)
        let origin = address.origin
        addresses.insert(origin.key)
        for domain in [address.domain, origin.domain] {
            domains.formUnion([domain, Address(localPart: "a", domain: domain).organisation])
        }
        // The last label is a registry's.
        let labels = address.domain.split(separator: ".").dropLast().joined(separator: " ")
        for text in [address.displayName ?? "", address.localPart, labels] {
            names.formUnion(Self.words(in: text))
            add(text: text)
        }
    }

    private mutating func add(text: String) {
        words.formUnion(Self.words(in: text))
        numbers.formUnion(Self.numbers(in: text))
    }

    static func words(in text: String) -> [String] {
        FoldedText.runs(of: text).compactMap { run in
            if case .letters(let word) = run { FoldedText.folded(word) } else { nil }
        }
    }

    static func numbers(in text: String) -> [String] {
        FoldedText.runs(of: text).compactMap { run in
            if case .digits(let number) = run, number.utf8.count >= 4 { number } else { nil }
        }
    }

    // MARK: What may not come out

    /// Whether a word that was made up says, or has in it, what somebody wrote: a name of three letters, or any word of
    /// five; of a script without spaces, two.
    func isTelling(_ word: String) -> Bool {
        if words.contains(word) || names.contains(word) { return true }
        return Self.pieces(of: word, from: 2).contains { piece in
            let isShort = piece.utf8.count == piece.count
            return piece.count >= (isShort ? 3 : 2) && names.contains(piece)
                || piece.count >= (isShort ? 5 : 3) && words.contains(piece)
        }
    }

    /// The same for a number.
    func isTelling(number: String) -> Bool {
        Self.pieces(of: number, from: 4).contains(where: numbers.contains)
    }

    private static func pieces(of text: String, from least: Int) -> [String] {
        let letters = Array(text)
        guard letters.count >= least else { return [] }
        return (0...(letters.count - least)).flatMap { start in
            ((start + least)...letters.count).map { String(letters[start..<$0]) }
        }
    }
}

extension Message {
    /// Every address in its header.
    var everybody: [Address] {
        var all = from + (sender.map { [$0] } ?? []) + replyTo + to + cc + deliveredTo
        if case .address(let address) = returnPath { all.append(address) }
        return all
    }
}
