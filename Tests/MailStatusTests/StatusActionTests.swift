import Foundation
import MailJournal
import MailRouting
import Testing

@testable import MailStatus

/// What is changed over HTTP is changed in the journal, and written down there.
@Suite struct StatusActionTests {
    private static let bearer = ["Authorization: Bearer \(StatusRig.token)"]

    @Test func pausesAndResumes() async throws {
        try await StatusRig.run { rig async throws in
            func post(_ path: String) async throws -> (Int, String?) {
                let answer = try await rig.ask("/api/\(path)", method: "POST", fields: Self.bearer)
                let body = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
                return (answer.status, body?["result"] as? String)
            }
            #expect(try await post("pause/account/info") == (200, "changed"))
            #expect(try await rig.journal.pauses().holds("info"))
            #expect(try await post("pause/account/info") == (200, "unchanged"))
            #expect(try await post("pause/account/nobody").0 == 404)
            #expect(try await post("pause/everything") == (200, "changed"))
            #expect(try await post("resume/account/info").0 == 409)
            #expect(try await post("resume/everything") == (200, "changed"))
            #expect(try await !rig.journal.pauses().holds("info"))
            #expect(try await post("pause/nothing").0 == 404)
            let written = try await rig.journal.operations(limit: 10)
            #expect(
                written.map(\.what) == [
                    "resume everything", "resume account info", "pause everything", "pause account info",
                    "pause account info",
                ])
            #expect(written.map(\.result) == ["changed", "held-by-everything", "changed", "unchanged", "changed"])
            #expect(written.allSatisfy { $0.by == "HTTP" })
        }
    }

    @Test func retriesAndReleases() async throws {
        try await StatusRig.run { rig async throws in
            try await rig.arrive(["Reklamation 1", "Reklamation 2"])
            try await rig.deliverAll()
            try await rig.acknowledge(.permanent(Fault(replyCode: 550, cause: "no such mailbox")))
            let failed = try await rig.journal.queue(of: [.acknowledgement], in: [.failed], limit: 1)
            let id = try #require(failed.first?.id)
            let answer = try await rig.ask("/api/queue/\(id)/retry", method: "POST", fields: Self.bearer)
            #expect(answer.status == 200 && answer.body.contains("requeued"))
            #expect(try await rig.journal.queued(id)?.job.state == .pending)
            _ = try await rig.journal.request(.hold, for: id, now: HandClock.start)
            #expect(try await rig.ask("/api/queue/\(id)/release", method: "POST", fields: Self.bearer).status == 200)
            #expect(try await rig.journal.queued(id)?.job.state == .pending)
            #expect(try await rig.ask("/api/queue/4711/retry", method: "POST", fields: Self.bearer).status == 404)
            #expect(try await rig.ask("/api/queue/1/drop", method: "POST", fields: Self.bearer).status == 404)
        }
    }

    @Test func reloadsWhereThatIsPossible() async throws {
        try await StatusRig.run { rig async throws in
            #expect(try await rig.ask("/api/reload", method: "POST", fields: Self.bearer).status == 409)
        }
        let finding = Diagnostic(at: SourceLocation(file: "rules/a.yaml", line: 3, column: 7), "unknown key 'subjekt'")
        try await StatusRig.run(reload: { StatusActions.Reloaded(refused: [finding]) }) {
            rig async throws in
            let answer = try await rig.ask("/api/reload", method: "POST", fields: Self.bearer)
            #expect(answer.status == 409 && answer.body.contains("rules/a.yaml:3:7: error: unknown key 'subjekt'"))
            #expect(answer.body.contains(#""file":"rules/a.yaml","line":3,"column":7,"severity":"error""#))
        }
        try await StatusRig.run(reload: { StatusActions.Reloaded(words: "new rules") }) {
            rig async throws in
            #expect(try await rig.ask("/api/reload", method: "POST", fields: Self.bearer).status == 200)
        }
    }

    @Test func nothingIsChangedByWhomNobodyKnows() async throws {
        try await StatusRig.run { rig async throws in
            #expect(try await rig.ask("/api/pause/everything", method: "POST").status == 401)
            #expect(try await rig.ask("/api/pause/everything").status == 405)
            let foreign = Self.bearer + ["Origin: http://evil.example"]
            #expect(try await rig.ask("/api/pause/everything", method: "POST", fields: foreign).status == 403)
            #expect(try await rig.journal.pauses().all.isEmpty)
            #expect(try await rig.journal.operations(limit: 1).isEmpty)
        }
        try await StatusRig.run(token: nil) { rig async throws in
            #expect(try await rig.ask("/api/pause/everything", method: "POST", fields: Self.bearer).status == 403)
            #expect(try await rig.ask("/").body.contains("status: token"))
        }
    }

    @Test func aFormLeadsBackToThePage() async throws {
        try await StatusRig.run { rig async throws in
            let answer = try await rig.ask(
                "/api/pause/everything", method: "POST",
                fields: ["Content-Type: application/x-www-form-urlencoded", "Accept: text/html"],
                body: "from=page&access_token=\(StatusRig.token)")
            #expect(answer.status == 303)
            #expect(answer.field("location") == "/")
        }
    }
}
