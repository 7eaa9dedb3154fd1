import MailAgent
import MailRouting
import Synchronization

/// Writes acknowledgements with the templates in force. What was decided before a reload took a template away is written
/// with the set before.
final class AcknowledgementWriters: Sendable {
    /// The newest first.
    private let writers: Mutex<[AcknowledgementWriter]>

    init(_ writer: AcknowledgementWriter) { writers = Mutex([writer]) }

    func replace(with writer: AcknowledgementWriter) {
        writers.withLock { $0 = [writer] + $0.prefix(1) }
    }

    func write(
        _ job: Acknowledgement, from department: Department, priority: Priority, now: Instant
    ) throws(Fault) -> OutgoingMessage {
        let all = writers.withLock { $0 }
        guard let writer = all.first(where: { $0.knows(job.template) }) ?? all.first else {
            throw Fault(command: "compose", cause: "there are no templates")
        }
        return try writer.write(job, from: department, priority: priority, now: now)
    }
}
