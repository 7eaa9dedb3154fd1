import MailJournal
import MailRouting

/// Simulated mail: told apart from real mail wherever both stand, and counted by itself.
extension Dashboard {
    /// Nothing where the mail is real.
    func simulatedBadge(_ isSimulated: Bool) -> Markup {
        isSimulated ? " <span class=\"pill simulated\">\(words("simuliert", "simulated"))</span>" : ""
    }

    /// One line below the figures; nothing while there is no simulated mail.
    var simulatedLine: Markup {
        let (decided, sent) = (metrics.simulated.decided, snapshot.counts.simulatedSent)
        let (waiting, troubled) = (snapshot.simulatedQueueSize, snapshot.simulatedErrorsCount)
        guard decided + sent + waiting + troubled > 0 else { return "" }
        return """
            <p class="note simulated-line">\(simulatedBadge(true)) \(words("nicht in den Zahlen darüber", "not in the figures above")): \(decided) \(words("entschieden in 24 Stunden", "decided in 24 hours")), \(waiting) \(words("Bestätigungen in der Warteschlange", "acknowledgements in the queue")), \(sent) \(words("gesendet", "sent")), \(troubled) \(words("gehalten oder gescheitert", "held or failed"))</p>
            """
    }
}
