@testable import MailAgent
import MailJournal
import MailRouting
import MailSimulation
import Testing

@Suite("writing down what happened", .timeLimit(.minutes(1)))
struct InsistenceTests {
    @Test("an outcome that the journal refuses as such neither blocks nor is forgotten in silence", arguments: [1, 3])
    func refusedOutcome(_ count: Int) async throws {
        let world = try PretendWorld()
        let settlements = (1...count).map { number in
            Settlement(job: JobID(Int64(number)), outcome: .completed(.vanished), random: 0)
        }
        let states = try await world.journal().settleInsistently(settlements, world.clock.timekeeper, world.walk.note)
        #expect(states == [JobState?](repeating: nil, count: count))
        #expect(world.walk.count { if case .journalFault = $0 { true } else { false } } == (count == 1 ? 1 : count + 1))
    }
}
