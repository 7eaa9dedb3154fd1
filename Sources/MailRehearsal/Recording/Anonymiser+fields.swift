import MailRouting

/// The header fields that are neither people nor names of messages. Each has its own few values; what is none of them is
/// left out, or becomes the one that is decided alike.
extension Anonymiser {
    mutating func others(_ message: Message, _ server: ReceivingServer) -> [RecordedMessage.Field] {
        var fields: [RecordedMessage.Field] = []
        var hasResults = false
        for place in 0..<message.header.count where fields.count < Limits.recordedFields {
            let name = message.header.name(at: place).lowercased()
            let known = message.header.knownName(at: place)
            if known == .authenticationResults {
                // Only the topmost counts, or those of our own server.
                let value = message.header.value(at: place)
                let isOurs = server.authservID.map { value.lowercased().hasPrefix($0.lowercased()) } ?? true
                if isOurs, !hasResults { fields.append(results(value)) }
                hasResults = hasResults || isOurs
                continue
            }
            if let words = rules.headers[name], Self.mayNameRules(known) {
                fields.append(.init(name: name, value: text(message.header.decodedValue(at: place), words)))
            } else if let field = field(known, name, message.header.value(at: place), household) {
                fields.append(field)
            }
        }
        return fields
    }

    /// Fields that are written in another place already: a second one would be a defect.
    private static func mayNameRules(_ known: FieldName) -> Bool {
        switch known {
        case .subject, .from, .sender, .to, .cc, .date, .references, .replyTo, .deliveredTo, .originalTo, .returnPath,
            .messageID, .inReplyTo, .contentType, .contentTransferEncoding, .contentDisposition, .authenticationResults,
            .loop:
            false
        default: true
        }
    }

    private func field(
        _ known: FieldName, _ name: String, _ value: String, _ household: Household
    ) -> RecordedMessage.Field? {
        let words = value.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.map(
            String.init)
        func chosen(_ name: String, _ known: [String]) -> RecordedMessage.Field? {
            words.first { known.contains($0) }.map { .init(name: name, value: $0) }
        }
        let yesAndNo = ["yes", "no", "spam", "ham", "true", "false"]
        switch known {
        case .xPriority:
            return words.first.flatMap(\.first).flatMap { digit in
                "12345".contains(digit) ? .init(name: "X-Priority", value: String(digit)) : nil
            }
        case .importance: return chosen("Importance", ["high", "normal", "low"])
        case .priority: return chosen("Priority", ["urgent", "normal", "non-urgent"])
        case .microsoftPriority: return chosen("X-MSMail-Priority", ["high", "highest", "normal", "low", "lowest"])
        case .autoSubmitted:
            // Any value but no is one.
            return chosen("Auto-Submitted", ["no", "auto-generated", "auto-replied", "auto-notified"])
                ?? .init(name: "Auto-Submitted", value: "auto-generated")
        case .precedence, .xPrecedence, .preference:
            return chosen("Precedence", ["bulk", "list", "junk", "auto_reply", "auto-reply", "autoreply"])
        case .autoResponseSuppress: return chosen("X-Auto-Response-Suppress", ["all", "oof", "autoreply"])
        case .contentClass:
            let kinds = [":dsn": "urn:content-classes:dsn", ":mdn": "urn:content-classes:mdn"]
            let kind = kinds.first { value.lowercased().contains($0.key) }?.value
            let isCalendar = value.lowercased().contains("calendarmessage")
            return (kind ?? (isCalendar ? "urn:content-classes:calendarmessage" : nil)).map {
                .init(name: "Content-Class", value: $0)
            }
        case .contentLanguage: return chosen("Content-Language", Language.allCases.map(\.tag))
        case .spamFlag: return chosen("X-Spam-Flag", yesAndNo)
        case .spamStatus: return chosen("X-Spam-Status", yesAndNo)
        case .spam: return chosen("X-Spam", yesAndNo)
        case .spamVerdict: return chosen("X-Spam-Verdict", yesAndNo)
        case .bogosity: return chosen("X-Bogosity", yesAndNo)
        case .dspamResult: return chosen("X-DSPAM-Result", yesAndNo)
        case .barracudaFlag: return chosen("X-Barracuda-Spam-Flag", yesAndNo)
        case .barracudaStatus: return chosen("X-Barracuda-Spam-Status", yesAndNo)
        case .exchangeSpamLevel: return chosen("X-MS-Exchange-Organization-SCL", (0...9).map(String.init))
        case .reportDomain: return .init(name: "TLS-Report-Domain", value: household.sandboxDomain)
        case .calendarOriginator: return .init(name: "X-MS-Exchange-Calendar-Originator-Id", value: "unknown")
        // Where it is played, our token is another.
        case .loop:
            let token = household.isOurs(loop: value) ? RecordedMessage.ownLoop : "unknown"
            return .init(name: AutoResponseGuard.loopFieldName, value: token)
        case .ofList: return .init(name: "List-Id", value: "<list.example>")
        case .ofProgram:
            let isDenied = ["no", "false", "0", "none", "n", "off"].contains(words.joined(separator: " "))
            return .init(name: "X-Auto-Reply", value: isDenied ? "no" : "yes")
        case .telling: return telling(name, value.lowercased())
        default: return nil
        }
    }

    /// The name of the program, where it is one that many have or that gives a responder away.
    private func telling(_ name: String, _ value: String) -> RecordedMessage.Field? {
        let tellers = [
            "vacation", "autoresponder", "autorespon", "auto-respon", "autoreply", "auto-reply", "autoanswer",
            "mail delivery", "mailer-daemon", "otrs", "znuny", "zammad", "zendesk", "osticket", "request tracker",
            "helpdesk",
            "jira", "bugzilla", "redmine", "mantis", "nagios", "icinga", "mailman", "listserv", "phplist", "mailchimp",
            "outlook", "thunderbird", "apple mail", "auto", "bounce",
        ]
        return tellers.first(where: value.contains).map { .init(name: name, value: $0) }
    }

    /// What a server found (RFC 8601): methods, results, and whose domain was checked.
    private mutating func results(_ value: String) -> RecordedMessage.Field {
        let results = SenderCheckResult.allCases.map(\.rawValue)
        var parts: [String] = []
        for part in value.split(separator: ";").dropFirst().prefix(Limits.recordedParts) {
            var words: [String] = []
            for word in part.split(whereSeparator: \.isWhitespace).prefix(Limits.recordedParts) {
                let sides = word.lowercased().split(separator: "=", maxSplits: 1).map(String.init)
                guard sides.count == 2 else { continue }
                switch sides[0] {
                case "spf", "dkim", "dmarc": if results.contains(sides[1]) { words.append("\(sides[0])=\(sides[1])") }
                case "smtp.mailfrom", "smtp.mail", "header.d", "header.i", "header.from":
                    let named = sides[1].split(separator: "@").last.map(String.init) ?? ""
                    let isDomain = named.contains(".") && named.utf8.allSatisfy { $0 > 0x2C && $0 < 0x7F && $0 != 0x3B }
                    if isDomain { words.append("\(sides[0])=\(domain(named))") }
                default: break
                }
            }
            if !words.isEmpty { parts.append(words.joined(separator: " ")) }
        }
        let found = parts.isEmpty ? "none" : parts.joined(separator: "; ")
        return .init(name: "Authentication-Results", value: "mx.\(household.sandboxDomain); \(found)")
    }
}
