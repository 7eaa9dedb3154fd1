import MailSandbox

/// A letter with a number: odd ones are complaints and go to support, even ones stay at info.
enum NumberedLetter {
    static func bytes(_ number: Int, from sender: String) -> [UInt8] {
        Array(
            """
            From: <\(sender)>\r
            To: info@buttons.test\r
            Subject: \(number % 2 == 1 ? "Reklamation Charge" : "Guten Tag") \(number)\r
            Message-ID: <letter-\(number)@elsewhere.example>\r
            \r
            Nummer \(number)\r

            """.utf8)
    }

    /// In which departments' INBOX each letter stands.
    static func places(_ sandbox: Sandbox) async throws -> [Int: [String]] {
        var places: [Int: [String]] = [:]
        for department in ["info", "sales", "support", "finance"] {
            for message in try await sandbox.messages(of: "\(department)@buttons.test") {
                guard let number = message.text.firstMatch(of: #/Message-ID: <letter-(\d+)@/#).flatMap({ Int($0.1) })
                else { continue }
                places[number, default: []].append(department)
            }
        }
        return places
    }
}
