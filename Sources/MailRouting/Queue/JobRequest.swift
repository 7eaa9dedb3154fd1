/// What a person may ask of one job in the queue, and what becomes of it: `mailroom queue retry|hold|release|drop`.
public enum JobRequest: String, Sendable, CaseIterable {
    /// At once, whatever its due time; also what has failed.
    case retry
    /// Not before somebody releases it.
    case hold
    /// What was held goes on.
    case release
    /// Never.
    case drop

    /// What becomes of the job.
    public enum Answer: Sendable, Hashable {
        /// It is as asked already.
        case unchanged
        /// Due at once, from its beginning where it had ended.
        case requeued
        case held
        /// As before it was held.
        case released
        case dropped
        case refused(Refusal)
    }

    /// Why a job stays as it is.
    public enum Refusal: String, Error, Sendable, CustomStringConvertible {
        case claimed, settled, failed, waiting, delivery, forgotten
        public var description: String {
            switch self {
            case .claimed: "the agent is working on it right now; ask again in a minute"
            case .settled: "it is done"
            case .failed: "it has failed; 'retry' sends it again, 'drop' lets it go"
            case .waiting: "it waits until its message is delivered"
            case .forgotten: "what it needs is not kept any more"
            case .delivery: "a message is never dropped or stopped on its way to its department"
            }
        }
    }

    /// The whole table: request by kind by the state's name in the journal.
    public func answer(to kind: JobKind, in state: JobStateName) -> Answer {
        switch (self, kind) {
        case (.hold, let kind) where kind != .acknowledgement: return .refused(.delivery)
        case (.drop, let kind) where kind != .acknowledgement: return .refused(.delivery)
        default: break
        }
        switch (self, state) {
        case (_, .claimed): return .refused(.claimed)
        case (.drop, .dropped): return .unchanged
        case (_, .done), (_, .dropped): return .refused(.settled)
        case (.retry, .pending): return .unchanged
        case (.retry, .retry), (.retry, .uncertain), (.retry, .held), (.retry, .failed): return .requeued
        case (.retry, .waiting): return .refused(.waiting)
        case (.hold, .held): return .unchanged
        case (.hold, .failed), (.release, .failed): return .refused(.failed)
        case (.hold, _): return .held
        case (.release, .held): return .released
        case (.release, _): return .unchanged
        case (.drop, _): return .dropped
        }
    }
}

/// The states of a job as the journal's column and every report name them.
public enum JobStateName: String, Sendable, CaseIterable {
    /// For another job of its message.
    case waiting
    case pending, claimed, retry, uncertain, held, done, dropped, failed
}
