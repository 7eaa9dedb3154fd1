/// A delivery to be taken back, with everything its performer needs.
public struct Undo: Sendable, Equatable {
    /// Where the delivery put the message; nil when the server never named its UID.
    public let delivered: Location?
    public let destination: MailboxAddress
    /// The mailbox it arrived in.
    public let origin: MailboxAddress
    public let department: DepartmentName
    public let fingerprint: Fingerprint
    /// As it arrived, the agent's additions left out.
    public let flags: [String]
    /// What the delivery added to them.
    public let keywords: [Keyword]
    /// Where the source of a delivery between accounts was put away; nil when it was deleted, or nobody knows.
    public let kept: Location?
    /// The further copies that were made.
    public let copies: [Location]
    public let progress: DeliveryProgress

    public init(
        delivered: Location?, destination: MailboxAddress, origin: MailboxAddress, department: DepartmentName,
        fingerprint: Fingerprint, flags: [String], keywords: [Keyword], kept: Location?, copies: [Location],
        progress: DeliveryProgress
    ) {
        self.delivered = delivered
        self.destination = destination
        self.origin = origin
        self.department = department
        self.fingerprint = fingerprint
        self.flags = flags
        self.keywords = keywords
        self.kept = kept
        self.copies = copies
        self.progress = progress
    }

    public var staysInAccount: Bool { destination.account == origin.account }

    /// The way back as a delivery from `source`; nil is where the message was delivered to.
    ///
    /// A message whose UID is not known is looked for by its content: no server has a UIDVALIDITY of 0.
    public func way(from source: Location? = nil) -> Delivery {
        let unknown = Location(mailbox: destination, uidValidity: UIDValidity(0), uid: .first)
        return Delivery(
            source: source ?? delivered ?? unknown, destination: origin, department: department,
            fingerprint: fingerprint, keywords: [], progress: progress)
    }
}
