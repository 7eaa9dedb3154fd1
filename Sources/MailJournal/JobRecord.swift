import MailRouting

/// A job's state as the journal's columns hold it.
struct JobRecord {
    let name: String
    /// For a person; the columns that are decided on are the others.
    let detail: String?
    let due: Instant?
    let delivered: Location?
    let kept: Location?

    init(_ state: JobState) {
        switch state {
        case .pending: self.init("pending")
        case .claimed: self.init("claimed")
        case .retry(let at): self.init("retry", due: at)
        case .uncertain(let at): self.init("uncertain", due: at)
        case .failed(let fault): self.init("failed", detail: fault.description)
        case .held(let reason): self.init("held", detail: Self.words(reason))
        case .done(let completion):
            switch completion {
            case .delivered(let location, let kept):
                self.init("done", detail: location?.description, delivered: location, kept: kept)
            case .returned(let location, let remarks):
                let words = [location.map { "back at \($0)" } ?? "back"] + remarks
                self.init("done", detail: words.joined(separator: "; "), delivered: location)
            case .accepted(let reply): self.init("done", detail: reply)
            case .vanished: self.init("done", detail: "vanished")
            case .dropped(let why): self.init("dropped", detail: why)
            }
        }
    }

    private init(
        _ name: String, detail: String? = nil, due: Instant? = nil, delivered: Location? = nil, kept: Location? = nil
    ) {
        self.name = name
        self.detail = detail
        self.due = due
        self.delivered = delivered
        self.kept = kept
    }

    private static func words(_ reason: HoldReason) -> String {
        switch reason {
        case .refused(let fault): "refused: \(fault)"
        case .limit(let what): "over a limit: \(what)"
        case .unsafeServer(let what): "the server cannot do it safely: \(what)"
        case .uncertain(let fault): "may have been sent: \(fault)"
        }
    }
}
