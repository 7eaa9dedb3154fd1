import MailRouting

extension RuleExample {
    /// How its mail arrives, for the verbs that decide about files.
    func routing(by router: Router) -> OfflineRouting {
        let arrival = circumstances(at: .unknown).arrivedAt
        return OfflineRouting(
            router: router, mailbox: accountName, now: arrival, fallback: arrival, arrived: arrival,
            isKnownSender: isKnownSender)
    }
}
