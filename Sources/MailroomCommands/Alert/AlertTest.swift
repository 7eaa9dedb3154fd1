import ArgumentParser
import MailAgent
import MailJournal
import MailRouting

/// `mailroom alert test`: sends one alert everywhere alerts are sent, and says what came of it.
struct AlertTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Sends one alert to the webhook and the address of 'alerts', and says whether it was taken.",
        discussion: """
            The letter takes a place in the rate windows like any other. Exit code 1 when one of the ways failed, 2 when \
            the configuration names none.

            EXAMPLES
              mailroom alert test
              mailroom alert test --config /etc/mailroom/mailroom.yaml
            """)

    @OptionGroup var place: ConfigurationOption

    func run() async throws {
        let loaded = try place.load()
        guard !loaded.configuration.alerts.isOff else {
            Terminal.note(
                "alerts go nowhere: \(place.file) has neither 'webhook' nor 'address' under 'alerts' (docs/configuration.md)"
            )
            throw ExitStatus.usage.code
        }
        let teller = AlertTeller(loaded, journal: try SendPlan.journal(loaded.configuration))
        let sighting = AlertBook.Sighting(.test, "this is a test", advice: "nothing")
        let results = await teller.tell(sighting, held: 0, at: Timekeeper.system.now())
        for result in results {
            Terminal.say("\(result.fault == nil ? "ok  " : "FAIL")  \(result.way)  \(result.fault ?? "taken")")
        }
        if results.contains(where: { $0.fault != nil }) { throw ExitStatus.findings.code }
    }
}
