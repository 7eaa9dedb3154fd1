import ArgumentParser
import MailJournal
import MailRouting

/// `mailroom explain --arrival`: a message of the past, from what the journal keeps of it.
extension ExplainCommand {
    func explain(_ id: ArrivalID) async throws {
        let file = options.configurationFile ?? ConfigurationOption.usualFile
        let loaded = try reportingDiagnostics { () throws(Diagnostics) in
            try LoadedConfiguration.load(file, own: options.arrival.own, tryingExamples: false)
        }
        let journal = try JournalFile.open(loaded.configuration)
        switch try await JournalFile.look({ () async throws(JournalFault) in try await journal.arrival(id) }) {
        case .kept(let kept):
            if let whyNot { return try show(whyNot, kept.message(), kept.circumstances, by: loaded.router) }
            try Self.show(ExplanationText(of: kept, by: loaded.router, width: Self.width, style: .standardOutput).text)
        case .accounted(let state):
            Terminal.note("error: arrival \(id): \(state.reasonForNoDecision)")
            throw ExitStatus.usage.code
        case .unknown:
            Terminal.note(
                "error: there is no arrival \(id) in the journal; its number stands behind # in 'mailroom run'")
            throw ExitStatus.usage.code
        }
    }

    /// `17`, or `#17` as the walk prints it.
    static func arrivalID(_ text: String) throws -> ArrivalID {
        guard let number = Int64(text.trimmingPrefix("#")), number > 0 else {
            throw ValidationError("'\(text)' is no number of an arrival like 17")
        }
        return ArrivalID(number)
    }
}

extension ArrivalState {
    /// Why the journal accounts for an arrival and keeps no decision about it.
    var reasonForNoDecision: String {
        switch self {
        case .recorded: "it is not decided yet; ask again in a moment"
        case .own: "it is the agent's own delivery, so nothing was decided about it"
        case .known: "it was dealt with before the mailbox was numbered anew; ask for its earlier number"
        case .ignored: "it was there before the agent and left alone, as configured"
        case .theirs: "another agent that shares the mailbox has claimed it"
        case .routing, .routed, .returned, .kept, .held, .vanished, .observed:
            "it is older than what the journal keeps decisions for"
        }
    }
}
