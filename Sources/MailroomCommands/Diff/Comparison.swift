import Foundation
import MailRouting

/// Two sets of rules, asked about the same messages.
///
/// Whatever the messages come from, each becomes one outcome, made of what both sides decide, and the report takes these
/// one by one: a source that knows messages by their facts only needs its own way to an outcome.
struct Comparison: Sendable {
    let old: OfflineRouting
    let new: OfflineRouting

    enum Outcome: Sendable {
        case same
        case changed(DecisionChange)
        case unreadable(file: String, UnreadableMessage)
    }

    /// The file is read and parsed once, so both sides see the same.
    private func outcome(of item: MessageSource.Item) -> Outcome {
        do throws(UnreadableMessage) {
            let head = try item.content.head().get()
            var message = head.parsed()
            let before = try old.decide(&message, of: head)
            let after = try new.decide(&message, of: head)
            let change = DecisionChange(of: item.file, subject: message.subject, old: before, new: after)
            return change.map { .changed($0) } ?? .same
        } catch {
            return .unreadable(file: item.file, error)
        }
    }

    /// Enough messages that handing a piece over costs nothing, few enough that a piece is soon done.
    private static let pieceSize = 64
    /// Pieces under way for each core: one at work and one that waits.
    private static let piecesPerCore = 2

    /// Calls `body` with the outcome of every message in these files, in order. No new piece begins while one that was
    /// begun long before is not done, so that memory is bounded.
    func forEachOutcome(in paths: [String], _ body: (Outcome) throws -> Void) async throws {
        var source = MessageSource(paths, keeping: max(old.keptOctets, new.keptOctets))
        try await withThrowingTaskGroup(of: (number: Int, outcomes: [Outcome]).self) { group in
            let limit = ProcessInfo.processInfo.activeProcessorCount * Self.piecesPerCore
            var (begun, reported) = (0, 0)
            var done: [Int: [Outcome]] = [:]
            while true {
                while begun - reported < limit {
                    var items: [MessageSource.Item] = []
                    while items.count < Self.pieceSize, let item = source.next() { items.append(item) }
                    guard !items.isEmpty else { break }
                    group.addTask { [items, begun] in (begun, items.map(outcome)) }
                    begun += 1
                }
                guard let finished = try await group.next() else { return }
                done[finished.number] = finished.outcomes
                while let outcomes = done.removeValue(forKey: reported) {
                    for outcome in outcomes { try body(outcome) }
                    reported += 1
                }
            }
        }
    }
}
