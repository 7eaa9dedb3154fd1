import Foundation
import MailRouting
import Testing

@testable import MailStatus

/// The description is true: real answers are held to it, member by member, by a validator that is not ours.
@Suite struct OpenAPITests {
    @Test func everyAnswerIsAsDescribed() async throws {
        try await StatusRig.run { rig async throws in
            try await rig.arrive(["Reklamation 1", "Reklamation 2", "Reklamation 3"])
            try await rig.deliverAll()
            try await rig.acknowledge(.completed(.accepted("250 ok")))
            try await rig.acknowledge(.permanent(Fault(replyCode: 550, cause: "no such mailbox")))
            try await rig.arrive(
                ["Liste"], from: 10, refusal: Refusal(.mailingList, "List-Id is there", source: "RFC 2919"))
            _ = try await rig.journal.pause(.account("info"), by: "HTTP", now: HandClock.start)
            rig.pulse.note(.interrupted(StatusRig.info, Fault(cause: "reset"), again: .seconds(5)))
            rig.pulse.note(.submissionDown("main", Fault(cause: "refused"), again: .seconds(5)))

            var answers: [[String: Any]] = []
            func look(_ path: String, as route: String, _ status: Int) async throws {
                let answer = try await rig.ask(path)
                #expect(answer.status == status, "\(path)")
                answers.append([
                    "path": route, "status": "\(status)",
                    "body": try JSONSerialization.jsonObject(with: Data(answer.body.utf8)),
                ])
            }
            for path in [
                "/api/email-status", "/api/email-metrics", "/api/email-queue", "/api/decisions", "/openapi.json",
            ] {
                try await look(path, as: path, 200)
            }
            rig.readiness.set([.notConnected(StatusRig.info, Fault(cause: "connection reset")), .unaccounted(1)])
            _ = try await rig.readiness(is: 503)
            try await look("/readyz", as: "/readyz", 503)
            try await look("/api/decisions?limit=0", as: "/api/decisions", 400)
            try await look("/api/decisions?limit=1", as: "/api/decisions", 200)
            try await look("/api/decisions/1/explanation", as: "/api/decisions/{id}/explanation", 200)
            try await look("/api/decisions/99/explanation", as: "/api/decisions/{id}/explanation", 404)
            rig.readiness.set([])
            _ = try await rig.readiness(is: 200)
            try await look("/readyz", as: "/readyz", 200)

            // Every JSON answer of every route that reads was looked at, but for those of a broken journal.
            for route in APIDescription.routes where route.method == "get" {
                for (code, kind, _) in route.answers where kind != nil && !(code == 503 && route.path != "/readyz") {
                    #expect(
                        answers.contains {
                            $0["path"] as? String == route.path && $0["status"] as? String == "\(code)"
                        },
                        "\(route.path) \(code) was not looked at")
                }
            }
            #expect(try Self.findings(answers) == "")
        }
    }

    /// What jsonschema (draft 2020-12, which OpenAPI 3.1 uses) finds.
    private static func findings(_ answers: [[String: Any]]) throws -> String {
        let script = """
            import json, sys
            from jsonschema import Draft202012Validator
            api, answers = json.load(sys.stdin)
            for answer in answers:
                schema = api["paths"][answer["path"]]["get"]["responses"][answer["status"]]["content"]["application/json"]["schema"]
                whole = dict(schema, components=api["components"])
                Draft202012Validator.check_schema(whole)
                for error in Draft202012Validator(whole).iter_errors(answer["body"]):
                    print(answer["path"], answer["status"], error.json_path, error.message[:300])
            """
        let api = try JSONSerialization.jsonObject(
            with: Data(APIDescription.openAPI(.init(isReadingProtected: false, canChange: true)).octets))
        return try run(
            "/usr/bin/python3", ["-c", script], input: JSONSerialization.data(withJSONObject: [api, answers]))
    }

    /// The page has every route, every member and its meaning, as the description says it.
    @Test func thePageSaysTheSame() throws {
        let page = try String(contentsOfFile: repository("docs/status.md"), encoding: .utf8)
        for route in APIDescription.routes {
            #expect(page.contains("`\(route.method.uppercased()) \(route.path)`"), "no route \(route.path)")
        }
        for line in APIDescription.pageLines { #expect(page.contains(line), "docs/status.md lacks: \(line)") }
    }
}

/// What the program prints on both of its outputs.
func run(_ program: String, _ arguments: [String], input: Data) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let (feed, output) = (Pipe(), Pipe())
    process.standardInput = feed
    process.standardOutput = output
    process.standardError = output
    try process.run()
    try feed.fileHandleForWriting.write(contentsOf: input)
    try feed.fileHandleForWriting.close()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
}

func repository(_ path: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(path).path
}
