import ArgumentParser
import MailJournal
import MailRouting

/// `mailroom queue`: what is to be done, how far it is, and a person's word in it.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "Shows what waits to be sent or moved, and retries, holds, releases or drops single jobs.",
        discussion: """
            Works on the journal, also while the agent runs: a change is seen by it within a minute. A job the agent is \
            working on at that moment is left alone. Asking for the same twice changes nothing more.

              retry     at once: also what has failed or is held; it has its attempts and three days before it again
              hold      not before somebody releases it
              release   what was held goes on
              drop      never

            The message itself is not touched by any of these but retry and release, which let a delivery that was held \
            go on: only acknowledgements can be held and dropped.

            EXAMPLES
              mailroom queue
              mailroom queue list --state failed --state held --format jsonl
              mailroom queue show 17
              mailroom queue retry 17 18
              mailroom queue drop --all-held
            """,
        subcommands: [
            QueueList.self, QueueShow.self, QueueRetry.self, QueueHold.self, QueueRelease.self, QueueDrop.self,
            QueueMeasure.self,
        ],
        defaultSubcommand: QueueList.self)
}

/// The jobs a change is about.
struct QueueJobs: ParsableArguments {
    @Argument(help: ArgumentHelp("The numbers 'mailroom queue' shows.", valueName: "job"))
    var jobs: [Int64] = []

    @Flag(name: .long, help: "All acknowledgements that are held.")
    var allHeld = false

    @Flag(name: .long, help: "All acknowledgements that have failed.")
    var allFailed = false

    mutating func validate() throws {
        guard !jobs.isEmpty || allHeld || allFailed else {
            throw ValidationError("name a job, such as 17 ('mailroom queue' lists them), or use --all-held")
        }
    }
}
