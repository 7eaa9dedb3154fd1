public import MailJournal
public import MailRouting

/// What a person can change over HTTP. Each is written into the journal before it is done, and goes the way the command
/// line goes.
public struct StatusActions: Sendable {
    /// What came of reading the rules anew.
    public struct Reloaded: Sendable {
        let words: String
        /// What is wrong with the files, so that the set before stays; empty: what was read is in force.
        let diagnostics: [Diagnostic]

        public init(words: String) {
            self.words = words
            diagnostics = []
        }

        /// - Parameter refused: at least one.
        public init(refused diagnostics: [Diagnostic]) {
            words = diagnostics.first.map { "\($0.location): \($0.severity.rawValue): \($0.message)" } ?? "refused"
            self.diagnostics = diagnostics
        }
    }
    private let journal: Journal
    private let reload: (@Sendable () async -> Reloaded)?

    /// - Parameter reload: reads the rules anew; nil where nobody can.
    public init(_ journal: Journal, reload: (@Sendable () async -> Reloaded)?) {
        self.journal = journal
        self.reload = reload
    }

    private static let way = "HTTP"

    /// What became of it.
    private struct Outcome {
        var status = HTTPResponse.Status.ok
        let result: String
        let words: String
        /// Of files that were refused.
        var diagnostics: [Diagnostic]?
    }

    func perform(
        _ path: ActionPath, _ words: Words, _ configuration: Configuration, now: Instant
    ) async -> HTTPResponse {
        if case .pause(.account(let name)) = path, configuration.account(name) == nil {
            return .json(
                .notFound, StatusAnswers.failure(words("Es gibt kein Konto \(name).", "There is no account \(name).")))
        }
        do throws(JournalFault) {
            let number = try await journal.beginOperation(path.description, by: Self.way, now: now)
            let outcome = try await outcome(of: path, words, now: now)
            try await journal.endOperation(number, outcome.result)
            if let diagnostics = outcome.diagnostics {
                return .json(outcome.status, StatusAnswers.refusedFiles(outcome.words, diagnostics))
            }
            guard outcome.status == .ok else { return .json(outcome.status, StatusAnswers.failure(outcome.words)) }
            return .json(.ok, ["success": true, "result": .text(outcome.result), "words": .text(outcome.words)])
        } catch {
            return .json(.unavailable, StatusAnswers.failure(Shown.text(error.description)))
        }
    }

    private func outcome(of path: ActionPath, _ words: Words, now: Instant) async throws(JournalFault) -> Outcome {
        switch path {
        case .pause(let scope):
            let change = try await journal.pause(scope, by: Self.way, now: now)
            return Self.outcome(change, words("Angehalten: ", "Paused: ") + words.scope(scope), words)
        case .resume(let scope):
            let change = try await journal.resume(scope, by: Self.way, now: now)
            return Self.outcome(change, words("Geht weiter: ", "Goes on: ") + words.scope(scope), words)
        case .job(let request, let id):
            return Self.outcome(try await journal.request(request, for: id, now: now), id, words)
        case .reload:
            guard let reload else {
                return Outcome(
                    status: .conflict, result: "impossible",
                    words: words("Dieser Agent kann Regeln nicht neu laden.", "This agent cannot reload rules."),
                    diagnostics: [])
            }
            let reloaded = await reload()
            guard !reloaded.diagnostics.isEmpty else {
                return Outcome(result: "reloaded", words: Shown.text(reloaded.words))
            }
            return Outcome(
                status: .conflict, result: "refused", words: Shown.text(reloaded.words),
                diagnostics: reloaded.diagnostics)
        }
    }

    private static func outcome(_ change: PauseChange, _ done: String, _ words: Words) -> Outcome {
        switch change {
        case .changed: Outcome(result: "changed", words: done)
        case .unchanged: Outcome(result: "unchanged", words: words("Das war schon so.", "It was so already."))
        case .heldByEverything:
            Outcome(
                status: .conflict, result: "held-by-everything",
                words: words(
                    "Alles ist angehalten; zuerst alles fortsetzen.", "Everything is paused; resume everything first."))
        }
    }

    private static func outcome(_ answer: JobRequest.Answer?, _ id: JobID, _ words: Words) -> Outcome {
        switch answer {
        case nil:
            Outcome(
                status: .notFound, result: "unknown",
                words: words("Es gibt keinen Auftrag \(id).", "There is no job \(id)."))
        case .unchanged: Outcome(result: "unchanged", words: words("Das war schon so.", "It was so already."))
        case .requeued:
            Outcome(
                result: "requeued", words: words("Auftrag \(id) wird erneut versucht.", "Job \(id) is tried again."))
        case .released: Outcome(result: "released", words: words("Auftrag \(id) geht weiter.", "Job \(id) goes on."))
        case .held: Outcome(result: "held", words: words("Auftrag \(id) ist gehalten.", "Job \(id) is held."))
        case .dropped: Outcome(result: "dropped", words: words("Auftrag \(id) entfällt.", "Job \(id) is dropped."))
        case .refused(let refusal): Outcome(status: .conflict, result: "refused", words: refusal.description)
        }
    }
}

/// What is to be changed, as the path says it.
enum ActionPath: Sendable, Equatable, CustomStringConvertible {
    case pause(PauseScope)
    case resume(PauseScope)
    case job(JobRequest, JobID)
    case reload

    init?(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, parts[0].isEmpty, parts[1] == "api" else { return nil }
        let (verb, rest) = (parts[2], Array(parts[3...]))
        switch verb {
        case "reload" where rest.isEmpty: self = .reload
        case "pause":
            guard let scope = Self.scope(rest) else { return nil }
            self = .pause(scope)
        case "resume":
            guard let scope = Self.scope(rest) else { return nil }
            self = .resume(scope)
        case "queue":
            guard rest.count == 2, let number = Int64(rest[0]), number > 0 else { return nil }
            switch rest[1] {
            case "retry": self = .job(.retry, JobID(number))
            case "release": self = .job(.release, JobID(number))
            default: return nil
            }
        default: return nil
        }
    }

    private static func scope(_ words: [String]) -> PauseScope? {
        switch (words.count, words.first) {
        case (1, "everything"): .everything
        case (1, "acknowledgements"): .acknowledgements
        case (2, "account") where !words[1].isEmpty: .account(AccountName(words[1]))
        default: nil
        }
    }

    /// For the journal.
    var description: String {
        switch self {
        case .pause(let scope): "pause \(scope)"
        case .resume(let scope): "resume \(scope)"
        case .job(let request, let id): "\(request.rawValue) job \(id)"
        case .reload: "reload"
        }
    }
}
