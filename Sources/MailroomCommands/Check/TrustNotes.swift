import MailRouting

/// What `check` says about trust entries: none of it is a mistake, and all of it makes an entry do less than somebody
/// thinks.
struct TrustNotes {
    let notes: [String]

    /// An entry that ends within two weeks is somebody's task this week.
    private static let daysToWarn: Int64 = 14

    init(_ configuration: Configuration, at now: Instant) {
        let entries = configuration.acknowledgements.trust
        var notes = entries.compactMap { entry -> String? in
            let name = "the trust entry for \(entry.sender.spec)"
            if now >= entry.expiresAt { return "\(name) expired after \(entry.lastDay): it lifts nothing" }
            let days = (entry.expiresAt - now).milliseconds / 86_400_000
            guard days < Self.daysToWarn else { return nil }
            return "\(name) expires after \(entry.lastDay)"
        }
        let unproved = configuration.accounts.filter { !$0.watch.isEmpty && $0.receivingServer.authservID == nil }
        if !entries.isEmpty, !unproved.isEmpty {
            let names = unproved.map { "'\($0.name)'" }.joined(separator: ", ")
            notes.append(
                "no authserv_id in account\(unproved.count == 1 ? "" : "s") \(names): there the trust entries lift nothing"
            )
        }
        self.notes = notes
    }
}
