import MailRouting

/// The small readings a delivery report needs, for values of any shape.
enum DeliveryReportText {
    /// Everything formed as the Message-ID of one of our acknowledgements, in order.
    static func identifiers(in octets: ArraySlice<UInt8>) -> [MessageID] {
        var found: [MessageID] = []
        var rest = octets
        while found.count < Limits.reportTokens, let start = rest.index(of: mark) {
            rest = rest[(start + mark.count)...]
            let end =
                octets[start...].prefix(Limits.messageIDBytes).firstIndex { !isInIdentifier($0) } ?? octets.endIndex
            // A sentence ends with a full stop, a domain does not.
            let name = octets[start..<min(end, start + Limits.messageIDBytes)]
            let trimmed = name.last == UInt8(ascii: ".") ? name.dropLast() : name
            let id = MessageID(String(decoding: trimmed, as: UTF8.self))
            if id.isFormedAsAcknowledgement, trimmed.count > shortest, !found.contains(id) { found.append(id) }
        }
        return found
    }

    private static let mark = Array("ack.".utf8)
    /// `ack.`, 32 digits and the `@`.
    private static let shortest = 37

    private static func isInIdentifier(_ octet: UInt8) -> Bool {
        (0x30...0x39).contains(octet) || (0x61...0x7A).contains(octet | 0x20) || octet == UInt8(ascii: ".")
            || octet == UInt8(ascii: "-") || octet == UInt8(ascii: "@")
    }

    /// The first status of class 5, else the first of class 4, else a reply code of either class; nil when the text
    /// names none (RFC 3463, RFC 5321 section 4.2).
    static func status(in octets: ArraySlice<UInt8>) -> String? {
        var transient: String?
        var reply: String?
        var place = octets.startIndex
        while place < octets.endIndex {
            let octet = octets[place]
            let isStart = place == octets.startIndex || !isInNumber(octets[place - 1])
            guard isStart, octet == UInt8(ascii: "4") || octet == UInt8(ascii: "5") else {
                place += 1
                continue
            }
            let number = octets[place...].prefix(while: isInNumber)
            if let status = enhancedStatus(number) {
                if octet == UInt8(ascii: "5") { return status }
                transient = transient ?? status
            } else if number.count == 3, number.allSatisfy(isDigit), octets[place + 1] <= UInt8(ascii: "5") {
                reply = reply ?? String(decoding: number, as: UTF8.self)
            }
            place += max(1, number.count)
        }
        return transient ?? reply
    }

    /// `5.1.1`, as RFC 3463 section 2 has it: the subject is one digit, the detail up to three.
    private static func enhancedStatus(_ number: ArraySlice<UInt8>) -> String? {
        let number = number.last == UInt8(ascii: ".") ? number.dropLast() : number
        let parts = number.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 1, parts[1].count == 1, (1...3).contains(parts[2].count),
            parts[1].allSatisfy({ $0 <= UInt8(ascii: "7") })
        else { return nil }
        return String(decoding: number, as: UTF8.self)
    }

    private static func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }
    private static func isInNumber(_ octet: UInt8) -> Bool { isDigit(octet) || octet == UInt8(ascii: ".") }

    /// What stands behind `rfc822;` or `smtp;`; all of it where no type is named.
    static func behindType(_ value: [UInt8]) -> [UInt8] {
        guard let semicolon = value.prefix(32).firstIndex(of: UInt8(ascii: ";")) else { return value }
        return Array(value[(semicolon + 1)...].drop { $0 == 0x20 || $0 == 0x09 })
    }

    /// `rfc822; ana@customer.example`, with or without angle brackets.
    static func address(_ value: [UInt8]) -> Address? {
        let text = String(decoding: behindType(value).prefix(Limits.messageIDBytes), as: UTF8.self)
        let word = text.split { $0 == " " || $0 == "<" || $0 == ">" || $0 == "\t" }.first { $0.contains("@") }
        return word.flatMap { Address(String($0)) }
    }

    /// The first word, lower-cased: `failed` of `Failed (bad destination)`.
    static func word(_ value: [UInt8]) -> String {
        String(decoding: value.prefix(32), as: UTF8.self).lowercased().prefix { $0.isLetter }.description
    }
}
