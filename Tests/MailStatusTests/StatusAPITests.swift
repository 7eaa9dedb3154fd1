import Foundation
import MailRouting
import Testing

@testable import MailStatus

/// Every route, with real values from a real journal.
@Suite struct StatusAPITests {
    @Test func emailStatusTellsTheNineFigures() async throws {
        try await StatusRig.run { rig async throws in
            let names = [
                "is_running", "queue_size", "emails_sent", "errors_count", "success_rate", "rate_limit_minute",
                "rate_limit_hour", "recent_send_rate_minute", "recent_send_rate_hour",
            ]
            var answer = try await rig.json("/api/email-status")
            #expect(answer["success"] as? Bool == true)
            var status = try #require(answer["status"] as? [String: Any])
            #expect(Set(status.keys) == Set(names))
            #expect(status["queue_size"] as? Int == 0)
            #expect(status["success_rate"] as? Double == 1)
            #expect(status["rate_limit_minute"] as? Int == 5)
            #expect(status["rate_limit_hour"] as? Int == 30)

            try await rig.arrive((1...4).map { "Reklamation \($0)" })
            try await rig.deliverAll()
            try await rig.acknowledge(.completed(.accepted("250 ok")))
            try await rig.acknowledge(.completed(.accepted("250 ok")))
            try await rig.acknowledge(.permanent(Fault(replyCode: 550, cause: "no such mailbox")))
            rig.later()
            answer = try await rig.json("/api/email-status")
            status = try #require(answer["status"] as? [String: Any])
            #expect(status["is_running"] as? Bool == true)
            #expect(status["queue_size"] as? Int == 1)
            #expect(status["emails_sent"] as? Int == 2)
            #expect(status["errors_count"] as? Int == 1)
            #expect(status["success_rate"] as? Double == 0.6667)
            #expect(status["recent_send_rate_minute"] as? Int == 3)
            #expect(status["recent_send_rate_hour"] as? Int == 3)

            rig.clock.move(by: .minutes(2))
            rig.pulse.note(.stopping)
            status = try #require(try await rig.json("/api/email-status")["status"] as? [String: Any])
            #expect(status["is_running"] as? Bool == false)
            #expect(status["recent_send_rate_minute"] as? Int == 0)
            #expect(status["recent_send_rate_hour"] as? Int == 3)
        }
    }

    @Test func readinessHasItsReasons() async throws {
        try await StatusRig.run { rig async throws in
            #expect(try await rig.ask("/healthz").body == "ok\n")
            #expect(try await rig.readiness(is: 200) == "{\"ready\":true,\"reasons\":[]}\n")
            rig.readiness.set([.notConnected(StatusRig.info, Fault(cause: "connection reset")), .diskFull("no room")])
            let body = try await rig.readiness(is: 503)
            #expect(body.contains("\"kind\":\"not-connected\",\"subject\":\"info/INBOX\""))
            #expect(body.contains("connection reset") && body.contains("\"kind\":\"disk-full\""))
            rig.readiness.set([])
            _ = try await rig.readiness(is: 200)
            rig.pulse.note(.stopping)
            #expect(try await rig.readiness(is: 503).contains("stopping"))
        }
    }

    @Test func metricsCountTheDay() async throws {
        try await StatusRig.run { rig async throws in
            try await rig.arrive(["Reklamation 1", "Reklamation 2"])
            rig.clock.move(by: .seconds(2))
            try await rig.deliverAll()
            rig.clock.move(by: .seconds(3))
            try await rig.acknowledge(.completed(.accepted("250 ok")))
            try await rig.arrive(
                ["Newsletter"], from: 10, refusal: Refusal(.mailingList, "List-Id is there", source: "RFC 2919"))
            let metrics = try #require(try await rig.json("/api/email-metrics")["metrics"] as? [String: Any])
            #expect(metrics["decisions"] as? Int == 3)
            #expect(metrics["unaccounted"] as? Int == 0)
            let all = try #require(metrics["all"] as? [String: Any])
            #expect(all["routed"] as? Int == 2)
            #expect(all["acknowledged"] as? Int == 1)
            #expect((all["decided_to_routed_ms"] as? [String: Any])?["p99"] as? Int == 2000)
            #expect((all["routed_to_acknowledged_ms"] as? [String: Any])?["p50"] as? Int == 3000)
            let suppressions = try #require(metrics["suppressions"] as? [[String: Any]])
            #expect(suppressions.first?["reason"] as? String == Refusal.Reason.mailingList.rawValue)
        }
    }

    @Test func decisionsComeInPagesAndExplainThemselves() async throws {
        try await StatusRig.run { rig async throws in
            for round in 0..<5 {
                rig.clock.move(by: .seconds(1))
                try await rig.arrive((0..<3).map { "Reklamation \(round) \($0)" }, from: round * 3 + 1)
            }
            var seen: [Int] = []
            var path: String? = "/api/decisions?department=support&limit=4&since=2027-01-01T00:00:00Z"
            while let next = path {
                let answer = try await rig.json(next)
                let page = try #require(answer["decisions"] as? [[String: Any]])
                #expect(page.count <= 4)
                seen += page.compactMap { $0["arrival"] as? Int }
                path = answer["next"] as? String
            }
            #expect(seen == (1...15).reversed())
            #expect((try await rig.json("/api/decisions?rule=nobody")["decisions"] as? [Any])?.isEmpty == true)
            for bad in ["since=yesterday", "limit=0", "limit=101", "after=1", "after=a-b"] {
                #expect(try await rig.ask("/api/decisions?\(bad)").status == 400, "\(bad)")
            }

            let explained = try await rig.json("/api/decisions/15/explanation")
            let decision = try #require(explained["decision"] as? [String: Any])
            #expect(decision["subject"] as? String == "Reklamation 4 2")
            #expect(decision["from"] as? String == "ana@customer.example")
            let steps = try #require(explained["steps"] as? [[String: Any]])
            let line = try #require(steps.first { $0["name"] as? String == "quality" })
            #expect(line["verdict"] as? String == "yes")
            #expect((line["condition"] as? [String: Any])?["matched"] as? String == "Reklamation")
            #expect(try await rig.ask("/api/decisions/4711/explanation").status == 404)
            #expect(try await rig.ask("/api/decisions/x/explanation").status == 404)
        }
    }

    @Test func theQueueNamesWhatNeedsAPerson() async throws {
        try await StatusRig.run { rig async throws in
            try await rig.arrive(["Reklamation 1", "Reklamation 2"])
            try await rig.deliverAll()
            try await rig.acknowledge(.permanent(Fault(replyCode: 550, cause: "no such mailbox")))
            let queue = try #require(try await rig.json("/api/email-queue")["queue"] as? [String: Any])
            let failed = try #require(queue["failed"] as? [[String: Any]])
            #expect((failed.first?["reason"] as? String)?.contains("no such mailbox") == true)
            #expect((failed.first?["next_step"] as? String)?.contains("mailroom queue retry") == true)
            #expect((queue["next"] as? [Any])?.count == 1)
            #expect((queue["sending"] as? [String: Any])?["state"] as? String == "sending")
        }
    }

    @Test func whatIsNotThereIsSaidAndWhatIsThereIsSafe() async throws {
        try await StatusRig.run { rig async throws in
            #expect(try await rig.ask("/nothing").status == 404)
            #expect(
                try await rig.ask(
                    "/api/email-status", method: "POST", fields: ["Authorization: Bearer \(StatusRig.token)"]
                ).status == 405)
            let head = try await rig.ask("/api/email-status", method: "HEAD")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.field("content-security-policy")?.hasPrefix("default-src 'none'") == true)
            #expect(head.field("x-content-type-options") == "nosniff")
            #expect(head.field("cache-control") == "no-store")
        }
    }
}
