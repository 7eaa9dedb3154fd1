import MailAgent
import MailJournal
import MailRouting

/// Answers every request: who may ask, what is asked for, what there is.
struct StatusDesk: Sendable {
    let board: StatusBoard
    let gate: RequestGate
    let actions: StatusActions

    @Sendable func answer(_ request: HTTPRequest) -> Desk.Answer {
        if let refusal = gate.refusal(of: request) { return .response(refusal) }
        do throws(JournalFault) { return try route(request) } catch {
            return .response(.json(.unavailable, StatusAnswers.failure(Shown.text(error.description))))
        }
    }

    private func route(_ request: HTTPRequest) throws(JournalFault) -> Desk.Answer {
        switch (AllowedMethods(request.path), request.method) {
        case (.reading, .get), (.reading, .head): return try read(request)
        case (.posting, .post): return act(request)
        case (nil, _): return .response(Self.nothing)
        case (let allowed?, _):
            let words = allowed == .reading ? "this can only be read" : "this is to be posted"
            return .response(.text(.methodNotAllowed, words, [("Allow", allowed.rawValue)]))
        }
    }

    private static let nothing = HTTPResponse.json(
        .notFound, StatusAnswers.failure("there is nothing under this path"))

    private func read(_ request: HTTPRequest) throws(JournalFault) -> Desk.Answer {
        if let file = PageFiles.answer(request.path) { return .response(file) }
        switch request.path {
        case "/": return .response(try dashboard(request))
        case "/events": return .follow(EventStream(sections(Words(request))))
        case "/healthz": return .response(.text(.ok, "ok"))
        case "/readyz": return .response(readiness())
        case "/metrics":
            return .response(
                HTTPResponse(
                    .ok, "text/plain; version=0.0.4; charset=utf-8", PrometheusText.of(try board.snapshot()).utf8))
        case "/openapi.json": return .response(.json(.ok, APIDescription.openAPI(gate.protection)))
        case "/api/email-status": return .response(.json(.ok, StatusAnswers.emailStatus(try board.snapshot())))
        case "/api/email-metrics":
            return .response(.json(.ok, StatusAnswers.emailMetrics(try board.metrics(), try board.snapshot())))
        case "/api/email-queue": return .response(.json(.ok, StatusAnswers.emailQueue(try board.snapshot())))
        case "/api/decisions": return .response(try DecisionAnswers(board: board).list(request))
        default:
            if let id = Self.arrival(in: request.path, before: "/explanation") {
                return .response(try DecisionAnswers(board: board).explanation(id))
            }
            if let page = try explanation(request) { return .response(page) }
            return .response(Self.nothing)
        }
    }

    // MARK: The pages

    private func dashboard(_ request: HTTPRequest) throws(JournalFault) -> HTTPResponse {
        .page(.ok, try Dashboard(board, Words(request), canChange: gate.hasToken).page(request), request)
    }

    /// `/decisions/17`; nil for another path.
    private func explanation(_ request: HTTPRequest) throws(JournalFault) -> HTTPResponse? {
        guard let id = Self.arrival(in: request.path, under: "/decisions/", before: "") else { return nil }
        let words = Words(request)
        guard case .kept(let kept) = try board.journal.arrival(id) else {
            let text = words(
                "Zu dieser Nummer ist keine Entscheidung aufbewahrt.", "No decision is kept under this number.")
            let body: Markup =
                "<p class=\"note\">\(text)</p><p><a href=\"/\">\(words("Zur Übersicht", "To the overview"))</a></p>"
            return .page(
                .notFound, PageFrame(words: words, title: "mailroom", path: request.path).whole(body, isLive: false),
                request)
        }
        return .page(.ok, ExplanationPage(kept, board, words).page, request)
    }

    /// What a follower is told: nothing while the journal cannot be read, and then what there is again.
    private func sections(_ words: Words) -> EventStream.Sections {
        let (board, canChange) = (board, gate.hasToken)
        return {
            do throws(JournalFault) {
                return try Dashboard(board, words, canChange: canChange).parts.map { ($0.id, $0.html.html) }
            } catch { return [] }
        }
    }

    // MARK: Changes

    private func act(_ request: HTTPRequest) -> Desk.Answer {
        guard let path = ActionPath(request.path) else { return .response(Self.nothing) }
        let (actions, board, words) = (actions, board, Words(request))
        // Without scripts a browser wants to be led back to the page.
        let isPage = request.field("accept")?.contains("text/html") ?? false
        return .action {
            let response = await actions.perform(path, words, board.sources.inForce().configuration, now: board.now)
            board.forget()
            return isPage && response.status == .ok ? .text(.seeOther, "/", [("Location", "/")]) : response
        }
    }

    // MARK: Whether all is well

    /// Not from the journal: it being unreadable is a reason not to be ready, not a reason not to answer.
    private func readiness() -> HTTPResponse {
        let (readiness, isRunning) = (board.readiness(), board.isRunning)
        return .json(
            isRunning && readiness.isReady ? .ok : .unavailable,
            StatusAnswers.readiness(readiness, isRunning: isRunning))
    }

    /// `/api/decisions/17` and what follows it.
    static func arrival(in path: String, under prefix: String = "/api/decisions/", before ending: String) -> ArrivalID?
    {
        guard path.hasPrefix(prefix), path.hasSuffix(ending) else { return nil }
        let number = path.dropFirst(prefix.count).dropLast(ending.count)
        guard !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(number) else {
            return nil
        }
        return ArrivalID(value)
    }
}

extension Words {
    init(_ request: HTTPRequest) {
        let cookie = request.field("cookie")?.split(separator: ";").lazy
            .map { $0.drop { $0 == " " } }.first { $0.hasPrefix("lang=") }.map { String($0.dropFirst(5)) }
        self.init(chosen: request.parameter("lang") ?? cookie, accepted: request.field("accept-language"))
    }
}

extension HTTPResponse {
    /// A page, which remembers the language that was chosen by hand.
    fileprivate static func page(_ status: Status, _ markup: Markup, _ request: HTTPRequest) -> HTTPResponse {
        var fields = [("Vary", "Accept-Language, Cookie")]
        if let chosen = request.parameter("lang"), let language = Language.allCases.first(where: { $0.tag == chosen }) {
            fields.append(("Set-Cookie", "lang=\(language.tag); Path=/; Max-Age=31536000; SameSite=Strict; HttpOnly"))
        }
        return HTTPResponse(status, "text/html; charset=utf-8", markup.html.utf8, fields)
    }

    static func json(_ status: Status, _ value: JSON, _ fields: [(String, String)] = []) -> HTTPResponse {
        HTTPResponse(status, "application/json", value.octets, fields)
    }
}
