import Foundation
import MailRouting

/// Whose servers the mailboxes are on.
enum MailProvider: String, CaseIterable {
    case microsoft, google
    /// One's own, or anybody's with a password.
    case other

    /// Where mail is read, as the provider documents it; nil: it has to be said.
    var imapHost: String? {
        switch self {
        case .microsoft: "outlook.office365.com"
        case .google: "imap.gmail.com"
        case .other: nil
        }
    }
    /// Where mail is handed in, with STARTTLS on port 587.
    var submissionHost: String? {
        switch self {
        case .microsoft: "smtp.office365.com"
        case .google: "smtp.gmail.com"
        case .other: nil
        }
    }
}

/// What has to be known before a configuration can be written.
struct InitAnswers: Equatable {
    /// As customers know it; stands below every acknowledgement.
    let organisation: String
    /// The domain of the departments' addresses, lower-cased.
    let domain: String
    let provider: MailProvider
    let imapHost: String
    let submissionHost: String
    /// The name of this machine in the DNS.
    let ehloName: String
    /// Absolute.
    let stateFolder: String
    /// Of the client at the authorisation server; only where the provider wants tokens.
    let clientID: String

    /// Why an answer cannot be used, and what would do.
    struct Mistake: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    /// A name that can stand in YAML, HTML and a template.
    static func organisation(_ text: String) throws(Mistake) -> String {
        let name = OneLine.of(text, scalars: 200)
        guard !name.isEmpty, name.unicodeScalars.count <= 100, !name.contains("{{"), !name.contains("}}") else {
            throw Mistake(description: "'\(OneLine.of(text, scalars: 60))' cannot be the name of an organisation")
        }
        return name
    }

    /// A host name (RFC 1123 section 2.1) with at least two labels.
    static func host(_ text: String) throws(Mistake) -> String {
        let name = text.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
        }
        guard isName, labels.count >= 2, name.utf8.count <= 253 else {
            throw Mistake(
                description: "'\(OneLine.of(text, scalars: 60))' is no host name; write one such as mail.example.org")
        }
        return name
    }
}
