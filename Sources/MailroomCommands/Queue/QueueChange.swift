import ArgumentParser
import Foundation
import MailConfig
import MailJournal
import MailRouting

struct QueueRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Has jobs tried at once, also what has failed or is held.",
        discussion: "EXAMPLES\n  mailroom queue retry 17\n  mailroom queue retry --all-failed")
    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption
    @OptionGroup var jobs: QueueJobs
    func run() async throws { try await QueueChange(request: .retry, place, output, jobs).run() }
}

struct QueueHold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keeps acknowledgements from being sent until they are released.",
        discussion: "EXAMPLES\n  mailroom queue hold 17 18")
    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption
    @OptionGroup var jobs: QueueJobs
    func run() async throws { try await QueueChange(request: .hold, place, output, jobs).run() }
}

struct QueueRelease: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Lets go on what was held.",
        discussion: """
            What is held because it may have been sent is sent again.

            EXAMPLES
              mailroom queue release 17
              mailroom queue release --all-held
            """)
    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption
    @OptionGroup var jobs: QueueJobs
    func run() async throws { try await QueueChange(request: .release, place, output, jobs).run() }
}

struct QueueDrop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Lets go of acknowledgements for good.",
        discussion: "EXAMPLES\n  mailroom queue drop 17\n  mailroom queue drop --all-held")
    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption
    @OptionGroup var jobs: QueueJobs
    func run() async throws { try await QueueChange(request: .drop, place, output, jobs).run() }
}

/// What the four changing verbs share: one transaction and one line for each job.
struct QueueChange {
    private let request: JobRequest
    private let place: ConfigurationOption
    private let format: OutputFormat
    private let jobs: QueueJobs

    /// Jobs changed by one `--all-...`: what a person can mean.
    private static let mostAtOnce = 10_000

    init(request: JobRequest, _ place: ConfigurationOption, _ output: FormatOption, _ jobs: QueueJobs) {
        self.request = request
        self.place = place
        format = output.format
        self.jobs = jobs
    }

    /// Ends with 1 when one of the jobs is unknown or was refused.
    func run() async throws {
        let journal = try JournalFile.openToChange(of: place)
        var isFine = true
        for id in try await numbers(journal) {
            let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
            let answer = try await JournalFile.look { () async throws(JournalFault) in
                try await journal.request(request, for: id, now: now)
            }
            isFine = try show(id, answer) && isFine
        }
        if !isFine { throw ExitStatus.findings.code }
    }

    private func numbers(_ journal: Journal) async throws -> [JobID] {
        let states: [JobStateName] = (jobs.allHeld ? [.held] : []) + (jobs.allFailed ? [.failed] : [])
        guard !states.isEmpty else { return jobs.jobs.map { JobID($0) } }
        let found = try await JournalFile.look { () async throws(JournalFault) in
            try await journal.queue(of: [.acknowledgement], in: states, limit: Self.mostAtOnce)
        }
        return jobs.jobs.map { JobID($0) } + found.map(\.id)
    }

    /// - Returns: whether it is as was asked.
    private func show(_ id: JobID, _ answer: JobRequest.Answer?) throws -> Bool {
        let (word, text, isFine) = Self.words(answer)
        var buffer = OutputBuffer()
        switch format {
        case .table: try buffer.write(line: "\(id)  \(text)")
        case .jsonl:
            var line = JSONLine()
            line.add("job", Int(id.value))
            line.add("request", request.rawValue)
            line.add("result", word)
            line.add("ok", isFine)
            line.add("reason", isFine ? nil : text)
            try buffer.write(line.line)
        }
        try buffer.flush()
        return isFine
    }

    private static func words(_ answer: JobRequest.Answer?) -> (word: String, text: String, isFine: Bool) {
        switch answer {
        case nil: ("unknown", "there is no such job; 'mailroom queue' lists them", false)
        case .unchanged: ("unchanged", "is so already", true)
        case .requeued: ("requeued", "is tried within a minute, as the limits allow", true)
        case .held: ("held", "is held until 'mailroom queue release'", true)
        case .released: ("released", "goes on within a minute, as the limits allow", true)
        case .dropped: ("dropped", "is never sent", true)
        case .refused(let refusal): ("refused", refusal.description, false)
        }
    }
}
