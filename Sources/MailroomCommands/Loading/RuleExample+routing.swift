import MailRouting

extension RuleExample {
    /// How its mail arrives, for the verbs that decide about files.
    ///
    /// - Parameter usual: What decides, and whose verdicts in the header are believed.
    func routing(as usual: OfflineRouting) -> OfflineRouting {
        let circumstances = circumstances(at: usual.receivingServer)
        return OfflineRouting(
            router: usual.router, mailbox: circumstances.mailbox, now: circumstances.now,
            fallback: circumstances.now, arrived: circumstances.arrivedAt, isKnownSender: isKnownSender,
            receivingServer: usual.receivingServer)
    }
}
