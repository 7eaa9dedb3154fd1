import MailRouting
import Testing

/// The whole table of what a person may ask of a job.
@Suite struct JobRequestTests {
    typealias Answer = JobRequest.Answer
    static let states: [JobStateName] = [
        .waiting, .pending, .claimed, .retry, .uncertain, .held, .done, .dropped, .failed,
    ]
    static let rows: [(JobRequest, [Answer])] = [
        (
            .retry,
            [
                .refused(.waiting), .unchanged, .refused(.claimed), .requeued, .requeued, .requeued,
                .refused(.settled), .refused(.settled), .requeued,
            ]
        ),
        (
            .hold,
            [
                .held, .held, .refused(.claimed), .held, .held, .unchanged, .refused(.settled), .refused(.settled),
                .refused(.failed),
            ]
        ),
        (
            .release,
            [
                .unchanged, .unchanged, .refused(.claimed), .unchanged, .unchanged, .released, .refused(.settled),
                .refused(.settled), .refused(.failed),
            ]
        ),
        (
            .drop,
            [
                .dropped, .dropped, .refused(.claimed), .dropped, .dropped, .dropped, .refused(.settled), .unchanged,
                .dropped,
            ]
        ),
    ]

    @Test(arguments: rows.indices) func acknowledgement(row: Int) {
        let (request, answers) = Self.rows[row]
        #expect(Self.states.map { request.answer(to: .acknowledgement, in: $0) } == answers)
    }

    @Test func aMessageOnItsWayIsNeitherStoppedNorDropped() {
        for kind in [JobKind.delivery, .copy, .undo] {
            for state in Self.states {
                #expect(JobRequest.hold.answer(to: kind, in: state) == .refused(.delivery))
                #expect(JobRequest.drop.answer(to: kind, in: state) == .refused(.delivery))
                for request in [JobRequest.retry, .release] {
                    #expect(request.answer(to: kind, in: state) == request.answer(to: .acknowledgement, in: state))
                }
            }
        }
    }

    /// Asked twice, nothing more happens.
    @Test func askingAgainChangesNothing() {
        let after: [Answer: JobStateName] = [
            .requeued: .pending, .held: .held, .released: .pending, .dropped: .dropped,
        ]
        for request in JobRequest.allCases {
            for state in Self.states {
                let answer = request.answer(to: .acknowledgement, in: state)
                guard let next = after[answer] else { continue }
                #expect(request.answer(to: .acknowledgement, in: next) == .unchanged, "\(request) of \(state)")
            }
        }
    }
}
