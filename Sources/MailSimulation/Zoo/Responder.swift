import MailRouting

/// A program that answers mail: what it makes of an acknowledgement we sent. A few lines each; see `Responder.zoo`.
struct Responder: Sendable {
    /// An acknowledgement as it reaches the other side.
    struct Incoming: Sendable {
        /// Where we sent it.
        let recipient: Address
        /// The department it comes from.
        let sender: Address
        let subject: String
        let messageID: String
        let bytes: [UInt8]
        /// How many this responder got before.
        let count: Int

        var text: String { String(decoding: bytes, as: UTF8.self) }
    }
    /// What comes back.
    struct Reply: Sendable {
        var after = Interval.minutes(1)
        /// The reverse-path; empty is the null reverse-path.
        var reversePath: String
        var from: String
        var subject: String
        /// Further header lines, without line ends.
        var fields: [String] = []
        var body = "Thank you for your message."
    }
    let name: String
    /// From where its person writes to us in the first place, one letter a day.
    let address: Address
    /// Nil where one answers everything.
    let answers: @Sendable (Incoming) -> [Reply]

    init(_ name: String, _ address: String, _ answers: @escaping @Sendable (Incoming) -> [Reply]) {
        self.name = name
        // The part before the @ is a plain word in every row of the zoo.
        let parts = address.split(separator: "@").map(String.init)
        self.address = Address(localPart: parts[0], domain: parts[1])
        self.answers = answers
    }
}

extension Responder.Incoming {
    /// A plain answer, as a program makes it that knows no standard.
    func reply(
        _ subject: String? = nil, from: String? = nil, reversePath: String? = nil, fields: [String] = [],
        after: Interval = .minutes(1), body: String = "Thank you for your message."
    ) -> Responder.Reply {
        let from = from ?? recipient.spec
        return Responder.Reply(
            after: after, reversePath: reversePath ?? from, from: from, subject: subject ?? "Re: \(self.subject)",
            fields: fields, body: body)
    }
    var thread: [String] { ["In-Reply-To: \(messageID)", "References: \(messageID)"] }
}
