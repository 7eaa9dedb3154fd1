import MailJournal
import MailRouting
import MailTransport
import Testing

/// A journal as an agent leaves it behind, made without one.
enum PastMail {
    static let start = Instant(seconds: 1_800_000_000)

    /// Has messages decided by `router` and writes down what an agent does.
    ///
    /// - Parameters:
    ///   - body: what was read of each message; nil: it was not read.
    ///   - response: what each says about an acknowledgement of ours.
    /// - Returns: their numbers, in order.
    @discardableResult
    static func keep(
        _ headers: [String], by router: Router, in path: String, at instant: Instant = start,
        body: MessageBody? = nil, response: AcknowledgementResponse? = nil
    ) async throws -> [ArrivalID] {
        let journal = try Journal(path: path)
        let address = MailboxAddress(account: "info", mailbox: .inbox)
        let status = MailboxStatus(uidValidity: UIDValidity(1), uidNext: .first, exists: 0)
        let mailbox = try await journal.contact(address, status, backlog: .route, now: start)
        let first = mailbox.watermark.map { Int($0.value) + 1 } ?? 1
        let arrivals = try headers.enumerated().map { number, header in
            let bytes = Array((header + "\r\n\r\n").utf8)
            return Arrival(
                location: Location(
                    mailbox: address, uidValidity: status.uidValidity, uid: try #require(UID(first + number))),
                fingerprint: Fingerprint(digest: "\(first + number)", size: 1000), internalDate: instant, flags: [],
                header: bytes)
        }
        let last = try #require(arrivals.last?.location.uid)
        let recorded = try await journal.record(arrivals, in: mailbox, watermark: last, backlog: .route, now: instant)
        let decided = recorded.map { item in
            var message = MessageParser.parse(header: item.arrival.header, textPreview: nil, size: 1000)
            message.body = body
            let circumstances = Circumstances(
                mailbox: "info", arrivedAt: instant, now: instant)
            return DecidedArrival(
                id: item.id, decision: router.decide(message, circumstances), circumstances: circumstances,
                attachments: body?.attachments, programParts: body?.programParts ?? [],
                ruleSet: router.ruleSet.version, source: address, destination: address,
                acknowledgement: nil, response: response)
        }
        _ = try await journal.commit(decided, now: instant)
        return recorded.map(\.id)
    }
}
