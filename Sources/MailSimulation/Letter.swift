import MailRouting

/// One letter of a scenario: what it says, and where the rules of the pretend world want it.
struct Letter: Sendable, Hashable {
    enum Subject: String, Sendable, CaseIterable {
        case order, complaint, hello
        case orderEverybody = "order everybody"
        case complaintEverybody = "complaint everybody"
    }
    let number: Int
    let subject: Subject

    var bytes: [UInt8] { letter(subject.rawValue, number) }
    var destination: MailboxAddress {
        switch subject {
        case .order, .orderEverybody: PretendWorld.sales
        case .complaint, .complaintEverybody: PretendWorld.support
        case .hello: PretendWorld.info
        }
    }
    /// Mailboxes that get a further copy.
    var copies: [MailboxAddress] {
        switch subject {
        case .order, .complaint, .hello: []
        case .orderEverybody, .complaintEverybody:
            [PretendWorld.archive, PretendWorld.info, PretendWorld.support, PretendWorld.team].filter {
                $0 != destination
            }
        }
    }
    /// Where the sources of what is carried out of the account are kept.
    func kept(from account: AccountName) -> MailboxAddress? {
        guard account != destination.account else { return nil }
        let department =
            switch destination {
            case PretendWorld.sales: "sales"
            case PretendWorld.support: "support"
            default: "info"
            }
        return MailboxAddress(account: account, mailbox: MailboxName("Routed/\(department)"))
    }
    /// Where persons put what they want to have out of the way.
    static func aside(_ account: AccountName) -> MailboxAddress {
        MailboxAddress(account: account, mailbox: "Private")
    }
}
